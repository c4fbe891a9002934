"""
The rights walk: who gets which answer at which address, written by hand and compared with the house.

The tables stand in `tests/rights/`, with the things an area adds beside its table. The columns are people by their
relation to the things, which belong to Sở Thông tin và Truyền thông:

anon     a visitor                             coll     a specialist of the same unit, not assigned
clerk    keeps the records of the agency       exch     administrator of the exchange, of the same agency
lead     a leader of it, who signs             audit    auditor, of another agency
boss     a leader of it, who does not sign     clerkB   keeps the records of another agency
head     head of the unit that has the work    leadB    a leader of another agency
head2    head of another unit of it            ended    held a seat until yesterday
spec     drafted it, or has the work           none     has an account and no person behind it

citizen  a citizen, who may open no page of officials: 302 to the own account, 404 for a form

`in` is sent to sign in, 302 is done or led on, 404 does not exist for this person. Each cell is tried alone and
taken back. An address without a row fails.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client, override_settings
from django.urls import URLPattern, get_resolver, reverse
from uuid_utils.compat import uuid7

from langbiang.apps.audit.words import LOOKED_AT
from langbiang.apps.direction.interface import Meeting, Task
from langbiang.apps.directory.interface import Role, Seat, get_agency, list_seats_in
from langbiang.apps.directory.models import Person
from langbiang.apps.documents import services
from langbiang.apps.documents.models import IncomingDocument, OutgoingDocument
from langbiang.apps.documents.tests import factories
from langbiang.apps.exchange.models import StatusReport
from langbiang.apps.identity.interface import User, open_demo_account
from langbiang.apps.identity.services import Facts, begin_sign_up, open_citizen
from langbiang.foundation.journal.interface import drain
from langbiang.foundation.looking.interface import Look
from langbiang.web import seeding
from langbiang.web.looking import NOT_LOOKS

TABLES = [
    [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line]
    for path in sorted((Path(__file__).parent / "rights").glob("*.txt"))
]
HEAD, *_ = TABLES[0]
ROWS = [row for head, *rows in TABLES for row in rows]
PEOPLE = HEAD[3:]
SHARED = "Thẩm định dự án liên thông"  # begins the subject of every thing; each goes on with a mark of its own
AREAS = [import_module(f"tests.rights.{path.stem}") for path in (Path(__file__).parent / "rights").glob("[a-z]*.py")]
PROGRAMS = ["exchange:national", "exchange:api", "exchange:api-page"]
PROVIDER = ["openid_configuration", "idp:oidc:jwks"]
OUTSIDE = [
    *("citizen:sign-in", "account_login", "account_logout", "journal", "healthz", "still-here"),
    "identity:demo-people",
]

Document = OutgoingDocument | IncomingDocument
pytestmark = pytest.mark.django_db


@dataclass
class World:
    """Two agencies, their people and things; everything is taken back at the end of the module."""

    seats: dict[str, Seat] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    things: dict[str, Document] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)

    def visible(self, who: str, kind: type) -> list[str]:
        """Name the things that the table lets somebody see."""
        return [name for name in self._seen(who) if isinstance(self.things.get(name), kind)]

    def hidden(self, who: str) -> list[str]:
        """Give the marks that may stand on no page of somebody's."""
        seen = self._seen(who)
        return [mark for name, mark in self.marks.items() if name not in seen]

    def _seen(self, who: str) -> list[str]:
        return [row[1] for row in ROWS if row[0].endswith("-detail") and row[3 + PEOPLE.index(who)] == "200"]

    def mark(self, name: str) -> str:
        """Give the subject of a thing, with the mark that may stand only on pages of those who may see it."""
        assert name not in self.marks, f"two areas call a thing {name}"
        self.marks[name] = f"KÝ-DANH-{name.upper()}"
        return f"{SHARED} {self.marks[name]}"

    def client(self, who: str) -> Client:
        client = Client()
        client.cookies = copy(self.clients[who].cookies)
        return client


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    began = datetime.fromisoformat("2020-09-09T08:00:00+07:00")
    demo = override_settings(DEMO=True, CLOCK_START=began)
    with django_db_blocker.unblock(), demo, _taken_back():
        seeding.seed_province()
        built = World()
        _seat_people(built)
        _make_things(built)
        for area in AREAS:
            area.make_things(built)
        drain()
        yield built
        for area in AREAS:
            getattr(area, "put_back", lambda _: None)(built)


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _seat_people(world: World) -> None:
    ours = {seat.person.full_name: seat for seat in reversed(list_seats_in(get_agency("stttt"), factories.DAY))}
    theirs = list_seats_in(get_agency("thanh-tra"), factories.DAY)
    seats = list_seats_in(get_agency("stttt"), factories.DAY)
    thu_ha = next(s for s in seats if s.person.full_name == "Nguyễn Thị Thu Hà" and not s.has(Role.CLERK))
    clerk = ours["Bùi Thị Kim Chi"]
    world.seats = {
        "clerk": clerk,
        "lead": ours["Hồ Văn Thành"],
        "boss": next(s for s in seats if s.title == "Giám đốc"),
        "head": ours["Trần Đình Phúc"],
        "head2": _another(clerk, roles=[Role.UNIT_HEAD]),
        "spec": thu_ha,
        "coll": next(s for s in seats if s.roles == [Role.SPECIALIST] and s.person != thu_ha.person),
        "exch": ours["Lâm Quang Huy"],
        "audit": next(s for s in theirs if s.has(Role.AUDITOR)),
        "clerkB": next(s for s in theirs if s.has(Role.CLERK)),
        "leadB": next(s for s in theirs if s.has(Role.LEADER)),
        "ended": _another(clerk, roles=[Role.CLERK], valid_to=factories.DAY),
    }
    world.clients = {"anon": Client()} | {who: _entered(seat) for who, seat in world.seats.items()}
    world.clients["none"] = Client()
    world.clients["none"].force_login(User.objects.create_user("khong-nguoi@lamdong.example", None))
    world.clients["citizen"] = Client()
    world.clients["citizen"].force_login(_citizen("nguoi-dan@vidu.example"))


