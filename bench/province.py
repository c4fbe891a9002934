"""
The documents of a province in one year, made up but in order: 211 agencies, 6,500 people, any number of documents.

Always the same for the same size. What is open is alike at every size, some hundred in a large agency and ten in a
commune; what grows is what is done. Rows go in by COPY with all their columns, those that a later migration adds at
their defaults; the indexes that are not constraints are taken off before and made again after. Every row of every
table counts, with the index of search among them (its lexemes stand in the row on PostgreSQL). Digests of acts are not
computed: `journal verify` is not for this province.
"""

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

YEAR_ENDS = datetime(2020, 12, 29, 10, 0, tzinfo=UTC)  # the hour to which the bench's clock is set follows it
PEOPLE, SEED, BATCH = 6500, 20200909, 4000
TEMPLATES = (
    "Báo cáo kết quả {}",
    "Về việc {}",
    "Kế hoạch {}",
    "Triển khai {}",
    "Tăng cường {}",
    "Đề nghị cho ý kiến về {}",
    "Phê duyệt dự toán {}",
    "Mời họp bàn {}",
    "Chấn chỉnh {}",
    "Trả lời kiến nghị của cử tri về {}",
    "Thẩm định hồ sơ {}",
    "Tổng kết {}",
)
TOPICS = (
    "công tác phòng cháy chữa cháy rừng mùa khô",
    "cải cách hành chính quý IV",
    "gửi, nhận văn bản điện tử trên trục liên thông",
    "ký số văn bản điện tử",
    "bảo vệ và phát triển rừng",
    "cấp giấy chứng nhận quyền sử dụng đất",
    "giải phóng mặt bằng đường tránh",
    "thu ngân sách nhà nước chín tháng",
    "tiêm chủng mở rộng cho trẻ em",
    "phòng, chống dịch bệnh truyền nhiễm",
    "quản lý chợ nông sản",
    "hỗ trợ hộ nghèo xây nhà ở",
    "bồi dưỡng cán bộ, công chức cấp xã",
    "dạy nghề cho lao động nông thôn",
    "phát triển rau, hoa công nghệ cao",
    "quản lý đất đai, trật tự xây dựng",
    "an toàn giao thông dịp Tết Nguyên đán",
    "kiểm tra an toàn thực phẩm",
    "xây dựng nông thôn mới nâng cao",
    "quản lý nước thải các khu nhà kính",
    "ứng phó mưa lũ, sạt lở đất",
    "giải ngân vốn đầu tư công",
    "tuyển sinh lớp mười năm học mới",
    "bảo tồn cồng chiêng Tây Nguyên",
    "thi đua, khen thưởng",
    "tiếp công dân, giải quyết khiếu nại, tố cáo",
    "chuyển đổi cơ cấu cây trồng",
    "quản lý khoáng sản cát, đá",
    "cung cấp dịch vụ công trực tuyến mức độ ba, bốn",
    "bảo hiểm y tế toàn dân",
    "quy hoạch chung thành phố Đà Lạt",
    "sắp xếp đơn vị hành chính cấp xã",
)
SENTENCES = (
    "Thực hiện chương trình công tác năm, cơ quan tổng hợp tình hình và báo cáo cấp có thẩm quyền xem xét.",
    "Các đơn vị chủ động bố trí kinh phí trong dự toán được giao, không để phát sinh nợ đọng.",
    "Giao Văn phòng theo dõi, đôn đốc, định kỳ hằng tháng tổng hợp kết quả.",
    "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc thì phản ánh kịp thời để được hướng dẫn.",
    "Ủy ban nhân dân các xã, phường, thị trấn tuyên truyền đến từng thôn, tổ dân phố.",
    "Thời hạn gửi báo cáo trước ngày hai mươi lăm hằng tháng bằng văn bản điện tử có ký số.",
    "Các sở, ban, ngành căn cứ chức năng, nhiệm vụ phối hợp kiểm tra, xử lý nghiêm vi phạm.",
    "Hồ sơ gồm tờ trình, thuyết minh, bản vẽ thiết kế và dự toán đã được thẩm tra.",
    "Đề nghị cơ quan, đơn vị liên quan quan tâm, tổ chức triển khai thực hiện đạt hiệu quả.",
    "Văn bản này thay thế văn bản ban hành trước đây về cùng nội dung.",
)
# How much of the year's documents an agency has, and how many of them are open: of each kind, at every size.
STAFF = {"head": 60, "department": 45, "district": 110, "commune": 18}  # people of an agency, against each other
SHARES = {"head": (30, 300), "department": (6, 40), "district": (10, 80), "commune": (1.5, 10)}


