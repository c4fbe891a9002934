"""What happened to a document, told across agencies in the words of the people who read it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from langbiang.apps.documents.models import IncomingDocument, OutgoingDocument
from langbiang.apps.exchange.interface import Delivery, find_packet_of, list_reports
from langbiang.apps.identity.interface import Step, who_did
from langbiang.foundation.journal.interface import Act, timeline

SENDERS_PUBLIC = ("documents.outgoing.signed", "documents.outgoing.issued", "documents.outgoing.sent")
AFTER_SENDING = ("updated", "recalled", "replaced", "seen", "given", "published", "publication_undone")


def history_of_outgoing(document: OutgoingDocument) -> list[Act]:
    """Tell an outgoing document's acts, in order; what receivers did stands in its deliveries."""
    return list(timeline("documents.outgoing", document.uid))


def read_by_receivers(acts: Iterable[Act]) -> list[Act]:
    """Leave of an outgoing document's acts what units that received it read: not how it was drafted and reviewed."""
    told = {*SENDERS_PUBLIC, *(f"documents.outgoing.{verb}" for verb in AFTER_SENDING)}
    return [act for act in acts if act.verb in told]


def history_of_incoming(document: IncomingDocument) -> list[Act]:
    """Tell what the sender made public of the document, that it arrived, and all that happened here."""
    source = document.delivery.packet.source_uid if document.delivery else None
    sent = [a for a in timeline("documents.outgoing", source) if a.verb in SENDERS_PUBLIC] if source else []
    return [*sent, *timeline("documents.incoming", document.uid)]


def deliveries_of(document: OutgoingDocument) -> list[Delivery]:
    """List a sent document's deliveries: refusals first, since they ask for an answer."""
    packet = find_packet_of(document.uid)
    deliveries = list(packet.deliveries.select_related("receiver").order_by("pk")) if packet else []
    return sorted(deliveries, key=lambda delivery: delivery.status != Delivery.Status.REFUSED)


@dataclass(frozen=True)
class Chapter:
    """What happened at one agency, in order."""

    agency: str
    steps: list[Step]


WORDS: dict[str, tuple[str, str, str]] = {
    # verb: (what is said, icon, the payload's field that is told beside it)
    "documents.outgoing.registered": ("Đăng ký dự thảo", "doc", ""),
    "documents.outgoing.changed": ("Sửa dự thảo", "doc", "what"),
    "documents.outgoing.presented": ("Trình ký", "send", "signer"),
    "documents.outgoing.returned": ("Trả lại", "refuse", "reason"),
    "documents.outgoing.signed": ("Ký số", "sign", "competence"),
    "documents.outgoing.issued": ("Cấp số, đóng dấu số", "shield", "code"),
    "documents.outgoing.sent": ("Gửi", "send", "receivers"),
    "documents.outgoing.submitted": ("Trình duyệt", "send", "to"),
    "documents.outgoing.approved": ("Duyệt nội dung", "check", "note"),
    "documents.outgoing.withdrawn": ("Rút lại", "refuse", ""),
    "documents.outgoing.opinions_asked": ("Lấy ý kiến", "msg", "units"),
    "documents.outgoing.opinion_given": ("Góp ý", "msg", "unit"),
    "documents.outgoing.voided": ("Hủy số", "cross", "reason"),
    "documents.outgoing.recalled": ("Thu hồi", "refuse", "reason"),
    "documents.outgoing.replaced": ("Được thay thế", "swap", "by"),
    "documents.outgoing.updated": ("Gửi bổ sung", "send", "receivers"),
    "documents.outgoing.seen": ("Đã xem", "eye", "unit"),
    "documents.outgoing.given": ("Giao trong đơn vị", "user", "to"),
    "documents.outgoing.published": ("Công bố", "eye", "reference"),
    "documents.outgoing.publication_undone": ("Bỏ ghi công bố", "refuse", "reason"),
    "documents.outgoing.cancelled": ("Hủy dự thảo", "cross", "reason"),
    "documents.outgoing.handed_over": ("Bàn giao", "swap", "to"),
    "documents.incoming.arrived": ("Đã đến", "inbox", ""),
    "documents.incoming.recalled": ("Nơi gửi thu hồi", "refuse", "reason"),
    "documents.incoming.accepted": ("Tiếp nhận", "check", "arrival_number"),
    "documents.incoming.registered": ("Vào sổ", "inbox", "arrival_number"),
    "documents.incoming.refused": ("Từ chối tiếp nhận", "refuse", "reason"),
    "documents.incoming.presented": ("Trình lãnh đạo", "send", "to"),
    "documents.incoming.sent_back": ("Trả lại văn thư", "refuse", "reason"),
    "documents.incoming.instructed": ("Bút phê", "msg", "words"),
    "documents.incoming.assigned": ("Phân công", "user", "to"),
    "documents.incoming.returned": ("Trả lại trưởng đơn vị", "refuse", "reason"),
    "documents.incoming.proposed": ("Đề xuất", "msg", "proposal"),
    "documents.incoming.contributed": ("Xong phần phối hợp", "check", "result"),
    "documents.incoming.seen": ("Đã xem để biết", "eye", ""),
    "documents.incoming.started": ("Bắt đầu xử lý", "task", ""),
    "documents.incoming.completed": ("Hoàn thành", "check", "result"),
    "documents.incoming.handed_over": ("Bàn giao", "swap", "to"),
}
SAID = {"receivers": "{} nơi nhận", "arrival_number": "số đến {}", "what": "{}"}


