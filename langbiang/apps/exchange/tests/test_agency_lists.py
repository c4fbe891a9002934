"""Lists of agencies of other systems: kept up to date, never emptied by accident, found by name without tones."""

import json
import tracemalloc
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from langbiang.apps.exchange import carrier
from langbiang.apps.exchange.listed import find_outside, list_listed, suggest_outside
from langbiang.apps.exchange.models import AgencySync, ListedAgency
from langbiang.apps.exchange.protocols.national_client import NationalClient
from langbiang.apps.exchange.protocols.own_client import OwnClient
from langbiang.apps.exchange.services import (
    CannotSync,
    ask_sync,
    give_home,
    queue_due,
    run_sync,
    suspend_system,
    take_home,
    take_sync,
)
from langbiang.apps.exchange.services import listing as lists
from langbiang.apps.exchange.tests import peers
from langbiang.apps.exchange.tests.factories import ADMIN, FAR, FAR_TOO, NOW, SENDER, connect, connect_axis
from langbiang.apps.exchange.transport import Entry, Rubbish, Unreached
from langbiang.foundation import line
from langbiang.foundation.journal.interface import timeline

MINISTRY, BUREAU, PROVINCE = (
    Entry("G12", "Bộ Tài chính", "000.00.00.G12"),
    Entry("G12.18", "Tổng cục Thuế", "", "G12"),
    Entry("H37", "UBND tỉnh Lạng Sơn"),
)


class Country:
    """An axis that lists whom it is told to."""

    def __init__(self, *entries):
        self.entries = entries

    def agencies(self):
        for entry in self.entries:
            if isinstance(entry, Exception):
                raise entry
            yield entry


def read(system, *entries, at=NOW, **said):
    """Ask for a list, take it up and read it, as the carrier does."""
    ask_sync(system, by=ADMIN, now=at)
    return run_sync(take_sync(system, now=at), Country(*entries), clock=lambda: at, **said)


def counts(run):
    return run.state, run.new, run.changed, run.gone, run.same


def listed():
    return dict(ListedAgency.objects.filter(gone_at=None).values_list("code", "name"))


def verbs(system):
    return [act.verb for act in timeline("exchange.system", system.uid)][1:]


@pytest.fixture
def axis(province):
    return connect_axis()


def test_a_list_is_kept_with_one_act_and_its_counts(axis):
    assert counts(read(axis, MINISTRY, BUREAU)) == ("done", 2, 0, 0, 0)
    (act,) = timeline("exchange.system", axis.uid).filter(verb="exchange.agencies.listed")
    assert act.details == {"new": 2, "changed": 0, "gone": 0, "same": 0}
    assert (act.actor_kind, act.on_behalf_of) == ("timer", "Lâm Quang Huy, Quản trị trục")


def test_only_what_changed_is_written_and_what_is_gone_is_marked_with_the_day(axis):
    read(axis, MINISTRY, BUREAU)
    later = NOW + timedelta(days=1)
    run = read(axis, MINISTRY, Entry("G12.18", "Cục Thuế", "", "G12"), PROVINCE, at=later)
    assert counts(run) == ("done", 1, 1, 0, 1)
    assert ListedAgency.objects.get(code="G12").listed_at == NOW
    assert ListedAgency.objects.get(code="G12.18").listed_at == later
    assert counts(read(axis, MINISTRY, PROVINCE, at=later)) == ("done", 0, 0, 1, 2)
    assert ListedAgency.objects.get(code="G12.18").gone_at == later
    assert counts(read(axis, MINISTRY, PROVINCE, BUREAU)) == ("done", 0, 1, 0, 2)
    assert listed().keys() == {"G12", "G12.18", "H37"}


@pytest.mark.parametrize(
    ("entries", "state", "words"),
    [
        ([], "refused", "không có cơ quan nào"),
        ([Entry("G12", "Bộ Tài chính", deleted=True)], "refused", "không có cơ quan nào"),
        ([MINISTRY], "refused", "chỉ có 1 cơ quan, trong khi danh bạ đang có 3"),
        ([MINISTRY, Rubbish("Danh sách bị cắt ngang")], "refused", "cắt ngang"),
        ([MINISTRY, BUREAU, PROVINCE, Unreached("Mất liên lạc")], "failed", "Mất liên lạc"),
    ],
)
def test_an_empty_cut_off_or_far_shorter_list_changes_nothing(axis, entries, state, words):
    read(axis, MINISTRY, BUREAU, PROVINCE)
    run = read(axis, *entries)
    assert (run.state, words in run.words) == (state, True)
    assert listed().keys() == {"G12", "G12.18", "H37"}
    assert verbs(axis) == ["exchange.agencies.listed", "exchange.agencies.refused"]