class Fragment:
    """A piece of a title or body, folded and with its lexemes once for all documents that hold it."""

    def __init__(self, text: str) -> None:
        from langbiang.foundation.search.folding import words_of
        from langbiang.foundation.search.lexemes import text_lexemes

        words = words_of(text)
        self.text, self.lexemes = text, text_lexemes(text)
        self.plain, self.toned = (" ".join(getattr(word, form) for word in words) for form in ("plain", "toned"))


class Table:
    """The rows of one model on their way into the database, each with every column."""

    def __init__(self, model: Any, **always: Any) -> None:
        from django.db import connection

        self.model, self.rows = model, []
        fields = model._meta.concrete_fields
        self.columns = [field.column for field in fields]
        usual = {field.column: _usual(field, connection) for field in fields}
        self.cell = _cell if connection.vendor == "postgresql" else _as_it_is
        # What nobody says otherwise is written for COPY once, not once a row: half of a row's time went there.
        self.usual = [self.cell({**usual, **always}[column]) for column in self.columns]
        self.place = {column: number for number, column in enumerate(self.columns)}
        self.last, self.written = 0, 0

    def add(self, **told: Any) -> int:
        row, place, cell = self.usual.copy(), self.place, self.cell
        self.last += 1
        row[place["id"]] = cell(self.last)
        if "uid" in place:
            told.setdefault("uid", uid_of(id(self.model) & 0xFFF, self.last))
        for column, value in told.items():
            row[place[column]] = cell(value)
        self.rows.append(row)
        return self.last

    def write(self, writer: "Writer") -> None:
        self.written += len(self.rows)
        writer.write(self.model._meta.db_table, self.columns, self.rows)
        self.rows = []


class Writer:
    """Puts rows into the database in the order given; on PostgreSQL by COPY, beside the making of the next rows."""

    def __init__(self) -> None:
        from django.db import connection

        self.copies = connection.vendor == "postgresql"
        self._cursor = connection.cursor().cursor
        self._at_work = ThreadPoolExecutor(1)
        self._last: Future[None] | None = None

    def write(self, table: str, columns: list[str], rows: list[list[Any]]) -> None:
        names = ", ".join(f'"{column}"' for column in columns)
        if not self.copies:
            self._cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})", rows)
            return
        text = "".join(["\t".join(row) + "\n" for row in rows])
        self.wait()
        self._last = self._at_work.submit(self._copy, f"COPY {table} ({names}) FROM STDIN", text)

    def wait(self) -> None:
        """Wait until all rows are in; raises what went wrong with them."""
        if self._last is not None:
            self._last.result()

    def _copy(self, statement: str, text: str) -> None:
        with self._cursor.copy(statement) as copy:
            copy.write(text)


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value.replace("\\", "\\\\") if "\\" in value else value
    if value is None:
        return "\\N"
    return "\\\\x" + value.hex() if isinstance(value, bytes) else str(value)


def _as_it_is(value: Any) -> Any:
    return value


def _usual(field: Any, connection: Any) -> Any:
    """Give what a column holds when nobody says otherwise: its default, nothing, or an empty text."""
    if field.has_default():
        value = field.get_db_prep_save(field.get_default(), connection)
        if field.get_internal_type() == "JSONField":
            return json.dumps(field.get_default())
        return value if isinstance(value, (int, str, bytes)) else None if value is None else str(value)
    return None if field.null or not field.empty_strings_allowed else ""


def uid_of(space: int, number: int) -> str:
    return f"01750000{space:04x}7{space:03x}8{number:015x}"


def moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"


# -- agencies and people