def _citizen(email: str) -> User:
    """Give a citizen's account as a followed link opens it."""
    secret = begin_sign_up(email, now=factories.NOW)
    return open_citizen(secret, Facts("person", "Ka Brông"), password="rừng thông xanh 1893", now=factories.NOW)


def _another(seat: Seat, **changes) -> Seat:
    """Seat one more person beside somebody."""
    fresh = Seat.objects.get(pk=seat.pk)
    fresh.pk, fresh.uid, fresh._state.adding = None, uuid7(), True
    fresh.person = Person.objects.create(full_name=f"Người {uuid7()}"[:50], folded="nguoi", demo=True)
    for name, value in changes.items():
        setattr(fresh, name, value)
    fresh.save()
    return fresh


def _entered(seat: Seat) -> Client:
    client = Client()
    client.force_login(open_demo_account(seat.person))
    session = client.session
    session["seat"] = str(seat.uid)
    session.save()
    return client


def _make_things(world: World) -> None:
    seats, at = world.seats, iter(range(100))
    seeding.key_for(seats["lead"], seats["lead"].agency)
    away = [get_agency("ubnd-duc-trong-xa-hiep-an")]
    sender = seeding.seat_named("vp-ubnd-tinh", "Vũ Hồng Nhung")

    def mark(name: str) -> dict[str, str]:
        return {"subject": world.mark(name), "now": factories.NOW + timedelta(seconds=next(at))}

    steps = [("draft", None, ""), ("content", services.submit_outgoing, "spec")]
    steps += [("form", services.approve_outgoing, "head"), ("presented", services.present_outgoing, "clerk")]
    steps += [("signed", services.sign_outgoing, "lead"), ("issued", services.issue_outgoing, "clerk")]
    steps += [("sent", services.send_outgoing, "clerk")]
    for reached, (name, _, _) in enumerate(steps):
        document = factories.prepare(seats["spec"], seats["lead"], away, notation=f"ST-{name.upper()}", **mark(name))
        for _, step, who in steps[1 : reached + 1]:
            document = step(document, seat=seats[who], now=factories.NOW)
        world.things[name] = document
    people = {"clerk": seats["clerk"], "leader": seats["lead"], "worker": seats["spec"], "sender": sender}
    for number, name in enumerate(("arrived", "accepted", "assigned", "working"), 1):
        world.things[name] = factories.incoming(name, number=number, **people, **mark(name))
    asked = factories.prepare(seats["spec"], seats["lead"], away, notation="ST-HOI", **mark("opinion"))
    world.things["opinion"] = services.ask_opinions(
        asked,
        units=[seats["head2"].unit_id],
        question="",
        due_at=factories.NOW + timedelta(days=2),
        seat=seats["spec"],
        now=factories.NOW,
    )
    _make_shared_things(world, people, mark)
    world.things["their-out"] = factories.prepare(
        seats["clerkB"], seats["leadB"], away, notation="TTR-XA", **mark("their-out")
    )
    world.things["their-in"] = factories.arrive(seats["leadB"].agency, sender=sender, number=9, **mark("their-in"))


