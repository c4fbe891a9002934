"""The way of a draft to its leader: content, form, opinions, return, withdrawal (Decree 30/2020, Articles 10 to 12)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from langbiang.apps.directory.interface import Seat
from langbiang.apps.documents import queries
from langbiang.apps.documents.acts import (
    OpinionGiven,
    OpinionsAsked,
    OutgoingApproved,
    OutgoingSubmitted,
    OutgoingWithdrawn,
)
from langbiang.apps.documents.models import Opinion, OutgoingDocument
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import lock

from .moving import check_editor, check_move, move

State = OutgoingDocument.State
NO_LONGER_OPEN = "Văn bản đang ở bước “{}”, không hỏi hay góp ý được nữa."


class CannotSubmit(Refused):
    """It is not a draft of this seat, or its next reader is the leader already."""


class CannotApprove(Refused):
    """It does not stand before the head of its unit, or units asked have time left."""


class CannotWithdraw(Refused):
    """It is signed, or another's."""


class CannotAsk(Refused):
    """The unit cannot be asked, or the deadline is past."""


class CannotGiveOpinion(Refused):
    """This unit is not asked, or has answered."""


@transaction.atomic
def submit_outgoing(document: OutgoingDocument, *, seat: Seat, now: datetime) -> OutgoingDocument:
    """
    Give a draft to its first reader: the head of the unit, or the office where the head drafts or there is none.

    The places on the page and the receivers may still be missing; the office sees to them.
    """
    document = lock(document)
    day = clock.local(now).date()
    check_editor(seat, document, CannotSubmit, day)
    step = queries.next_step(document, day)
    if step == State.PRESENTED:
        raise CannotSubmit("Văn bản do văn thư giữ sổ soạn được trình thẳng lãnh đạo, không qua bước này.")
    check_move(document, step, CannotSubmit)
    document.returned_for = ""
    readers = ", ".join(head.person.full_name for head in queries.heads_of(document, day))
    told = OutgoingSubmitted(readers if step == State.CONTENT else "Văn thư cơ quan")
    move(document, step, told, seat=seat, now=now, fields=["returned_for"])
    return document


@transaction.atomic
def approve_outgoing(document: OutgoingDocument, *, note: str = "", seat: Seat, now: datetime) -> OutgoingDocument:
    """Answer for the content as head of the drafting unit, and pass it to the office (Article 12.1)."""
    document = lock(document)
    if document.state != State.CONTENT:
        raise CannotApprove(f"Văn bản đang ở bước “{document.get_state_display()}”, không phải chờ duyệt nội dung.")
    if not queries.is_head_of(seat, document):
        raise CannotApprove("Chỉ trưởng đơn vị soạn thảo duyệt nội dung.")
    awaited = queries.units_awaited(document, now)
    if awaited:
        raise CannotApprove(f"Còn chờ ý kiến của {', '.join(awaited)}. Chờ đến hạn, hoặc nhắc đơn vị góp ý.")
    move(document, State.FORM, OutgoingApproved(note.strip()[:500]), seat=seat, now=now)
    return document


@transaction.atomic
def withdraw_outgoing(document: OutgoingDocument, *, seat: Seat, now: datetime) -> OutgoingDocument:
    """Take one's own draft back before it is signed."""
    document = lock(document)
    check_move(document, State.DRAFT, CannotWithdraw)
    if document.drafter_id != seat.pk:
        raise CannotWithdraw("Chỉ người soạn rút lại được văn bản.")
    document.file = document.original
    move(document, State.DRAFT, OutgoingWithdrawn(), seat=seat, now=now, fields=["file"])
    return document


@transaction.atomic
def ask_opinions(
    document: OutgoingDocument,
    *,
    units: Sequence[int],
    question: str,
    due_at: datetime,
    seat: Seat,
    now: datetime,
) -> OutgoingDocument:
    """Ask other units of the agency, all at once and each until the same hour (Decree 30/2020, Article 10.3)."""
    document = lock(document)
    if document.state not in (State.DRAFT, State.CONTENT):
        raise CannotAsk(NO_LONGER_OPEN.format(document.get_state_display()))
    day = clock.local(now).date()
    if document.drafter_id != seat.pk and not queries.is_head_of(seat, document):
        raise CannotAsk("Chỉ người soạn hoặc trưởng đơn vị soạn thảo lấy ý kiến.")
    names = dict(queries.units_to_ask(document, day))
    if not units or not set(units) <= names.keys():
        raise CannotAsk("Chọn ít nhất một đơn vị chưa được hỏi, có trưởng đơn vị để trả lời.", field="units")
    if due_at <= now:
        raise CannotAsk("Hạn góp ý phải sau thời điểm này. Chọn ngày khác.", field="due")
    Opinion.objects.bulk_create(
        Opinion(
            document=document,
            unit_id=unit,
            unit_name=names[unit],
            question=question.strip()[:500],
            asked_by=f"{seat.person.full_name}, {seat.title}",
            asked_at=now,
            due_at=due_at,
        )
        for unit in units
    )
    told = OpinionsAsked(", ".join(names[unit] for unit in units), due_at.isoformat())
    move(document, document.state, told, seat=seat, now=now)
    return document


@transaction.atomic
def give_opinion(
    document: OutgoingDocument, *, agrees: bool, words: str, seat: Seat, now: datetime
) -> OutgoingDocument:
    """Say what the unit one heads thinks of a draft; who does not agree says why."""
    # Other units answer at the same time, so a version that moved on by theirs is no reason to refuse.
    document = OutgoingDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    opinion = queries.find_opinion_asked_of(seat, document)
    if opinion is None:
        raise CannotGiveOpinion("Đơn vị bạn không được hỏi ý kiến văn bản này, hoặc đã trả lời.")
    said = words.strip()
    if not agrees and not said:
        raise CannotGiveOpinion("Ghi rõ chỗ không đồng ý và đề nghị sửa.", field="words")
    if len(said) > 1000:
        raise CannotGiveOpinion(f"Ý kiến dài {len(said)} ký tự, tối đa 1.000. Viết gọn lại.", field="words")
    opinion.agrees, opinion.words, opinion.given_at = agrees, said, now
    opinion.given_by = f"{seat.person.full_name}, {seat.title}"
    opinion.save(update_fields=["agrees", "words", "given_at", "given_by"])
    told = OpinionGiven(opinion.unit_name, agrees, said)
    move(document, document.state, told, seat=seat, now=now)
    return document
