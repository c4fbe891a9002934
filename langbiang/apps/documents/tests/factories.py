"""Documents in every state, made as people make them: through the services."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from langbiang.apps.directory.interface import Agency, Seat, get_agency
from langbiang.apps.documents import services
from langbiang.apps.documents.models import (
    DocumentType,
    Handling,
    IncomingDocument,
    IncomingFile,
    NumberSeries,
    OutgoingDocument,
    Publication,
    SigningSession,
    UnitCopy,
)
from langbiang.apps.documents.models import OutgoingRecipient as Recipient
from langbiang.apps.exchange.models import Delivery, Packet, StatusReport
from langbiang.apps.exchange.services import Content, Enclosure, deliver_waiting, send_packet
from langbiang.apps.identity.interface import actor_of
from langbiang.foundation.clock import VIETNAM
from langbiang.foundation.errors import Refused
from langbiang.foundation.files.interface import File, enter_file, keep_bytes
from langbiang.foundation.journal.interface import Act
from langbiang.foundation.printing import Place, letter_places, render_pdf
from langbiang.foundation.printing.tests.letter import LETTER
from langbiang.foundation.search.models import Entry

NOW = datetime(2020, 9, 9, 9, 0, tzinfo=VIETNAM)  # a Wednesday
DAY = NOW.date()
LATER = NOW + timedelta(hours=1)
PDF = "application/pdf"
Outgoing, Incoming = OutgoingDocument.State, IncomingDocument.State


@cache
def letter() -> bytes:
    return render_pdf("van_ban", LETTER, now=NOW)


@cache
def places() -> dict[str, Place]:
    return letter_places(LETTER, now=NOW)


def upload(content: bytes | None = None, name: str = "du-thao.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, letter() if content is None else content)


def draft_by(leader: Seat, **said) -> services.Draft:
    usual = services.Draft(
        agency=leader.agency,
        type=DocumentType.objects.get(code="cong-van"),
        subject="Triển khai trục liên thông văn bản đến cấp xã",
        notation="UBND-VX",
        urgency=0,
        signer=leader,
    )
    return replace(usual, **said)


def register(drafter: Seat, leader: Seat, *, now: datetime = NOW, file=None, **said) -> OutgoingDocument:
    file = file if file or said.get("body") else upload()
    return services.register_outgoing(draft_by(leader, **said), file, seat=drafter, now=now)


def prepare(drafter: Seat, leader: Seat, receivers: list[Agency], *, now: datetime = NOW, **said) -> OutgoingDocument:
    """Register a draft that lacks nothing for being presented."""
    document = register(drafter, leader, now=now, **said)
    if not document.places:
        document = services.place_fields(document, places(), seat=drafter, now=now)
    return services.choose_receivers(document, receivers, seat=drafter, now=now)


def outgoing(
    state: str = Outgoing.DRAFT,
    *,
    clerk: Seat,
    signer: Seat,
    receivers: list[Agency] | None = None,
    now: datetime = NOW,
    **said,
) -> OutgoingDocument:
    """Bring an outgoing document to a state that a clerk's own draft passes through."""
    document = prepare(clerk, signer, receivers or [get_agency("stttt")], now=now, **said)
    if state == Outgoing.CANCELLED:
        return services.cancel_outgoing(document, reason="Trùng văn bản", seat=clerk, now=now)
    steps = [
        (Outgoing.PRESENTED, services.present_outgoing, clerk),
        (Outgoing.SIGNED, services.sign_outgoing, signer),
        (Outgoing.ISSUED, services.issue_outgoing, clerk),
        (Outgoing.SENT, services.send_outgoing, clerk),
    ]
    reached = [Outgoing.DRAFT, *(name for name, _, _ in steps)].index(Outgoing(state))
    for _, step, seat in steps[:reached]:
        document = step(document, seat=seat, now=now)
    return document


