"""Seals and receipts over what goes through the hub, their container, and its proof without our code."""

import base64
import hashlib
import io
import json
import re
import zipfile

import pytest
from django.core.management import CommandError, call_command

from langbiang.apps.exchange.asic import NotAContainer, judge_container
from langbiang.apps.exchange.models import Delivery, Home, Packet, Seal, Transfer
from langbiang.apps.exchange.services import (
    CannotReceive,
    NoEvidence,
    deliver_waiting,
    finish_transfer,
    hand_over,
    original_of,
    stamp_waiting,
    transport_for,
    write_evidence,
)
from langbiang.apps.exchange.tests import peers
from langbiang.apps.exchange.tests.factories import (
    ADMIN,
    FAR,
    FAR_TOO,
    NOW,
    RECEIVER,
    come,
    connect,
    document_bytes,
    make_agency,
    send,
)
from langbiang.apps.exchange.tests.keys import PASSWORD
from langbiang.apps.exchange.tests.test_api import Program
from langbiang.foundation import signing
from langbiang.foundation.signing import NoStamp, seal_digest, trusted_roots
from langbiang.foundation.signing.tests.service import run, time_stamping


def container(packet, **said):
    out = io.BytesIO()
    write_evidence(Packet.objects.select_related("original", "system").get(pk=packet.pk), out, now=NOW, **said)
    return out


def kinds(packet):
    return [(seal.kind, seal.signer) for seal in packet.seals.all()]


def judged(file, trust=None):
    return judge_container(file, trust=trusted_roots() if trust is None else trust)


# -- who seals what


def test_an_agency_hosted_here_seals_what_leaves_and_the_hub_what_it_handed_over(province, root):
    there = connect(FAR)
    packet = send(province.sender, [province.receiver, far_agency(there)])
    deliver_waiting(packet, now=NOW)
    finish_transfer(Transfer.objects.get(), by=ADMIN, now=NOW)
    packet.refresh_from_db()
    expected = [("sent", "Sở Thử nghiệm"), ("receipt", "Sở Mẫu"), ("handed", "Trục liên thông")]
    assert kinds(packet) == expected
    found = judged(container(packet))
    assert (found.wrong, found.untrusted, len(found.proved)) == ([], [], 4)
    (gap,) = found.evidence["notCovered"]
    assert gap.endswith("nơi nhận không ký biên nhận.")
    assert "Trục liên thông văn bản quốc gia" in gap


def far_agency(system):
    agency = make_agency("ubnd-xa-o-xa", "UBND xã Ở Xa", FAR)
    Home.objects.filter(system=system, code=FAR).update(agency=agency)
    return agency


def test_the_sending_agency_seals_the_very_bytes_that_go_to_another_hub(province, root):
    there = connect(FAR, protocol="own", address="http://127.0.0.1:9/api/exchange/v1", secret="bi-mat")
    send(province.sender, [far_agency(there)])
    transfer = Transfer.objects.select_related("delivery__packet__original", "delivery__original").get()
    file = original_of(transfer)
    heard, answer = [], json.dumps({"id": "x", "sha256": file.digest}).encode()
    with peers.hostile(peers.says(answer, "201 Created"), heard) as url:
        there.address = url
        client = transport_for(there)
        client._token, client._until = "ma", float("inf")
        assert hand_over(there, client, clock=lambda: NOW) == 1
    (seal,) = re.findall(r"Document-Seal: (\S+)", heard[0])
    found = signing.judge_seal(base64.b64decode(seal), file.digest, trust=trusted_roots())
    assert (found.intact, found.trusted, found.signer) == (True, True, "Sở Thử nghiệm")


def test_a_program_seals_what_it_sends_and_signs_what_it_stored(root, program_key):
    sender, receiver = Program(connect(FAR, protocol="own")), Program(connect(FAR_TOO, protocol="own"))
    content = document_bytes()
    digest = hashlib.sha256(content).hexdigest()
    seal = base64.b64encode(seal_digest(digest, program_key, now=NOW)).decode()
    uid = sender.send(content, HTTP_DOCUMENT_SEAL=seal).json()["id"]
    waiting = f"/waiting/{Transfer.objects.get().uid}/acknowledgement"
    stored = {"outcome": "stored", "sha256": digest, "receipt": seal}
    assert receiver.post(waiting, stored).json()["state"] == "done"
    packet = Packet.objects.get()
    assert [kind for kind, _ in kinds(packet)] == ["sent", "taken", "receipt"]
    for program in (sender, receiver):
        answer = program.get(f"/documents/{uid}/evidence")
        body = b"".join(answer.streaming_content)
        assert int(answer.headers["Content-Length"]) == len(body)
        found = judged(io.BytesIO(body))
        assert (found.wrong, found.untrusted, found.evidence["notCovered"]) == ([], [], [])
    assert Program(connect("H99.5", protocol="own")).get(f"/documents/{uid}/evidence").status_code == 404


