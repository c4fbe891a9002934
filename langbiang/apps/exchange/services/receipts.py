"""Fetching the receipts that receivers at another hub have signed: compared with what went there, and kept."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from langbiang.apps.exchange.models import System, Transfer
from langbiang.apps.exchange.protocols.own import RECEIPTS_MOST
from langbiang.apps.exchange.protocols.own_client import OwnClient
from langbiang.apps.exchange.transport import Receipt, TransferFailed

from .handing import original_of
from .sealing import CannotSeal, keep_receipt

logger = logging.getLogger(__name__)

SOONEST, LATEST = timedelta(seconds=10), timedelta(days=1)  # between two questions about one document
GIVEN_UP = timedelta(days=30)  # after which a receiver that has signed nothing is asked no more


def fetch_receipts(system: System, client: OwnClient, *, clock: Callable[[], datetime]) -> int:
    """Ask for the receipts that are due, in one call; say how many were kept."""
    now = clock()
    due = _due(system, now)
    if not due:
        return 0
    try:
        found = {(each.remote_id, each.to_code): each for each in client.receipts(sorted({t.remote_id for t in due}))}
    except TransferFailed as failure:
        logger.warning("%s gave no receipts: %s", system.code, failure)
        _ask_later(due, now)
        return 0
    answered = [transfer for transfer in due if (transfer.remote_id, transfer.to_code) in found]
    _ask_later([transfer for transfer in due if transfer not in answered], now)
    return sum(_keep(transfer, found[transfer.remote_id, transfer.to_code], now) for transfer in answered)


def _due(system: System, now: datetime) -> list[Transfer]:
    rows = Transfer.objects.filter(system=system, receipt_due__lte=now).order_by("receipt_due")
    return list(rows.select_related("delivery__packet__original", "delivery__original")[:RECEIPTS_MOST])


def _ask_later(transfers: list[Transfer], now: datetime) -> None:
    """Ask again after as long as it has been done: ten seconds, twenty, … a day; after thirty days no more."""
    for transfer in transfers:
        age = now - (transfer.done_at or now)
        transfer.receipt_due = None if age > GIVEN_UP else now + min(max(age, SOONEST), LATEST)
    Transfer.objects.bulk_update(transfers, ["receipt_due"])


@transaction.atomic
def _keep(transfer: Transfer, receipt: Receipt, now: datetime) -> bool:
    """Keep one receipt; one for other content is told on the page of the system, and asked for no more."""
    assert transfer.delivery is not None
    mine = Transfer.objects.filter(pk=transfer.pk, receipt_due__isnull=False).update(receipt_due=None)
    if not mine:  # another carrier was given it at the same time, and was first
        return False
    try:
        keep_receipt(transfer.delivery, receipt, original_of(transfer).digest, now=now)
    except CannotSeal as refusal:
        words = f"Biên nhận của {transfer.to_code} cho {transfer.delivery.packet.code}: {refusal}"
        logger.error("%s: %s", transfer.system_id, words)
        System.objects.filter(pk=transfer.system_id).update(last_error=words[:500])
        return False
    return True
