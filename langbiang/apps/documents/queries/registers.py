"""Asks about registers: the lines of a volume, whether it has a hole, whether it still is what was closed."""

import hashlib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

from django.db.models import Q, QuerySet

from langbiang.apps.directory.interface import Agency, AgencyVersion, UnitVersion
from langbiang.apps.documents.models import (
    Book,
    CopyUse,
    IncomingDocument,
    NumberSeries,
    OutgoingDocument,
    OutgoingRecipient,
    PostEntry,
    RegisterLock,
    ReservedNumber,
)
from langbiang.foundation import clock
from langbiang.foundation.journal.interface import Act

CHUNK = 500  # lines asked for at once when a whole volume is read
NAMED = 10  # numbers that a sentence names before it only counts


@dataclass(frozen=True)
class Volume:
    """The register of one agency for one year; of outgoing documents, one for each series."""

    agency: Agency
    book: Book
    year: int
    series: str = ""

    @property
    def key(self) -> dict[str, Any]:
        return {"agency": self.agency, "book": self.book, "year": self.year, "series": self.series}

    @property
    def series_key(self) -> dict[str, Any]:
        """Give what finds this volume's rows among outgoing documents and held numbers."""
        return {"agency": self.agency, "year": self.year, "series": self.series}


@dataclass(frozen=True)
class Span:
    """Which lines are asked for: days and numbers both inclusive, words as they stand in the line."""

    first: date | None = None
    last: date | None = None
    lowest: int | None = None
    highest: int | None = None
    words: str = ""

    def days(self, column: str) -> Q:
        limits = {f"{column}__gte": self.first, f"{column}__lte": self.last}
        return Q(**{name: day for name, day in limits.items() if day is not None})

    def moments(self, column: str) -> Q:
        """Give the same days for a column that keeps the moment."""
        asked = Q()
        if self.first is not None:
            asked &= Q(**{f"{column}__gte": midnight(self.first)})
        return asked if self.last is None else asked & Q(**{f"{column}__lt": midnight(self.last + timedelta(days=1))})

    def numbers(self, column: str) -> Q:
        limits = {f"{column}__gte": self.lowest, f"{column}__lte": self.highest}
        return Q(**{name: number for name, number in limits.items() if number is not None})

    def said(self, *columns: str) -> Q:
        """Look for the words in any of the columns, letters large or small."""
        asked = Q()
        for column in columns if self.words else ():
            # A pattern, for SQLite's LIKE knows large and small letters only of English.
            asked |= Q(**{f"{column}__iregex": re.escape(self.words)})
        return asked


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.VIETNAM)


# -- lines


@dataclass(frozen=True)
class OutgoingLine:
    """A number of the outgoing register: its document, or why it has none."""

    number: int
    document: OutgoingDocument | None = None
    held: ReservedNumber | None = None
    sent_at: datetime | None = None
    recipients: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class IncomingLine:
    document: IncomingDocument
    passed_at: datetime | None = None
    taken_by: str = ""
    replies: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Cut:
    """Where a page of a volume begins and how long it is; downward is newest first, as on screen."""

    after: int | None = None
    upward: bool = False
    size: int = CHUNK

    def of(self, rows: "QuerySet[Any]", column: str) -> list[Any]:
        if self.after is not None:
            rows = rows.filter(**{f"{column}__{'gt' if self.upward else 'lt'}": self.after})
        return list(rows.order_by(column if self.upward else f"-{column}")[: self.size])


Line: TypeAlias = OutgoingLine | IncomingLine


def list_lines(volume: Volume, span: Span, cut: Cut) -> Sequence[Line]:
    """List the lines of a volume in the order of their numbers."""
    return _outgoing(volume, span, cut) if volume.book == Book.OUTGOING else _incoming(volume, span, cut)


def walk(volume: Volume, span: Span) -> Iterator[Line]:
    """Read a volume from its first number to its last, never more than a chunk in memory."""
    cut = Cut(upward=True)
    while lines := list_lines(volume, span, cut):
        yield from lines
        cut = Cut(after=number_of(lines[-1]), upward=True)


