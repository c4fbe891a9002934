"""Traffic: counted and measured by the database in steps, each figure as long as the list behind it."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db.models import Value

from langbiang.apps.directory.interface import Role
from langbiang.apps.exchange import charts
from langbiang.apps.exchange.models import Attempt, Delivery, System, Transfer
from langbiang.apps.exchange.services import deliver_waiting, finish_transfer, set_transfer_aside
from langbiang.apps.exchange.tests.factories import (
    ADMIN,
    FAR,
    FAR_TOO,
    NOW,
    OUTSIDE,
    RECEIVER,
    SENDER,
    come,
    connect,
    connect_axis,
    document_bytes,
    make_agency,
    send,
)
from langbiang.apps.exchange.tests.test_statistics import person
from langbiang.apps.exchange.traffic import (
    Flow,
    Frame,
    Span,
    Times,
    count_steps,
    count_unarrived,
    list_agencies,
    list_failures,
    list_peers,
    measure,
    measure_steps,
)
from langbiang.foundation import clock

TODAY = date(2020, 9, 21)  # of NOW, which is nine in the morning of Vietnam
PAGE, LIST = "/truc/luu-luong/", "/truc/luu-luong/danh-sach/"
DAY = {"ky": "ngay", "den": "21/09/2020"}


@pytest.fixture(autouse=True)
def at_nine(settings, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=1))


def frame(span=Span.DAY, last=TODAY, agency=None):
    return Frame(span, last, agency)


def arrive(packet, *, after=2):
    """Let a packet arrive so many seconds after it was queued."""
    deliver_waiting(packet, now=NOW + timedelta(seconds=after))
    return packet


@pytest.fixture
def busy(province):
    """One document that arrived here after 2 s and one after 90; one at a system, one set aside, one to the axis."""
    arrive(send(province.sender, [province.receiver], document_id="a"))
    arrive(send(province.sender, [province.commune], document_id="b"), after=90)
    there, other = connect(FAR), connect(FAR_TOO)
    come(other, document_bytes(sender=FAR_TOO, to=[FAR], number="1"))
    come(other, document_bytes(sender=FAR_TOO, to=[FAR], number="2"))
    first, second = Transfer.objects.filter(system=there).order_by("pk")
    finish_transfer(first, by=ADMIN, now=NOW + timedelta(seconds=4))
    set_transfer_aside(second, "Tệp hỏng", by=ADMIN, now=NOW)
    connect_axis()
    come(other, document_bytes(sender=FAR_TOO, to=[OUTSIDE], number="3"))
    finish_transfer(Transfer.objects.get(to_code=OUTSIDE), by=ADMIN, now=NOW)
    return there


def test_each_step_has_what_moved_in_it_and_the_axis_counts_once(busy):
    counts = count_steps(frame())
    assert {flow: (sum(found), found[9]) for flow, found in counts.items()} == {
        Flow.ARRIVED: (3, 3),
        Flow.STATUS: (0, 0),
        Flow.AXIS: (1, 1),
    }
    assert sum(count_steps(frame(Span.MONTH, date(2020, 9, 22)))[Flow.ARRIVED]) == 3
    assert count_steps(frame(Span.YEAR))[Flow.ARRIVED][-1] == 3
    assert count_steps(frame(Span.WEEK, date(2020, 9, 20)))[Flow.ARRIVED] == [0] * 7


@pytest.mark.parametrize("span", Span)
def test_steps_join_without_a_gap_and_end_with_the_period(span):
    asked = frame(span, date(2020, 3, 31))
    bounds = [asked.step(number) for number in range(len(asked.steps))]
    assert [end for _, end in bounds[:-1]] == [begin for begin, _ in bounds[1:]]
    assert bounds[-1][1] == asked.ends == datetime(2020, 4, 1, tzinfo=clock.VIETNAM)
    assert len({begin for begin, _ in bounds}) == len(bounds)


@pytest.mark.parametrize("count", [1, 2, 3, 19, 20, 21, 100])
def test_median_and_p95_are_the_times_at_their_ranks(province, count):
    packet = send(province.sender, [make_agency(f"x{n}", f"Xã {n}") for n in range(count)])
    arrive(packet)
    for number, delivery in enumerate(packet.deliveries.order_by("pk"), 1):
        Delivery.objects.filter(pk=delivery.pk).update(arrived_at=NOW + timedelta(seconds=number))
    (found,) = measure(Delivery.objects.all(), "queued_at", "arrived_at", Value(0)).values()
    ranks = (found.count, found.median.total_seconds(), found.p95.total_seconds())
    assert ranks == (count, -(-count * 50 // 100), -(-count * 95 // 100))


def test_times_are_of_the_step_in_which_a_thing_arrived(busy):
    times = measure_steps(frame())
    assert (times[9].count, times[9].median, times[9].p95) == (3, timedelta(seconds=4), timedelta(seconds=90))
    assert times[8].median is None


def test_agencies_systems_failures_and_what_stands(busy, province):
    lines = {line.key: (line.sent, line.received) for line in list_agencies(frame())}
    assert lines == {SENDER: (2, 0), FAR_TOO: (1, 0), RECEIVER: (0, 1), "000.01.03.H99": (0, 1), FAR: (0, 1)}
    peers = {peer.system.pk: peer for peer in list_peers(frame())}
    there = peers[busy.pk]
    assert (sum(there.done), there.times.median, there.open.aside, there.sent) == (1, timedelta(seconds=4), 1, 0)
    assert peers[System.objects.get(homes__code=FAR_TOO).pk].sent == 3
    (failure,) = list_failures(frame())
    assert (failure.system, failure.words, failure.count, failure.aside) == (busy.name, "Tệp hỏng", 1, 1)
    assert {each.state: each.count for each in count_unarrived()} == {"failed": 1, "handed": 1}


def test_a_year_is_counted_but_not_ranked(busy, django_assert_num_queries):
    year = frame(Span.YEAR)
    with django_assert_num_queries(10):
        counts, peers = count_steps(year), list_peers(year)
        assert (list_agencies(year), measure_steps(year)) == ([], [Times()] * 12)
    assert (sum(counts[Flow.ARRIVED]), sum(sum(peer.done) for peer in peers)) == (3, 2)
    assert {peer.times for peer in peers} == {Times()}


def test_an_agency_alone_has_its_own(busy, province):
    assert sum(count_steps(frame(agency=province.receiver))[Flow.ARRIVED]) == 1
    assert sum(count_steps(frame(agency=province.sender))[Flow.ARRIVED]) == 2
    assert list_failures(frame(agency=province.sender)) == []
    assert count_unarrived(province.sender) == []


def test_the_reading_costs_the_same_however_much_moved(busy, province, django_assert_num_queries):
    for number in range(8):
        send(province.sender, [make_agency(f"x{number}", f"Xã {number}", f"H99.9.{number}")], document_id=f"x{number}")
        connect(f"H98.{number}")
    with django_assert_num_queries(18):
        for read in (count_steps, measure_steps, list_agencies, list_peers, list_failures):
            read(frame())


# -- the pages


def pages_of(client, address):
    """Walk a list to its end; give the number it says and the rows of all its pages."""
    rows, said = [], None
    while address:
        page = client.get(address)
        said = page.context["count"] if said is None else said
        rows += page.context["rows"]
        address = page.context["more"] and LIST + page.context["more"]
    return said, rows


def test_every_figure_of_the_page_is_as_long_as_the_list_behind_it(busy, province):
    operator = person(province.commune, Role.EXCHANGE)
    page = operator.get(PAGE, DAY)
    told = [(int(number), address) for number, address, _ in page.context["sums"]]
    told += [(n, at) for _, numbers, *_ in page.context["table"] for n, at, _ in numbers if n]
    told += [(each.count, address) for each, _, address in page.context["unarrived"]]
    told += [(each.count, address) for each, address in page.context["failures"]]
    for line, sent, received, *_ in page.context["agencies"]:
        told += [(line.sent, sent), (line.received, received)]
    for peer in page.context["peers"]:
        shown = (peer.count, peer.known.sent, peer.known.open.waiting, peer.known.open.aside)
        told += zip(shown, (peer.links[name] for name in ("chuyen", "nhan", "xep", "rieng")), strict=True)
    figures = {each.name: each for each in page.context["figures"]}
    assert figures["Giao trong 60 giây"].value == "66,7 %"
    assert pages_of(operator, figures["Giao trong 60 giây"].address)[0] == 1
    assert len(told) > 20
    for number, address in told:
        said, rows = pages_of(operator, address)
        assert number == said == len(rows), address


def test_a_list_is_whole_page_by_page_though_moments_are_alike(province):
    packet = send(province.sender, [make_agency(f"x{n}", f"Xã {n}") for n in range(53)])
    arrive(packet)
    said, rows = pages_of(person(province.commune, Role.EXCHANGE), f"{LIST}?so=den&ky=ngay&den=21/09/2020")
    assert said == len({row["to"] for row in rows}) == 53


def test_the_clerk_sees_the_own_agency_and_no_system(busy, province):
    clerk = person(province.sender, Role.CLERK)
    page = clerk.get(PAGE, DAY)
    assert "peers" not in page.context
    assert busy.name not in page.content.decode()
    assert pages_of(clerk, f"{LIST}?so=den")[0] == 2
    foreign = Attempt.objects.get(outcome="refused").pk
    for query in (f"so=rieng&he={busy.uid}", f"so=xep&he={busy.uid}", f"so=loi&loi={foreign}"):
        assert clerk.get(f"{LIST}?{query}").status_code == 404
    assert person(province.commune, Role.SPECIALIST).get(PAGE).status_code == 403


@pytest.mark.parametrize("query", ["so=sai", "so=xep&he=1", "so=loi&loi=99", "so=den&buoc=24", "den=1"])
def test_what_nobody_can_ask_is_not_there(province, query):
    assert person(province.commune, Role.EXCHANGE).get(f"{LIST}?{query}").status_code == 404


@pytest.mark.parametrize("day", ["22/09/2020", "31/12/2017", "x"])
def test_a_day_that_cannot_be_is_refused_beside_its_field(province, day):
    page = person(province.commune, Role.EXCHANGE).get(PAGE, DAY | {"den": day})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["den"])


@pytest.mark.parametrize("span", Span.values)
def test_an_axis_on_which_nothing_moved_says_so(province, span):
    body = person(province.commune, Role.EXCHANGE).get(PAGE, {"ky": span, "den": "21/09/2020"}).content.decode()
    assert ("Kỳ này chưa có lượt nào đến nơi" in body) is (span != "nam")
    assert "Mọi văn bản đã gửi đều đến nơi" in body


# -- the charts


def test_bars_stand_on_each_other_and_none_leaves_the_chart():
    drawn = charts.draw_bars([("c1", [3, 0, 650]), ("c2", [1, 0, 100])], [9, 0, 800], ["00", "01", "02"])
    assert [mark.words for mark in drawn.grid] == ["0", "200", "400", "600", "800"]
    assert all(bar.y >= charts.TOP and bar.y + bar.height <= charts.FLOOR + 0.1 for bar in drawn.bars)
    low, high = [bar for bar in drawn.bars if bar.x == drawn.bars[-2].x and bar.look != "ghost"]
    assert high.y + high.height < low.y
    assert len(drawn.bars) == 6


@pytest.mark.parametrize("most", [0.1, 1, 4, 5, 11, 39, 41, 400, 401, 123_456])
def test_a_scale_begins_at_nothing_and_holds_the_greatest(most):
    drawn = charts.draw_lines([("l1", "p50", [None, most, None])], ["a", "b", "c"])
    (line,) = drawn.lines
    assert charts.TOP <= line.y - 4 <= charts.FLOOR
    assert [above.at < below.at for below, above in pairwise(drawn.grid)] == [True] * 4


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (2.14, "2,1 s"), (14.4, "14 s"), (60, "1 phút"), (2280, "38 phút"), (9000, "2,5 giờ")],
)
def test_a_time_is_said_as_people_read_it(seconds, words):
    assert charts.say_seconds(seconds) == words
