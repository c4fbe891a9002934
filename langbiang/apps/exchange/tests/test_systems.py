"""Connecting systems: by service, by command, by page; the secret is said once; each code has one home."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from langbiang.apps.exchange.models import Delivery, Home, System, Transfer
from langbiang.apps.exchange.queries import list_waiting
from langbiang.apps.exchange.services import (
    CannotConnect,
    CannotHand,
    finish_transfer,
    give_home,
    renew_secret,
    resume_system,
    set_transfer_aside,
    suspend_system,
    take_home,
    try_transfer_again,
)
from langbiang.apps.exchange.tests.factories import (
    ADMIN,
    FAR,
    FAR_TOO,
    NOW,
    OUTSIDE,
    RECEIVER,
    come,
    connect,
    connect_axis,
    document_bytes,
)
from langbiang.foundation import vault
from langbiang.foundation.journal.interface import timeline, verify

pytestmark = pytest.mark.usefixtures("province")
BY = {"by": ADMIN, "now": NOW}


def verbs_of(system):
    return list(timeline("exchange.system", system.uid).values_list("verb", flat=True))


def test_a_connected_system_has_its_codes_and_a_sealed_secret():
    system = connect(FAR, RECEIVER)
    assert (system.code, system.way, system.state) == (f"{FAR}.LT1", "calls", "active")
    assert len(system.secret) > 40
    assert system.secret not in system.sealed_secret
    assert vault.unseal(system.sealed_secret) == system.secret
    assert [home.code for home in system.homes.order_by("pk")] == [FAR, RECEIVER]
    assert Home.objects.get(code=RECEIVER).agency.slug == "sm"
    assert connect("H99.9", code="").code == "H99.9.LT1"
    assert verify().ok


REFUSED = [
    ({"codes": []}, "ít nhất một mã"),
    ({"codes": ["a b"]}, "không phải mã định danh"),
    ({"codes": ["../x"]}, "không phải mã định danh"),
    ({"name": " "}, "Nhập tên"),
    ({"protocol": "soap"}, "Chọn giao thức"),
    ({"code": "có dấu"}, "chỉ gồm chữ không dấu"),
    ({"code": f"{FAR}.LT1"}, "đã có"),
    ({"codes": [FAR]}, "Mỗi mã ở một hệ thống"),
    ({"secret": "x"}, "không nhập bí mật"),
    ({"address": "ftp://a", "secret": "x"}, "Địa chỉ bắt đầu bằng"),
    ({"address": "https://a"}, "cần bí mật"),
    ({"is_axis": True, "address": "https://a", "secret": "x"}, "không giao mã riêng"),
]


@pytest.mark.parametrize(("said", "sentence"), REFUSED, ids=lambda each: str(each)[:40])
def test_what_is_incomplete_or_taken_is_refused(said, sentence):
    connect(FAR)
    told = {"codes": ["H99.8"], "name": "Hệ thống", "protocol": "national"} | said
    with pytest.raises(CannotConnect, match=sentence):
        connect(*told.pop("codes"), **told)
    assert System.objects.count() == 1


def test_there_is_one_axis():
    connect_axis()
    with pytest.raises(CannotConnect, match="Đã có một trục"):
        connect_axis(code="00.99.W01")


def test_what_was_kept_for_a_code_goes_on_its_way_when_its_system_comes():
    sender = connect(FAR)
    come(sender, document_bytes(to=[FAR_TOO, OUTSIDE]))
    assert not Transfer.objects.exists()
    there = connect(FAR_TOO)
    assert [each.to_code for each in list_waiting(there)] == [FAR_TOO]
    axis = connect_axis()
    assert [each.to_code for each in list_waiting(axis)] == [OUTSIDE]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"queued"}
    assert verify().ok


def test_a_code_is_given_and_taken():
    system = connect(FAR)
    give_home(system, FAR_TOO, **BY)
    with pytest.raises(CannotConnect, match="Mỗi mã ở một hệ thống"):
        give_home(connect("H99.8"), FAR_TOO, **BY)
    take_home(System.objects.get(pk=system.pk), FAR_TOO, **BY)
    with pytest.raises(CannotConnect, match="không ở hệ thống"):
        take_home(System.objects.get(pk=system.pk), FAR_TOO, **BY)
    assert verbs_of(system) == ["exchange.system.connected", "exchange.home.given", "exchange.home.taken"]


def test_a_system_is_stopped_with_a_reason_and_goes_on():
    system = connect(FAR)
    with pytest.raises(CannotConnect, match="Nhập lý do"):
        suspend_system(system, reason=" ", **BY)
    system = suspend_system(system, reason="Bảo trì", **BY)
    with pytest.raises(CannotConnect, match="Tạm dừng"):
        suspend_system(system, reason="Bảo trì", **BY)
    assert resume_system(system, **BY).state == "active"
    with pytest.raises(CannotConnect, match="Đang kết nối"):
        resume_system(System.objects.get(), **BY)


def test_a_secret_is_renewed_for_who_calls_us_alone():
    system = connect(FAR)
    old, new = system.secret, renew_secret(system, **BY)
    assert new != old
    assert vault.unseal(System.objects.get().sealed_secret) == new
    with pytest.raises(CannotConnect, match="bên ấy cấp"):
        renew_secret(connect_axis(), **BY)


# -- the moves of a transfer


@pytest.fixture
def transfer():
    sender, _ = connect(FAR), connect(FAR_TOO)
    come(sender, document_bytes())
    return Transfer.objects.get()


def test_a_transfer_that_is_done_stays_done(transfer):
    for _ in range(2):
        assert finish_transfer(transfer, **BY).state == "done"
    assert set_transfer_aside(transfer, "muộn", **BY).state == "done"
    with pytest.raises(CannotHand, match="đang để riêng"):
        try_transfer_again(transfer, **BY)
    assert [attempt.outcome for attempt in transfer.attempts.all()] == ["done"]


def test_what_stands_aside_is_tried_again(transfer):
    set_transfer_aside(transfer, "Tệp hỏng", **BY)
    assert try_transfer_again(transfer, **BY).state == "waiting"
    assert Delivery.objects.get().state == "queued"
    finish_transfer(transfer, **BY)
    delivery = Delivery.objects.get()
    verbs = timeline("exchange.delivery", delivery.uid).values_list("verb", flat=True)
    assert list(verbs)[1:] == ["exchange.delivery.failed", "exchange.delivery.queued", "exchange.delivery.stored"]
    assert verify().ok


def test_what_the_axis_takes_is_handed_and_not_arrived():
    axis, sender = connect_axis(), connect(FAR)
    come(sender, document_bytes(to=[OUTSIDE]))
    finish_transfer(list_waiting(axis).get(), remote_id="abc", **BY)
    assert (Delivery.objects.get().state, Transfer.objects.get().remote_id) == ("handed", "abc")
    assert verify().ok


# -- the command


def run(*words):
    out, err = io.StringIO(), io.StringIO()
    call_command("exchange", "system", *words, stdout=out, stderr=err)
    return out.getvalue()


def test_the_command_says_id_and_secret_once(settings):
    settings.ADDRESS = "https://truc.example/"
    told = json.loads(run("add", "--agency", FAR, FAR_TOO, "--protocol", "national", "--name", "Một cửa", "--json"))
    assert (told["id"], told["agencies"]) == (f"{FAR}.LT1", [FAR, FAR_TOO])
    assert told["base"] == "https://truc.example/truc/quoc-gia"
    secret = told.pop("secret")
    assert vault.unseal(System.objects.get().sealed_secret) == secret
    listed = json.loads(run("list", "--json"))
    assert listed["systems"] == [told]
    assert listed["addresses"]["v1"] == "https://truc.example/EdocService/"
    plain = run("list")
    assert "Một cửa" in plain
    assert secret not in plain


def test_the_command_takes_the_secret_of_others_from_a_file(tmp_path):
    path = tmp_path / "bi-mat"
    path.write_text("s3cret\n")
    words = ["add", "--protocol", "national", "--axis", "--id", "00.99.W00", "--address", "https://truc.example"]
    plain = run(*words, "--secret-file", path)
    assert "s3cret" not in plain
    system = System.objects.get()
    assert (system.way, system.is_axis, vault.unseal(system.sealed_secret)) == ("called", True, "s3cret")
    with pytest.raises(CommandError, match="Không mở được tệp"):
        run(*words, "--secret-file", tmp_path / "khong-co")
    with pytest.raises(CommandError, match="ít nhất một mã"):
        run("add", "--protocol", "own")