def test_a_far_shorter_list_is_taken_when_somebody_says_so(axis):
    read(axis, MINISTRY, BUREAU, PROVINCE)
    assert counts(read(axis, MINISTRY, shorter=True)) == ("done", 0, 0, 2, 1)


def test_odd_entries_are_passed_over_and_the_rest_is_kept(axis):
    odd = [Entry("", "Không mã"), Entry("G12", "Tên thứ hai"), Entry("G" * 201, "Mã dài"), Entry("H\0 1\ud800", "")]
    run = read(axis, MINISTRY, *odd)
    assert (counts(run), run.passed_over) == (("done", 2, 0, 0, 0), 3)
    assert listed() == {"G12": "Bộ Tài chính", "H 1": "H 1"}


def test_of_a_system_that_is_no_axis_only_who_lives_there_counts(province):
    peer = connect(FAR, protocol="own", address="https://ben.example/api", secret="bi-mat")
    assert counts(read(peer, Entry(FAR, "UBND thị xã Gò Mây"), MINISTRY)) == ("done", 1, 0, 0, 0)
    assert listed() == {FAR: "UBND thị xã Gò Mây"}
    assert read(peer, MINISTRY).state == "refused"


CODES = st.sampled_from(["G1", "G2", "G2.1", "H3", "H3.7", "H4"])
NAMES = st.sampled_from(["Bộ Một", "Sở Hai", "Phòng Ba"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(st.tuples(CODES, NAMES), min_size=1), after=st.lists(st.tuples(CODES, NAMES), min_size=1))
def test_after_any_two_lists_what_is_kept_is_the_second(axis, monkeypatch, before, after):
    monkeypatch.setattr(lists, "BATCH", 2)
    first, second = (dict(reversed(said)) for said in (before, after))
    ListedAgency.objects.all().delete()
    read(axis, *(Entry(*each) for each in before))
    run = read(axis, *(Entry(*each) for each in after), shorter=True)
    assert listed() == second
    assert set(ListedAgency.objects.values_list("code", flat=True)) == first.keys() | second.keys()
    same = [code for code, name in second.items() if first.get(code) == name]
    gone = first.keys() - second.keys()
    changed = len(second.keys() & first.keys()) - len(same)
    assert counts(run) == ("done", len(second.keys() - first.keys()), changed, len(gone), len(same))


def test_a_run_that_dies_in_the_middle_leaves_true_rows_and_the_next_one_finishes(axis, monkeypatch):
    monkeypatch.setattr(lists, "BATCH", 1)
    read(axis, BUREAU, PROVINCE)

    def dies(batches, number):
        assert number == 2
        yield next(iter(batches))
        raise SystemExit

    with pytest.raises(SystemExit):
        read(axis, MINISTRY, PROVINCE, watch=dies)
    assert listed().keys() == {"G12", "G12.18", "H37"}  # what is new is there, and nobody is gone
    assert take_sync(axis, now=NOW) is None  # it may still be alive
    late = NOW + lists.LEASE + timedelta(seconds=1)
    run = run_sync(take_sync(axis, now=late), Country(MINISTRY, PROVINCE), clock=lambda: late)
    assert listed().keys() == {"G12", "H37"}
    assert (run.state, run.new, run.gone) == ("done", 1, 1)
    assert verbs(axis) == ["exchange.agencies.listed"] * 2


def test_a_run_that_outlived_its_lease_leaves_the_end_to_who_took_it_up(axis, monkeypatch):
    monkeypatch.setattr(lists, "BATCH", 1)
    late = NOW + lists.LEASE + timedelta(seconds=1)

    def overtaken(batches, number):
        yield next(iter(batches))
        run_sync(take_sync(axis, now=late), Country(MINISTRY, BUREAU), clock=lambda: late)
        yield from batches

    run = read(axis, MINISTRY, BUREAU, watch=overtaken)
    assert (run.state, run.ended_at) == ("done", late)
    assert verbs(axis) == ["exchange.agencies.listed"]


# -- when


def test_a_list_is_due_once_it_was_never_read_then_each_night_at_the_hour(axis):
    queue_due(axis, now=NOW)
    queue_due(axis, now=NOW)
    run = run_sync(take_sync(axis, now=NOW), Country(MINISTRY), clock=lambda: NOW)
    assert run.asked_by == ""
    queue_due(axis, now=NOW + timedelta(hours=16))  # NOW is 09:00, the hour is 02:00
    assert take_sync(axis, now=NOW) is None
    queue_due(axis, now=NOW + timedelta(hours=17, minutes=1))
    assert take_sync(axis, now=NOW) is not None


def test_a_list_that_could_not_be_had_is_tried_again_in_an_hour_one_refused_in_the_night(axis):
    read(axis, Unreached("Mất liên lạc"))
    queue_due(axis, now=NOW + timedelta(minutes=59))
    assert take_sync(axis, now=NOW) is None
    queue_due(axis, now=NOW + timedelta(hours=1))
    assert take_sync(axis, now=NOW) is not None
    AgencySync.objects.all().delete()
    read(axis, at=NOW)
    queue_due(axis, now=NOW + timedelta(hours=2))
    assert take_sync(axis, now=NOW) is None


def test_a_list_is_read_by_one_at_a_time(axis):
    ask_sync(axis, by=ADMIN, now=NOW)
    with pytest.raises(CannotSync, match="đang chờ"):
        ask_sync(axis, by=ADMIN, now=NOW)
    assert take_sync(axis, now=NOW) is not None
    assert take_sync(axis, now=NOW) is None


def test_who_calls_us_or_is_stopped_is_not_asked_for_a_list(axis):
    with pytest.raises(CannotSync, match="Không lấy danh bạ"):
        ask_sync(connect(FAR), by=ADMIN, now=NOW)
    suspend_system(axis, reason="Bảo trì", by=ADMIN, now=NOW)
    with pytest.raises(CannotSync, match="Không lấy danh bạ"):
        ask_sync(axis, by=ADMIN, now=NOW)


def test_a_carrier_reads_what_is_due_and_nothing_twice(province):
    with peers.hostile(peers.says_many([ROW])) as address:
        axis = connect_axis(address=address)
        carrier.read_list(axis)
        carrier.read_list(axis)
    assert listed() == {"G12": "Bộ Tài chính"}
    assert AgencySync.objects.get().state == "done"


# -- on the wire


def answered(*rows, **said):
    return json.dumps({"status": "OK", "ErrorCode": "0", "ErrorDesc": "Thanh cong", "data": list(rows), **said})


ROW = {"id": "1", "pid": "0", "code": "G12", "name": "Bộ Tài chính", "mail": "a@b.vn", "oldCode": "000.00.00.G12"}


@pytest.mark.parametrize(
    ("body", "failure", "words"),
    [
        (answered(ROW)[:-9], Rubbish, "cắt ngang"),
        ("<html>", Rubbish, "cắt ngang"),
        ("[" * 100_000, Rubbish, "cắt ngang"),
        (answered(data="G12"), Rubbish, "thiếu data"),
        (answered("G12"), Rubbish, "không phải đối tượng"),
        (json.dumps({"data": []}), Rubbish, "thiếu status"),
        (answered(status="FAIL", ErrorCode="23", ErrorDesc="Tạm khóa"), Unreached, "Tạm khóa"),
    ],
)
def test_a_list_that_is_none_is_never_taken_for_an_empty_one(body, failure, words):
    with peers.hostile(peers.says(body.encode())) as address, pytest.raises(failure, match=words):
        list(NationalClient(address, "H99", "bi-mat", packet_limit=1024).agencies())


def test_a_line_that_breaks_off_within_a_list_is_a_failure(monkeypatch):
    monkeypatch.setattr(line, "WHOLE", 5.0)
    with peers.hostile(peers.breaks_off) as address, pytest.raises(Unreached):
        list(NationalClient(address, "H99", "bi-mat", packet_limit=1024).agencies())


def test_the_list_of_the_axis_is_read_as_it_was_measured():
    odd = {"code": " H37 ", "name": "UBND tỉnh", "mail": None, "thêm": {"a": [1, 2.5]}}
    with peers.hostile(peers.says(answered(ROW, odd).encode())) as address:
        entries = list(NationalClient(address, "H99", "bi-mat", packet_limit=1024).agencies())
    assert entries == [Entry("G12", "Bộ Tài chính", "000.00.00.G12", "0", "a@b.vn"), Entry("H37", "UBND tỉnh")]


def test_our_own_list_is_read_by_our_own_client(live_server, province, axis):
    read(axis, MINISTRY)
    peer = connect(FAR, protocol="own")
    client = OwnClient(live_server.url + "/api/exchange/v1", peer.code, peer.secret, packet_limit=1024)
    assert {"G12", SENDER, FAR} <= {entry.code for entry in client.agencies()}


# -- memory


def test_memory_does_not_grow_with_the_list():
    rows = (dict(ROW, code=f"G{each}", name=f"Đơn vị số {each} của tỉnh Mẫu") for each in range(8_000))
    with peers.hostile(peers.says_many(rows)) as address:
        client = NationalClient(address, "H99", "bi-mat", packet_limit=1024)
        tracemalloc.start()
        try:
            assert sum(1 for _ in client.agencies()) == 8_000
            assert tracemalloc.get_traced_memory()[1] < 2 * 1024**2  # the list itself is four times that
        finally:
            tracemalloc.stop()


# -- finding


@pytest.fixture
def country(axis):
    read(axis, MINISTRY, BUREAU, PROVINCE, Entry(SENDER, "Sở Thử nghiệm"), Entry(FAR, "UBND thị xã Gò Mây"))
    return axis


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("bo tai chinh", ["G12"]),
        ("Thuế", ["G12.18"]),
        ("tong cuc th", ["G12.18"]),
        ("G12", ["G12", "G12.18"]),
        ("000.00.00.G12", ["G12"]),
        ("lang son tinh", ["H37"]),
        ("so thu nghiem", []),  # an agency of the directory is chosen there
        ("go", [FAR]),
        ("hải quan", []),
        ("' \" * ( : &", []),
        ("", []),
    ],
)
def test_outside_agencies_are_suggested_by_name_without_tones_or_by_code(country, words, found):
    assert [each.code for each in suggest_outside(words, NOW)] == found


