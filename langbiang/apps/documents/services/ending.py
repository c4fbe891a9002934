"""What ends an issued document: its number cancelled, its recall, its replacement (Decree 30/2020, Article 18)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from langbiang.apps.directory.interface import Agency, Seat, Unit
from langbiang.apps.documents import queries
from langbiang.apps.documents.acts import OutgoingRecalled, OutgoingReplaced, OutgoingUpdated, OutgoingVoided
from langbiang.apps.documents.models import Book, OutgoingDocument
from langbiang.apps.exchange.interface import (
    Delivery,
    Enclosure,
    Outside,
    Packet,
    find_packet_of,
    readdress,
    send_packet,
)
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation import clock
from langbiang.foundation.errors import Refused, check_said
from langbiang.foundation.journal.interface import lock

from .content import content_of
from .inside import copy_to_units, drop_copies
from .moving import check_move, move
from .numbering import check_not_closed
from .receivers import address, check_receivers, named_outside

State = OutgoingDocument.State


class CannotEnd(Refused):
    """It is not issued or sent, this seat does not keep the records, or no reason was given."""


class CannotUpdate(Refused):
    """It is not sent, or everybody chosen has it already."""


@transaction.atomic
def void_outgoing(document: OutgoingDocument, *, reason: str, seat: Seat, now: datetime) -> OutgoingDocument:
    """Cancel the number of an issued document that was not sent; it stays in the register as cancelled."""
    document = _checked(document, State.VOIDED, seat, now)
    document.ended_for = _reason(reason, "Ghi lý do hủy số; lý do hiện trong sổ đăng ký.")
    told = OutgoingVoided(document.code, document.ended_for)
    move(document, State.VOIDED, told, seat=seat, now=now, fields=["ended_for"])
    return document


@transaction.atomic
def recall_outgoing(document: OutgoingDocument, *, reason: str, seat: Seat, now: datetime) -> OutgoingDocument:
    """
    Take back what was sent: every receiver that has it is told, cancels it in its system and answers (Article 18.4).

    The document and its facts stay, frozen, with the reason.
    """
    document = _checked(document, State.RECALLED, seat, now)
    document.ended_for = _reason(reason, "Ghi lý do thu hồi để các nơi nhận biết.")
    _tell_receivers(document, document.ended_for, seat, now)
    drop_copies(document)
    move(document, State.RECALLED, OutgoingRecalled(document.ended_for), seat=seat, now=now, fields=["ended_for"])
    return document


def replace_outgoing(old: OutgoingDocument, by: OutgoingDocument, *, seat: Seat, now: datetime) -> None:
    """
    Mark a document as replaced by one of equal form (Article 18.3), in the transaction that sends the new one.

    Who received the old one and not the new one is told to cancel it.
    """
    old = lock(old)
    check_move(old, State.REPLACED, CannotEnd)
    old.ended_for = f"Thay thế bằng văn bản {by.code}"
    new = queries.receivers_of(by)
    without: set[int | str] = {agency.pk for agency in new.agencies}
    without |= {each.code for each in new.outside}
    _tell_receivers(old, old.ended_for, seat, now, without=without)
    drop_copies(old)
    told = OutgoingReplaced(by.code, old.ended_for)
    move(old, State.REPLACED, told, seat=seat, now=now, fields=["ended_for"])


@transaction.atomic
def update_outgoing(
    document: OutgoingDocument,
    *,
    receivers: list[Agency],
    units: Sequence[Unit] = (),
    outside: Sequence[str] = (),
    reason: str,
    seat: Seat,
    now: datetime,
) -> OutgoingDocument:
    """Send what was sent to further receivers too, with the reason; who has it already gets nothing twice."""
    document = lock(document)
    if document.state != State.SENT:
        raise CannotUpdate("Chỉ gửi bổ sung văn bản đã gửi và còn hiệu lực.")
    day = clock.local(now).date()
    if not queries.keeps_records_of(seat, document.agency_id, day):
        raise CannotUpdate("Chỉ văn thư giữ sổ của cơ quan ban hành mới gửi bổ sung.")
    assert document.year is not None
    check_not_closed(document.agency_id, Book.OUTGOING, document.year, document.series)
    missing = "Ghi lý do gửi bổ sung."
    said = check_said(reason, limit=500, refusal=CannotUpdate, missing=missing, field="reason")
    gained = _gained(document, receivers, units, outside, now)
    if not (gained.agencies or gained.units or gained.outside):
        raise CannotUpdate("Chọn ít nhất một nơi nhận đang hoạt động và chưa có văn bản này.", field="receivers")
    check_receivers(document, gained.agencies, gained.units, CannotUpdate, day)
    address(document, gained.agencies, gained.units, gained.outside)
    _send_further(document, gained, seat, now)
    copy_to_units(document, gained.units, now=now)
    number = len(gained.agencies) + len(gained.units) + len(gained.outside)
    move(document, State.SENT, OutgoingUpdated(number, said), seat=seat, now=now)
    return document


def _gained(
    document: OutgoingDocument, receivers: list[Agency], units: Sequence[Unit], outside: Sequence[str], now: datetime
) -> queries.Receivers:
    """Leave of those chosen who has no copy yet."""
    have = queries.receivers_of(document)
    codes = {each.code for each in have.outside}
    return queries.Receivers(
        [agency for agency in receivers if agency not in have.agencies],
        [unit for unit in units if unit not in have.units],
        named_outside([code for code in outside if code not in codes], CannotUpdate, now),
    )


def _send_further(document: OutgoingDocument, gained: queries.Receivers, seat: Seat, now: datetime) -> None:
    if not (gained.agencies or gained.outside):
        return
    packet = find_packet_of(document.uid)
    if packet is None:  # so far it went to units alone
        hand_to_exchange(document, gained.agencies, outside=gained.outside, seat=seat, now=now)
    else:
        readdress(packet, gained.agencies, outside=gained.outside, by=actor_of(seat), now=now)


def hand_to_exchange(
    document: OutgoingDocument,
    agencies: Sequence[Agency],
    *,
    outside: Sequence[Outside] = (),
    business: int | None = None,
    reason: str = "",
    paper: bool = False,
    seat: Seat,
    now: datetime,
) -> None:
    """Send a packet of the document, a recall of it when `business` says so, to agencies."""
    send_packet(
        content_of(document, business=business, reason=reason, paper=paper),
        sender=document.agency,
        receivers=list(agencies),
        outside=outside,
        enclosures=[Enclosure(document.file)],
        by=actor_of(seat),
        now=now,
    )


def _checked(document: OutgoingDocument, state: str, seat: Seat, now: datetime) -> OutgoingDocument:
    document = lock(document)
    check_move(document, state, CannotEnd)
    if not queries.keeps_records_of(seat, document.agency_id, clock.local(now).date()):
        raise CannotEnd("Chỉ văn thư giữ sổ của cơ quan ban hành mới làm được việc này.")
    return document


def _reason(said: str, missing: str) -> str:
    return check_said(said, limit=500, refusal=CannotEnd, missing=missing, field="reason")


def _tell_receivers(
    document: OutgoingDocument, reason: str, seat: Seat, now: datetime, *, without: Collection[int | str] = ()
) -> None:
    """Send the recall to who was sent the document; who refused it has nothing to cancel."""
    sent = [d for d in queries.deliveries_of(document) if d.status != Delivery.Status.REFUSED]
    told = [d for d in sent if (d.receiver_id or d.receiver_code) not in without]
    if told:
        hand_to_exchange(
            document,
            [d.receiver for d in told if d.receiver],
            outside=[Outside(d.receiver_code, d.receiver_name) for d in told if d.receiver is None],
            business=Packet.Business.RECALL,
            reason=reason,
            seat=seat,
            now=now,
        )
