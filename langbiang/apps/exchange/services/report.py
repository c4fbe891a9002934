"""Statuses on the way back to the sender (Decision 28/2018, Articles 6, 9 and 10)."""

from datetime import datetime

from django.db import transaction

from langbiang.apps.exchange.models import Delivery, StatusReport
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import Actor

from .addressing import route_report
from .digests import content_digest
from .moving import advance


class CannotReport(Refused):
    """A refusal without a reason, or a code that is none of ours."""


@transaction.atomic
def report_status(
    delivery: Delivery,
    code: str,
    *,
    description: str = "",
    by: Actor,
    now: datetime,
    at: datetime | None = None,
) -> StatusReport:
    """
    Report what became of a delivered document; the sender's page shows it from this transaction on, and a sender on
    another system is told there.

    :raises CannotReport: for an unknown code, or a refusal (02) without a reason: Decision 28/2018, Article 5.
    """
    if code not in Delivery.Status.values:
        raise CannotReport(f"Mã trạng thái {code} không có trong quy định.")
    if code == Delivery.Status.REFUSED and not description.strip():
        raise CannotReport("Nhập lý do từ chối để nơi gửi biết.", field="reason")
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("packet").get(pk=delivery.pk)
    report = StatusReport.objects.create(
        delivery=delivery,
        code=code,
        at=at or now,
        recorded_at=now,
        reporter_code=delivery.receiver_code,
        reporter_name=delivery.receiver_name,
        staff=by.person,
        department=by.post,
        description=description[:1000],
        response_organ=delivery.packet.sender_code,
        response_document_id=delivery.packet.document_id,
        response_code=delivery.packet.code,
        digest=content_digest(code, description, by.person, str(delivery.uid)),
    )
    advance(delivery, report, by=by, now=now)
    route_report(report, now=now)
    return report