def test_a_seal_or_receipt_for_other_content_is_refused_and_nothing_moves(root, program_key):
    sender, receiver = Program(connect(FAR, protocol="own")), Program(connect(FAR_TOO, protocol="own"))
    content = document_bytes()
    other = base64.b64encode(seal_digest("00" * 32, program_key, now=NOW)).decode()
    for said in (other, base64.b64encode(b"khong phai").decode(), "không"):
        answer = sender.send(content, HTTP_DOCUMENT_SEAL=said)
        assert (answer.status_code in (400, 422), answer.json()["code"]) == (True, "sai-dau")
    assert not Packet.objects.exists()
    sender.send(content)
    transfer = Transfer.objects.get()
    stored = {"outcome": "stored", "sha256": hashlib.sha256(content).hexdigest(), "receipt": other}
    answer = receiver.post(f"/waiting/{transfer.uid}/acknowledgement", stored)
    assert (answer.status_code, answer.json()["code"]) == (422, "sai-dau")
    transfer.refresh_from_db()
    assert transfer.state == Transfer.State.WAITING


def test_what_comes_twice_is_sealed_once(root):
    system = connect(FAR)
    for _ in range(2):
        come(system, document_bytes(to=[RECEIVER]))
    packet = Packet.objects.get()
    for _ in range(2):
        deliver_waiting(packet, now=NOW)
    assert [kind for kind, _ in kinds(packet)] == ["taken", "receipt"]


