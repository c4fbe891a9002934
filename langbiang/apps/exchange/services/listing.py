"""
Bringing what other systems list of agencies up to date: their list is copied to disk, judged, and only then compared.

Memory does not grow with the list. It is compared batch by batch, and only what differs is written; a process that
dies leaves rows that are true, and the next run finds them so. What is on the list no more is marked, never deleted.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import F

from langbiang.apps.exchange.acts import AgenciesListed, AgenciesRefused
from langbiang.apps.exchange.models import AgencySync, Home, ListedAgency, System
from langbiang.apps.exchange.transport import Entry, TransferFailed, Transport, Unreached
from langbiang.foundation import clock as house_clock
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import Actor, lock, write
from langbiang.foundation.search.folding import fold

State = AgencySync.State
Clock = Callable[[], datetime]
Watch = Callable[[Iterable[list[Entry]], int], Iterable[list[Entry]]]
BATCH = 1000  # entries compared in one transaction
LEASE = timedelta(minutes=15)  # longer than the longest call for a list
AGAIN = timedelta(hours=1)  # after a list could not be had
EMPTY = "Danh sách không có cơ quan nào dùng được. Danh bạ giữ nguyên."
SHORT = "Danh sách chỉ có {count} cơ quan, trong khi danh bạ đang có {known}. Ngắn hơn một nửa nên danh bạ giữ nguyên."
COLUMNS = ("old_code", "parent_code", "name", "folded", "mail", "digest", "listed_at", "gone_at")


class CannotSync(Refused):
    """The system gives no list, its list waits or is being read already, or what came cannot be right."""


class _Taken(Exception):
    """The run took longer than its lease and belongs to another process."""


# -- whose turn it is


def gives_list(system: System) -> bool:
    """Say whether a system is asked for its agencies: the axis, and whoever we call in our own protocol."""
    ours = system.protocol == System.Protocol.OWN
    return system.way == System.Way.CALLED and (system.is_axis or ours)


@transaction.atomic
def ask_sync(system: System, *, by: Actor | None, now: datetime) -> AgencySync:
    """
    Queue a reading of a system's list; `by` is None when the hour asks for it.

    :raises CannotSync: when the system gives none, or one is queued or at work.
    """
    system = System.objects.select_for_update().get(pk=system.pk)  # two who ask at once meet here
    if not gives_list(system) or system.state != System.State.ACTIVE:
        raise CannotSync(f"Không lấy danh bạ từ {system.name}: hệ thống tạm dừng hoặc không phải bên mà ta gọi sang.")
    if AgencySync.objects.filter(system=system, state__in=AgencySync.OPEN).exists():
        raise CannotSync(f"Danh bạ của {system.name} đang chờ hoặc đang được cập nhật. Xem lại sau ít phút.")
    asked_by = ", ".join(filter(None, [by.person, by.post])) if by else ""
    return AgencySync.objects.create(system=system, asked_by=asked_by[:300], asked_at=now)


def queue_due(system: System, *, now: datetime) -> None:
    """Queue a reading when the hour has come; where another process has queued it, that is enough."""
    if not _is_due(system, now):
        return
    try:
        ask_sync(system, by=None, now=now)
    except CannotSync:
        return


def _is_due(system: System, now: datetime) -> bool:
    """Say whether the hour has passed since the list was last asked for; a list that could not be had comes sooner."""
    last = AgencySync.objects.filter(system=system).first()
    if last is None:
        return True
    if last.state == State.FAILED:
        return last.ended_at is None or now >= last.ended_at + AGAIN
    return last.state not in AgencySync.OPEN and last.asked_at < _latest_hour(now)


def _latest_hour(now: datetime) -> datetime:
    hour = house_clock.local(now).replace(hour=settings.AGENCY_LIST_HOUR, minute=0, second=0, microsecond=0)
    return hour if hour <= now else hour - timedelta(days=1)


@transaction.atomic
def take_sync(system: System, *, now: datetime) -> AgencySync | None:
    """Take up what is queued for a system, or what a dead process left; None when there is nothing to do."""
    open_runs = AgencySync.objects.select_for_update(skip_locked=True).filter(system=system)
    run = open_runs.filter(state__in=AgencySync.OPEN).first()
    if run is None or (run.state == State.RUNNING and run.until is not None and run.until > now):
        return None
    run.state, run.until = State.RUNNING, now + LEASE
    run.save(update_fields=["state", "until"])
    return run


# -- one run


def run_sync(
    run: AgencySync, transport: Transport, *, clock: Clock, watch: Watch | None = None, shorter: bool = False
) -> AgencySync:
    """
    Read the list of a run that was taken up, and give the run as it ended.

    `watch` goes through the batches, of which it is told the number. `shorter` takes a list of under half of what
    was known: agencies were merged. What could not be had or cannot be right ends the run with a sentence.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as copy:
        try:
            count = _copy(run.system, transport.agencies(), copy)
            _check_size(run.system, count, shorter=shorter)
        except (TransferFailed, CannotSync) as failure:
            ended = State.FAILED if isinstance(failure, Unreached) else State.REFUSED
            return _end(run, ended, AgenciesRefused(str(failure)[:500]), clock())
        copy.seek(0)
        batches, seen = _batches(copy), set[int]()
        try:
            for batch in watch(batches, -(-count // BATCH)) if watch else batches:
                _write_batch(run, batch, seen, clock())
            return _finish(run, seen, clock())
        except _Taken:
            run.refresh_from_db()
            return run


def _copy(system: System, entries: Iterable[Entry], copy: IO[str]) -> int:
    """Write what counts of a list to disk, a line an agency; say how many."""
    # Of any system but the axis only those who live there: it may list the whole country, which we have elsewhere.
    living = None if system.is_axis else set(Home.objects.filter(system=system).values_list("code", flat=True))
    count = 0
    for entry in entries:
        if entry.deleted or (living is not None and entry.code not in living):
            continue
        told = (entry.code, entry.name, entry.old_code, entry.parent_code, entry.mail)
        copy.write(json.dumps([_storable(each) for each in told]) + "\n")
        count += 1
    return count


def _storable(text: str) -> str:
    """Leave out what no column takes: the letter that is none, and half letters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def _check_size(system: System, count: int, *, shorter: bool) -> None:
    """:raises CannotSync: when a list is empty, or so short that half the country would be gone by it."""
    if not count:
        raise CannotSync(EMPTY)
    known = ListedAgency.objects.filter(system=system, gone_at=None).count()
    if count * 2 < known and not shorter:
        raise CannotSync(SHORT.format(count=count, known=known))


def _batches(copy: IO[str]) -> Iterator[list[Entry]]:
    while lines := list(islice(copy, BATCH)):
        yield [Entry(*json.loads(line)) for line in lines]


@transaction.atomic
def _write_batch(run: AgencySync, batch: list[Entry], seen: set[int], now: datetime) -> None:
    """Write what is new in a batch, or other than it was; `seen` gathers the rows of everybody on the list."""
    named: dict[str, Entry] = {}
    for entry in batch:
        if 0 < len(entry.code) <= 200:
            named.setdefault(entry.code, entry)
    known = {row.code: row for row in ListedAgency.objects.filter(system=run.system, code__in=named)}
    # A code named twice: what was said first holds.
    named = {code: entry for code, entry in named.items() if code not in known or known[code].pk not in seen}
    differing = [entry for code, entry in named.items() if code not in known or _differs(known[code], entry)]
    ListedAgency.objects.bulk_create(
        (_row(run.system, entry, now) for entry in differing),
        update_conflicts=True,
        unique_fields=["code", "system"],
        update_fields=COLUMNS,
    )
    written = ListedAgency.objects.filter(system=run.system, code__in=[entry.code for entry in differing])
    seen.update(row.pk for row in known.values())
    seen.update(written.values_list("pk", flat=True))
    new = len(named.keys() - known.keys())
    counted = {"new": new, "changed": len(differing) - new, "same": len(named) - len(differing)}
    _count(run, now, **counted, passed_over=len(batch) - len(named))


def _row(system: System, entry: Entry, now: datetime) -> ListedAgency:
    return ListedAgency(
        system=system,
        code=entry.code,
        name=(entry.name or entry.code)[:500],
        old_code=entry.old_code[:200],
        parent_code=entry.parent_code[:200],
        mail=entry.mail[:200],
        folded=fold(f"{entry.name} {entry.code} {entry.old_code}"),
        digest=_digest(entry),
        listed_at=now,
    )


def _digest(entry: Entry) -> str:
    told = json.dumps([entry.name, entry.old_code, entry.parent_code, entry.mail])
    return hashlib.sha256(told.encode()).hexdigest()


def _differs(known: ListedAgency, entry: Entry) -> bool:
    return known.gone_at is not None or known.digest != _digest(entry)


def _count(run: AgencySync, now: datetime, **more: int) -> None:
    """
    Count what was done, and keep the run ours, in the transaction that does it.

    :raises _Taken: when it is another's by now.
    """
    ours = AgencySync.objects.filter(pk=run.pk, state=State.RUNNING, until=run.until)
    run.until = now + LEASE
    if not ours.update(until=run.until, **{name: F(name) + number for name, number in more.items()}):
        raise _Taken


@transaction.atomic
def _finish(run: AgencySync, seen: set[int], now: datetime) -> AgencySync:
    """Mark who is on the list no more, and write down what came of the run."""
    known = ListedAgency.objects.filter(system=run.system, gone_at=None).values_list("pk", flat=True)
    gone = [pk for pk in known.iterator(chunk_size=BATCH) if pk not in seen]
    for start in range(0, len(gone), BATCH):
        ListedAgency.objects.filter(pk__in=gone[start : start + BATCH]).update(gone_at=now)
    _count(run, now, gone=len(gone))
    run.refresh_from_db()
    return _end(run, State.DONE, AgenciesListed(run.new, run.changed, run.gone, run.same), now)


@transaction.atomic
def _end(run: AgencySync, state: str, told: AgenciesListed | AgenciesRefused, now: datetime) -> AgencySync:
    """End a run with its act; what was asked for by a person stands behind it as on their behalf."""
    words = told.reason if isinstance(told, AgenciesRefused) else ""
    ours = AgencySync.objects.filter(pk=run.pk, state=State.RUNNING, until=run.until)
    if ours.update(state=state, ended_at=now, until=None, words=words):
        system = lock(System.objects.get(pk=run.system_id))
        by = Actor(kind="timer", id="exchange.agencies", person="Cập nhật danh bạ", on_behalf_of=run.asked_by)
        write(system, told, by=by, now=now, fields=[], moved_from=system.state)
    run.refresh_from_db()
    return run