def test_a_name_that_begins_as_typed_is_suggested_first(axis):
    read(axis, Entry("A1", "Trường thuộc Bộ Tài chính"), MINISTRY)
    assert [each.code for each in suggest_outside("bộ tài", NOW)] == ["G12", "A1"]


def test_the_way_is_told_and_a_system_names_who_lives_there_better_than_the_axis(country):
    peer = connect(FAR, name="Hệ thống Gò Mây", protocol="own", address="https://ben.example/api", secret="bi-mat")
    give_home(peer, FAR_TOO, by=ADMIN, now=NOW)
    read(peer, Entry(FAR, "UBND thị xã Gò Mây (mới)"))
    found = find_outside(["G12", FAR, FAR_TOO, "H99.404", SENDER], NOW)
    assert {code: (each.name, each.via) for code, each in found.items()} == {
        "G12": ("Bộ Tài chính", "Ngoài tỉnh, qua Trục quốc gia"),
        FAR: ("UBND thị xã Gò Mây (mới)", "Hệ thống Gò Mây"),
        FAR_TOO: (FAR_TOO, "Hệ thống Gò Mây"),
    }
    assert [each.code for each in suggest_outside("h99.3", NOW)] == [FAR_TOO]
    peer.refresh_from_db()
    take_home(peer, FAR, by=ADMIN, now=NOW)
    assert find_outside([FAR], NOW)[FAR].name == "UBND thị xã Gò Mây"


def test_who_is_gone_is_found_by_the_administrator_alone(country):
    read(country, MINISTRY, PROVINCE, shorter=True)
    assert find_outside(["G12.18"], NOW) == {}
    assert [row.code for row in list_listed("tong cuc thue", gone=True)] == ["G12.18"]
    assert not list_listed("tong cuc thue")
