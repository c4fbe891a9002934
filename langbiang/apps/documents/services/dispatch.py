"""Issuing and sending (Decree 30/2020, Articles 14 to 18; Decision 28/2018, Articles 5 and 6)."""

from datetime import datetime

from django.db import transaction

from langbiang.apps.directory.interface import Seat
from langbiang.apps.documents import queries
from langbiang.apps.documents.acts import OutgoingIssued, OutgoingSent
from langbiang.apps.documents.keys import key_of_agency
from langbiang.apps.documents.models import Book, OutgoingDocument, ReservedNumber
from langbiang.foundation import clock, signing
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import enter_file, keep_bytes, read_file
from langbiang.foundation.journal.interface import lock

from .ending import hand_to_exchange, replace_outgoing
from .inside import copy_to_units
from .moving import check_move, move
from .numbering import next_number, use_number
from .publishing import flag_for_publication
from .receivers import named_outside

State = OutgoingDocument.State


class CannotIssue(Refused):
    """It is not signed yet, or this seat does not keep the agency's records."""


class CannotSend(Refused):
    """It is not issued yet, or has no receivers."""


@transaction.atomic
def issue_outgoing(
    document: OutgoingDocument, *, held: ReservedNumber | None = None, seat: Seat, now: datetime
) -> OutgoingDocument:
    """
    Give number and date, fill them into the signed PDF and add the agency's signature, all in one.

    The clerk signs only what the competent person has signed (Decree 30/2020, Article 32.2.d). `held` is a number
    that was reserved for the document; without it the next one of its series is taken.
    """
    document = lock(document)
    check_move(document, State.ISSUED, CannotIssue)
    day = clock.local(now).date()
    if not queries.keeps_records_of(seat, document.agency_id, day):
        raise CannotIssue("Chỉ văn thư giữ sổ của cơ quan ban hành mới cấp số và đóng dấu.")
    document.year, document.issued_on = day.year, day
    document.series = queries.series_of(document.agency_id, document.type, day.year)
    document.number = _number_for(document, held)
    document.code = queries.written_code(
        document.number,
        document.notation,
        year=day.year,
        kind=document.type,
        family=queries.family_of(document.agency, day),
    )
    _check_code_is_free(document)
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
    given = ["file", "number", "series", "code", "year", "issued_on"]
    move(document, State.ISSUED, told, seat=seat, now=now, fields=given)
    flag_for_publication(document)
    if held is not None:
        use_number(held, document, seat=seat, now=now)
    return document


def _number_for(document: OutgoingDocument, held: ReservedNumber | None) -> int:
    assert document.year is not None
    if held is None:
        return next_number(document.agency_id, Book.OUTGOING, document.year, document.series)
    held = ReservedNumber.objects.select_for_update(of=("self",)).get(pk=held.pk)
    fits = (held.agency_id, held.year, held.series) == (document.agency_id, document.year, document.series)
    if not fits or held.state != ReservedNumber.State.RESERVED:
        raise CannotIssue("Số giữ này đã dùng, đã hủy hoặc thuộc sổ khác. Chọn số khác, hoặc cấp số mới.", field="held")
    return held.number


def _check_code_is_free(document: OutgoingDocument) -> None:
    """:raises CannotIssue: when number and notation stand already: they are unique in the year (Article 15.1)."""
    twins = OutgoingDocument.objects.filter(agency=document.agency_id, year=document.year, number=document.number)
    if twins.filter(notation=document.notation).exists():
        raise CannotIssue(
            f"Trong năm đã có văn bản {document.code} của sổ khác. Trả lại để sửa ký hiệu, hoặc sửa cách chia sổ."
        )


@transaction.atomic
def send_outgoing(document: OutgoingDocument, *, paper: bool = False, seat: Seat, now: datetime) -> OutgoingDocument:
    """
    Hand an issued document to the exchange for the agencies chosen, and to units of the own agency at once.

    `paper` tells the receivers that a copy on paper follows (Decision 28/2018, Articles 5 and 7).
    """
    document = lock(document)
    check_move(document, State.SENT, CannotSend)
    day = clock.local(now).date()
    if not queries.keeps_records_of(seat, document.agency_id, day):
        raise CannotSend("Chỉ văn thư giữ sổ của cơ quan ban hành mới gửi văn bản.")
    to = queries.receivers_of(document)
    named_outside([each.code for each in to.outside], CannotSend, now)
    if to.agencies or to.outside:
        hand_to_exchange(document, to.agencies, outside=to.outside, paper=paper, seat=seat, now=now)
    copy_to_units(document, to.units, now=now)
    told = OutgoingSent(len(to.agencies) + len(to.units) + len(to.outside))
    move(document, State.SENT, told, seat=seat, now=now)
    if document.replaces is not None:
        replace_outgoing(document.replaces, document, seat=seat, now=now)
    return document