@dataclass
class Office:
    """An agency whose documents pass every step: specialist, head of the unit, clerk, leader; and another unit."""

    specialist: Seat
    head: Seat
    clerk: Seat
    leader: Seat
    other_unit: int = 0
    other_head: Seat | None = None

    def document(
        self, state: str = Outgoing.DRAFT, *, drafter: Seat | None = None, now: datetime = NOW, **said
    ) -> OutgoingDocument:
        """Bring a document of the specialist, or of whom is named, to any state."""
        by = drafter or self.specialist
        document = prepare(by, self.leader, [get_agency("thanh-tra")], now=now, **said)
        if state == Outgoing.CANCELLED:
            return services.cancel_outgoing(document, reason="Trùng văn bản", seat=by, now=now)
        for step, needed in self._way(by, now):
            if document.state == (Outgoing.ISSUED if state == Outgoing.VOIDED else state):
                break
            document = step(document) if needed else document
        return self._end(document, state, now)

    def _way(self, by: Seat, now: datetime):
        """Give the steps from draft to sent, each with whether it is needed for this drafter."""
        clerk = {"seat": self.clerk, "now": now}
        yield lambda d: services.submit_outgoing(d, seat=by, now=now), by != self.clerk
        yield lambda d: services.approve_outgoing(d, seat=self.head, now=now), by == self.specialist
        yield lambda d: services.present_outgoing(d, **clerk), True
        yield lambda d: services.sign_outgoing(d, seat=self.leader, now=now), True
        yield lambda d: services.issue_outgoing(d, **clerk), True
        yield lambda d: services.send_outgoing(d, **clerk), True

    def _end(self, document: OutgoingDocument, state: str, now: datetime) -> OutgoingDocument:
        clerk = {"seat": self.clerk, "now": now}
        if state == Outgoing.VOIDED:
            return services.void_outgoing(document, reason="Sai người ký", **clerk)
        if state == Outgoing.RECALLED:
            return services.recall_outgoing(document, reason="Ban hành nhầm", **clerk)
        if state == Outgoing.REPLACED:
            self.replace(document, now=now)
            document.refresh_from_db()
        return document

    def replace(self, document: OutgoingDocument, *, now: datetime = NOW) -> OutgoingDocument:
        """Draft, sign, issue and send what takes the place of a sent document."""
        return self.document(Outgoing.SENT, drafter=document.drafter, now=now, replaces=document, notation="TT-TT")


def packet(receivers: list[Agency], *, sender: Seat, number: int = 1, subject: str = "Báo cáo tuần") -> Packet:
    """Send a packet from an agency without the labour of signing."""
    file = enter_file(keep_bytes(letter()), name="bao-cao.pdf", media_type=PDF, now=NOW)
    told = Content(
        source_uid=file.uid,
        document_id=f"{sender.agency.slug},2020/09/09,{number:02}/BC-TTr",
        code_number=f"{number:02}",
        code_notation="BC-TTr",
        place="Lâm Đồng",
        promulgated_on=DAY,
        type_name="Báo cáo",
        subject=subject,
        signer_competence="TM.",
        signer_position="Chánh Thanh tra",
        signer_name=sender.person.full_name,
        priority=0,
    )
    sent = send_packet(
        told, sender=sender.agency, receivers=receivers, enclosures=[Enclosure(file)], by=actor_of(sender), now=NOW
    )
    while deliver_waiting(sent, now=NOW):
        pass
    return sent


def arrive(receiver: Agency, *, sender: Seat, now: datetime = NOW, damaged: bool = False, **told) -> IncomingDocument:
    sent = packet([receiver], sender=sender, **told)
    if damaged:
        Packet.objects.filter(pk=sent.pk).update(integrity=Packet.Integrity.DAMAGED)
    return services.enter_arrival(Delivery.objects.get(packet=sent), now=now)


