"""The way of a draft to its leader (Decree 30/2020, Articles 10 to 12)."""

from datetime import datetime, timedelta

import pytest

from langbiang.apps.directory.interface import get_agency
from langbiang.apps.documents import queries, services
from langbiang.foundation.clock import VIETNAM
from langbiang.foundation.search.interface import find

from .factories import DAY, LATER, NOW, Outgoing, draft_by, everything

DUE = NOW + timedelta(days=2)


def ask(office, document, *, now=NOW, due=DUE):
    return services.ask_opinions(
        document, units=[office.other_unit], question="Kinh phí đủ chưa?", due_at=due, seat=office.specialist, now=now
    )


def test_decree30_art12_a_specialists_draft_passes_unit_and_office(office):
    document = office.document(Outgoing.SENT)
    verbs = [act.verb.rsplit(".", 1)[1] for act in queries.history_of_outgoing(document)]
    steps = ["submitted", "approved", "presented", "signed", "issued", "sent"]
    assert [verb for verb in verbs if verb in steps] == steps


def test_decree30_art12_who_heads_the_unit_does_not_approve_what_they_drafted(office):
    document = office.document(drafter=office.head)
    assert services.submit_outgoing(document, seat=office.head, now=NOW).state == Outgoing.FORM


def test_a_unit_without_a_head_has_only_the_check_of_form(office):
    office.head.roles = []
    office.head.save(update_fields=["roles"])
    document = office.document()
    assert services.submit_outgoing(document, seat=office.specialist, now=NOW).state == Outgoing.FORM


def test_decree30_art12_only_the_units_head_approves_the_content(office):
    document = office.document(Outgoing.CONTENT)
    for seat in (office.specialist, office.clerk, office.leader, office.other_head):
        with pytest.raises(services.CannotApprove, match="trưởng đơn vị soạn thảo"):
            services.approve_outgoing(document, seat=seat, now=NOW)


@pytest.mark.parametrize(
    ("state", "who"), [("content", "clerk"), ("content", "leader"), ("form", "head"), ("presented", "head")]
)
def test_only_whom_it_stands_before_returns_it(office, state, who):
    document = office.document(state)
    with pytest.raises(services.CannotReturn, match="không trình đến"):
        services.return_outgoing(document, reason="Sửa", seat=getattr(office, who), now=NOW)


def test_a_returned_draft_shows_the_reason_until_it_is_submitted_again(office):
    document = office.document(Outgoing.FORM)
    document = services.return_outgoing(document, reason="Thiếu căn cứ pháp lý", seat=office.clerk, now=NOW)
    assert document.returned_for == "Thiếu căn cứ pháp lý"
    assert services.submit_outgoing(document, seat=office.specialist, now=LATER).returned_for == ""


def test_only_the_drafter_withdraws(office):
    document = office.document(Outgoing.PRESENTED)
    for seat in (office.head, office.clerk, office.leader):
        with pytest.raises(services.CannotWithdraw):
            services.withdraw_outgoing(document, seat=seat, now=NOW)
    back = services.withdraw_outgoing(document, seat=office.specialist, now=NOW)
    assert (back.state, back.file_id) == (Outgoing.DRAFT, back.original_id)


# -- opinions


def test_decree30_art10_other_units_are_asked_at_once_and_their_heads_see_the_draft(office):
    document = office.document()
    assert not queries.list_outgoing(office.other_head, DAY).exists()
    ask(office, document)
    assert [d.pk for d in queries.list_outgoing(office.other_head, DAY)] == [document.pk]
    assert [d.pk for d in queries.list_work(office.other_head, DAY)] == [document.pk]
    hits = find("triển khai", audience=queries.audience_of(office.other_head, DAY))
    assert [entry.subject_uid for entry in hits.entries] == [document.uid]


def test_the_head_does_not_pass_on_what_units_may_still_answer(office):
    document = ask(office, office.document())
    document = services.submit_outgoing(document, seat=office.specialist, now=NOW)
    with pytest.raises(services.CannotApprove, match="Còn chờ ý kiến của Trung tâm CNTT"):
        services.approve_outgoing(document, seat=office.head, now=NOW)
    late = services.approve_outgoing(document, seat=office.head, now=DUE + timedelta(minutes=1))
    assert late.state == Outgoing.FORM


def test_an_answer_lets_it_pass_before_the_deadline(office):
    document = services.submit_outgoing(ask(office, office.document()), seat=office.specialist, now=NOW)
    document = services.give_opinion(document, agrees=True, words="", seat=office.other_head, now=LATER)
    assert services.approve_outgoing(document, seat=office.head, now=LATER).state == Outgoing.FORM
    assert not queries.list_work(office.other_head, DAY)


