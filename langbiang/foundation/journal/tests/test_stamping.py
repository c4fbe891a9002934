"""An authority outside stamps the signed heads: they wait while it is down, and what does not hold is found."""

import logging
from datetime import timedelta
from hashlib import sha256

import pytest
from asn1crypto import cms

from langbiang.foundation import signing
from langbiang.foundation.journal.handlers import stamp_signed_heads
from langbiang.foundation.journal.interface import Act, begin_epoch, drain, find_last_stamp, unstamped_since, verify
from langbiang.foundation.journal.models import Checkpoint, CheckpointStamp
from langbiang.foundation.journal.signer import Signer
from langbiang.foundation.journal.stamping import stamp_heads
from langbiang.foundation.journal.tests.test_verifying import cut, only, rewrite
from langbiang.foundation.signing.tests.service import time_stamping

pytestmark = pytest.mark.django_db
DOWN = "http://127.0.0.1:9/"


@pytest.fixture
def service(settings, tmp_path):
    """A service whose root is trusted here; `with service():` it answers."""
    settings.KEYS_DIR = tmp_path / "keys"
    signing.roots_folder().mkdir(parents=True)
    settings.TSA = DOWN

    def up():
        return time_stamping(tmp_path)

    return up


def trust(tmp_path):
    """Trust the service that answers now; each has a key, and so a root, of its own."""
    root = (tmp_path / "tsa.cer").read_bytes()
    (signing.roots_folder() / f"tsa-{sha256(root).hexdigest()[:8]}.cer").write_bytes(root)


@pytest.fixture
def heads(write_paper, tmp_path, now):
    """Sign so many heads, one after each act."""
    signer = Signer(key_path=tmp_path / "signer.pem", copy_path=tmp_path / "heads.jsonl")

    def signed(count):
        for _ in range(count):
            write_paper()
            drain()
            signer.sign(now + timedelta(minutes=Checkpoint.objects.count()))

    return signed


@pytest.fixture
def stamped(service, heads, settings, tmp_path, now):
    """Three heads with their stamps."""
    with service() as settings.TSA:
        trust(tmp_path)
        for _ in range(3):
            heads(1)
            stamp_heads(now=now)
    return list(CheckpointStamp.objects.order_by("pk"))


def test_heads_wait_for_a_service_that_is_down_and_are_stamped_later_the_oldest_first(
    stamped, service, heads, settings, tmp_path, now
):
    settings.TSA = DOWN
    heads(2)
    stamp_signed_heads(now)
    report = verify()
    assert report.ok
    assert (report.stamps, report.stamps_waiting) == (3, 2)
    assert "3 đầu chuỗi có dấu thời gian, 2 đang chờ." in report.notes
    assert unstamped_since() == now + timedelta(minutes=3)
    with service() as settings.TSA:
        trust(tmp_path)
        assert stamp_heads(now=now) == 2
        assert stamp_heads(now=now) == 0
    assert (CheckpointStamp.objects.count(), unstamped_since()) == (5, None)
    assert verify().findings == []
    answered = [signed_at(each) for each in CheckpointStamp.objects.order_by("checkpoint__position")]
    assert answered == sorted(answered)


def signed_at(stamp):
    """Give the service's own number and time of a stamp."""
    info = cms.ContentInfo.load(bytes(stamp.token))["content"]["encap_content_info"]["content"].parsed
    return info["gen_time"].native


def test_the_certificate_of_the_service_is_told_from_its_last_stamp(stamped):
    found = signing.validity_of_stamp(find_last_stamp())
    root = next(signing.list_roots())
    assert (found.purpose, found.holder, found.ends) == ("stamp", "TSA", root.ends)


def test_of_the_first_stamp_the_newest_head_is_enough(service, heads, settings, tmp_path, now):
    heads(3)
    with service() as settings.TSA:
        trust(tmp_path)
        assert stamp_heads(now=now) == 1
    assert CheckpointStamp.objects.get().checkpoint.position == 3
    assert unstamped_since() is None


def test_without_a_service_nothing_waits(service, heads, settings, now):
    settings.TSA = ""
    heads(1)
    assert stamp_heads(now=now) == 0
    assert unstamped_since() is None
    report = verify()
    assert (report.ok, report.stamps, report.stamps_waiting, len(report.notes)) == (True, 0, 0, 2)


def test_a_stamp_of_a_service_that_is_not_trusted_is_not_kept(service, heads, settings, now, caplog):
    heads(1)
    with service() as settings.TSA, caplog.at_level(logging.WARNING):
        stamp_signed_heads(now)
    assert CheckpointStamp.objects.count() == 0
    assert "không do dịch vụ được tin cậy" in caplog.text


def test_an_altered_stamp_is_found_at_any_byte_of_what_it_signs(stamped):
    token = bytes(stamped[1].token)
    for at in (len(token) // 3, len(token) - 5):
        changed = bytearray(token)
        changed[at] ^= 1
        CheckpointStamp.objects.filter(pk=stamped[1].pk).update(token=bytes(changed))
        assert "Dấu thời gian của đầu chuỗi ở vị trí 2" in only(verify())


def test_a_stamp_of_another_head_is_found(stamped):
    CheckpointStamp.objects.filter(pk=stamped[1].pk).update(token=stamped[0].token)
    assert "không khớp với đầu chuỗi ấy" in only(verify())


def test_a_service_that_is_trusted_no_more_is_found(stamped):
    for root in signing.roots_folder().glob("*.cer"):
        root.unlink()
    report = verify()
    assert ["không do dịch vụ được tin cậy cấp" in finding for finding in report.findings] == [True] * 3


def test_a_rewritten_chain_departs_from_its_stamped_heads_without_any_copy_outside(stamped):
    Act.objects.filter(seal__position=2).update(details={"title": "khác"})
    rewrite()
    told = [finding for finding in verify().findings if "đã bị viết lại" in finding]
    assert [finding[:46] for finding in told] == [
        f"Đầu chuỗi có dấu thời gian ở vị trí {at} (kỷ nguyên"[:46] for at in (2, 3)
    ]


def test_a_head_changed_or_taken_away_leaves_its_stamp_behind(stamped):
    Checkpoint.objects.filter(position=2).update(chain=b"x" * 32)
    assert "không khớp với đầu chuỗi ấy" in only(verify())
    Checkpoint.objects.filter(position=2)._raw_delete("default")
    assert "có dấu thời gian nhưng đã bị xoá" in only(verify())


def test_a_cut_is_found_and_one_that_was_declared_is_none(stamped, by, now):
    cut(2)
    assert "vị trí ấy không còn trong nhật ký" in only(verify())
    begin_epoch(by=by, now=now, reason="Khôi phục", missing="vị trí 3")
    drain()
    assert verify().findings == []