def incoming(
    state: str = Incoming.ARRIVED,
    *,
    clerk: Seat,
    leader: Seat,
    worker: Seat,
    sender: Seat,
    now: datetime = NOW,
    **told,
) -> IncomingDocument:
    """Bring an incoming document of the clerk's agency to a state."""
    document = arrive(clerk.agency, sender=sender, now=now, **told)
    if state == Incoming.REFUSED:
        return services.refuse_incoming(document, reason="Không đúng nơi nhận", seat=clerk, now=now)
    steps = [
        (Incoming.ACCEPTED, lambda d: services.accept_incoming(d, seat=clerk, now=now)),
        (Incoming.PRESENTED, lambda d: services.present_incoming(d, to=leader, seat=clerk, now=now)),
        (Incoming.ASSIGNED, lambda d: assign(d, to=worker, seat=leader, now=now)),
        (Incoming.WORKING, lambda d: services.start_incoming(d, seat=worker, now=now)),
        (Incoming.DONE, lambda d: services.complete_incoming(d, result="Đã trả lời", seat=worker, now=now)),
    ]
    if state == Incoming.RECALLED:
        return take_back(document, sender=sender, now=now)
    reached = [Incoming.ARRIVED, *(name for name, _ in steps)].index(Incoming(state))
    for _, step in steps[:reached]:
        document = step(document)
    return document


def take_back(document: IncomingDocument, *, sender: Seat, now: datetime = NOW) -> IncomingDocument:
    """Let the sender recall what arrived; :raises Refused: when there is nothing left to cancel."""
    packet = document.delivery.packet
    said = {name: getattr(packet, name) for name in Content.__dataclass_fields__ if hasattr(packet, name)}
    about = {"business": Packet.Business.RECALL, "concerns": packet.document_id, "reason": "Ban hành nhầm"}
    content = Content(**said, **about)
    enclosures = [Enclosure(enclosed.file) for enclosed in packet.files.all()]
    receivers, by = [document.agency], actor_of(sender)
    with transaction.atomic():
        recall = send_packet(content, sender=sender.agency, receivers=receivers, enclosures=enclosures, by=by, now=now)
        taken = services.take_back(recall.deliveries.get(), now=now)
        if taken is None:
            raise Refused("Không còn gì để hủy.")
    return taken


def part(to: Seat, role: str = "lead", *, unit: bool = False, due_at: datetime | None = None) -> services.Part:
    """Give a line of an instruction for a person, or for the person's unit."""
    return services.Part(role, to.unit, to.unit_name, None if unit else to, due_at)


def assign(
    document: IncomingDocument,
    *,
    to: Seat,
    seat: Seat,
    now: datetime = NOW,
    due_at: datetime | None = None,
    others: tuple[services.Part, ...] = (),
    unit: bool = False,
    **said,
) -> IncomingDocument:
    """Instruct that a person, or the person's unit, leads."""
    told = {"words": "Tham mưu trả lời", **said}
    lead = part(to, unit=unit, due_at=due_at)
    return services.instruct_incoming(document, [lead, *others], seat=seat, now=now, **told)


def divide(document: IncomingDocument, *, to: Seat, seat: Seat, now: datetime = NOW, **said) -> IncomingDocument:
    """Let a unit head give the unit's part to a person."""
    handling = next(h for h in document.handlings.order_by("pk") if h.unit_id == seat.unit_id)
    return services.assign_incoming(document, handling, to=to, seat=seat, now=now, **said)


def arrival(agency: Agency, **said) -> services.Arrival:
    usual = services.Arrival(
        agency=agency,
        channel="post",
        sender_name="Ủy ban nhân dân huyện Lâm Hà",
        number="145",
        notation="UBND-VP",
        dated=DAY,
        type_name="Công văn",
        subject="Đề nghị hướng dẫn ký số trên văn bản điện tử",
        signer_name="Trần Văn Mẫu",
    )
    return replace(usual, **said)


def enter(clerk: Seat, *files: SimpleUploadedFile, now: datetime = NOW, anyway: str = "", **said) -> IncomingDocument:
    """Enter a document that came by post."""
    told = arrival(**{"agency": clerk.agency, **said})
    return services.enter_incoming(told, files or [upload(name="quet.pdf")], anyway=anyway, seat=clerk, now=now)


def everything() -> dict[str, list[tuple]]:
    """Give all rows that records work may write, to see that a refusal changed none."""
    models = (
        OutgoingDocument,
        IncomingDocument,
        Handling,
        IncomingFile,
        Recipient,
        Publication,
        SigningSession,
        UnitCopy,
        NumberSeries,
        File,
        Act,
        Entry,
        Packet,
        Delivery,
    )
    return {m._meta.label: list(m.objects.order_by("pk").values_list()) for m in (*models, StatusReport)}