def test_an_opinion_is_taken_though_the_draft_moved_on_meanwhile(office):
    document = ask(office, office.document())
    shown = type(document).objects.get(pk=document.pk)
    services.choose_receivers(document, [get_agency("thanh-tra")], seat=office.specialist, now=NOW)
    answered = services.give_opinion(shown, agrees=False, words="Chưa rõ kinh phí", seat=office.other_head, now=LATER)
    assert answered.opinions.get().words == "Chưa rõ kinh phí"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"agrees": False, "words": " "}, "Ghi rõ chỗ không đồng ý"),
        ({"agrees": True, "words": "x" * 1001}, "1001 ký tự"),
    ],
)
def test_an_opinion_that_says_too_little_or_too_much_is_refused(office, said, sentence):
    document = ask(office, office.document())
    before = everything()
    with pytest.raises(services.CannotGiveOpinion, match=sentence):
        services.give_opinion(document, seat=office.other_head, now=LATER, **said)
    assert everything() == before


def test_a_unit_answers_once_and_only_when_asked(office):
    document = ask(office, office.document())
    document = services.give_opinion(document, agrees=True, words="", seat=office.other_head, now=LATER)
    for seat in (office.other_head, office.head, office.clerk):
        with pytest.raises(services.CannotGiveOpinion, match="không được hỏi"):
            services.give_opinion(document, agrees=True, words="", seat=seat, now=LATER)


def test_a_unit_is_asked_once_and_never_the_drafting_one(office):
    document = ask(office, office.document())
    for unit in (office.other_unit, office.specialist.unit_id, 0):
        with pytest.raises(services.CannotAsk, match="chưa được hỏi"):
            services.ask_opinions(document, units=[unit], question="", due_at=DUE, seat=office.specialist, now=NOW)


def test_a_deadline_in_the_past_is_refused(office):
    with pytest.raises(services.CannotAsk, match="sau thời điểm này") as refused:
        ask(office, office.document(), due=NOW)
    assert refused.value.field == "due"


# -- versions


def test_versions_are_kept_and_compared_word_by_word(office):
    document = office.document(body="Kính đề nghị các sở báo cáo trước ngày 15 tháng 9.\n\nTrân trọng.")
    changed = draft_by(office.leader, body="Kính đề nghị các sở, ban báo cáo trước ngày 20 tháng 9.\n\nTrân trọng.")
    document = services.change_outgoing(document, changed, None, seat=office.specialist, now=LATER)
    first, second = queries.versions_of(document)
    pieces = [piece for paragraph in queries.compare(first, second) for piece in paragraph]
    assert {piece.words for piece in pieces if piece.kind == "del"} == {"sở", "15"}
    assert {piece.words for piece in pieces if piece.kind == "ins"} == {"sở, ban", "20"}
    assert (first.number, second.number, second.made_at) == (1, 2, LATER)


def test_saving_the_same_words_again_makes_no_version(office):
    document = office.document(body="Nội dung không đổi.")
    same = draft_by(office.leader, body="Nội dung không đổi.")
    document = services.change_outgoing(document, same, None, seat=office.specialist, now=NOW)
    assert len(queries.versions_of(document)) == 1


# -- limits


@pytest.mark.parametrize(
    ("signed", "morning", "evening"),
    [
        ("2020-09-09T09:00", "2020-09-10T11:30", "2020-09-10T17:00"),
        ("2020-09-11T16:00", "2020-09-14T11:30", "2020-09-14T17:00"),  # Friday
        ("2020-09-12T09:00", "2020-09-14T11:30", "2020-09-14T17:00"),  # Saturday
        ("2020-01-22T15:00", "2020-01-30T11:30", "2020-01-30T17:00"),  # the last day before Tết
    ],
)
def test_decree30_art18_and_decision28_art6_name_their_own_limits(office, signed, morning, evening):
    at = datetime.fromisoformat(signed).replace(tzinfo=VIETNAM)
    limits = queries.limits_of(office.document(Outgoing.SIGNED, now=at))
    told = [(limit.ground.split(",")[0], f"{limit.due_at:%Y-%m-%dT%H:%M}") for limit in limits]
    assert told == [("Quyết định 28/2018", morning), ("Nghị định 30/2020", evening)]


def test_a_limit_says_which_days_were_not_counted(office):
    signed = datetime(2020, 9, 1, 9, tzinfo=VIETNAM)
    limits = queries.limits_of(office.document(Outgoing.SIGNED, now=signed))
    assert {limit.reasons for limit in limits} == {("Không tính 2/9 (Quốc khánh)",)}


def test_decree30_art18_the_limit_counts_from_the_signature_not_from_the_number(office):
    document = office.document(Outgoing.SIGNED, now=NOW)
    before = queries.due_of(document)
    document = services.issue_outgoing(document, seat=office.clerk, now=NOW + timedelta(days=5))
    assert queries.due_of(document) == before


def test_decree30_art18_urgent_ones_are_due_at_once(office):
    document = office.document(Outgoing.SIGNED, urgency=1)
    assert [limit.due_at for limit in queries.limits_of(document)] == [NOW]


@pytest.mark.parametrize("state", ["draft", "presented", "sent", "recalled"])
def test_what_is_not_waiting_for_issue_has_no_limit(office, state):
    assert queries.limits_of(office.document(state)) == []
