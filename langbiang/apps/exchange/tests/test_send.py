"""Sending inside the province: one packet, a delivery for each receiver, delivered once, reported back."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from langbiang.apps.exchange.listed import Outside
from langbiang.apps.exchange.models import Delivery, Packet, Transfer
from langbiang.apps.exchange.queries import count_flow
from langbiang.apps.exchange.services import (
    CannotReport,
    CannotSend,
    deliver_waiting,
    readdress,
    report_status,
    resume_system,
    send_packet,
    suspend_system,
)
from langbiang.apps.exchange.tests.factories import (
    CLERK,
    FAR,
    NOW,
    OUTSIDE,
    RECEIVER,
    connect,
    connect_axis,
    make_content,
    send,
)
from langbiang.foundation.files.interface import read_file
from langbiang.foundation.journal.interface import Act, timeline, verify

State, Status = Delivery.State, Delivery.Status


@pytest.fixture
def delivery(province):
    packet = send(province.sender, [province.receiver])
    deliver_waiting(packet, now=NOW)
    return packet.deliveries.get()


def verbs_of(subject):
    return list(timeline(subject.SUBJECT_KIND, subject.uid).values_list("verb", flat=True))


def test_each_receiver_gets_a_delivery_also_the_one_without_identifier(province):
    packet = send(province.sender, [province.receiver, province.codeless])
    assert list(packet.deliveries.values_list("receiver_name", "receiver_code", "state")) == [
        ("Sở Mẫu", "000.00.02.H99", "queued"),
        ("UBND xã Rô Men", "", "queued"),
    ]
    assert verbs_of(packet) == ["exchange.packet.sent"]
    assert packet.files.count() == 1


def test_sending_to_nobody_or_nothing_is_refused_and_leaves_nothing(province):
    with pytest.raises(CannotSend, match="Chưa chọn nơi nhận"):
        send(province.sender, [])
    with pytest.raises(CannotSend, match="chưa có tệp nào"):
        send_packet(
            make_content(), sender=province.sender, receivers=[province.receiver], enclosures=[], by=CLERK, now=NOW
        )
    assert not Packet.objects.exists()
    assert not Act.objects.exists()


def test_sending_to_an_agency_no_longer_in_force_is_refused(province):
    province.receiver.versions.update(valid_to="2020-01-01")
    with pytest.raises(CannotSend, match="1 nơi nhận không còn hoạt động"):
        send(province.sender, [province.receiver])
    assert not Packet.objects.exists()


def test_a_packet_is_delivered_once(province):
    packet = send(province.sender, [province.receiver, province.commune])
    assert deliver_waiting(packet, now=NOW) == 2
    assert deliver_waiting(packet, now=NOW) == 0
    for delivery in packet.deliveries.all():
        assert (delivery.state, delivery.arrived_at) == (State.ARRIVED, NOW)
        assert verbs_of(delivery) == ["exchange.delivery.queued", "exchange.delivery.arrived"]
    assert verify().ok


def test_statuses_advance_and_each_report_is_kept(delivery):
    for code in (Status.ARRIVED, Status.ACCEPTED, Status.DONE):
        report_status(delivery, code, by=CLERK, now=NOW)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.status_by) == ("06", "Lê Thị Mẫu, Văn thư")
    assert list(delivery.reports.values_list("code", flat=True)) == ["01", "03", "06"]


def test_a_late_report_does_not_take_the_status_back(delivery):
    report_status(delivery, Status.WORKING, by=CLERK, now=NOW)
    report_status(delivery, Status.ACCEPTED, by=CLERK, now=NOW)
    delivery.refresh_from_db()
    assert delivery.status == Status.WORKING
    assert delivery.reports.count() == 2


def test_what_was_refused_goes_no_further(delivery):
    report_status(delivery, Status.REFUSED, description="Gửi nhầm cơ quan", by=CLERK, now=NOW)
    report_status(delivery, Status.ACCEPTED, by=CLERK, now=NOW)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.status_note) == (Status.REFUSED, "Gửi nhầm cơ quan")


@pytest.mark.parametrize(("code", "sentence"), [("02", "Nhập lý do từ chối"), ("99", "Mã trạng thái 99")])
def test_a_report_without_sense_is_refused(delivery, code, sentence):
    with pytest.raises(CannotReport, match=sentence), transaction.atomic():
        report_status(delivery, code, by=CLERK, now=NOW)
    assert not delivery.reports.exists()


def test_a_reason_of_a_thousand_letters_is_kept_whole(delivery):
    reason = "Gửi nhầm. " * 100
    report = report_status(delivery, Status.REFUSED, description=reason, by=CLERK, now=NOW)
    delivery.refresh_from_db()
    assert report.description == delivery.status_note == reason


def test_what_came_earlier_and_was_refused_today_counts_for_today(delivery):
    tomorrow = NOW + timedelta(days=1)
    report_status(delivery, Status.REFUSED, description="Gửi nhầm", by=CLERK, now=tomorrow)
    flow = count_flow(tomorrow)
    assert (flow.arrived, flow.refused) == (0, 1)
    assert count_flow(tomorrow + timedelta(days=1)).refused == 0


def test_a_report_locks_the_delivery_alone(delivery):
    with CaptureQueriesContext(connection) as asked:
        report_status(delivery, Status.ARRIVED, by=CLERK, now=NOW)
    locking = [q["sql"] for q in asked if "FOR UPDATE" in q["sql"]]
    assert all(sql.endswith('OF "exchange_delivery"') for sql in locking)


# -- beyond the directory


@pytest.fixture
def far(province):
    """The axis, and a system where a code lives."""
    axis = connect_axis()
    return SimpleNamespace(axis=axis, system=connect(FAR), sender=province.sender, receiver=province.receiver)


def transfers():
    return {each.to_code: each.system.code for each in Transfer.objects.select_related("system")}


def test_who_is_outside_is_reached_by_its_system_or_by_the_axis_that_sees_its_own_alone(far):
    outside = [Outside(OUTSIDE, "Văn phòng Mẫu"), Outside(FAR, "UBND thị xã Gò Mây")]
    packet = send(far.sender, [far.receiver], outside=outside)
    assert {d.receiver_code: (d.receiver_name, d.state) for d in packet.deliveries.all()} == {
        RECEIVER: ("Sở Mẫu", "queued"),
        OUTSIDE: ("Văn phòng Mẫu", "queued"),
        FAR: ("UBND thị xã Gò Mây", "queued"),
    }
    assert transfers() == {OUTSIDE: far.axis.code, FAR: far.system.code}
    assert named_in(packet.deliveries.get(receiver_code=OUTSIDE)) == {OUTSIDE}
    assert named_in(packet.deliveries.get(receiver_code=FAR)) == {RECEIVER, OUTSIDE, FAR}
    readdress(packet, [], outside=[*outside, Outside("H37", "UBND tỉnh Mẫu")], by=CLERK, now=NOW)
    assert packet.deliveries.count() == 4
    assert named_in(packet.deliveries.get(receiver_code="H37")) == {"H37"}


def test_what_was_sent_beyond_while_the_axis_was_stopped_goes_there_when_it_goes_on(far):
    stopped = suspend_system(far.axis, reason="Bảo trì", by=CLERK, now=NOW)
    packet = send(far.sender, [], outside=[Outside(OUTSIDE, "Văn phòng Mẫu")])
    assert packet.deliveries.get().state == "unknown"
    resume_system(stopped, by=CLERK, now=NOW)
    assert (packet.deliveries.get().state, transfers()) == ("queued", {OUTSIDE: far.axis.code})


def named_in(delivery):
    """Say whom of these the bytes that go to a receiver name."""
    content = read_file(delivery.original or delivery.packet.original).decode()
    return {code for code in (RECEIVER, OUTSIDE, FAR, "H37") if f">{code}<" in content}
