"""Statuses on the way back to the sender (Decision 28/2018, Articles 6, 9 and 10)."""

from datetime import datetime

from django.db import transaction

from langbiang.apps.exchange.acts import StatusReported
from langbiang.apps.exchange.models import Delivery, StatusReport
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import Actor, write

from .send import content_digest

# A document once refused or done goes no further; the others only advance. Each report is kept all the same.
ENDED = {Delivery.Status.REFUSED, Delivery.Status.DONE}


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
    Report what became of a delivered document; the sender's page shows it from this transaction on.

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
    return report


def advance(delivery: Delivery, report: StatusReport, *, by: Actor, now: datetime) -> None:
    """Let the delivery's status follow a report, never backwards; write the act either way. The row is locked."""
    ends = report.code == Delivery.Status.WITHDRAWN  # a recall reaches what was done already, too
    open_still = delivery.status not in ENDED or ends
    if report.code in Delivery.Status.values and open_still and report.code > delivery.status:
        delivery.status, delivery.status_at, delivery.status_note = report.code, report.at, report.description
        delivery.status_by = ", ".join(part for part in (report.staff, report.department) if part)
    write(
        delivery,
        StatusReported(report.code, report.description, delivery.receiver_name),
        by=by,
        now=now,
        fields=["status", "status_at", "status_by", "status_note"],
        moved_from=delivery.state,
        parties=[pk for pk in (delivery.packet.sender_id, delivery.receiver_id) if pk],
    )
