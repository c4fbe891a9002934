"""
Calling other systems: handing over what waits for them, and fetching what waits there for us.

Several processes may do it at once: what one has taken up is leased, and who dies gives it back when the lease ends.
The other side knows again what it has, so a thing handed over twice arrives once.
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import F

from langbiang.apps.exchange.models import Attempt, System, Transfer
from langbiang.apps.exchange.protocols.national_client import NationalClient
from langbiang.apps.exchange.protocols.own_client import OwnClient
from langbiang.apps.exchange.protocols.v1_client import V1Client
from langbiang.apps.exchange.transport import Kind, RefusedByPeer, Rubbish, TransferFailed, Transport, Waiting
from langbiang.foundation import vault
from langbiang.foundation.files.interface import open_file
from langbiang.foundation.journal.interface import Actor
from langbiang.foundation.line import longest_call

from .handing import CannotHand, finish_transfer, original_of, set_transfer_aside
from .receive import CannotReceive, actor_for, receive
from .sealing import seal_over_bytes
from .systems import SEEN_AT_MOST_EACH

Clock = Callable[[], datetime]
BATCH = 20  # things taken up at once
LEASE = timedelta(minutes=2)  # that they are ours alone; made longer before each call that may take longer
TRIES = 12  # answers that nobody can read, after which a thing is set aside
LONGEST = 900.0  # seconds between two tries at the most
PATIENCE = 4  # failures in a row after which a system is left in peace for a while
KINDS: tuple[Kind, ...] = ("edoc", "status")
IN_MEMORY = 1024 * 1024


def transport_for(system: System) -> Transport:
    """Give a client of a system that we call, in its protocol."""
    secret, limit = vault.unseal(system.sealed_secret), settings.PACKET_LIMIT
    if system.protocol == System.Protocol.NATIONAL:
        return NationalClient(system.address, system.code, secret, packet_limit=limit)
    if system.protocol == System.Protocol.V1:
        return V1Client(system.address, system.code, secret, packet_limit=limit)
    return OwnClient(system.address, system.code, secret, packet_limit=limit)


# -- handing over


def hand_over(system: System, transport: Transport, *, clock: Clock) -> int:
    """Hand over what waits for a system that we call, the oldest first; say how many things it now has."""
    if not may_be_called(system, clock()):
        return 0
    handed, until, taken = 0, clock() + LEASE, _take_up(system, clock())
    while taken:
        together = _next_together(taken)
        until = _lease_longer(taken, until, _longest(together[0]), clock())
        taken = taken[len(together) :]
        try:
            handed += _hand(system, transport, together, clock)
        except TransferFailed as failure:
            _put_back([*together, *taken], clock())
            _note_failure(system, failure, clock())
            return handed
    return handed


def may_be_called(system: System, now: datetime) -> bool:
    rests = system.rests_until is not None and system.rests_until > now
    return system.state == System.State.ACTIVE and not rests


@transaction.atomic
def _take_up(system: System, now: datetime) -> list[Transfer]:
    """Lease the next things: nobody else takes them up before the lease ends."""
    due = Transfer.objects.filter(system=system, state=Transfer.State.WAITING, next_at__lte=now).order_by("id")
    free = due.select_for_update(skip_locked=True, of=("self",))
    found = list(free.select_related("delivery__packet__original", "delivery__original", "report__original")[:BATCH])
    Transfer.objects.filter(pk__in=[each.pk for each in found]).update(next_at=now + LEASE)
    return found


def _lease_longer(taken: list[Transfer], until: datetime, longest: timedelta, now: datetime) -> datetime:
    """Keep what is taken up ours until the next call is over, however long it takes; give until when."""
    if now + longest < until:
        return until
    until = now + longest + LEASE
    waiting = Transfer.objects.filter(pk__in=[each.pk for each in taken], state=Transfer.State.WAITING)
    waiting.update(next_at=until)
    return until


def _longest(transfer: Transfer) -> timedelta:
    try:
        return timedelta(seconds=longest_call(original_of(transfer).size))
    except CannotHand:
        return timedelta()


def _next_together(taken: list[Transfer]) -> list[Transfer]:
    """Give the first things that go in one call: the same bytes from the same sender, however many receivers."""
    _, together = next(groupby(taken, key=lambda each: (each.kind, each.from_code, _digest(each))))
    return list(together)


def _digest(transfer: Transfer) -> str:
    try:
        return original_of(transfer).digest
    except CannotHand:
        return str(transfer.uid)


def _hand(system: System, transport: Transport, together: list[Transfer], clock: Clock) -> int:
    """
    Make one call for things that go together.

    :raises TransferFailed: when nobody answered; what the other side refuses is set aside here.
    """
    first, begun = together[0], time.monotonic()
    by, outcome = actor_for(system), Attempt.Outcome.REFUSED
    try:
        remote_id = _send(transport, first, [each.to_code for each in together], clock())
    except (RefusedByPeer, CannotHand) as refusal:
        reason = str(refusal)
    except Rubbish as rubbish:
        if first.tries + 1 < TRIES:
            _note_attempts(together, Attempt.Outcome.RUBBISH, str(rubbish), begun, clock())
            raise
        reason, outcome = str(rubbish), Attempt.Outcome.RUBBISH
    except TransferFailed as failure:
        _note_attempts(together, Attempt.Outcome.UNREACHED, str(failure), begun, clock())
        raise
    else:
        _note_success(system, clock())
        took = _milliseconds(begun)
        return sum(_finish(each, remote_id, took, clock, by=by) for each in together)
    for each in together:
        set_transfer_aside(each, reason, by=by, now=clock(), outcome=outcome, milliseconds=_milliseconds(begun))
    return 0


def _send(transport: Transport, transfer: Transfer, to: list[str], now: datetime) -> str:
    file, kind = original_of(transfer), KINDS[transfer.kind == Transfer.Kind.STATUS]
    # Only our own API has a place for what the sending agency says of the very bytes.
    seal = seal_over_bytes(transfer, now=now) if isinstance(transport, OwnClient) else b""
    with open_file(file) as body:
        return transport.send(
            body, size=file.size, digest=file.digest, kind=kind, from_code=transfer.from_code, to=to, seal=seal
        )


def _finish(transfer: Transfer, remote_id: str, took: int, clock: Clock, *, by: Actor) -> bool:
    try:
        finish_transfer(transfer, by=by, now=clock(), remote_id=remote_id, milliseconds=took)
    except CannotHand:  # taken back while it was on its way: the recall follows it
        return False
    return True


def _put_back(transfers: Iterable[Transfer], now: datetime) -> None:
    """Let things wait again, the longer the more often they were tried; each a little differently."""
    for each in transfers:
        waits = timedelta(seconds=pause_after(each.tries))
        Transfer.objects.filter(pk=each.pk, state=Transfer.State.WAITING).update(next_at=now + waits)


def pause_after(tries: int) -> float:
    """Give the seconds to wait after so many failures: one, two, four … fifteen minutes, each give or take a half."""
    return min(2.0 ** min(tries, 20), LONGEST) * random.uniform(0.5, 1.5)  # noqa: S311  no secret hangs on it


def _note_attempts(transfers: list[Transfer], outcome: str, words: str, begun: float, now: datetime) -> None:
    took = _milliseconds(begun)
    Attempt.objects.bulk_create(
        Attempt(transfer=each, at=now, outcome=outcome, words=words[:500], milliseconds=took) for each in transfers
    )
    Transfer.objects.filter(pk__in=[each.pk for each in transfers]).update(tries=F("tries") + 1, reason=words[:500])
    for each in transfers:
        each.tries += 1


def _milliseconds(begun: float) -> int:
    return int((time.monotonic() - begun) * 1000)


# -- the circuit: a system that does not answer is left in peace for a while


def _note_failure(system: System, failure: TransferFailed, now: datetime) -> None:
    system.failures += 1
    system.last_error = str(failure)[:500]
    if system.failures >= PATIENCE:
        system.rests_until = now + timedelta(seconds=pause_after(system.failures - PATIENCE + 2))
    System.objects.filter(pk=system.pk).update(
        failures=system.failures, last_error=system.last_error, rests_until=system.rests_until
    )


def _note_success(system: System, now: datetime) -> None:
    lately = system.seen_at is not None and now - system.seen_at < SEEN_AT_MOST_EACH
    if lately and not system.last_error:
        return
    system.failures, system.last_error, system.rests_until, system.seen_at = 0, "", None, now
    System.objects.filter(pk=system.pk).update(failures=0, last_error="", rests_until=None, seen_at=now)


# -- fetching


def fetch_waiting(system: System, transport: Transport, *, clock: Clock) -> int:
    """Fetch what waits for us at a system that we call; each is acknowledged only when it is safely on disk here."""
    if not may_be_called(system, clock()):
        return 0
    fetched, unread = 0, ""
    try:
        for waiting in (each for kind in KINDS for each in transport.list_received(kind)):
            try:
                fetched += _fetch(system, transport, waiting, clock)
            except (RefusedByPeer, Rubbish) as failure:  # this one; what stands behind it may be good
                unread = f"Bản tin {waiting.remote_id}: {failure}"
    except TransferFailed as failure:
        _note_failure(system, failure, clock())
        return fetched
    _note_success(system, clock())
    if unread:
        System.objects.filter(pk=system.pk).update(last_error=unread[:500])
        system.last_error = unread[:500]
    return fetched


def _fetch(system: System, transport: Transport, waiting: Waiting, clock: Clock) -> bool:
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
        transport.fetch(waiting.remote_id, copy)
        copy.seek(0)
        try:
            receive(
                copy,
                system=system,
                kind=waiting.kind,
                to_codes=[waiting.to_code] if waiting.to_code and waiting.kind == "edoc" else None,
                remote_id=waiting.remote_id,
                now=clock(),
            )
        except CannotReceive as refusal:
            transport.acknowledge(waiting.remote_id, done=False, words=str(refusal))
            return False
    transport.acknowledge(waiting.remote_id, done=True)
    return True
