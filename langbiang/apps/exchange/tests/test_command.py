"""`langbiang exchange`: lines and exit codes; the samples of others through the whole of it."""

import io
import json
import re
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from langbiang.apps.exchange.models import Delivery, ImportAttempt, ListedAgency, Packet
from langbiang.apps.exchange.services import ask_sync, take_sync
from langbiang.apps.exchange.tests import peers
from langbiang.apps.exchange.tests.factories import ADMIN, connect_axis, send
from langbiang.apps.exchange.tests.store import PACKETS
from langbiang.apps.exchange.tests.test_edxml_samples import SAMPLES
from langbiang.foundation import clock

pytestmark = pytest.mark.usefixtures("province")


def run(*words):
    """Run the command; give its exit code and its lines."""
    out = io.StringIO()
    try:
        call_command("exchange", *map(str, words), stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def test_each_file_gives_one_json_line():
    code, lines = run("import", "--json", PACKETS / "java-new-zip.edxml", PACKETS / "status-01.edxml")
    document, status = map(json.loads, lines)
    assert code == 0
    assert document | {"uid": ""} == {
        "file": "java-new-zip.edxml",
        "outcome": "accepted",
        "kind": "document",
        "from": "000.00.01.H99",
        "to": 1,
        "business_type": 0,
        "attachments": 1,
        "integrity": "ok",
        "uid": "",
        "reason": "",
        "warnings": ["Nơi gửi là cơ quan của hệ thống này; gói tin nhập từ tệp, không do hệ thống gửi."],
    }
    assert (status["kind"], status["status_code"], status["to"], status["attachments"]) == ("status", "01", 0, 0)


def test_without_a_worker_the_packet_is_delivered_by_the_command():
    run("import", PACKETS / "java-new-zip.edxml")
    assert Delivery.objects.get().state == "arrived"


def test_a_refused_file_ends_with_1_and_the_others_come_in():
    code, lines = run("import", PACKETS / "malformed-unbound-prefix.edxml", PACKETS / "java-new-zip.edxml")
    assert code == 1
    assert lines[0].startswith("malformed-unbound-prefix.edxml: KHÔNG NHẬN: ")
    assert "java-new-zip.edxml: đã nhận: văn bản của 000.00.01.H99, 1 nơi nhận, 1 tệp đính kèm" in lines[1]


def test_a_second_run_ends_with_0():
    run("import", PACKETS / "java-new-zip.edxml")
    code, lines = run("import", PACKETS / "java-new-zip.edxml")
    assert (code, "đã có từ trước" in lines[0]) == (0, True)


def test_a_missing_path_stops_before_the_first_file(tmp_path):
    with pytest.raises(CommandError, match="Chưa nhập tệp nào") as refusal:
        run("import", PACKETS / "java-new-zip.edxml", tmp_path / "mất.edxml")
    assert refusal.value.returncode == 2
    assert not ImportAttempt.objects.exists()


def test_a_document_is_exported_to_a_file_and_read_again(province, tmp_path):
    packet = send(province.sender, [province.receiver])
    output = tmp_path / "gói.edxml"
    assert run("export", packet.source_uid, "-o", output) == (0, [])
    assert [path.name for path in tmp_path.glob("*gói*")] == ["gói.edxml"]
    assert json.loads(run("import", "--json", output)[1][0])["outcome"] == "duplicate"


def test_what_cannot_be_exported_leaves_no_file(province, tmp_path):
    packet = send(province.sender, [province.codeless])
    for uid, sentence in ((packet.uid, "chưa có mã định danh"), (uuid4(), "Không có gói tin")):
        with pytest.raises(CommandError, match=sentence):
            run("export", uid, "-o", tmp_path / "gói.edxml")
    assert not list(tmp_path.glob("*gói*"))


# number: kind, from, to, business type or status code, attachments, integrity
SAID_OF_SAMPLES = {
    "01": ("document", "000.00.00.A80", 1, 0, 1, "ok"),
    "02": ("document", "000.00.00.G22", 3, 3, 1, "ok"),
    "03": ("document", "000.00.00.G22", 3, 1, 1, "ok"),
    "04": ("status", "000.00.00.H41", 0, "01", 0, "ok"),
    "05": ("status", "000.00.00.H41", 0, "02", 0, "ok"),
    "06": ("status", "000.00.00.G22", 0, "13", 0, "ok"),
    "07": ("status", "000.00.00.H41", 0, "01", 0, "ok"),
    "08": ("document", "vxp.saas.03", 1, 0, 3, "ok"),
    "09": ("document", "000.00.15.H51", 1, 0, 1, "damaged"),
    "10": ("document", "vxp.saas.03", 1, 0, 1, "damaged"),
    "12": ("document", "Mã định danh điện tử theo QCVN 102 BTTTT", 1, 2, 1, "damaged"),
}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder of edXML samples is not here")
def test_samples_of_others():
    code, lines = run("import", "--json", *sorted(SAMPLES.glob("*.edxml")))
    told = {re.match(r"\d+", line["file"])[0]: line for line in map(json.loads, lines)}
    assert code == 1
    assert told.pop("11")["outcome"] == "refused"
    assert {line["outcome"] for line in told.values()} == {"accepted"}
    assert {
        number: (
            line["kind"],
            line["from"],
            line["to"],
            line.get("business_type", line.get("status_code")),
            line["attachments"],
            line["integrity"],
        )
        for number, line in told.items()
    } == SAID_OF_SAMPLES
    again = [json.loads(line)["outcome"] for line in run("import", "--json", *sorted(SAMPLES.glob("*.edxml")))[1]]
    assert sorted(set(again)) == ["duplicate", "refused"]
    assert Packet.objects.count() == 7


# -- agencies


def test_the_list_of_agencies_is_read_at_once_and_told_in_a_line():
    with peers.hostile(
        peers.says_many([{"code": "G12", "name": "Bộ Tài chính"}, {"code": "", "name": "?"}])
    ) as address:
        connect_axis(address=address, name="Trục thử")
        code, (line,) = run("agencies", "sync", "--json")
        assert json.loads(line) == {
            "system": "00.99.W00",
            "state": "done",
            "new": 1,
            "changed": 0,
            "gone": 0,
            "same": 0,
            "passed_over": 1,
            "reason": "",
        }
        assert run("agencies", "sync", "--system", "00.99.W00") == (
            0,
            ["Trục thử: 0 mới, 0 đổi, 0 không còn, 1 như cũ, bỏ qua 1 dòng"],
        )
    assert code == 0
    assert ListedAgency.objects.get().name == "Bộ Tài chính"


def test_a_list_that_is_refused_is_told_with_its_words_and_ends_with_one():
    with peers.hostile(peers.says_many([])) as address:
        connect_axis(address=address, name="Trục thử")
        code, lines = run("agencies", "sync")
    assert code == 1
    assert lines == ["Trục thử: KHÔNG CẬP NHẬT. Danh sách không có cơ quan nào dùng được. Danh bạ giữ nguyên."]


def test_a_list_that_another_process_reads_or_nobody_gives_is_not_read():
    with pytest.raises(CommandError, match="Không có trục") as found:
        run("agencies", "sync")
    assert found.value.returncode == 2
    axis = connect_axis()
    ask_sync(axis, by=ADMIN, now=clock.now())
    take_sync(axis, now=clock.now())
    with pytest.raises(CommandError, match="tiến trình khác"):
        run("agencies", "sync")