def _make_shared_things(world: World, people: dict[str, Seat], mark: Callable[[str], dict[str, str]]) -> None:
    """One document with the leader, one with a unit, one in which several have a part."""
    seats = world.seats
    world.things["presented-in"] = factories.incoming("presented", number=5, **people, **mark("presented-in"))
    for number, name, others in (
        (6, "unit", ()),
        (7, "shared", (factories.part(seats["coll"], "coordinate"), factories.part(seats["head"], "inform"))),
    ):
        document = factories.incoming("accepted", number=number, **people, **mark(name))
        world.things[name] = factories.assign(
            document, to=seats["spec"], seat=seats["lead"], unit=name == "unit", others=others
        )


# -- one request


def _address(world: World, name: str, thing: str) -> str:
    """Give the address of a row; an area knows what else than the thing's uid its addresses need."""
    for area in AREAS:
        told = getattr(area, "arguments", lambda *_: None)(world, name, thing)
        if told is not None:
            return reverse(name, args=told)
    if thing in world.things:
        numbers = {"documents:incoming-file": 0, "documents:outgoing-picture": 1, "documents:incoming-picture": 1}
        numbers |= {"direction:task-file": 1, "direction:meeting-file": 1}
        first = world.things["arrived"].delivery.packet.files.values_list("order", flat=True).first()
        numbers["documents:incoming-file"] = first
        number = [numbers[name]] if name in numbers else []
        return reverse(name, args=[world.things[thing].uid, *number])
    if thing == "agency":
        return reverse(name, args=["stttt"])
    if thing == "packet":
        return reverse(name, args=[world.things["arrived"].delivery.packet.uid])
    if thing == "report":
        return reverse(name, args=[StatusReport.objects.filter(code="03").first().uid])
    return reverse(name)


def _form(world: World, who: str, name: str, thing: str) -> dict[str, object]:
    """Fill a form as this person would, with the own seat and the version as it stands."""
    seats, document = world.seats, world.things.get(thing)
    mine = str(seats[who].uid) if who in seats else str(uuid7())
    carried = {"seat": mine, "version": getattr(document, "version", "")}
    filled = {
        "identity:seat-switch": {
            "seat": mine if thing == "own-seat" else str(seats["audit" if who != "audit" else "lead"].uid)
        },
        "identity:demo-enter": {"seat": str(seats["spec"].uid)},
        "documents:outgoing-change": {
            "agency": seats["lead"].agency_id,
            "type": "cong-van",
            "subject": "Trích yếu mới",
            "notation": "ST-MOI",
            "urgency": 0,
            "signer": str(seats["lead"].uid),
        },
        "documents:outgoing-places": {"field": "number", "page": 1, "x": "30", "y": "40"},
        "documents:outgoing-receivers": {"receivers": ["thanh-tra"]},
        "documents:incoming-register": _arrival(seats[who].agency_id if who in seats else 0),
        "documents:incoming-present": {"to": str(seats["boss"].uid if thing == "presented-in" else seats["lead"].uid)},
        "documents:incoming-send-back": {"reason": "Thiếu phụ lục"},
        "documents:incoming-instruct": {
            "lead": f"u{seats['head'].unit.uid}",
            "due": "2020-09-14",
            "leader": str(seats["lead"].uid),
        },
        "documents:incoming-assign": {
            "to": str(seats["coll"].uid),
            "handling": str(document.handlings.first().uid) if name == "documents:incoming-assign" else "",
        },
        "documents:incoming-return": {"reason": "Không đúng chuyên môn"},
        "documents:incoming-propose": {"proposal": "Trả lời bằng công văn"},
        "documents:incoming-contribute": {"share": "Đã gửi ý kiến"},
        "documents:incoming-complete": {"result": "Đã trả lời"},
        "documents:outgoing-ask": {"units": [seats["head2"].unit_id], "due": "14/09/2020"},
        "documents:outgoing-opinion": {"agrees": "yes"},
        "documents:outgoing-void": {"reason": "Sai người ký"},
        "documents:outgoing-recall": {"reason": "Ban hành nhầm"},
        "documents:outgoing-further": {"receivers": ["ubnd-da-lat"], "reason": "Gửi thiếu"},
        "documents:outgoing-cancel": {"reason": "Trùng"},
        "documents:outgoing-return": {"reason": "Sửa thể thức"},
        "documents:incoming-refuse": {"reason": "Không đúng nơi nhận"},
    }
    for area in AREAS:
        filled |= area.filled(world)
    return {**carried, **filled.get(name, {})}


