"""Handing over to systems that we call and fetching from them: tried again, set aside, leased, never twice."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from langbiang.apps.exchange.models import Attempt, Delivery, Home, Packet, StatusReport, System, Transfer
from langbiang.apps.exchange.services import CannotHand, fetch_waiting, hand_over, transport_for, try_transfer_again
from langbiang.apps.exchange.services.calling import LEASE, LONGEST, PATIENCE, TRIES, _take_up, pause_after
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
    send,
    status_bytes,
)
from langbiang.apps.exchange.tests.peers import Office, refusal, serving

State = Transfer.State
RUBBISH = (200, b"rac")
AWAY = (503, b"")


class Ticking:
    """Official time, moved on by hand."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def later(self, seconds):
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock():
    return Ticking()


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def called(province, office):
    """A system that we call, with a code on it; and the one that sends to it by calling us."""
    with serving(office) as address:
        system = connect(FAR_TOO, protocol="v1", address=address, secret="bi-mat")
        yield system


@pytest.fixture
def caller(province):
    return connect(FAR)


def carry(system, clock):
    system.refresh_from_db()
    return hand_over(system, transport_for(system), clock=clock)


def fetch(system, clock):
    system.refresh_from_db()
    return fetch_waiting(system, transport_for(system), clock=clock)


# -- handing over


def test_a_document_is_handed_over_as_it_came_and_its_status_comes_back(called, caller, office, clock):
    come(caller, document_bytes())
    assert carry(called, clock) == 1
    assert office.bodies == [document_bytes()]
    transfer = Transfer.objects.get(system=called)
    assert (transfer.state, transfer.remote_id, transfer.tries) == (State.DONE, "ben-kia-1", 1)
    assert transfer.delivery.state == Delivery.State.ARRIVED
    assert transfer.attempts.get().outcome == Attempt.Outcome.DONE
    assert carry(called, clock) == 0
    office.waiting = {"1": ("STATUS", status_bytes())}
    assert (fetch(called, clock), office.confirmed) == (1, ["1"])
    assert Delivery.objects.get().status == "03"
    assert Transfer.objects.get(system=caller).kind == "status"


def test_several_receivers_of_one_packet_go_in_one_call(called, caller, office, clock):
    Home.objects.create(system=called, code="H99.3.5")
    come(caller, document_bytes(to=[FAR_TOO, "H99.3.5"]))
    come(caller, document_bytes(number="78"))
    assert carry(called, clock) == 3
    assert len(office.bodies) == 2
    assert set(Transfer.objects.values_list("state", "remote_id")) == {("done", "ben-kia-1"), ("done", "ben-kia-2")}


def test_what_is_refused_is_set_aside_with_its_reason_and_the_rest_goes_on(called, caller, office, clock):
    office.answers = [refusal("Nơi nhận không tồn tại")]
    come(caller, document_bytes())
    come(caller, document_bytes(number="78"))
    assert carry(called, clock) == 1
    first, second = Transfer.objects.order_by("pk")
    assert (first.state, first.reason, first.tries) == (State.SET_ASIDE, "Nơi nhận không tồn tại", 1)
    assert (first.delivery.state, second.delivery.state) == (Delivery.State.FAILED, Delivery.State.ARRIVED)
    assert first.attempts.get().outcome == Attempt.Outcome.REFUSED
    clock.later(LONGEST * 2)
    assert carry(called, clock) == 0
    try_transfer_again(first, by=ADMIN, now=clock())
    assert Delivery.objects.get(pk=first.delivery_id).state == Delivery.State.QUEUED
    assert carry(called, clock) == 1
    with pytest.raises(CannotHand):
        try_transfer_again(first, by=ADMIN, now=clock())


def test_who_is_not_there_is_tried_again_after_ever_longer_pauses(called, caller, office, clock):
    come(caller, document_bytes())
    office.answers = [AWAY] * (PATIENCE - 1)
    waited = []
    for tries in range(1, PATIENCE):
        assert carry(called, clock) == 0
        transfer = Transfer.objects.get()
        assert (transfer.state, transfer.tries) == (State.WAITING, tries)
        waited.append((transfer.next_at - clock()).total_seconds())
        assert carry(called, clock) == 0  # nothing before its time
        clock.later(waited[-1])
    assert len(office.bodies) == PATIENCE - 1
    assert all(2**tries / 2 <= wait <= 2**tries * 1.5 for tries, wait in enumerate(waited, 1))
    assert carry(called, clock) == 1
    outcomes = list(Attempt.objects.values_list("outcome", flat=True))
    assert outcomes == [*["unreached"] * (PATIENCE - 1), "done"]


@given(st.integers(0, 10_000))
def test_a_pause_doubles_up_to_a_quarter_of_an_hour_give_or_take_a_half(tries):
    expected = min(2.0 ** min(tries, 64), LONGEST)
    assert expected / 2 <= pause_after(tries) <= expected * 1.5


def test_pauses_differ_so_that_not_all_come_back_at_once():
    assert len({pause_after(5) for _ in range(20)}) > 10


def test_the_circuit_opens_after_failures_and_closes_with_a_success(called, caller, office, clock):
    for number in range(PATIENCE + 3):
        come(caller, document_bytes(number=str(number)))
    office.answers = [AWAY] * PATIENCE
    for _ in range(PATIENCE):
        clock.later(3)  # as long as a first pause may be
        carry(called, clock)
    called.refresh_from_db()
    assert called.failures == PATIENCE
    assert called.rests_until > clock()
    assert "503" in called.last_error
    assert (carry(called, clock), fetch(called, clock), len(office.bodies)) == (0, 0, PATIENCE)
    clock.later(60)
    assert carry(called, clock) == PATIENCE + 3
    called.refresh_from_db()
    assert (called.failures, called.rests_until, called.last_error) == (0, None, "")


