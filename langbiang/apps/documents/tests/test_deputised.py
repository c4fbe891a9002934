"""From a deputised seat the work goes on, under both names; a signature and what founds one do not."""

from datetime import date, timedelta

import pytest

from langbiang.apps.documents import queries, services
from langbiang.apps.documents.models import IncomingDocument, OutgoingDocument
from langbiang.apps.identity.interface import Wanted, grant_deputation
from langbiang.apps.identity.queries import list_deputised
from langbiang.apps.identity.services import open_demo_account
from langbiang.foundation.journal.interface import timeline

from .factories import DAY, NOW, part

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def acting(stttt_leader, stttt_head):
    """The head of a unit, who acts for Hồ Văn Thành."""
    wanted = Wanted(stttt_leader, stttt_head, DAY, DAY + timedelta(days=9), "Nghỉ phép")
    grant_deputation(wanted, seat=stttt_leader, now=NOW)
    [(seat, _)] = list_deputised(open_demo_account(stttt_head.person), DAY)
    return seat


def test_the_deputy_sees_and_does_what_waits_for_the_principal(acting, incoming, worker, stttt_leader, stttt_head):
    document = incoming(IncomingDocument.State.PRESENTED)
    assert document in queries.list_work(acting, DAY)
    assert queries.audience_of(acting, DAY) == queries.audience_of(stttt_leader, DAY)
    document = services.instruct_incoming(
        document, words="Xử lý gấp", parts=[part(worker, "lead")], seat=acting, now=LATER
    )
    act = list(timeline("documents.incoming", document.uid))[-1]
    assert (act.verb, act.person) == ("documents.incoming.instructed", stttt_head.person.full_name)
    assert act.on_behalf_of == "Hồ Văn Thành, Phó Giám đốc"
    told = queries.group_by_agency([act])[0].steps[0].who
    assert told == f"{stttt_head.person.full_name}, {stttt_head.title}, thay Hồ Văn Thành, Phó Giám đốc"


def test_decree30_art13_signing_is_not_deputised(acting, office, stttt_leader, province):
    document = office.document(OutgoingDocument.State.PRESENTED)
    assert document.signer_id == acting.pk
    with pytest.raises(services.CannotSign, match="Điều 13"):
        services.sign_outgoing(document, seat=acting, now=LATER)
    province.key_for(stttt_leader)
    assert services.sign_outgoing(document, seat=stttt_leader, now=LATER).state == "signed"


def test_what_was_presented_can_be_returned_by_the_deputy(acting, office):
    document = office.document(OutgoingDocument.State.PRESENTED)
    returned = services.return_outgoing(document, reason="Người ký đi vắng", seat=acting, now=LATER)
    assert returned.state == "draft"


def test_rights_to_sign_are_not_given_by_a_deputy(acting, worker):
    paper = services.Authority(worker, "TUQ.", "Giấy mời", "12/QĐ", date(2020, 9, 9), date(2020, 9, 30))
    with pytest.raises(services.CannotGrant, match="Xử lý thay"):
        services.grant_authority(acting.agency, paper, seat=acting, now=NOW)


def test_decree30_art15_series_are_not_set_by_a_deputy(acting):
    with pytest.raises(services.CannotSetSeries, match="Xử lý thay"):
        services.set_series(acting.agency, mode="one", groups={}, seat=acting, now=NOW)


def test_decree30_art13_a_deputised_seat_is_told_so_instead_of_being_offered_to_sign(acting, office, stttt_leader):
    document = office.document(OutgoingDocument.State.PRESENTED)
    assert queries.outgoing_steps(stttt_leader, document, DAY) == {"sign", "return"}
    assert queries.outgoing_steps(acting, document, DAY) == {"return"}
