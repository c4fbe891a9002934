"""Issuing and sending (Decree 30/2020, Articles 14 to 18; Decision 28/2018, Articles 5 and 6)."""

from datetime import datetime

from django.db import transaction

from langbiang.apps.directory.interface import Seat, identifier_of
from langbiang.apps.documents import queries
from langbiang.apps.documents.acts import OutgoingIssued, OutgoingSent
from langbiang.apps.documents.keys import key_of_agency
from langbiang.apps.documents.models import Book, OutgoingDocument
from langbiang.apps.exchange.interface import Content, Enclosure, send_packet
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation import clock, signing
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import enter_file, keep_bytes, read_file

from .moving import check_move, lock, move
from .numbering import next_number

State = OutgoingDocument.State


class CannotIssue(Refused):
    """It is not signed yet, or this seat does not keep the agency's records."""


class CannotSend(Refused):
    """It is not issued yet, or has no receivers."""


@transaction.atomic
def issue_outgoing(document: OutgoingDocument, *, seat: Seat, now: datetime) -> OutgoingDocument:
    """
    Give number and date, fill them into the signed PDF and add the agency's signature, all in one.

    The clerk signs only what the competent person has signed (Decree 30/2020, Article 32.2.d).
    """
    document = lock(document)
    check_move(document, State.ISSUED, CannotIssue)
    day = clock.local(now).date()
    if not queries.keeps_records_of(seat, document.agency_id, day):
        raise CannotIssue("Chỉ văn thư giữ sổ của cơ quan ban hành mới cấp số và đóng dấu.")
    document.number = next_number(document.agency_id, Book.OUTGOING, day.year)
    document.year, document.issued_on = day.year, day
    sealed = signing.sign_as_agency(
        read_file(document.file),
        key_of_agency(document.agency),
        agency=document.agency_name,
        number=f"{document.number:02}",
        date=signing.written_day(day),
        now=now,
    )
    name = f"{document.code.replace('/', '-')}.pdf"
    document.file = enter_file(keep_bytes(sealed), name=name, media_type="application/pdf", now=now)
    told = OutgoingIssued(document.code, day.isoformat(), document.file.digest)
    move(document, State.ISSUED, told, seat=seat, now=now, fields=["file", "number", "year", "issued_on"])
    return document


@transaction.atomic
def send_outgoing(document: OutgoingDocument, *, seat: Seat, now: datetime) -> OutgoingDocument:
    """Hand an issued document to the exchange for every receiver chosen."""
    document = lock(document)
    check_move(document, State.SENT, CannotSend)
    day = clock.local(now).date()
    if not queries.keeps_records_of(seat, document.agency_id, day):
        raise CannotSend("Chỉ văn thư giữ sổ của cơ quan ban hành mới gửi văn bản.")
    receivers = [row.agency for row in document.recipients.select_related("agency")]
    send_packet(
        _content(document),
        sender=document.agency,
        receivers=receivers,
        enclosures=[Enclosure(document.file)],
        by=actor_of(seat),
        now=now,
    )
    move(document, State.SENT, OutgoingSent(len(receivers)), seat=seat, now=now)
    return document


def _content(document: OutgoingDocument) -> Content:
    assert document.issued_on is not None
    sender = identifier_of(document.agency, document.issued_on) or document.agency.slug
    return Content(
        source_uid=document.uid,
        document_id=f"{sender},{document.issued_on:%Y/%m/%d},{document.code}",
        code_number=f"{document.number:02}",
        code_notation=document.notation,
        place=document.place,
        promulgated_on=document.issued_on,
        type_name=document.type.name,
        subject=document.subject,
        signer_competence=document.signer_competence,
        signer_position=document.signer_title,
        signer_name=document.signer_name,
        priority=document.urgency,
        page_amount=document.pages,
    )