def number_of(line: Line) -> int:
    if isinstance(line, OutgoingLine):
        return line.number
    assert line.document.arrival_number is not None
    return line.document.arrival_number


def _outgoing(volume: Volume, span: Span, cut: Cut) -> list[OutgoingLine]:
    documents = OutgoingDocument.objects.filter(
        span.days("issued_on"),
        span.numbers("number"),
        span.said("subject", "code", "signer_name"),
        number__isnull=False,
        **volume.series_key,
    ).select_related("type", "drafter__person")
    held = ReservedNumber.objects.exclude(state=ReservedNumber.State.USED).filter(
        span.moments("reserved_at"), span.numbers("number"), span.said("reason"), **volume.series_key
    )
    numbered = {row.number: row for row in [*cut.of(held, "number"), *cut.of(documents, "number")]}
    numbers = sorted(numbered, reverse=not cut.upward)[: cut.size]
    found = [(number, numbered[number]) for number in numbers]
    written = [row for _, row in found if isinstance(row, OutgoingDocument)]
    sent, recipients = _moments_of("documents.outgoing", written, "sent"), _recipients_of(written, volume)
    return [
        OutgoingLine(number, document=row, sent_at=_at(sent, row), recipients=recipients[row.pk])
        if isinstance(row, OutgoingDocument)
        else OutgoingLine(number, held=row)
        for number, row in found
    ]


def _incoming(volume: Volume, span: Span, cut: Cut) -> list[IncomingLine]:
    documents = IncomingDocument.objects.filter(
        span.moments("arrived_at"),
        span.numbers("arrival_number"),
        span.said("subject", "code", "sender_name"),
        agency=volume.agency,
        arrival_year=volume.year,
        arrival_number__isnull=False,
    )
    rows = cut.of(documents, "arrival_number")
    assigned = _moments_of("documents.incoming", rows, "assigned")
    started = _moments_of("documents.incoming", rows, "working")
    replies = _replies_to(rows)
    return [
        IncomingLine(row, _at(assigned, row), started.get(str(row.uid), (None, ""))[1], replies[row.pk]) for row in rows
    ]


def _replies_to(documents: Sequence[IncomingDocument]) -> dict[int, list[str]]:
    """Name the documents with a number that answer: written as an answer, or named when the work was completed."""
    replies: dict[int, list[str]] = defaultdict(list)
    named = [row.reply_id for row in documents if row.reply_id]
    answers = OutgoingDocument.objects.filter(Q(answers__in=documents) | Q(pk__in=named)).exclude(code="")
    for pk, answered, code in answers.order_by("pk").values_list("pk", "answers_id", "code"):
        for document in documents:
            if pk == document.reply_id or answered == document.pk:
                replies[document.pk].append(code)
    return replies


Moments: TypeAlias = dict[str, tuple[datetime, str]]


def _moments_of(kind: str, rows: Sequence[OutgoingDocument | IncomingDocument], state: str) -> Moments:
    """Say when each document first reached a state, and by whom: acts keep it, the row only its last move."""
    acts = Act.objects.filter(subject_kind=kind, subject_id__in=[str(row.uid) for row in rows], new_state=state)
    newest_first = acts.order_by("-id").values_list("subject_id", "at", "person")
    return {uid: (at, person) for uid, at, person in newest_first}


def _at(moments: Moments, row: OutgoingDocument | IncomingDocument) -> datetime | None:
    return moments[str(row.uid)][0] if str(row.uid) in moments else None


def _recipients_of(documents: Sequence[OutgoingDocument], volume: Volume) -> dict[int, list[str]]:
    chosen = list(OutgoingRecipient.objects.filter(document__in=documents).select_related("agency", "unit"))
    day = date(volume.year, 12, 31)
    agencies = AgencyVersion.objects.as_of(day).filter(agency__in={row.agency_id for row in chosen if row.agency_id})
    units = UnitVersion.objects.as_of(day).filter(unit__in={row.unit_id for row in chosen if row.unit_id})
    names = dict(agencies.values_list("agency_id", "name"))
    inside = dict(units.values_list("unit_id", "name"))
    found: dict[int, list[str]] = defaultdict(list)
    for row in chosen:
        if row.unit is not None:
            name = inside.get(row.unit.pk, row.unit.key)
        elif row.agency is not None:
            name = names.get(row.agency.pk, row.agency.slug)
        else:
            name = row.outside_name
        found[row.document_id].append(name)
    return found


