"""What a sender takes back or replaces: cancelled here, and told back (Decree 30/2020, Article 18.4)."""

from datetime import datetime

from django.db import transaction

from langbiang.apps.documents.acts import IncomingRecalled
from langbiang.apps.documents.indexing import index_incoming
from langbiang.apps.documents.models import Handling, IncomingDocument
from langbiang.apps.exchange.interface import Delivery, Packet, report_status
from langbiang.foundation.journal.interface import write

from .incoming import SYSTEM

State = IncomingDocument.State


@transaction.atomic
def take_back(delivery: Delivery, *, now: datetime) -> IncomingDocument | None:
    """
    Cancel the document that a recall, or a replacement, names; work on it ends and status 15 goes back.

    None when the agency has no such document of that sender, or cancelled it before. Its number stays in the register.
    """
    document = _named_by(delivery)
    if document is None or not document.may_become(State.RECALLED):
        return None
    before, document.state, document.moved_at = document.state, State.RECALLED, now
    document.recalled_for = _reason(delivery.packet)
    write(
        document,
        IncomingRecalled(document.recalled_for),
        by=SYSTEM,
        now=now,
        fields=["state", "moved_at", "recalled_for"],
        moved_from=before,
        parties=[document.agency_id],
    )
    document.handlings.filter(state__in=Handling.TO_DO).update(state=Handling.State.DROPPED)
    document.handlings.update(live=False)
    index_incoming(document)
    assert document.delivery is not None
    report_status(document.delivery, Delivery.Status.WITHDRAWN, description=document.recalled_for, by=SYSTEM, now=now)
    return document


def _named_by(delivery: Delivery) -> IncomingDocument | None:
    """Find, locked, what the packet is about: by its DocumentId, from the same sender, at the same receiver."""
    packet = delivery.packet
    named = str(packet.header.get("concerns", ""))
    if not named:
        return None
    documents = IncomingDocument.objects.select_for_update(of=("self",)).filter(
        agency=delivery.receiver_id, document_id=named, delivery__isnull=False
    )
    # Only who sent a document takes it back: an agency of ours by its row, another by its code.
    if packet.sender_id is not None:
        documents = documents.filter(delivery__packet__sender=packet.sender_id)
    else:
        documents = documents.filter(delivery__packet__sender=None, sender_code=packet.sender_code)
    return documents.exclude(delivery=delivery).order_by("-pk").first()


def _reason(packet: Packet) -> str:
    said = str(packet.header.get("reason", ""))[:400]
    if packet.business_type == Packet.Business.REPLACEMENT:
        return f"Nơi gửi thay thế bằng văn bản {packet.code}. {said}".strip()
    return said or "Nơi gửi không nêu lý do."
