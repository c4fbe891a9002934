"""The arrival of a document by the axis; each step tells the sender its status (Decision 28/2018, Articles 6 and 9)."""

from datetime import datetime

from django.db import transaction

from langbiang.apps.directory.interface import Seat, name_of
from langbiang.apps.documents import queries
from langbiang.apps.documents.acts import (
    IncomingAccepted,
    IncomingArrived,
    IncomingRefused,
)
from langbiang.apps.documents.indexing import index_incoming
from langbiang.apps.documents.models import Book, IncomingDocument, Urgency
from langbiang.apps.exchange.interface import Delivery, report_status
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused, check_said
from langbiang.foundation.journal.interface import Actor, lock, write

from .moving import check_move, move
from .numbering import next_number
from .verdict import judge_packet
from .versions import keep_text_of

State = IncomingDocument.State
Status = Delivery.Status
SYSTEM = Actor(kind="timer", id="documents", person="Hệ thống", post="", agency_id=None, agency="")


class CannotAccept(Refused):
    """It is damaged, handled already, or this seat does not keep the agency's records."""


class CannotRefuse(Refused):
    """No reason was given, or it is handled already."""


@transaction.atomic
def enter_arrival(delivery: Delivery, *, now: datetime) -> IncomingDocument:
    """Enter what the exchange brought into the receiving agency's tray, its signatures checked; report 01."""
    found = IncomingDocument.objects.filter(delivery=delivery).first()
    if found is not None:
        return found
    packet, agency = delivery.packet, delivery.receiver
    assert agency is not None
    verdict = judge_packet(packet, now=now)
    document = IncomingDocument(
        agency=agency,
        agency_name=name_of(agency, clock.local(now).date()).name,
        delivery=delivery,
        document_id=packet.document_id,
        folded=queries.folded_name(packet.sender_name, packet.code, packet.promulgated_on, now),
        signer_name=packet.signer_name,
        signer_position=packet.signer_position,
        sender_name=packet.sender_name,
        sender_code=packet.sender_code,
        code=packet.code,
        type_name=packet.type_name,
        subject=packet.subject,
        dated=packet.promulgated_on,
        urgency=packet.priority if packet.priority in Urgency.values else Urgency.EXPRESS,
        integrity=packet.integrity,
        verdict=verdict,
        state=State.ARRIVED,
        arrived_at=now,
        moved_at=now,
    )
    told = IncomingArrived(packet.sender_name, packet.code, packet.integrity, verdict)
    write(document, told, by=SYSTEM, now=now, parties=[agency.pk])
    keep_text_of(document)
    index_incoming(document)
    report_status(delivery, Status.ARRIVED, by=SYSTEM, now=now)
    return document


@transaction.atomic
def accept_incoming(document: IncomingDocument, *, seat: Seat, now: datetime) -> IncomingDocument:
    """
    Accept a document: it gets the next arrival number of the year (Decree 30/2020, Article 22); report 03.

    Completeness and integrity are checked before (Decision 28/2018, Article 9): a damaged one can only be refused.
    """
    document = lock(document)
    check_move(document, State.ACCEPTED, CannotAccept, before=State.ARRIVED)
    check_keeper(seat, document, CannotAccept, now)
    if document.integrity != "ok":
        raise CannotAccept("Tệp của văn bản bị hỏng, không tiếp nhận được. Từ chối và ghi lý do để nơi gửi gửi lại.")
    document.arrival_year = clock.local(now).year
    document.arrival_number = next_number(document.agency_id, Book.INCOMING, document.arrival_year)
    told = IncomingAccepted(document.arrival_number)
    move(document, State.ACCEPTED, told, seat=seat, now=now, fields=["arrival_number", "arrival_year"])
    note = f"Số đến {document.arrival_number}"
    report(document, Status.ACCEPTED, note, seat=seat, now=now)
    return document


@transaction.atomic
def refuse_incoming(document: IncomingDocument, *, reason: str, seat: Seat, now: datetime) -> IncomingDocument:
    """Refuse a document, answering why (Decision 28/2018, Article 5); report 02."""
    document = lock(document)
    check_move(document, State.REFUSED, CannotRefuse)
    check_keeper(seat, document, CannotRefuse, now)
    missing = "Nhập lý do từ chối để nơi gửi biết."
    document.refused_for = check_said(reason, limit=500, refusal=CannotRefuse, missing=missing, field="reason")
    move(
        document,
        State.REFUSED,
        IncomingRefused(document.refused_for),
        seat=seat,
        now=now,
        fields=["refused_for"],
    )
    report(document, Status.REFUSED, document.refused_for, seat=seat, now=now)
    return document


def report(document: IncomingDocument, code: str, description: str = "", *, seat: Seat, now: datetime) -> None:
    """Tell the sender what became of a document that came by the axis; nobody hears of another's."""
    if document.delivery is not None:
        report_status(document.delivery, code, description=description, by=actor_of(seat), now=now)


def check_keeper(seat: Seat, document: IncomingDocument, refusal: type[Refused], now: datetime) -> None:
    """:raises refusal: unless the seat keeps the records of the agency (Decree 30/2020, Article 4)."""
    if not queries.keeps_records_of(seat, document.agency_id, clock.local(now).date()):
        raise refusal("Chỉ văn thư giữ sổ của cơ quan nhận mới làm được việc này.")
