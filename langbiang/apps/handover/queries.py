"""Asks about hand-overs and about what a seat holds; never writes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from langbiang.apps.directory.interface import Held, Holder, Role, Seat, list_holders, list_seats_in
from langbiang.apps.identity.interface import who_did
from langbiang.foundation.journal.interface import Act, timeline

from .models import HandOver, HandOverLine

EXAMPLES = 5
STALLED = timedelta(minutes=5)


@dataclass(frozen=True)
class Pile:
    """What a seat holds of one kind: how many, and the first few by name."""

    kind: str
    name: str
    count: int
    first: list[Held]


@dataclass(frozen=True)
class Step:
    words: str
    icon: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Tally:
    """How far a job has come."""

    waiting: int
    moved: int
    refused: int
    returned: int
    kept: int


WORDS = {
    # verb: (what is said, icon)
    "handover.job.ordered": ("Đặt bàn giao {total} việc", "swap"),
    "handover.job.advanced": ("Xong thêm {done} việc, còn {left}", "clock"),
    "handover.job.finished": ("Bàn giao xong {moved} việc, {refused} việc không bàn giao được", "check"),
    "handover.job.undo_ordered": ("Đặt lấy lại: {reason}", "refuse"),
    "handover.job.undone": ("Lấy lại xong {returned} việc, {kept} việc không lấy lại được", "check"),
}


def may_hand_over(seat: Seat, leaving: Seat) -> bool:
    """Say whether a seat orders the hand-over of another: a leader or administrator of its agency, in person."""
    return seat.has(Role.LEADER, Role.ADMIN) and seat.agency_id == leaving.agency_id and seat.acted_by is None


def list_jobs(seat: Seat) -> QuerySet[HandOver]:
    return HandOver.objects.filter(agency=seat.agency_id)


def get_job(seat: Seat, uid: UUID) -> HandOver:
    return list_jobs(seat).select_related("leaving__person").get(uid=uid)


def list_leaving(seat: Seat, day: date) -> list[Seat]:
    """List whose work may be handed over: who holds a seat of the agency, and after them who held one."""
    known = Seat.objects.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day), agency=seat.agency_id)
    rows = known.select_related("person").order_by("rank", "pk")
    return sorted(rows, key=lambda one: not one.holds_on(day))


def find_leaving(seat: Seat, uid: UUID | str) -> Seat | None:
    return Seat.objects.filter(agency=seat.agency_id, uid=uid).select_related("person", "agency", "unit").first()


def list_receivers(leaving: Seat, day: date) -> list[Seat]:
    return [one for one in list_seats_in(leaving.agency_id, day) if one.pk != leaving.pk]


def list_piles(leaving: Seat) -> list[Pile]:
    """List what a seat holds, kind by kind; kinds of which it holds nothing are left out."""
    return [
        Pile(holder.kind, holder.name, count, list(islice(holder.list(leaving), EXAMPLES)))
        for holder in list_holders()
        if (count := holder.count(leaving))
    ]


def get_holder(kind: str) -> Holder:
    return next(holder for holder in list_holders() if holder.kind == kind)


def tally_of(job: HandOver) -> Tally:
    counted = dict(job.lines.order_by().values_list("state").annotate(n=Count("pk")))
    return Tally(**{state.value: counted.get(state.value, 0) for state in HandOverLine.State})


def list_lines(job: HandOver, *states: str) -> QuerySet[HandOverLine]:
    return job.lines.filter(state__in=states).select_related("to__person")


def version_now(line: HandOverLine) -> int:
    """
    Say which version an untouched thing has at the undo of this line.

    A thing that went over in several parts has versions one after the other; they are taken back last first, and
    each undo adds one of its own. What anybody else did in between breaks the chain, and the holder refuses.
    """
    assert line.moved_version is not None
    after = HandOverLine.objects.filter(job=line.job_id, subject=line.subject, moved_version=line.moved_version + 1)
    returned = after.exclude(subject="").values_list("returned_version", flat=True).first()
    return returned or line.moved_version


def names_of(kinds: list[str]) -> dict[str, str]:
    return {holder.kind: holder.name for holder in list_holders() if holder.kind in kinds}


def history_of(job: HandOver) -> list[Step]:
    """Tell a job's acts in order; the chunks between are told by the latest alone."""
    steps: list[Step] = []
    last = ""
    for act in timeline(HandOver.SUBJECT_KIND, job.uid):
        words, icon = WORDS[act.verb]
        if act.verb == last == "handover.job.advanced":
            steps.pop()
        steps.append(Step(words.format(**(act.details or {})), icon, who_did(act), act.at))
        last = act.verb
    return steps


def list_stalled(now: datetime) -> list[Act]:
    """List the last act of each job at work of which nothing was heard for five minutes."""
    jobs = HandOver.objects.filter(state__in=HandOver.AT_WORK)
    last = [timeline(HandOver.SUBJECT_KIND, job.uid).last() for job in jobs]
    return [act for act in last if act is not None and act.recorded_at <= now - STALLED]


def count_left(job: HandOver) -> int:
    """Count what the seat holds now: what came after the order, and what could not be handed over."""
    return sum(holder.count(job.leaving) for holder in list_holders())


def lines_after(lines: QuerySet[HandOverLine], mark: str) -> QuerySet[HandOverLine]:
    """Keep the lines after one named by its id; an unreadable mark begins at the top."""
    after = int(mark) if mark.isascii() and mark.isdecimal() and len(mark) < 19 else 0
    return lines.filter(pk__gt=after).order_by(F("pk").asc())