def list_post(agency: Agency, year: int, span: Span) -> QuerySet[PostEntry]:
    """List the post register of a year, newest first."""
    rows = PostEntry.objects.filter(span.days("transferred_on"), span.said("code", "recipient", "receipt", "note"))
    return rows.filter(_in_year("transferred_on", year), agency=agency).order_by("-transferred_on", "-pk")


def list_copy_uses(agency: Agency, year: int, span: Span) -> QuerySet[CopyUse]:
    """List the register on the use of kept copies of a year, newest first."""
    rows = CopyUse.objects.filter(span.days("used_on"), span.said("code", "title", "user_name", "file_code"))
    return rows.filter(_in_year("used_on", year), agency=agency).order_by("-used_on", "-pk")


def _in_year(column: str, year: int) -> Q:
    return Q(**{f"{column}__range": (date(year, 1, 1), date(year, 12, 31))})


# -- volumes


def list_volumes(agency: Agency | int) -> list[tuple[NumberSeries, RegisterLock | None]]:
    """List the volumes of an agency that have numbers, newest year first, each with its closing when there was one."""
    series = NumberSeries.objects.filter(agency=agency, last__gt=0).order_by("-year", "-book", "series")
    locks = {(lock.book, lock.year, lock.series): lock for lock in RegisterLock.objects.filter(agency=agency)}
    return [(row, locks.get((row.book, row.year, row.series))) for row in series]


def find_lock(volume: Volume) -> RegisterLock | None:
    return RegisterLock.objects.filter(**volume.key).first()


def is_closed(agency: Agency | int, book: str, year: int, series: str) -> bool:
    locks = RegisterLock.objects.filter(agency=agency, book=book, year=year, series=series)
    return locks.filter(state=RegisterLock.State.CLOSED).exists()


@dataclass(frozen=True)
class Standing:
    """How a volume stands before it is closed: the last number given, what is missing, held, or not sent yet."""

    last: int
    count: int
    missing: list[int]
    held: list[int]
    unsent: list[int]

    @property
    def hindrances(self) -> list[str]:
        """Say what is in the way of closing, each with what to do."""
        told = [] if self.count else ["Sổ chưa có số nào, không có gì để khóa."]
        if self.missing:
            told.append(f"Thiếu số {_named(self.missing)} trong sổ. Báo quản trị kiểm tra dữ liệu trước khi khóa.")
        if self.held:
            told.append(f"Số {_named(self.held)} còn giữ. Cấp cho văn bản hoặc hủy số trước khi khóa.")
        if self.unsent:
            told.append(f"Văn bản số {_named(self.unsent)} đã phát hành nhưng chưa gửi. Gửi đi hoặc hủy số.")
        return told


def standing_of(volume: Volume) -> Standing:
    """Look through a volume for holes, held numbers and what was not sent."""
    counter = NumberSeries.objects.filter(**volume.key).first()
    last = counter.last if counter else 0
    if volume.book == Book.INCOMING:
        arrived = IncomingDocument.objects.filter(agency=volume.agency, arrival_year=volume.year)
        numbers = set(arrived.filter(arrival_number__isnull=False).values_list("arrival_number", flat=True))
        return Standing(last, len(numbers), _holes(numbers, last), [], [])
    documents = OutgoingDocument.objects.filter(number__isnull=False, **volume.series_key)
    reserved = ReservedNumber.objects.filter(**volume.series_key).exclude(state=ReservedNumber.State.USED)
    numbers = {*documents.values_list("number", flat=True), *reserved.values_list("number", flat=True)}
    held = reserved.filter(state=ReservedNumber.State.RESERVED).order_by("number").values_list("number", flat=True)
    unsent = documents.filter(state=OutgoingDocument.State.ISSUED).order_by("number").values_list("number", flat=True)
    return Standing(last, len(numbers), _holes(numbers, last), list(held), [n for n in unsent if n is not None])