def _arrival(agency: int) -> dict[str, object]:
    """Give a form for entering a letter, filled as a clerk of the agency would."""
    said = {"agency": agency, "channel": "post", "sender_name": "UBND huyện Lâm Hà", "number": "145"}
    said |= {"notation": "UBND-VP", "dated": "09/09/2020", "type": "cong-van", "subject": "Đề nghị", "urgency": 0}
    return {**said, "attached": factories.upload(name="quet.pdf")}


def _ask(world: World, who: str, name: str, thing: str, method: str) -> HttpResponseBase:
    client, address = world.client(who), _address(world, name, thing)
    if method == "POST":
        return client.post(address, _form(world, who, name, thing))
    return client.get(address)


def _said(answer: HttpResponseBase) -> str:
    pages = (reverse("account_login") + "?", reverse("citizen:sign-in") + "?")
    sign_in = answer.status_code == 302 and answer.headers["Location"].startswith(pages)
    return "in" if sign_in else str(answer.status_code)


def _body(answer: HttpResponseBase) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="ignore")


# -- the walk


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(row[:3]))
def test_every_cell_answers_as_written(world, row) -> None:
    name, thing, method, *expected = row
    found, leaks = [], []
    for who in PEOPLE:
        with _taken_back():
            answer = _ask(world, who, name, thing, method)
            found.append(_said(answer))
            leaks += _leaks(world, who, name, answer)
    assert dict(zip(PEOPLE, found, strict=True)) == dict(zip(PEOPLE, expected, strict=True))
    assert leaks == []


def _leaks(world: World, who: str, name: str, answer: HttpResponseBase) -> list[tuple[str, str]]:
    """Name what stands in a body and should not; who runs the exchange sees the packets there."""
    if who == "exch" and name.startswith("exchange:"):
        return []
    body = _body(answer)
    return [(who, mark) for mark in world.hidden(who) if mark in body]


@pytest.mark.parametrize("who", PEOPLE[1:-3])
def test_counts_and_hits_tell_no_more_than_the_pages(world, who) -> None:
    client = world.client(who)
    outgoing, incoming = world.visible(who, OutgoingDocument), world.visible(who, IncomingDocument)
    found_too = world.visible(who, Task | Meeting)
    for words in (SHARED, "tham dinh du an", "KÝ-DANH"):
        found = client.get(reverse("search"), {"q": words})
        assert found.context["hits"].count == len(outgoing) + len(incoming) + len(found_too)
        assert [who for mark in world.hidden(who) if mark in _body(found)] == []
    for name, seen in (("documents:outgoing-list", outgoing), ("documents:incoming-list", incoming)):
        page = client.get(reverse(name))
        assert len(page.context["page"].rows) == len(seen)
        open_ones = [thing for thing in seen if world.things[thing].is_open]
        assert sum(tab.count or 0 for tab in page.context["tabs"]) == len(open_ones)
    board = client.get("/")
    counts = {item.name: item.count for group in board.context["navigation"]() for item in group.entries}
    assert counts["Việc chờ tôi"] == board.context["all"]
    assert counts["Văn bản đến"] == sum(world.things[name].is_open for name in incoming)
    assert counts["Văn bản đi"] == sum(world.things[name].is_open for name in outgoing)


