"""Series, forms and reserved numbers (Decree 30/2020, Article 15)."""

import pytest

from langbiang.apps.directory.interface import get_agency
from langbiang.apps.documents import queries, services
from langbiang.apps.documents.models import DocumentType, ReservedNumber, SeriesRule
from langbiang.foundation.journal.interface import timeline

from .factories import DAY, NOW, Outgoing, everything

Mode, State = SeriesRule.Mode, ReservedNumber.State


def kind(code: str) -> DocumentType:
    return DocumentType.objects.get(code=code)


def issue(office, code: str, notation: str):
    return office.document(Outgoing.ISSUED, drafter=office.clerk, type=kind(code), notation=notation)


def set_series(office, mode, groups=None):
    return services.set_series(office.leader.agency, mode=mode, groups=groups or {}, seat=office.leader, now=NOW)


def reserve(office, **said):
    told = {"series": "", "reason": "Quyết định giấy của Giám đốc", "seat": office.clerk, "now": NOW, **said}
    return services.reserve_number(office.leader.agency, **told)


def test_decree30_art15_without_a_rule_all_types_run_in_one_series(office):
    numbers = [issue(office, code, f"{n}-STTTT").number for code, n in (("cong-van", "CV"), ("bao-cao", "BC"))]
    assert numbers == [1, 2]


def test_decree30_art15_1c_the_head_may_give_each_type_its_series(office):
    set_series(office, Mode.TYPE)
    issued = [issue(office, code, n) for code, n in (("cong-van", "STTTT-VP"), ("bao-cao", "BC-STTTT"))]
    assert [(d.number, d.series) for d in issued] == [(1, "cong-van"), (1, "bao-cao")]


def test_decree30_art15_1c_or_group_them(office):
    set_series(office, Mode.GROUP, {"Báo cáo, kế hoạch": ["bao-cao", "ke-hoach"]})
    told = [("bao-cao", "BC-STTTT"), ("ke-hoach", "KH-STTTT"), ("cong-van", "STTTT-VP")]
    assert [issue(office, code, n).number for code, n in told] == [1, 2, 1]


def test_decree30_art15_1a_normative_types_always_run_alone_and_carry_the_year(office, clerk, leader):
    decision = kind("quyet-dinh-cua-ubnd-cap-tinh")
    assert queries.series_of(leader.agency, decision, 2020) == decision.code
    written = queries.written_code(7, "QĐ-UBND", year=2020, kind=decision, family=queries.family_of(leader.agency, DAY))
    assert written == "07/2020/QĐ-UBND"


def test_decree30_art15_a_rule_set_after_the_first_number_holds_from_next_year(office):
    issue(office, "cong-van", "STTTT-VP")
    assert set_series(office, Mode.TYPE).year == 2021
    assert queries.series_of(office.leader.agency, kind("bao-cao"), 2020) == ""
    assert queries.series_of(office.leader.agency, kind("bao-cao"), 2021) == "bao-cao"


def test_decree30_art15_number_and_notation_are_unique_in_the_year(office):
    set_series(office, Mode.TYPE)
    issue(office, "cong-van", "STTTT-VP")
    twin = office.document(Outgoing.SIGNED, drafter=office.clerk, type=kind("bao-cao"), notation="STTTT-VP")
    before = everything()
    with pytest.raises(services.CannotIssue, match="đã có văn bản 01/STTTT-VP"):
        services.issue_outgoing(twin, seat=office.clerk, now=NOW)
    assert everything() == before


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        ({}, "ít nhất một nhóm"),
        ({"A": ["bao-cao"], "B": ["bao-cao"]}, "chỉ thuộc một nhóm"),
        ({"A": ["khong-co"]}, "không thuộc danh mục"),
    ],
)
def test_groups_that_do_not_hold_together_are_refused(office, groups, sentence):
    with pytest.raises(services.CannotSetSeries, match=sentence):
        set_series(office, Mode.GROUP, groups)


def test_decree30_art15_only_the_agencys_head_decides(office, other_leader):
    for seat in (office.clerk, office.head, other_leader):
        with pytest.raises(services.CannotSetSeries, match="lãnh đạo cơ quan"):
            services.set_series(office.leader.agency, mode=Mode.TYPE, groups={}, seat=seat, now=NOW)


def test_party_bodies_write_their_number_in_their_own_form(province):
    party = queries.list_families()[1]
    assert queries.written_code(123, "CV/TU", year=2020, kind=kind("cong-van"), family=party) == "123-CV/TU"
    assert queries.family_of(get_agency("stttt"), DAY).code == "state"


# -- reserved numbers


def test_a_reserved_number_is_passed_over_and_used_later(office):
    held = reserve(office)
    assert issue(office, "cong-van", "STTTT-VP").number == 2
    signed = office.document(Outgoing.SIGNED, drafter=office.clerk)
    document = services.issue_outgoing(signed, held=held, seat=office.clerk, now=NOW)
    held.refresh_from_db()
    assert (document.number, held.state, held.document) == (1, State.USED, document)
    assert timeline("documents.number", held.uid).last().verb == "documents.number.used"


def test_a_cancelled_number_stays_visible_and_is_not_given_again(office):
    held = services.cancel_number(reserve(office), reason="Không ban hành nữa", seat=office.clerk, now=NOW)
    assert issue(office, "cong-van", "STTTT-VP").number == 2
    assert [(n.number, n.state) for n in queries.list_reserved(office.leader.agency, 2020)] == [(1, State.CANCELLED)]
    assert held.cancelled_for == "Không ban hành nữa"


def test_a_held_number_is_used_or_cancelled_once(office):
    held = services.cancel_number(reserve(office), reason="Thừa", seat=office.clerk, now=NOW)
    signed = office.document(Outgoing.SIGNED)
    before = everything()
    with pytest.raises(services.CannotIssue, match="đã dùng, đã hủy"):
        services.issue_outgoing(signed, held=held, seat=office.clerk, now=NOW)
    with pytest.raises(services.CannotReserve, match="không hủy được nữa"):
        services.cancel_number(held, reason="Lần nữa", seat=office.clerk, now=NOW)
    assert everything() == before


def test_a_number_held_in_another_series_does_not_fit(office):
    set_series(office, Mode.TYPE)
    held = reserve(office, series="bao-cao")
    with pytest.raises(services.CannotIssue, match="sổ khác"):
        services.issue_outgoing(office.document(Outgoing.SIGNED), held=held, seat=office.clerk, now=NOW)


def test_only_who_keeps_the_records_reserves_and_says_what_for(office, other_clerk):
    for seat in (office.specialist, office.leader, other_clerk):
        with pytest.raises(services.CannotReserve, match="văn thư giữ sổ"):
            reserve(office, seat=seat)
    with pytest.raises(services.CannotReserve, match="giữ số để làm gì"):
        reserve(office, reason=" ")
    with pytest.raises(services.CannotReserve, match="Không có sổ này"):
        reserve(office, series="khong-co")