def test_without_keys_documents_go_their_way_and_the_evidence_is_refused_in_words(province, settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"
    come(connect(FAR), document_bytes(to=[RECEIVER]))
    packet = Packet.objects.get()
    deliver_waiting(packet, now=NOW)
    assert Delivery.objects.get().state == Delivery.State.ARRIVED
    assert not Seal.objects.exists()
    with pytest.raises(NoEvidence, match="chưa có khóa"):
        container(packet)
    with pytest.raises(NoEvidence, match="không qua trục"):
        container(send(province.sender, [province.receiver]))


def test_a_signature_with_sha1_or_with_its_content_inside_is_no_seal(root, tmp_path, program_key):
    content = document_bytes(to=[RECEIVER])
    digest = hashlib.sha256(content).hexdigest()
    (tmp_path / "c").write_bytes(content)
    run(tmp_path, f"openssl pkcs12 -in program.p12 -passin pass:{PASSWORD} -nodes -out program.pem")

    def sealed(said):
        return run(tmp_path, f"openssl cms -sign -binary -in c -signer program.pem -outform DER -md {said}")

    assert signing.judge_seal(sealed("sha256"), digest, trust=trusted_roots()).trusted
    for said in ("sha1", "sha256 -nodetach"):
        with pytest.raises(signing.NoSeal):
            signing.judge_seal(sealed(said), digest, trust=[])
    system, old = connect(FAR), sealed("sha1")
    with pytest.raises(CannotReceive, match="SHA-256"):
        come(system, content, seal=old)


# -- the container


@pytest.fixture
def carried(province, root):
    """A small packet that came in and arrived, with its seals."""
    come(connect(FAR), document_bytes(to=[RECEIVER]))
    packet = Packet.objects.get()
    deliver_waiting(packet, now=NOW)
    return packet


def test_a_container_is_proved_without_our_code(carried, root, tmp_path, settings):
    with time_stamping(tmp_path) as settings.TSA:
        assert stamp_waiting(now=NOW) == 2
    folder = tmp_path / "out"
    with zipfile.ZipFile(container(carried)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
        archive.extractall(folder)
    manifests = sorted((folder / "META-INF").glob("ASiCManifest-*.xml"))
    assert len(manifests) == 3
    for manifest in manifests:
        name = manifest.stem.removeprefix("ASiCManifest-")
        lines = sums(manifest.read_text())
        assert run(folder, "sha256sum --check --strict", feed=lines.encode()).count(b": OK") == lines.count("\n")
        seal = f"META-INF/signature-{name}.p7s"
        checking = "openssl cms -verify -binary -inform DER -purpose any -no_check_time"
        run(folder, f"{checking} -in {seal} -content {manifest} -CAfile {root}")
        if name != "container":
            stamp = f"META-INF/timestamp-{name}.tst"
            run(folder, f"openssl ts -verify -token_in -in {stamp} -data {seal} -CAfile {tmp_path}/tsa.pem")
    (packet,) = folder.glob("*.edxml")
    assert packet.read_bytes() == document_bytes(to=[RECEIVER])


def sums(manifest: str) -> str:
    """Turn a manifest into what `sha256sum --check` reads, with nothing but the text at hand."""
    parts = manifest.split('DataObjectReference URI="')[1:]
    told = [(part.split('"')[0], part.split("DigestValue>")[1].split("<")[0]) for part in parts]
    return "".join(f"{base64.b64decode(value).hex()}  {name}\n" for name, value in told)


def test_any_changed_byte_is_found(carried):
    whole = container(carried).getvalue()
    assert judged(io.BytesIO(whole)).wrong == []
    for at in [*range(0, len(whole), max(1, len(whole) // 120)), len(whole) - 1]:
        changed = bytearray(whole)
        changed[at] ^= 1
        assert is_found(bytes(changed)), at
    assert is_found(whole + b"\0")
    assert is_found(b"\0" + whole)


def is_found(content):
    try:
        found = judged(io.BytesIO(content))
    except NotAContainer:
        return True
    return bool(found.wrong or found.untrusted)


def test_parts_taken_out_put_in_or_swapped_are_found(carried):
    with zipfile.ZipFile(container(carried)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    statement = next(name for name in parts if name.startswith("seals/"))
    without = {name: content for name, content in parts.items() if name != statement}
    assert any("thay đổi hoặc bị mất" in words for words in judged(zipped(without)).wrong)
    assert any("không được niêm phong" in words for words in judged(zipped(parts | {"them.edxml": b"x"})).wrong)
    told = json.loads(parts["evidence.json"]) | {"notCovered": []}
    changed = parts | {"evidence.json": json.dumps(told).encode()}
    assert judged(zipped(changed)).wrong == ["Phần evidence.json đã bị thay đổi hoặc bị mất."]


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out


# -- time stamps


def test_seals_wait_for_a_service_that_is_down_and_are_stamped_later(carried, tmp_path, settings):
    settings.TSA = "http://127.0.0.1:9/"
    with pytest.raises(NoStamp):
        stamp_waiting(now=NOW)
    assert Seal.objects.filter(stamp=None).count() == 2
    with time_stamping(tmp_path) as settings.TSA:
        assert stamp_waiting(now=NOW) == 2
        assert stamp_waiting(now=NOW) == 0
    found = judged(container(carried), [*trusted_roots(), (tmp_path / "tsa.cer").read_bytes()])
    assert (found.wrong, found.untrusted) == ([], [])
    assert sum("dấu thời gian" in words for words in found.proved) == 2
    assert len(judged(container(carried)).untrusted) == 2


# -- the command


def test_the_command_says_in_plain_words_what_is_proved(carried, tmp_path, settings, capsys):
    path = tmp_path / "chung-cu.asice"
    path.write_bytes(container(carried).getvalue())
    call_command("exchange", "verify", str(path))
    told = capsys.readouterr().out
    assert told.startswith("Nguyên vẹn")
    assert "Nơi nhận ký biên nhận, nơi nhận Sở Mẫu: Sở Mẫu đã ký biên nhận." in told
    assert "nơi gửi không đóng dấu gói tin" in told
    for changed, code in ((b"", 3), (b"\0", 1)):
        settings.KEYS_DIR = tmp_path / "none"
        path.write_bytes(path.read_bytes() + changed)
        with pytest.raises(SystemExit) as left:
            call_command("exchange", "verify", str(path))
        assert left.value.code == code
    path.write_bytes(b"PK")
    with pytest.raises(CommandError, match="không phải gói chứng cứ"):
        call_command("exchange", "verify", str(path))
