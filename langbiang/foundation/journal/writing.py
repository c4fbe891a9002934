"""Writing acts: with their subject, in the transaction of the service that is at work."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from langbiang.foundation.errors import Stale

from . import canonical, wakeup
from .actors import Actor
from .facts import details_of, fact_of
from .models import Act, ActParty, Checkpoint, Subject

Locked = TypeVar("Locked", bound=Subject)

_BATCH = 500


@dataclass(frozen=True)
class Entry:
    """One act to be written; `at` is when it took effect, for history that is brought in later."""

    subject: Subject
    payload: object
    moved_from: str = ""
    parties: Iterable[int] = ()
    cause: UUID | None = None
    at: datetime | None = None


def write(
    subject: Subject,
    payload: object,
    *,
    by: Actor,
    now: datetime,
    fields: Sequence[str] | None = None,
    moved_from: str = "",
    parties: Iterable[int] = (),
    cause: UUID | None = None,
    at: datetime | None = None,
) -> Act:
    """
    Save the subject and write what was done to it, in the transaction of the caller, who has locked the
    subject.

    The subject is inserted when new, saved whole when `fields` is None, else these fields alone.
    """
    _check_in_transaction()
    subject.version += 1
    if fields is None or subject._state.adding:
        subject.save()
    else:
        subject.save(update_fields=[*fields, "version"])
    return _record([_build(Entry(subject, payload, moved_from, parties, cause, at), by, now)])[0]


def write_many(entries: Sequence[Entry], *, by: Actor, now: datetime, fields: Sequence[str] | None = None) -> list[Act]:
    """Do the same for many in few statements; acts get their ids in the order given."""
    _check_in_transaction()
    built = []
    for entry in entries:
        entry.subject.version += 1
        built.append(_build(entry, by, now))
    _save_subjects(list({id(entry.subject): entry.subject for entry in entries}.values()), fields)
    return _record(built)


def lock(subject: Locked) -> Locked:
    """
    Lock a subject's row for the rest of the transaction and give it as it is now.

    :raises Stale: when it moved on, within the same state, since the caller read it. What another state means, the
        service that moves it knows better, and says.
    """
    locked = type(subject)._default_manager.select_for_update(of=("self",)).get(pk=subject.pk)
    if locked.state_now() == subject.state_now() and locked.version != subject.version:
        raise Stale("Nội dung đã thay đổi sau khi bạn mở trang. Xem lại bên dưới rồi quyết định lần nữa.")
    return locked


def timeline(subject_kind: str, subject_id: UUID | str) -> QuerySet[Act]:
    """List what was done to a subject, in order; it needs no seal."""
    return Act.objects.filter(subject_kind=subject_kind, subject_id=str(subject_id)).order_by("id")


def list_checkpoints(limit: int) -> QuerySet[Checkpoint]:
    """List the newest signed heads, for publication."""
    return Checkpoint.objects.order_by("-epoch", "-position")[:limit]


def _check_in_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("An act is written in the transaction of what it tells")


def _build(entry: Entry, by: Actor, now: datetime) -> tuple[Act, list[int]]:
    """Make an act from an entry, with every digest."""
    subject, told = entry.subject, fact_of(entry.payload)
    details, salt = details_of(entry.payload), secrets.token_bytes(16)
    act = Act(
        at=entry.at or now,
        recorded_at=now,
        actor_kind=by.kind,
        actor_id=canonical.text(by.id),
        person=canonical.text(by.person),
        post=canonical.text(by.post),
        agency_id=by.agency_id,
        agency=canonical.text(by.agency),
        on_behalf_of=canonical.text(by.on_behalf_of),
        subject_kind=subject.SUBJECT_KIND,
        subject_id=str(subject.uid),
        subject_version=subject.version,
        official_digest=subject.official_digest(),
        verb=told.verb,
        version=told.version,
        old_state=str(entry.moved_from),
        new_state=subject.state_now(),
        details=details,
        salt=salt,
        details_digest=canonical.details_digest(details, salt),
        cause=entry.cause,
    )
    parties = sorted(set(entry.parties))
    act.digest = canonical.act_digest(act, parties)
    return act, parties


def _record(built: Sequence[tuple[Act, list[int]]]) -> list[Act]:
    """Insert acts and their parties; the database itself queues each act for its seal (migration 0003)."""
    acts = Act.objects.bulk_create([act for act, _ in built], batch_size=_BATCH)
    parties = [ActParty(act=act, agency_id=agency) for act, agencies in built for agency in agencies]
    if parties:
        ActParty.objects.bulk_create(parties, batch_size=_BATCH)
    transaction.on_commit(wakeup.send, robust=True)
    return acts


def _save_subjects(subjects: list[Subject], fields: Sequence[str] | None) -> None:
    """Insert the new, update the others; subjects of one call may be of several kinds."""
    for model in {type(subject) for subject in subjects}:
        same = [subject for subject in subjects if type(subject) is model]
        new = [subject for subject in same if subject._state.adding]
        old = [subject for subject in same if not subject._state.adding]
        names = fields if fields is not None else _all_fields(model)
        model._default_manager.bulk_create(new, batch_size=_BATCH)
        model._default_manager.bulk_update(old, {*names, "version"}, batch_size=_BATCH)


def _all_fields(model: type[Subject]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if not field.primary_key]
