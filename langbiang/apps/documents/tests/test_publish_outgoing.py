"""Legal documents are flagged when they are issued; the clerk records where they appeared, and takes mistakes back."""

from datetime import date, timedelta

import pytest

from langbiang.apps.documents import queries, services
from langbiang.apps.documents.models import DocumentType
from langbiang.foundation.journal.interface import timeline

from .factories import DAY, LATER, NOW, Outgoing, everything

LEGAL = "quyet-dinh-cua-ubnd-cap-tinh"


@pytest.fixture
def legal(outgoing):
    """Make a decision of UBND tỉnh that is a legal document; 09/09/2020 is a Wednesday."""
    kind = DocumentType.objects.get(code=LEGAL)
    return lambda state=Outgoing.ISSUED: outgoing(state, type=kind, notation="QĐ-UBND")


def publish(document, seat, *, medium="gazette", on=DAY, reference="Công báo số 38", now=LATER):
    return services.publish_outgoing(document, medium=medium, on=on, reference=reference, seat=seat, now=now)


def due(document) -> list[tuple[str, date]]:
    rows = queries.list_publications(document.agency, published=False)
    return [(row.medium, row.due_on) for row in rows.order_by("pk")]


def published(document) -> list[str]:
    return [row.reference for row in queries.list_publications(document.agency, published=True)]


def test_a_legal_document_is_flagged_when_it_is_issued_and_no_other_is(legal, outgoing):
    assert due(legal(Outgoing.SIGNED)) == []
    assert due(legal()) == [("gazette", date(2020, 9, 24)), ("portal", date(2020, 9, 11))]
    assert queries.publications_of(outgoing(Outgoing.ISSUED)) == []


def test_days_of_a_portal_are_working_days(legal):
    portal = next(rule for rule in queries.rules_of_publication("province") if rule.medium == "portal")
    assert portal.due_on(date(2020, 9, 11)) == date(2020, 9, 15)  # a Friday: Monday and Tuesday


@pytest.mark.parametrize("state", [Outgoing.ISSUED, Outgoing.SENT])
def test_the_clerk_records_where_it_appeared_and_the_journal_tells_it(legal, clerk, state):
    document = publish(legal(state), clerk)
    assert ([medium for medium, _ in due(document)], published(document)) == (["portal"], ["Công báo số 38"])
    act = list(timeline("documents.outgoing", document.uid))[-1]
    assert act.details == {"medium": "Công báo", "on": "2020-09-09", "reference": "Công báo số 38"}
    assert document.state == state


def test_a_mistaken_record_is_taken_back_and_both_acts_stay(legal, clerk):
    document = publish(legal(), clerk)
    services.undo_publication(document, medium="gazette", reason="Nhầm số", seat=clerk, now=LATER)
    assert (len(due(document)), published(document)) == (2, [])
    verbs = [act.verb.rpartition(".")[2] for act in timeline("documents.outgoing", document.uid)]
    assert verbs[-2:] == ["published", "publication_undone"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"on": DAY - timedelta(days=1)}, "on"),
        ({"on": DAY + timedelta(days=1)}, "on"),
        ({"reference": "  "}, "reference"),
        ({"reference": "a" * 301}, "reference"),
        ({"medium": "posting"}, "medium"),
    ],
)
def test_a_record_that_cannot_be_is_refused_beside_its_field(legal, clerk, wrong, field):
    document = legal()
    with pytest.raises(services.CannotPublish) as refused:
        publish(document, clerk, **wrong)
    assert refused.value.field == field
    assert published(document) == []


def test_who_does_not_keep_the_records_records_nothing(legal, leader, stttt_clerk):
    document = legal()
    before = everything()
    for seat in (leader, stttt_clerk):
        with pytest.raises(services.CannotPublish, match="văn thư giữ sổ"):
            publish(document, seat)
        assert {"publish", "unpublish"} & queries.outgoing_steps(seat, document, DAY) == set()
    assert everything() == before


def test_a_record_is_made_once_and_undone_once(legal, clerk):
    document = legal()
    with pytest.raises(services.CannotPublish, match="Chưa ghi"):
        services.undo_publication(document, medium="gazette", reason="Nhầm", seat=clerk, now=NOW)
    document = publish(document, clerk)
    with pytest.raises(services.CannotPublish, match="trước đó"):
        publish(document, clerk)
    with pytest.raises(services.CannotPublish, match="lý do"):
        services.undo_publication(document, medium="gazette", reason=" ", seat=clerk, now=NOW)


def test_what_lost_its_number_or_was_recalled_is_no_longer_to_be_published(legal, clerk):
    voided = services.void_outgoing(legal(), reason="Sai người ký", seat=clerk, now=NOW)
    recalled = services.recall_outgoing(publish(legal(Outgoing.SENT), clerk), reason="Nhầm", seat=clerk, now=LATER)
    assert (due(voided), published(recalled)) == ([], ["Công báo số 38"])
    with pytest.raises(services.CannotPublish, match="bước"):
        publish(recalled, clerk, medium="portal")


def test_the_page_offers_what_can_be_recorded(legal, clerk):
    document = legal()
    assert queries.outgoing_steps(clerk, document, DAY) >= {"publish"}
    document = publish(document, clerk)
    assert queries.outgoing_steps(clerk, document, DAY) >= {"publish", "unpublish"}