def fill_posts() -> None:
    """Seat people in the agencies until there are 6,500, most of them in the large ones."""
    from langbiang.apps.directory.models import Person, Post, PostVersion, Seat, UnitVersion
    from langbiang.foundation.search.folding import fold

    dice, names = random.Random(SEED), list(Person.objects.values_list("full_name", flat=True))
    units = list(UnitVersion.objects.select_related("unit__agency").order_by("pk"))
    named = {v.agency_id: v for v in _versions()}
    parts = Counter(u.unit.agency_id for u in units)
    weights = [STAFF[_size(named[u.unit.agency_id])] / parts[u.unit.agency_id] for u in units]
    missing = PEOPLE - Person.objects.count()
    begin = date(2020, 1, 1)
    people, posts, titles, seats = [], [], [], []
    for unit in dice.choices(units, weights, k=missing):
        first, last = dice.choice(names).split()[:-1], dice.choice(names).split()[-1]
        name = " ".join([*first, last])
        person, post = Person(full_name=name, folded=fold(name), demo=True), Post(unit=unit.unit)
        agency = named[unit.unit.agency_id]
        people.append(person)
        posts.append(post)
        titles.append(PostVersion(post=post, title="Chuyên viên", rank=90, valid_from=begin))
        seats.append(
            Seat(
                person=person,
                post=post,
                unit=unit.unit,
                agency=unit.unit.agency,
                roles=["specialist"],
                title="Chuyên viên",
                unit_name=unit.name,
                agency_name=agency.name,
                agency_short_name=agency.short_name,
                rank=90,
                valid_from=begin,
            )
        )
    for model, rows in ((Person, people), (Post, posts), (PostVersion, titles), (Seat, seats)):
        model.objects.bulk_create(rows, batch_size=1000)


def _versions() -> list[Any]:
    from langbiang.apps.directory.models import AgencyVersion

    return list(AgencyVersion.objects.as_of(date(2020, 12, 1)).select_related("agency").order_by("rank", "pk"))


def _size(version: Any) -> str:
    if version.agency.slug in ("ubnd-tinh", "vp-ubnd-tinh"):
        return "head"
    return "department" if version.level == "province" else version.level


class Office:
    """An agency as its documents need it: names, who works and signs there, how far its numbers have come."""

    def __init__(self, version: Any, seats: list[Any]) -> None:
        self.pk, self.name, self.size = version.agency_id, version.name, _size(version)
        self.short = version.short_name
        self.fragment = Fragment(version.name)
        self.workers = [s for s in seats if "specialist" in s.roles] or seats
        self.leaders = [s for s in seats if "leader" in s.roles] or seats
        self.people = {s.pk: Fragment(s.person.full_name) for s in seats}
        self.titles = {s.pk: Fragment(f"{s.person.full_name}, {s.title}") for s in seats}
        self.notation = "UBND-VP" if "UBND" in version.short_name else "VP"
        self.arrivals = self.numbers = 0


def _offices() -> list[Office]:
    from langbiang.apps.directory.models import Seat

    seats: dict[int, list[Any]] = {}
    for seat in Seat.objects.select_related("person").order_by("pk"):
        seats.setdefault(seat.agency_id, []).append(seat)
    return [Office(version, seats[version.agency_id]) for version in _versions() if version.agency_id in seats]


# -- documents


