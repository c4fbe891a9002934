"""Asks about incoming documents: who may see them, their files, and what came twice."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, FilteredRelation, Q, QuerySet

from langbiang.apps.directory.interface import Role, Seat
from langbiang.apps.documents.models import FileVerdict, Handling, IncomingDocument
from langbiang.foundation import clock
from langbiang.foundation.files.interface import File
from langbiang.foundation.search.interface import fold

from .rights import read_whole

State = IncomingDocument.State
PDF = "application/pdf"
COMMITTEE, SHORT = fold("Ủy ban nhân dân"), fold("UBND")  # one issuer, written in two ways


# -- who may see


def list_incoming(seat: Seat, day: date) -> QuerySet[IncomingDocument]:
    """List the incoming documents a seat may see, newest arrival first."""
    return _with_facts(IncomingDocument.objects.filter(incoming_seen(seat, read_whole(seat, day))))


def parts_of_incoming(seat: Seat, day: date) -> list[QuerySet[IncomingDocument]]:
    """
    Give what a seat may see as parts that each follow one index, for lists by `listed_at`.

    A document may stand in several parts, and in a unit's part several times.
    """
    parts: list[QuerySet[IncomingDocument]] = [_given(Q(mine__seat=seat))]
    for agency in read_whole(seat, day):
        whole = IncomingDocument.objects.filter(agency=agency)
        parts.append(whole.annotate(listed_at=F("arrived_at")).order_by("-listed_at", "-pk"))
    if seat.has(Role.UNIT_HEAD):
        parts.append(_given(Q(mine__unit=seat.unit_id)))
    return [part.select_related("agency") for part in parts]


def _given(to: Q) -> QuerySet[IncomingDocument]:
    """Give the documents of which somebody has a part, entered by the copy of the arrival in the handlings."""
    given = IncomingDocument.objects.alias(mine=FilteredRelation("handlings")).filter(to)
    return given.annotate(listed_at=F("mine__arrived_at")).order_by("-listed_at", "-mine__document_id")


def get_incoming(seat: Seat, uid: UUID | str, day: date) -> IncomingDocument:
    return list_incoming(seat, day).select_related("delivery__packet", "presented_to__person", "reply").get(uid=uid)


def incoming_seen(seat: Seat, whole: list[int]) -> Q:
    """Say what a seat may see: all of the agencies it reads whole, and what is given to it or the unit it heads."""
    return Q(agency__in=whole) | Q(pk__in=Handling.objects.filter(given_to(seat)).values("document"))


def given_to(seat: Seat) -> Q:
    """Say which handlings are a seat's to see: its own, and for a unit head all of the unit."""
    return Q(seat=seat) | Q(unit=seat.unit_id) if seat.has(Role.UNIT_HEAD) else Q(seat=seat)


def filter_of_incoming(
    *, agency: int | None = None, year: int | None = None, sender: str = "", late: datetime | None = None
) -> Q:
    """Narrow a list to an agency, a year of arrival, words of the sender or the number, or what is late by a moment."""
    wanted = Q(agency=agency) if agency else Q()
    if year:
        began, ended = (datetime(one, 1, 1, tzinfo=clock.VIETNAM) for one in (year, year + 1))
        wanted &= Q(listed_at__gte=began, listed_at__lt=ended)
    for word in folded_issuer(sender).split()[:12]:
        wanted &= Q(folded__contains=word)
    return wanted & Q(due_at__lt=late, state__in=IncomingDocument.OPEN) if late else wanted


def _with_facts(documents: QuerySet[IncomingDocument]) -> QuerySet[IncomingDocument]:
    return documents.select_related("agency").order_by("-arrived_at", "-pk")


# -- files


@dataclass(frozen=True)
class Enclosed:
    """A file of an incoming document, whichever way it came; without `file` it could not be read, and why."""

    order: int
    name: str
    file: File | None
    reason: str = ""

    @property
    def is_pdf(self) -> bool:
        return self.file is not None and self.file.media_type == PDF


def files_of(document: IncomingDocument) -> list[Enclosed]:
    """Give the files of a document in their order: from its packet, or what was uploaded."""
    if document.delivery is not None:
        packed = document.delivery.packet.files.select_related("file").order_by("order")
        return [Enclosed(one.order, one.name, one.file, one.reason) for one in packed]
    return [Enclosed(one.order, one.name, one.file) for one in document.own_files.select_related("file")]


def paper_of(files: list[Enclosed]) -> Enclosed | None:
    """Give the first PDF: what is shown, printed and judged."""
    return next((enclosed for enclosed in files if enclosed.is_pdf), None)


def find_verdict(digest: str) -> FileVerdict | None:
    return FileVerdict.objects.filter(digest=digest).first()


# -- what came twice


def folded_name(sender: str, code: str, dated: date | None, arrived_at: datetime) -> str:
    """Fold issuer, number and year into one line: numbers begin anew each year (Decree 30/2020, Article 15)."""
    year = (dated or arrived_at).year
    return f"{folded_issuer(sender)} {fold(code.strip().lstrip('0'))} {year}"[:500]


def folded_issuer(words: str) -> str:
    return fold(words).replace(COMMITTEE, SHORT)


def list_twins(
    agency_id: int, folded: str, document_id: str = "", *, besides: IncomingDocument | None = None
) -> list[IncomingDocument]:
    """
    List what the agency already has with the same identifier, or the same issuer, number and year.

    Decree 30/2020, Annex VI part I asks for the warning.
    """
    same = Q(folded=folded) | Q(document_id=document_id) if document_id else Q(folded=folded)
    found = IncomingDocument.objects.filter(same, agency=agency_id).exclude(state=State.REFUSED)
    if besides is not None:
        found = found.exclude(pk=besides.pk)
    return list(found.order_by("pk")[:5])