def test_rubbish_twelve_times_is_set_aside_and_a_person_sends_it_again(called, caller, office, clock):
    come(caller, document_bytes())
    office.answers = [RUBBISH] * TRIES
    for tries in range(1, TRIES):
        carry(called, clock)
        transfer = Transfer.objects.get()
        assert (transfer.state, transfer.tries) == (State.WAITING, tries)
        clock.later(LONGEST * 2)
    assert carry(called, clock) == 0
    transfer.refresh_from_db()
    assert (transfer.state, transfer.tries, transfer.attempts.count()) == (State.SET_ASIDE, TRIES, TRIES)
    assert "JSON" in transfer.reason
    assert transfer.delivery.state == Delivery.State.FAILED
    try_transfer_again(transfer, by=ADMIN, now=clock())
    clock.later(LONGEST * 2)
    assert carry(called, clock) == 1


def test_what_was_taken_back_while_on_its_way_stays_taken_back(called, caller, office, clock):
    come(caller, document_bytes())
    transfer, transport = Transfer.objects.get(), transport_for(called)

    class TakenBack:
        """Somebody takes the thing back between the other side's answer and our note of it."""

        def send(self, *args, **named):
            remote_id = transport.send(*args, **named)
            Transfer.objects.filter(pk=transfer.pk).update(state=State.RECALLED)
            return remote_id

    assert hand_over(called, TakenBack(), clock=clock) == 0
    transfer.refresh_from_db()
    assert (transfer.state, transfer.delivery.state) == (State.RECALLED, Delivery.State.QUEUED)


def test_a_suspended_system_is_not_called(called, caller, office, clock):
    come(caller, document_bytes())
    System.objects.filter(pk=called.pk).update(state=System.State.SUSPENDED)
    assert (carry(called, clock), fetch(called, clock), office.bodies) == (0, 0, [])


def test_handed_to_the_axis_becomes_arrived_with_the_first_status(province, office, clock):
    with serving(office) as address:
        axis = connect_axis(protocol="v1", address=address)
        come(connect(FAR), document_bytes(to=[OUTSIDE]))
        assert carry(axis, clock) == 1
        assert Delivery.objects.get().state == Delivery.State.HANDED
        office.waiting = {"1": ("STATUS", status_bytes(reporter=OUTSIDE, code="01"))}
        assert fetch(axis, clock) == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.status) == (Delivery.State.ARRIVED, "01")


def test_a_document_of_an_agency_here_goes_out_as_edxml(called, province, office, clock):
    home = province.commune
    Home.objects.create(system=called, code="000.01.03.H99", agency=home)
    send(province.sender, [home])
    assert carry(called, clock) == 1
    assert b"000.01.03.H99" in office.bodies[0]
    assert SENDER.encode() in office.bodies[0]


# -- leases


def test_what_one_has_taken_up_nobody_else_takes_before_the_lease_ends(called, caller, clock):
    come(caller, document_bytes())
    assert len(_take_up(called, clock())) == 1  # and that process dies
    assert carry(called, clock) == 0
    clock.later(LEASE.total_seconds())
    assert carry(called, clock) == 1


@pytest.mark.django_db(transaction=True)
def test_two_carriers_at_once_hand_over_nothing_twice(called, caller, office, clock):
    for number in range(60):
        come(caller, document_bytes(number=str(number)))
    start, handed = threading.Barrier(2), []

    def work():
        try:
            transport, done = transport_for(called), 0
            start.wait()
            while now_handed := hand_over(System.objects.get(pk=called.pk), transport, clock=clock):
                done += now_handed
            handed.append(done)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(handed) == len(office.bodies) == len(set(office.bodies)) == 60
    assert Transfer.objects.filter(state=State.DONE, tries=1).count() == 60
    assert connection.vendor == "sqlite" or min(handed) > 0


# -- fetching


def test_what_comes_again_is_confirmed_and_stands_once(called, office, clock):
    packet = document_bytes(sender=FAR_TOO, to=[RECEIVER])
    for doc_id in ("1", "2"):
        office.waiting = {doc_id: ("EDOC", packet)}
        assert fetch(called, clock) == 1
    assert office.confirmed == ["1", "2"]
    assert (Packet.objects.count(), Delivery.objects.count()) == (1, 1)


def test_what_nobody_can_read_stops_nothing_behind_it_and_is_asked_for_once(called, office, clock):
    good = document_bytes(sender=FAR_TOO, to=[RECEIVER])
    office.waiting = {"a": ("EDOC", b""), "b": ("EDOC", b"<rac/>"), "c": ("EDOC", good)}
    transport = transport_for(called)
    assert fetch_waiting(called, transport, clock=clock) == 1
    assert (office.confirmed, Packet.objects.count()) == (["c"], 1)
    called.refresh_from_db()
    assert "Bản tin a" in called.last_error
    assert called.failures == 0
    asked = {each.remote_id for each in transport.list_received("edoc")}
    assert asked == {"a"}


def test_a_status_that_was_confirmed_badly_is_kept_once(called, caller, office, clock):
    come(caller, document_bytes())
    office.waiting = {"1": ("STATUS", status_bytes())}
    office.confirm = lambda doc_id: AWAY
    assert fetch(called, clock) == 0
    del office.confirm
    assert fetch(called, clock) == 1
    assert StatusReport.objects.count() == 1
