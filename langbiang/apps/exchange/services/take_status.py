"""Taking in a status that came from outside: kept once, matched with its document, handed on to the other party."""

from dataclasses import dataclass
from datetime import UTC, datetime

from langbiang.apps.exchange import edxml
from langbiang.apps.exchange.models import Delivery, StatusReport

from .addressing import route_report
from .coming import Coming
from .digests import content_digest, same_letters
from .moving import TAKEN_BACK, advance, belongs_here

UNMATCHED = "Chưa khớp với văn bản nào đã gửi; giữ ở mục Trạng thái chưa khớp."
REPORTED_HERE = "Nơi báo là cơ quan của hệ thống này; giữ trạng thái, không đổi trạng thái văn bản."


@dataclass(frozen=True)
class TakenStatus:
    """The report that a status is; `created` says whether it was new, `warning` why it moves nothing."""

    report: StatusReport
    created: bool
    warning: str


def take_status(packet: edxml.StatusPacket, coming: Coming) -> TakenStatus:
    """Take in a status, in the transaction of the caller; it waits where its document is not here yet."""
    delivery = _delivery_of(packet)
    report, created = _report(packet, delivery, coming)
    warning = _warning(packet, delivery)
    if created:
        if delivery is not None and not warning:
            advance(delivery, report, by=coming.by, now=coming.now)
        route_report(report, now=coming.now)
    return TakenStatus(report, created, warning)


def _known_as(coming: Coming) -> StatusReport | None:
    if coming.system is None or not coming.remote_id:
        return None
    return StatusReport.objects.filter(system=coming.system, remote_id=coming.remote_id).first()


def _warning(packet: edxml.StatusPacket, delivery: Delivery | None) -> str:
    """Say why a status moves nothing; an agency of this installation reports on its own pages, never from outside."""
    if delivery is None:
        return UNMATCHED
    return REPORTED_HERE if belongs_here(packet.status_code, delivery) else ""


def _report(packet: edxml.StatusPacket, delivery: Delivery | None, coming: Coming) -> tuple[StatusReport, bool]:
    """Find the report that a status is, else keep it; one without a time is any that says the same."""
    if found := _known_as(coming):
        return found, False
    at, answer = _moment(packet), packet.response_for
    told = {
        "reporter_code": packet.sender.organ_id[:200],
        "response_document_id": same_letters(answer.document_id),
        "code": packet.status_code[:5],
        "digest": content_digest(packet.description, packet.staff.staff, answer.organ_id, answer.code),
    }
    same = StatusReport.objects.filter(**told)
    if found := (same.filter(at=at) if at else same).order_by("pk").first():
        return found, False
    report = StatusReport.objects.create(
        **told,
        at=at or coming.now,
        delivery=delivery,
        recorded_at=coming.now,
        reporter_name=(packet.sender.name or packet.sender.organ_id)[:300],
        staff=packet.staff.staff[:100],
        department=packet.staff.department[:200],
        description=packet.description[:1000],
        response_organ=answer.organ_id[:200],
        response_code=answer.code[:160],
        original=coming.enter_original(),
        system=coming.system,
        remote_id=coming.remote_id,
    )
    return report, True


def _moment(packet: edxml.StatusPacket) -> datetime | None:
    """Give the time a status says, if it is one that can have been."""
    at = packet.timestamp.value
    return at.astimezone(UTC) if at is not None and 2000 <= at.year <= 2100 else None


def _delivery_of(packet: edxml.StatusPacket) -> Delivery | None:
    """Find what a status answers: by DocumentId and the two parties, else by number/notation and the parties."""
    answer = packet.response_for
    reporter, other = packet.sender.organ_id, answer.organ_id
    receiver, sender = (other, reporter) if packet.status_code == TAKEN_BACK else (reporter, other)
    between = Delivery.objects.select_for_update().filter(receiver_code=receiver, packet__sender_code=sender)
    found = between.filter(packet__document_id=same_letters(answer.document_id)).first() if answer.document_id else None
    if found is None and answer.code:
        number, _, notation = answer.code.partition("/")
        found = between.filter(packet__code_number=number, packet__code_notation=notation).order_by("-pk").first()
    return found