@pytest.mark.parametrize("who", ["clerkB", "leadB", "coll", "audit"])
def test_searching_for_a_foreign_number_or_mark_finds_nothing(world, who) -> None:
    for words in ("01/ST-SENT", "ST-DRAFT", "KÝ-DANH-SENT", "KÝ-DANH-WORKING"):
        assert world.client(who).get(reverse("search"), {"q": words}).context["hits"].count == 0


NO_THINGS = {
    "directory:agency-detail": "An agency with its posts is for every official, in the address book.",
    "documents:register": "A register is a list; taking it away is noted as such.",
    "workfiles:transfer-list": "A list of the archive; taking it away is noted as such.",
    "openid_connect_login": "The way to another place of signing in, before anybody is known.",
    "openid_connect_callback": "The way back from there.",
    "identity:recovery": "One's own link; its address is a secret.",
    "identity:key-remove": "A key of one's own.",
    "identity:key-rename": "A key of one's own.",
    "documents:group-drop": "A list of receivers of one's own agency.",
    "exchange:api-document": "A program's; acts tell what it sends and fetches.",
    "exchange:api-evidence": "A program's; acts tell what it sends and fetches.",
    "exchange:api-fetch": "A program's; acts tell what it sends and fetches.",
}


def test_whoever_is_shown_a_thing_has_looked_at_it(world) -> None:
    """Design, section 3: an address with a thing in it notes a look, or says here or in `NOT_LOOKS` why not."""
    shown = {}
    for name, thing, method, *expected in ROWS:
        if thing != "-" and method == "GET" and name not in NO_THINGS and "200" in expected[1:]:
            shown.setdefault(name, (thing, PEOPLE[expected.index("200", 1)]))
    forgotten, kinds = [], set()
    for name, (thing, who) in shown.items():
        with _taken_back():
            _body(_ask(world, who, name, thing, "GET"))
            noted = Look.objects.filter(actor_id=world.seats[who].uid).exclude(subject_id="")
            kinds |= set(noted.values_list("subject_kind", flat=True))
            if not noted:
                forgotten.append(name)
    assert len(shown) > 30
    assert forgotten == list(NOT_LOOKS)
    assert kinds <= set(LOOKED_AT), "an inspector reads no address"


def test_only_pages_meant_for_everybody_open_to_a_visitor(world) -> None:
    opened = {row[0] for row in ROWS if row[2] == "GET" and row[3] == "200"}
    assert opened == {
        "account_login",
        "citizen:sign-in",
        "citizen:sign-up",
        "citizen:forgotten",
        "journal",
        "identity:demo-people",
        *PROGRAMS,
        *PROVIDER,
    }


def test_the_demos_entrance_is_shut_where_there_is_no_demo(world) -> None:
    with override_settings(DEMO=False, CLOCK_START=None):
        assert Client().get(reverse("identity:demo-people")).status_code == 404
        seat = str(world.seats["spec"].uid)
        assert Client().post(reverse("identity:demo-enter"), {"seat": seat}).status_code == 404


def test_a_page_for_looking_cannot_be_posted_to(world) -> None:
    posted = {row[0] for row in ROWS if row[2] == "POST"}
    for name, thing, *_ in ROWS:
        if name not in posted and name not in OUTSIDE:
            answer = world.client("citizen" if name.startswith("citizen:") else "exch").post(
                _address(world, name, thing)
            )
            assert answer.status_code in (403, 405), name


def test_every_table_names_the_same_people() -> None:
    assert [head for head, *_ in TABLES] == [HEAD] * len(TABLES)


def test_every_address_has_its_rows() -> None:
    assert {row[0] for row in ROWS} == set(_names(get_resolver().url_patterns))


def _names(patterns, space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"
        else:
            inside = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern.url_patterns, inside)