def group_by_agency(acts: Iterable[Act], *, receiver: str = "") -> list[Chapter]:
    """
    Tell acts as chapters, one for each run of acts at one agency; acts of the system stand under `receiver`.

    What one person did several times running (placing four fields) is told once, with its last time.
    """
    chapters: list[Chapter] = []
    for act in acts:
        agency = act.agency or receiver
        if not chapters or chapters[-1].agency != agency:
            chapters.append(Chapter(agency, []))
        steps, step = chapters[-1].steps, _step(act)
        if steps and replace(steps[-1], at=step.at) == step:
            steps.pop()
        steps.append(step)
    return chapters


def _step(act: Act) -> Step:
    words, drawn, field = WORDS[act.verb]
    told = (act.details or {}).get(field, "")
    note = SAID.get(field, "{}").format(told) if told else ""
    return Step(words, note, drawn, who_did(act), act.at)


STATUS_ICONS = {"02": "refuse", "03": "check", "04": "user", "05": "task", "06": "check", "15": "cross"}


def chapters_of_receivers(document: OutgoingDocument) -> list[Chapter]:
    """Tell what each receiver reported beyond that it arrived, who and when, one chapter a receiver."""
    packet = find_packet_of(document.uid)
    chapters: dict[int, Chapter] = {}
    for report in list_reports(packet) if packet else ():
        if report.delivery is None or report.code not in STATUS_ICONS:
            continue
        chapter = chapters.setdefault(report.delivery.pk, Chapter(report.delivery.receiver_name, []))
        who = ", ".join(part for part in (report.staff, report.department) if part)
        words = str(Delivery.Status(report.code).label)
        chapter.steps.append(Step(words, report.description, STATUS_ICONS[report.code], who, report.at))
    return list(chapters.values())


@dataclass(frozen=True)
class Tally:
    """How far a document has come with its receivers."""

    all: int
    arrived: int
    refused: int
    accepted: int
    done: int


def tally(deliveries: Iterable[Delivery]) -> Tally:
    status, arrived = Delivery.Status, Delivery.State.ARRIVED
    statuses = [delivery.status or (status.ARRIVED if delivery.state == arrived else "") for delivery in deliveries]
    return Tally(
        all=len(statuses),
        arrived=sum(1 for s in statuses if s),
        refused=statuses.count(status.REFUSED),
        accepted=sum(1 for s in statuses if s >= status.ACCEPTED),
        done=statuses.count(status.DONE),
    )
