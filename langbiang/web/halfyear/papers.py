"""Documents in and out, each step by the seat whose it is and at an hour at which it is done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial

from django.core.files.uploadedfile import SimpleUploadedFile

from langbiang.apps.deadlines.interface import due_at
from langbiang.apps.directory.interface import Agency, Role, Seat, get_agency, list_seats_in
from langbiang.apps.documents import interface as documents
from langbiang.apps.documents.interface import IncomingDocument, OutgoingDocument
from langbiang.apps.exchange.interface import deliver_waiting, find_packet_of, list_deliveries
from langbiang.foundation import clock, printing

from . import words
from .diary import Diary

Form = tuple[str, str, str]  # type, notation, and the abstract with a place for its topic
LATE, NEVER = 0.86, 0.98  # of a hundred documents: on time up to the first, unfinished from the second


@dataclass(frozen=True)
class Desk:
    """The people of an agency through whose hands its documents go; `aide` leads the work where no unit has a head."""

    agency: Agency
    clerk: Seat
    leader: Seat
    head: Seat | None
    workers: Sequence[Seat]
    aide: Seat

    @property
    def pen(self) -> Seat:
        """Give who drafts: a specialist where there is one, else the clerk."""
        return self.workers[0] if self.workers else self.clerk


def desk_of(slug: str, leader: str = "", *, clerk: Seat | None = None) -> Desk:
    people = list_seats_in(get_agency(slug), clock.today())
    leaders = [seat for seat in people if seat.has(Role.LEADER)]
    first = next((seat for seat in leaders if seat.person.full_name == leader), leaders[0])
    head = next((seat for seat in people if seat.has(Role.UNIT_HEAD)), None)
    clerks = [clerk] if clerk else [seat for seat in people if seat.has(Role.CLERK)]
    workers = [seat for seat in people if seat.roles == [Role.SPECIALIST] and head and seat.unit_id == head.unit_id]
    aide = next(seat for seat in [*clerks, *leaders] if seat.agency_id == first.agency_id and seat != first)
    return Desk(first.agency, clerks[0], first, head, workers, aide)


class Papers:
    """What goes in and out of the desks, entered into a diary."""

    def __init__(self, diary: Diary, desks: Sequence[Desk]) -> None:
        self.diary, self.dice = diary, diary.dice
        self.desks = {desk.agency.pk: desk for desk in desks}

    # -- out

    def draft(self, desk: Desk, receivers: Sequence[Agency], form: Form | None, moment: datetime) -> OutgoingDocument:
        """Draft a document in words, in a form or in any of the usual ones."""
        kind, notation, abstract = form or self.dice.choice(words.SAID)
        topic = self.dice.choice(words.TOPICS)
        said = documents.Draft(
            desk.agency,
            documents.get_type(kind),
            abstract.format(topic),
            notation,
            0,
            desk.leader,
            body="\n\n".join(words.BODY).format(topic),
            addressed_to="\n".join(self.desks[agency.pk].leader.agency_name for agency in receivers),
            copies_to="Như trên;\nLưu: VT.",
        )
        made = documents.register_outgoing(said, None, seat=desk.pen, now=moment)
        return documents.choose_receivers(made, list(receivers), seat=desk.pen, now=moment)

    def write(self, desk: Desk, receivers: Sequence[Agency], form: Form | None, moment: datetime) -> None:
        """Draft a document and let it go its way, up to its receivers' trays."""
        self.send(desk, self.draft(desk, receivers, form, moment), moment)

    def send(
        self,
        desk: Desk,
        document: OutgoingDocument,
        moment: datetime,
        then: Callable[[OutgoingDocument, datetime], None] | None = None,
    ) -> None:
        """Enter the steps of a draft, each after the one before; `then` follows the last."""
        head, first = desk.head or desk.leader, desk.pen
        review = [(30, documents.submit_outgoing, first), (120, documents.approve_outgoing, head)]
        steps: list[tuple[int, Callable[..., OutgoingDocument], Seat]] = [
            *(review if first != desk.clerk else ()),
            (20, documents.present_outgoing, desk.clerk),
            (90, documents.sign_outgoing, desk.leader),
            (45, documents.issue_outgoing, desk.clerk),
            (10, self._hand_over, desk.clerk),
        ]

        def go(number: int, document: OutgoingDocument, now: datetime) -> None:
            _, step, seat = steps[number]
            moved = step(document, seat=seat, now=now)
            if number + 1 < len(steps):
                self.diary.at(self.diary.soon(now, steps[number + 1][0]), partial(go, number + 1, moved))
            elif then is not None:
                then(moved, now)

        self.diary.at(self.diary.soon(moment, steps[0][0]), partial(go, 0, document))

    def _hand_over(self, document: OutgoingDocument, *, seat: Seat, now: datetime) -> OutgoingDocument:
        """Send, and let the axis bring it to its receivers at that hour, where each of them works on it."""
        sent = documents.send_outgoing(document, seat=seat, now=now)
        packet = find_packet_of(document.uid)
        assert packet is not None
        deliver_waiting(packet, now=now)
        for delivery in list_deliveries(packet):
            arrived = documents.enter_arrival(delivery, now=now)
            self.diary.at(self.diary.soon(now, 40), partial(self._accept, self.desks[arrived.agency_id], arrived))
        return sent

    # -- in

    def enter(self, desk: Desk, number: int, moment: datetime) -> None:
        """Enter what came outside the axis."""
        sender, notation, channel = self.dice.choice(words.SENDERS)
        topic = self.dice.choice(words.TOPICS)
        arrival = documents.Arrival(
            agency=desk.agency,
            channel=channel,
            sender_name=sender,
            number=str(number),
            notation=notation,
            dated=clock.local(moment).date(),
            type_name="Công văn",
            subject=self.dice.choice(words.ASKED).format(topic),
            signer_name="",
            urgency=int(self.dice.random() < 0.06),
        )
        scan = SimpleUploadedFile(f"{number}-{notation}.pdf", _scan(topic))
        entered = documents.enter_incoming(arrival, [scan], seat=desk.clerk, now=moment)
        self.diary.at(self.diary.soon(moment, 25), partial(self._present, desk, entered))

    def _accept(self, desk: Desk, document: IncomingDocument, now: datetime) -> None:
        if self.dice.random() < 0.03:
            why = "Nội dung không thuộc thẩm quyền của cơ quan, đề nghị gửi đúng nơi giải quyết"
            documents.refuse_incoming(document, reason=why, seat=desk.clerk, now=now)
            return
        accepted = documents.accept_incoming(document, seat=desk.clerk, now=now)
        self.diary.at(self.diary.soon(now, 25), partial(self._present, desk, accepted))

    def _present(self, desk: Desk, document: IncomingDocument, now: datetime) -> None:
        if _is_taken_back(document):
            return
        shown = documents.present_incoming(document, to=desk.leader, seat=desk.clerk, now=now)
        self.diary.at(self.diary.soon(now, 120), partial(self._instruct, desk, shown))

    def _instruct(self, desk: Desk, document: IncomingDocument, now: datetime) -> None:
        if _is_taken_back(document):
            return
        due = due_at(clock.local(now).date(), self.dice.choice((3, 5, 5, 7, 10)), agency=desk.agency.pk).at
        lead = desk.head or desk.aide
        part = documents.Part("lead", lead.unit, lead.unit_name, None if desk.head else lead, due)
        told = [documents.Part("inform", desk.aide.unit, desk.aide.unit_name, desk.aide)] if desk.head else []
        said = f"Giao {part.name} chủ trì, tham mưu trước ngày {due:%d/%m/%Y}."
        given = documents.instruct_incoming(document, [part, *told], words=said, seat=desk.leader, now=now)
        next_step = partial(self._divide, desk.head) if desk.head else partial(self._start, lead)
        worker = [self.dice.choice(desk.workers)] if desk.head else []
        self.diary.at(self.diary.soon(now, 60), partial(next_step, *worker, due, given))

    def _divide(self, head: Seat, worker: Seat, due: datetime, document: IncomingDocument, now: datetime) -> None:
        if _is_taken_back(document):
            return
        part, note = document.handlings.get(role="lead"), "Dự thảo trả lời, trình trước hạn một ngày"
        given = documents.assign_incoming(document, part, to=worker, note=note, seat=head, now=now)
        self.diary.at(self.diary.soon(now, 45), partial(self._start, worker, due, given))

    def _start(self, worker: Seat, due: datetime, document: IncomingDocument, now: datetime) -> None:
        """Begin the work, and see to its end: in time, late, or, one in fifty, not at all."""
        if _is_taken_back(document):
            return
        begun = documents.start_incoming(document, seat=worker, now=now)
        last, chance = clock.local(due).date(), self.dice.random()
        finish = self.diary.on(last, 9 * 60 + self.dice.randrange(300))
        if chance > LATE:
            finish = self.diary.morning(last, self.dice.randrange(1, 6))
        if chance < NEVER:
            self.diary.at(max(finish, self.diary.soon(now, 60)), partial(self._complete, worker, begun))

    def _complete(self, worker: Seat, document: IncomingDocument, now: datetime) -> None:
        if not _is_taken_back(document):
            result = self.dice.choice(words.RESULTS)
            documents.complete_incoming(document, result=result, seat=worker, now=now)


def _is_taken_back(document: IncomingDocument) -> bool:
    """Say whether its sender recalled it since: then nobody works on it any more."""
    document.refresh_from_db()
    return document.state == IncomingDocument.State.RECALLED


@cache
def _scan(topic: str) -> bytes:
    """Set a letter of somebody outside as it comes from a scanner's tray: one a topic."""
    letter = {
        "agency": "Cơ quan gửi",
        "notation": "CV",
        "place": "Lâm Đồng",
        "abstract": topic,
        "to": ["Sở Thông tin và Truyền thông."],
        "paragraphs": [line.format(topic) for line in words.BODY[1:]],
        "authority": ["Thủ trưởng cơ quan"],
        "signer": "",
        "recipients": ["Như trên;", "Lưu: VT."],
    }
    return printing.render_pdf("van_ban", letter, now=clock.now())
