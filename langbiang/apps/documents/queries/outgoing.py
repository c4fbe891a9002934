"""Asks about outgoing documents: who may see and edit them, what they still lack."""

from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from langbiang.apps.directory.interface import Agency, Role, Seat, find_territory, name_of
from langbiang.apps.documents.models import DocumentType, Opinion, OutgoingDocument, ReceiverGroup, UnitCopy
from langbiang.apps.exchange.interface import unarrived_sources
from langbiang.foundation import clock, printing, signing

from .inside import copied_to
from .rights import keeps_records_of, kept_by, read_whole

PLACED = frozenset({"number", "date", "person", "agency"})
PROVINCE = "Lâm Đồng"
State = OutgoingDocument.State


# -- who may see


def list_outgoing(seat: Seat, day: date) -> QuerySet[OutgoingDocument]:
    """List the outgoing documents a seat may see, newest move first."""
    return with_facts(OutgoingDocument.objects.filter(outgoing_seen(seat, read_whole(seat, day))))


def parts_of_outgoing(seat: Seat, day: date) -> list[QuerySet[OutgoingDocument]]:
    """Give what a seat may see as parts that each follow one index, for lists; a document may stand in several."""
    parts = [Q(agency=agency) for agency in read_whole(seat, day)]
    parts += [*_brought_before(seat), _copied(seat)]
    return [with_facts(OutgoingDocument.objects.filter(part)) for part in parts]


def list_unarrived(seat: Seat, now: datetime) -> QuerySet[OutgoingDocument]:
    """
    List what was sent from the agencies whose records a seat keeps and has not arrived everywhere in the hours set.

    The sender checks that delivery happened (Decision 28/2018, Article 8).
    """
    kept = kept_by(seat, clock.local(now).date())
    late = unarrived_sources(kept, now - timedelta(hours=settings.ALARM_HOURS))
    return with_facts(OutgoingDocument.objects.filter(agency__in=kept, uid__in=late))


def get_outgoing(seat: Seat, uid: UUID | str, day: date) -> OutgoingDocument:
    return list_outgoing(seat, day).get(uid=uid)


def outgoing_seen(seat: Seat, whole: list[int]) -> Q:
    """
    Say what a seat may see: all of the agencies it reads whole, what it drafts, heads, signs or is asked, and what
    was sent to its unit.
    """
    return made_before(seat, whole) | _copied(seat)


def made_before(seat: Seat, whole: list[int]) -> Q:
    """Say the same without what reached the unit as a receiver, who is not shown how the document was made."""
    return reduce(or_, _brought_before(seat), Q(agency__in=whole))


def sees_making(seat: Seat, document: OutgoingDocument, day: date) -> bool:
    """Say whether a seat that may see a document may see its drafts, opinions and whole history too."""
    return OutgoingDocument.objects.filter(made_before(seat, read_whole(seat, day)), pk=document.pk).exists()


def _copied(seat: Seat) -> Q:
    return Q(pk__in=UnitCopy.objects.filter(copied_to(seat)).values("document"))


def _brought_before(seat: Seat) -> list[Q]:
    signs = Q(signer=seat) & ~Q(state__in=[State.DRAFT, State.CONTENT, State.FORM, State.CANCELLED])
    if not seat.has(Role.UNIT_HEAD):
        return [Q(drafter=seat), signs]
    asked = Opinion.objects.filter(unit=seat.unit_id).values("document")
    return [Q(drafter=seat), signs, Q(unit=seat.unit_id), Q(pk__in=asked)]


def with_facts(documents: QuerySet[OutgoingDocument]) -> QuerySet[OutgoingDocument]:
    return documents.select_related("type", "agency", "file", "original", "signer__person", "drafter__person").order_by(
        "-moved_at", "-pk"
    )


# -- who may act


def may_edit(seat: Seat, document: OutgoingDocument, day: date) -> bool:
    return document.drafter_id == seat.pk or keeps_records_of(seat, document.agency_id, day)


# -- one document


def get_type(code: str) -> DocumentType:
    return DocumentType.objects.get(code=code)


def place_of(agency: Agency, day: date) -> str:
    """Say the place an agency's documents are dated from: its territory without the kind, else the province."""
    code = name_of(agency, day).territory_code
    territory = find_territory(code, day) if code else None
    if territory is None:
        return PROVINCE
    bare = territory.name[len(territory.kind) :].strip()
    return territory.name if bare.isdecimal() else bare  # Phường 7 stays whole


def places_of(document: OutgoingDocument) -> signing.Places:
    """Give the places set on a document; all four must be set."""
    return signing.Places(**placed(document))


def placed(document: OutgoingDocument) -> dict[str, printing.Place]:
    """Give the places set so far, by field."""
    return {field: printing.Place(**told) for field, told in document.places.items()}


def missing_before_presenting(document: OutgoingDocument) -> list[str]:
    missing = [] if document.places.keys() >= PLACED else ["vị trí số, ngày, chữ ký và dấu trên trang"]
    return missing if document.recipients.exists() else [*missing, "nơi nhận"]


def usual_places(document: OutgoingDocument) -> dict[str, printing.Place]:
    """Give the places of the agency's last document with as many pages, for a first proposal; {} when there is none."""
    last = (
        OutgoingDocument.objects.filter(agency=document.agency_id, pages=document.pages)
        .exclude(pk=document.pk)
        .exclude(places={})
        .order_by("-moved_at")
        .first()
    )
    return placed(last) if last else {}


def list_receiver_groups(agency: Agency | int) -> list[ReceiverGroup]:
    """List an agency's own groups of receivers, each with its members."""
    return list(ReceiverGroup.objects.filter(agency=agency).prefetch_related("members"))
