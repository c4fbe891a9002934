"""One packet's whole path: every hop, attempt, seal and status in order of time."""

from datetime import timedelta

from langbiang.apps.exchange.models import Packet, Transfer
from langbiang.apps.exchange.path import list_steps
from langbiang.apps.exchange.services import (
    deliver_waiting,
    finish_transfer,
    note_fetched,
    set_transfer_aside,
    try_transfer_again,
)
from langbiang.apps.exchange.tests.factories import (
    ADMIN,
    FAR,
    FAR_TOO,
    NOW,
    RECEIVER,
    come,
    connect,
    document_bytes,
    status_bytes,
)
from langbiang.apps.exchange.tests.keys import give_keys


def later(minutes):
    return NOW + timedelta(minutes=minutes)


def test_every_step_stands_in_order_of_time(province, settings, tmp_path):
    give_keys(settings, tmp_path, exchange="Trục liên thông")
    sender, there = connect(FAR, name="Hệ thống gửi"), connect(FAR_TOO, name="Hệ thống nhận")
    come(sender, document_bytes(to=[FAR_TOO, RECEIVER]))
    packet, transfer = Packet.objects.get(), Transfer.objects.get()
    deliver_waiting(packet, now=later(1))
    set_transfer_aside(transfer, "Tệp hỏng", by=ADMIN, now=later(2))
    try_transfer_again(transfer, by=ADMIN, now=later(3))
    note_fetched(transfer, now=later(4))
    finish_transfer(transfer, by=ADMIN, now=later(5), milliseconds=70)
    come(there, status_bytes(), kind="status")
    steps = list_steps(packet)
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    words = [(step.words, step.good) for step in steps]
    assert words[0] == ("Nhận từ hệ thống khác", None)
    assert ("Chuyển sang Hệ thống nhận: Nơi nhận từ chối: Tệp hỏng", False) in words
    assert words.index(("Hệ thống nhận đã tải tệp", None)) < words.index(
        ("Chuyển sang Hệ thống nhận: Thành công sau 70 ms", True)
    )
    assert [said for said, _ in words if said.startswith(("Trục đóng dấu", "Nhận trạng thái"))] == [
        "Trục đóng dấu bản đã nhận",
        "Nhận trạng thái 03",
        "Trục đóng dấu bản đã giao",
    ]


def test_the_path_costs_the_same_however_many_receivers(province, django_assert_num_queries):
    there = connect(*(f"H99.8.{number}" for number in range(9)))
    come(connect(FAR), document_bytes(to=[home.code for home in there.homes.all()]))
    packet = Packet.objects.get()
    for transfer in Transfer.objects.all():
        finish_transfer(transfer, by=ADMIN, now=NOW)
    with django_assert_num_queries(5):
        assert len(list_steps(packet)) == 1 + 9 + 9 + 9