class Year:
    """Writes the documents of a year, in the order of time."""

    def __init__(self, size: int, file: Any) -> None:
        from langbiang.apps.documents.models import (
            DocumentType,
            Handling,
            IncomingDocument,
            OutgoingDocument,
            OutgoingRecipient,
        )
        from langbiang.apps.exchange.models import Delivery, Packet, PacketFile
        from langbiang.foundation.journal.models import Act
        from langbiang.foundation.search.models import Entry

        self.size, self.file, self.dice = size, file, random.Random(SEED + size)
        self.offices = _offices()
        self.type = DocumentType.objects.get(code="cong-van")
        nothing = bytes(32)
        self.incoming = Table(IncomingDocument, type_name="Công văn", integrity="ok", verdict="unsigned", version=4)
        self.outgoing = Table(OutgoingDocument, type_id=self.type.pk, pages=1, original_id=file.pk, file_id=file.pk)
        self.recipients = Table(OutgoingRecipient)
        self.handlings = Table(Handling, role="lead")
        self.packets = Table(Packet, origin="inside", type_name="Công văn", place="Lâm Đồng", digest=file.digest)
        self.papers = Table(PacketFile, name="van-ban.pdf", file_id=file.pk, order=1)
        self.deliveries = Table(Delivery, state="arrived")
        self.acts = Table(
            Act, actor_kind="seat", official_digest=nothing, details_digest=nothing, digest=nothing, details="{}"
        )
        self.entries = Table(Entry)
        self.tables = [self.packets, self.papers, self.deliveries, self.incoming, self.outgoing, self.recipients]
        self.tables += [self.handlings, self.acts, self.entries]
        self.words: list[str] = []
        self.titles = [Fragment(t.format(topic)) for t in TEMPLATES for topic in TOPICS]
        self.texts = [Fragment(f"{a} {b}") for a in SENTENCES for b in SENTENCES]
        self.kind = {kind: Fragment(kind) for kind in ("Công văn", self.type.name)}
        self.days: dict[date, set[str]] = {}

    def write(self) -> int:
        """Write it all; give the number of rows."""
        weights = [SHARES[office.size][0] for office in self.offices]
        chosen = self.dice.choices(range(len(self.offices)), weights, k=self.size)
        left = Counter((office, self._is_incoming(number)) for number, office in enumerate(chosen))
        step = timedelta(days=364) / self.size
        writer = Writer()
        for number, office in enumerate(chosen):
            incoming = self._is_incoming(number)
            left[office, incoming] -= 1
            is_open = left[office, incoming] < SHARES[self.offices[office].size][1]
            at = YEAR_ENDS - step * (self.size - number)
            (self._arrive if incoming else self._leave)(self.offices[office], at, is_open)
            if number % BATCH == BATCH - 1:
                self._flush(writer)
        self._flush(writer)
        writer.wait()
        return sum(table.written for table in self.tables)

    @staticmethod
    def _is_incoming(number: int) -> bool:
        return number % 5 < 3

    def _flush(self, writer: Writer) -> None:
        first = self.entries.last - len(self.entries.rows) + 1
        for table in self.tables[:-1]:
            table.write(writer)
        if writer.copies:
            rows = [[*row, words] for row, words in zip(self.entries.rows, self.words, strict=True)]
            writer.write("search_entry", [*self.entries.columns, "words"], rows)
            self.entries.written += len(rows)
            self.entries.rows = []
        else:
            self.entries.write(writer)
            numbered = [[first + place, words] for place, words in enumerate(self.words)]
            writer.write("search_words", ["rowid", "words"], numbered)
        self.words = []

    def _arrive(self, office: Office, at: datetime, is_open: bool) -> None:
        dice, sender = self.dice, self.dice.choice(self.offices)
        title, place, text = dice.choice(self.titles), dice.choice(self.offices), dice.choice(self.texts)
        worker, signer = dice.choice(office.workers), dice.choice(sender.leaders)
        states = ("arrived", "accepted", "assigned", "working") if is_open else ("done", "refused")
        state = dice.choices(states, (10, 20, 30, 40) if is_open else (99, 1))[0]
        number, day, when = str(dice.randrange(1, 4000)), at.date() - timedelta(days=1), moment(at)
        code, subject = f"{number:0>2}/{sender.notation}", f"{title.text} tại {place.short}"
        delivery = self._deliver(sender, signer, office, number, subject, at, day, state)
        given = state in ("assigned", "working", "done")
        columns = self._worked_on(office, worker, state, at) if state != "arrived" else {}
        uid = uid_of(1, self.incoming.last + 1)
        document = self.incoming.add(
            uid=uid,
            agency_id=office.pk,
            agency_name=office.name,
            delivery_id=delivery,
            sender_name=sender.name,
            code=code,
            subject=subject,
            dated=day.isoformat(),
            state=state,
            arrived_at=when,
            moved_at=when,
            **columns,
        )
        if given:
            self._hand(document, worker, state, when)
        self._act("documents.incoming", uid, "documents.incoming.arrived", "arrived", office, when, 1)
        if state == "done":
            self._act("documents.incoming", uid, "documents.incoming.completed", "done", office, when, 2)
        named = [self.kind["Công văn"], sender.fragment, sender.people[signer.pk]]
        named += [office.titles[worker.pk], TASK] if given else []
        audience = [f"a{office.pk}", *([f"u{worker.unit_id}", f"s{worker.pk}"] if given else [])]
        arrival = [f"den.{office.arrivals}"] if "arrival_number" in columns else []
        numbers = [f"{int(number)}.{_glued(sender.notation)}", *arrival]
        note = f"Văn bản đến số {office.arrivals} · {code} · {sender.name}"
        self._enter(
            "incoming", uid, code, [title, AT, place_of(place)], named, text, audience, numbers, subject, note, at, day
        )

    def _hand(self, document: int, worker: Any, state: str, when: str) -> None:
        """Write the lead's part of the work, as a leader's instruction does."""
        self.handlings.add(
            document_id=document,
            unit_id=worker.unit_id,
            unit_name=worker.unit_name,
            seat_id=worker.pk,
            seat_name=f"{worker.person.full_name}, {worker.title}",
            state={"assigned": "open"}.get(state, state),
            done_at=when if state == "done" else None,
            arrived_at=when,
            live=state != "done",
        )

    def _deliver(self, sender, signer, office, number, subject, at, day, state) -> int:
        when = moment(at)
        packet = self.packets.add(
            sender_id=sender.pk,
            sender_name=sender.name,
            document_id=f"{sender.pk},{self.packets.last}",
            subject=subject,
            signer_name=signer.person.full_name,
            created_at=when,
            code_number=number,
            code_notation=sender.notation,
            promulgated_on=day.isoformat(),
        )
        self.papers.add(packet_id=packet)
        return self.deliveries.add(
            packet_id=packet,
            receiver_id=office.pk,
            receiver_name=office.name,
            status="06" if state == "done" else "03",
            queued_at=when,
            arrived_at=when,
        )

    def _worked_on(self, office: Office, worker: Any, state: str, at: datetime) -> dict[str, Any]:
        """Give what the steps after arrival have written: the arrival number, who has it, why it was refused."""
        if state == "refused":
            return {"refused_for": "Không đúng nơi nhận"}
        office.arrivals += 1
        columns: dict[str, Any] = {"arrival_number": office.arrivals, "arrival_year": 2020}
        if state != "accepted":
            columns |= {"assigned_to_id": worker.pk, "assigned_unit_id": worker.unit_id}
            columns |= {"assigned_name": f"{worker.person.full_name}, {worker.title}", "instruction": "Tham mưu"}
            columns["due_at"] = moment(at + timedelta(days=10 + self.dice.randrange(5)))
        return columns

    def _leave(self, office: Office, at: datetime, is_open: bool) -> None:
        dice = self.dice
        title, place, text = dice.choice(self.titles), dice.choice(self.offices), dice.choice(self.texts)
        drafter, signer = dice.choice(office.workers), dice.choice(office.leaders)
        states = ("draft", "content", "form", "presented", "signed", "issued") if is_open else ("sent", "cancelled")
        state = dice.choices(states, (40, 20, 10, 20, 5, 5) if is_open else (98, 2))[0]
        when, day = moment(at), at.date()
        subject, code = f"{title.text} tại {place.short}", ""
        columns: dict[str, Any] = {}
        if state in ("issued", "sent"):
            office.numbers += 1
            code = f"{office.numbers:02}/{office.notation}"
            columns = {"number": office.numbers, "code": code, "year": 2020, "issued_on": day.isoformat()}
        uid = uid_of(2, self.outgoing.last + 1)
        document = self.outgoing.add(
            uid=uid,
            agency_id=office.pk,
            agency_name=office.name,
            drafter_id=drafter.pk,
            unit_id=drafter.unit_id,
            subject=subject,
            notation=office.notation,
            state=state,
            moved_at=when,
            created_at=when,
            signer_id=signer.pk,
            signer_name=signer.person.full_name,
            signed_at=when if state in ("signed", "issued", "sent") else None,
            **columns,
        )
        self.recipients.add(document_id=document, agency_id=place.pk)
        self._act("documents.outgoing", uid, "documents.outgoing.registered", "draft", office, when, 1)
        named = [self.kind[self.type.name], office.fragment, office.people[signer.pk], office.people[drafter.pk]]
        audience = [f"a{office.pk}", f"s{drafter.pk}", f"u{drafter.unit_id}"]
        if state not in ("draft", "content", "form", "cancelled"):
            audience.append(f"s{signer.pk}")
        numbers = [f"{office.numbers}.{_glued(office.notation)}"] if code else []
        note = f"Văn bản đi {code or 'chưa có số'} · {office.name}"
        pieces = [title, AT, place_of(place)]
        self._enter("outgoing", uid, code, pieces, named, text, audience, numbers, subject, note, at, day)

    def _act(self, kind: str, uid: str, verb: str, state: str, office: Office, when: str, version: int) -> None:
        seat = office.workers[0]
        self.acts.add(
            subject_kind=kind,
            subject_id=f"{uid[:8]}-{uid[8:12]}-{uid[12:16]}-{uid[16:20]}-{uid[20:]}",
            subject_version=version,
            verb=verb,
            new_state=state,
            at=when,
            recorded_at=when,
            actor_id=str(seat.pk),
            person=seat.person.full_name,
            post=seat.title,
            agency_id=office.pk,
            agency=office.name,
        )

    def _enter(self, kind, uid, code, pieces, named, text, audience, numbers, subject, note, at, day) -> None:
        from langbiang.foundation.search.database import written
        from langbiang.foundation.search.lexemes import audience_lexemes

        shown = _shown(code)
        lexemes = set(shown).union(text.lexemes, *(piece.lexemes for piece in (*pieces, *named)))
        for number in numbers:
            first, _, rest = number.partition(".")
            lexemes |= {f"#{number}", f"#{rest}"} if first == "den" else _number(code)
        local = (at + timedelta(hours=7)).date()  # Vietnam's
        lexemes |= self._day(local) | self._day(day) | audience_lexemes(audience, local)
        self.entries.add(
            kind=kind,
            subject_uid=uid,
            title=" ".join([*shown, *(piece.plain for piece in pieces)]),
            title_toned=" ".join([*shown, *(piece.toned for piece in pieces)]),
            body=" ".join(piece.plain for piece in named),
            body_toned=" ".join(piece.toned for piece in named),
            numbers=" ".join(numbers),
            audience=" ".join(audience),
            shown=subject,
            note=note,
            at=moment(at),
        )
        self.words.append(written(lexemes))

    def _day(self, day: date) -> set[str]:
        from langbiang.foundation.search.lexemes import day_lexemes

        if day not in self.days:
            self.days[day] = day_lexemes([day])
        return self.days[day]


