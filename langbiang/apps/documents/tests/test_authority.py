"""By what right a document is signed (Decree 30/2020, Article 13)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from langbiang.apps.directory.interface import Role
from langbiang.apps.directory.services import close_dated
from langbiang.apps.documents import queries, services
from langbiang.apps.documents.services import Authority
from langbiang.apps.documents.services.composing import letter_data

from .factories import DAY, NOW, Outgoing, everything


@pytest.fixture
def director(office):
    return next(s for s in queries.list_signers([office.leader.agency_id], DAY) if s.title == "Giám đốc")


@pytest.fixture
def paper(office):
    return Authority(
        seat=office.head,
        competence="TUQ.",
        content="Văn bản hướng dẫn nghiệp vụ",
        ground="Quyết định 12/QĐ-STTTT ngày 01/9/2020",
        begins=date(2020, 9, 1),
        ends=date(2020, 9, 30),
    )


def grant(office, director, paper):
    return services.grant_authority(office.leader.agency, paper, seat=director, now=NOW)


def test_decree30_art13_a_deputy_signs_for_the_head_by_the_post(office):
    right = queries.right_to_sign(office.leader, office.leader.agency, DAY)
    assert (right.competence, right.principal) == ("KT.", "Giám đốc")


def test_decree30_art13_nobody_else_signs_without_a_paper(office):
    assert queries.right_to_sign(office.head, office.leader.agency, DAY) is None
    with pytest.raises(services.CannotRegister, match="bằng văn bản") as refused:
        office.document(signer=office.head)
    assert refused.value.field == "signer"


def test_decree30_art13_an_authorisation_lets_sign_within_its_dates(office, director, paper, province):
    grant(office, director, paper)
    province.key_for(office.head)
    document = office.document(Outgoing.FORM, signer=office.head)
    document = services.present_outgoing(document, seat=office.clerk, now=NOW)
    signed = services.sign_outgoing(document, seat=office.head, now=NOW)
    assert (signed.signer_competence, signed.signer_title) == ("TUQ.", "Trưởng phòng")
    assert queries.right_to_sign(office.head, office.leader.agency, date(2020, 9, 30)) is not None
    assert queries.right_to_sign(office.head, office.leader.agency, date(2020, 10, 1)) is None
    assert queries.right_to_sign(office.head, office.leader.agency, date(2020, 8, 31)) is None


def test_decree30_art13_a_right_that_ended_since_presenting_signs_nothing(office, director, paper, province):
    granted = grant(office, director, paper)
    province.key_for(office.head)
    document = services.present_outgoing(office.document(Outgoing.FORM, signer=office.head), seat=office.clerk, now=NOW)
    services.withdraw_authority(granted, reason="Hết việc", seat=director, now=NOW)
    before = everything()
    with pytest.raises(services.CannotSign, match="không có quyền ký"):
        services.sign_outgoing(document, seat=office.head, now=NOW)
    assert everything() == before


def test_decree30_art13_who_left_the_post_yesterday_signs_nothing(office):
    document = office.document(Outgoing.PRESENTED)
    close_dated(office.leader, day=DAY + timedelta(days=1))
    office.leader.refresh_from_db()
    with pytest.raises(services.CannotSign, match="không có quyền ký"):
        services.sign_outgoing(document, seat=office.leader, now=NOW + timedelta(days=1))


def test_decree30_art13_an_authorisation_without_an_end_is_refused(office, director, paper):
    with pytest.raises(services.CannotGrant, match="phải có thời hạn"):
        grant(office, director, replace(paper, ends=None))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ends": date(2020, 8, 1)}, "ends"),
        ({"ends": date(2020, 9, 8)}, "ends"),
        ({"ground": " "}, "ground"),
        ({"content": ""}, "content"),
    ],
)
def test_decree30_art13_a_paper_needs_ground_content_and_a_period(office, director, paper, changed, field):
    with pytest.raises(services.CannotGrant) as refused:
        grant(office, director, replace(paper, **changed))
    assert refused.value.field == field


def test_decree30_art13_only_the_head_lets_others_sign(office, paper, other_leader):
    for seat in (office.leader, office.head, office.clerk, other_leader):
        with pytest.raises(services.CannotGrant, match="người đứng đầu"):
            services.grant_authority(office.leader.agency, paper, seat=seat, now=NOW)


def test_a_paper_is_withdrawn_once(office, director, paper):
    granted = services.withdraw_authority(grant(office, director, paper), reason="Hết việc", seat=director, now=NOW)
    with pytest.raises(services.CannotGrant, match="đã được thu lại"):
        services.withdraw_authority(granted, reason="Lần nữa", seat=director, now=NOW)


def test_decree30_annex1_the_letter_names_by_what_right_it_is_signed(office, director, paper, outgoing):
    grant(office, director, paper)
    by = {
        "deputy of a department": office.document(),
        "its head": office.document(signer=director),
        "by authorisation": office.document(signer=office.head),
        "deputy of a committee": outgoing(),
    }
    assert {name: letter_data(document, DAY)["authority"] for name, document in by.items()} == {
        "deputy of a department": ["KT. Giám đốc", "Phó Giám đốc"],
        "its head": ["Giám đốc"],
        "by authorisation": ["TUQ. Giám đốc", "Trưởng phòng"],
        "deputy of a committee": ["TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"],
    }


def test_an_acting_head_is_named_with_q(office):
    office.leader.competence, office.leader.title = "Q.", "Giám đốc"
    office.leader.save(update_fields=["competence", "title"])
    assert letter_data(office.document(), DAY)["authority"] == ["Q. Giám đốc"]
    assert office.leader.has(Role.LEADER)
