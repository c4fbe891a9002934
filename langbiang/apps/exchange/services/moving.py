"""The one way in which a delivery's status moves: with a report, and never backwards."""

from datetime import datetime

from langbiang.apps.exchange.acts import StatusReported
from langbiang.apps.exchange.models import Delivery, Packet, StatusReport, Transfer
from langbiang.foundation.journal.interface import Actor, write

# A document once refused or done goes no further; the others only advance. Each report is kept all the same.
ENDED = {Delivery.Status.REFUSED, Delivery.Status.DONE}
FOLLOWED = {Delivery.State.HANDED, Delivery.State.FAILED}
TAKEN_BACK = "13"  # the one status whose parties stand the other way round (Decision 28/2018: lấy lại)


def advance(delivery: Delivery, report: StatusReport, *, by: Actor, now: datetime) -> None:
    """Let the delivery's status follow a report, never backwards; write the act either way. The row is locked."""
    ends = report.code == Delivery.Status.WITHDRAWN  # a recall reaches what was done already, too
    open_still = delivery.status not in ENDED or ends
    if report.code in Delivery.Status.values and open_still and report.code > delivery.status:
        delivery.status, delivery.status_at, delivery.status_note = report.code, report.at, report.description
        delivery.status_by = ", ".join(part for part in (report.staff, report.department) if part)
    before = delivery.state
    if before in FOLLOWED:  # whoever reports on it has it
        delivery.state, delivery.arrived_at = Delivery.State.ARRIVED, report.at
    write(
        delivery,
        StatusReported(report.code, report.description, delivery.receiver_name),
        by=by,
        now=now,
        fields=["status", "status_at", "status_by", "status_note", "state", "arrived_at"],
        moved_from=before,
        parties=[pk for pk in (delivery.packet.sender_id, delivery.receiver_id) if pk],
    )


def belongs_here(code: str, delivery: Delivery) -> bool:
    """Say whether only an agency of this installation may report this of a delivery, on its own pages."""
    if code == TAKEN_BACK:
        return delivery.packet.origin == Packet.Origin.INSIDE
    return delivery.receiver_id is not None and not Transfer.objects.filter(delivery=delivery).exists()