@cache
def place_of(office: Office) -> Fragment:
    return Fragment(office.short)


def _glued(notation: str) -> str:
    return notation.replace("-", "").lower()


@cache
def _shown(code: str) -> list[str]:
    from langbiang.foundation.search.folding import words_of

    return [word.plain for word in words_of(code)]


@cache
def _number(code: str) -> set[str]:
    from langbiang.foundation.search.lexemes import number_lexemes

    return number_lexemes([code])


AT: Any = None
TASK: Any = None


def generate(size: int, of: type[Year] = Year) -> dict[str, float]:
    """Fill an empty, migrated database; give the rows and how many went in a second."""
    global AT, TASK
    from django.db import connection, transaction

    from langbiang.foundation.files.interface import enter_file, keep_bytes
    from langbiang.web import seeding

    seeding.seed_province()
    fill_posts()
    AT, TASK = Fragment("tại"), Fragment("Tham mưu")
    letter, _ = seeding.demo_letter()
    file = enter_file(keep_bytes(letter), name="van-ban.pdf", media_type="application/pdf", now=YEAR_ENDS)
    year = of(size, file)
    begun = time.monotonic()
    with transaction.atomic():
        with connection.cursor() as cursor:
            again = list(_take_indexes_off(cursor, year))
        rows = year.write()
        with connection.cursor() as cursor:
            for statement in again:
                cursor.execute(statement)
    took = time.monotonic() - begun
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.in_atomic_block or connection.vendor == "sqlite" else "VACUUM ANALYZE")
    print(f"{size} documents, {rows} rows in {took:.0f} s", file=sys.stderr, flush=True)
    return {"rows": rows, "generated_rows_per_second": rows / took}


def _take_indexes_off(cursor: Any, year: Year) -> Iterator[str]:
    """Take off what a bulk load is faster without; give the statements that put it back."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    tables = [table.model._meta.db_table for table in year.tables]
    cursor.execute("SET LOCAL session_replication_role = replica; SET LOCAL maintenance_work_mem = '1GB'")
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT IN "
        "(SELECT conname FROM pg_constraint) AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
        [tables],
    )
    found = cursor.fetchall()
    for name, definition in found:
        cursor.execute(f'DROP INDEX "{name}"')
        yield definition
    for table in tables:
        yield f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