def _holes(numbers: set[Any], last: int) -> list[int]:
    """Name the numbers missing from 1 to the last given, and what stands beyond it."""
    return sorted({*range(1, last + 1)} ^ numbers)


def _named(numbers: Sequence[int]) -> str:
    named = ", ".join(f"{number:02}" for number in numbers[:NAMED])
    return named if len(numbers) <= NAMED else f"{named} và {len(numbers) - NAMED} số khác"


# -- the digest


@dataclass(frozen=True)
class Digest:
    """What a volume holds in canonical form: SHA-256 over its lines, how many, and from which day to which."""

    value: str
    count: int
    first_day: date
    last_day: date


def digest_of(volume: Volume) -> Digest:
    """
    Digest what was written when each number was given: that does not change afterwards.

    Outgoing: number, code, day, type, abstract, signer, receivers, or why the number has no document. Incoming:
    number, moment of arrival, author, code, day, type, abstract. The work on it, a recall or a replacement (Article 18)
    go on after closing; they stand in the notes and in the journal.
    """
    told, count = hashlib.sha256(), 0
    first, last = date(volume.year, 12, 31), date(volume.year, 1, 1)
    facts = _outgoing_facts(volume) if volume.book == Book.OUTGOING else _incoming_facts(volume)
    for day, row in facts:
        line = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        told.update(unicodedata.normalize("NFC", line).encode() + b"\n")
        count, first, last = count + 1, min(first, day), max(last, day)
    return Digest(told.hexdigest(), count, first, last)


def _incoming_facts(volume: Volume) -> Iterator[tuple[date, list[Any]]]:
    documents = IncomingDocument.objects.filter(
        agency=volume.agency, arrival_year=volume.year, arrival_number__isnull=False
    )
    columns = ("arrival_number", "arrived_at", "sender_name", "code", "dated", "type_name", "subject")
    for number, arrived, sender, code, dated, kind, subject in (
        documents.order_by("arrival_number").values_list(*columns).iterator(CHUNK)
    ):
        moment = clock.local(arrived)
        yield moment.date(), [number, moment.isoformat(), sender, code, str(dated or ""), kind, subject]


def _outgoing_facts(volume: Volume) -> Iterator[tuple[date, list[Any]]]:
    after = 0
    while rows := _numbered_after(volume, after):
        receivers = _slugs_of([row.pk for row in rows if isinstance(row, OutgoingDocument)])
        for row in rows:
            if isinstance(row, ReservedNumber):
                day = clock.local(row.reserved_at).date()
                yield day, [row.number, row.state, str(day), row.reason, row.cancelled_for]
            else:
                assert row.issued_on is not None
                void = row.ended_for if row.state == OutgoingDocument.State.VOIDED else ""
                signer = [row.signer_competence, row.signer_title, row.signer_name]
                facts = [row.number, row.code, str(row.issued_on), row.type.code, row.subject, *signer]
                yield row.issued_on, [*facts, receivers[row.pk], void]
        after = max(row.number or 0 for row in rows)


def _numbered_after(volume: Volume, after: int) -> list[OutgoingDocument | ReservedNumber]:
    cut = Cut(after=after, upward=True)
    documents = OutgoingDocument.objects.filter(number__isnull=False, **volume.series_key).select_related("type")
    held = ReservedNumber.objects.filter(**volume.series_key).exclude(state=ReservedNumber.State.USED)
    rows = [*cut.of(documents, "number"), *cut.of(held, "number")]
    return sorted(rows, key=lambda row: row.number)[:CHUNK]


def _slugs_of(documents: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = OutgoingRecipient.objects.filter(document__in=list(documents))
    known = rows.exclude(agency=None).order_by("document", "agency__slug", "unit__key")
    for document, agency, unit in known.values_list("document_id", "agency__slug", "unit__key"):
        found[document].append(f"{agency}/{unit}" if unit else agency)
    # Apart, for the databases do not agree where a row without an agency stands.
    outside = rows.filter(agency=None).order_by("document", "outside_code")
    for document, code in outside.values_list("document_id", "outside_code"):
        found[document].append(code)
    return found
