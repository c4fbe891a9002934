"""A set is made while work goes on, and restored into another installation, where the journal says what is missing."""

import hashlib
import json
import os
import resource
import shutil
import subprocess
import time

import psycopg
import pytest

from tests.installations import installed

LAST_ACT = """
from langbiang.foundation.journal.models import Act
act = Act.objects.order_by("id").last()
print(act.verb, act.details["missing"])
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    with installed(tmp_path_factory.mktemp("here"), begun="province") as source:
        yield source


@pytest.fixture
def target(tmp_path):
    with installed(tmp_path / "there", begun="empty") as target:
        yield target


def _look(installation):
    return json.loads(installation.run("look", module="tests.province"))


def _files(installation):
    return {path.name for path in (installation.folder / "files").glob("??/*")}


@pytest.fixture(scope="module")
def backup(source, tmp_path_factory):
    """A set made while documents are being sent; the source goes on for a while afterwards."""
    kept = tmp_path_factory.mktemp("sets") / "set"
    at_work, worker = source.start("tests.province", "work"), source.start("langbiang", "worker")
    try:
        while len(_files(source)) < 8:
            assert at_work.poll() is None, "nobody works any more"
            time.sleep(0.2)
        source.run("backup", str(kept))
        time.sleep(1)
    finally:
        at_work.kill()
        at_work.wait()
        worker.terminate()
        worker.wait()
    source.run("signer", "--once")
    return kept


def test_a_set_is_restored_elsewhere_and_verifies(source, target, backup):
    source.run("go_on", module="tests.province")
    told = target.run("restore", str(backup))
    assert "Nhật ký nhất quán" in told
    assert "Thiếu khóa" in told
    there, here = _look(target), _look(source)
    assert 0 < there["outgoing"] <= here["outgoing"]
    assert there["findings"] == []
    assert _files(target)
    assert _files(target) <= _files(source)
    assert "journal.epoch.begun" in target.run("shell", "--no-imports", "-c", LAST_ACT)
    shutil.copytree(source.folder / "keys", target.folder / "keys", dirs_exist_ok=True)
    target.run("go_on", module="tests.province")
    went_on = _look(target)
    assert went_on["sent"] == went_on["outgoing"]
    assert went_on["findings"] == []


@pytest.fixture
def copied(backup, tmp_path):
    return shutil.copytree(backup, tmp_path / "copy")


def test_a_damaged_set_changes_nothing(target, copied):
    part = next((copied / "files").glob("??/*"))
    part.write_bytes(part.read_bytes()[:-1])
    assert "Bản sao lưu bị hỏng" in target.run("restore", str(copied), code=1)
    assert not _files(target)
    assert "không phải một bản sao lưu" in target.run("restore", str(copied / "files"), code=1)


def _forge(folder, change):
    """Change a set and its manifest alike, so that every part is what the manifest says."""
    manifest = json.loads((folder / "manifest.json").read_text())
    change(folder, manifest["parts"])
    (folder / "manifest.json").write_text(json.dumps(manifest))


def _drop_database(folder, parts):
    (folder / "database").unlink()
    del parts["database"]


def _spoil_database(folder, parts):
    (folder / "database").write_bytes(b"rubbish" * 1000)
    parts["database"] = hashlib.sha256(b"rubbish" * 1000).hexdigest()


@pytest.mark.parametrize(("change", "said"), [(_drop_database, "thiếu phần"), (_spoil_database, "Không đọc được")])
def test_a_set_without_a_good_database_does_not_replace_what_is_there(source, copied, change, said):
    before = _look(source)
    _forge(copied, change)
    assert said in source.run("restore", str(copied), "--replace", code=1)
    assert _look(source) == before


def test_keys_stay_out_of_a_set_unless_told(source, tmp_path):
    source.run("backup", str(tmp_path / "without"))
    source.run("backup", str(tmp_path / "with"), "--with-keys")
    listed = json.loads((tmp_path / "without" / "manifest.json").read_text())["keys"]
    assert "secret_key" in listed
    assert not (tmp_path / "without" / "keys").exists()
    secret = (tmp_path / "with" / "keys" / "secret_key").read_text()
    assert secret == (source.folder / "keys" / "secret_key").read_text()
    assert secret not in (tmp_path / "without" / "manifest.json").read_text()
    assert "đã có dữ liệu" in source.run("backup", str(tmp_path / "with"), code=1)


def test_a_restore_in_place_names_the_lost_checkpoint_and_is_signed_again(source, backup):
    assert "Nơi này đã có dữ liệu" in source.run("restore", str(backup), code=1)
    source.run("restore", str(backup), "--replace")
    assert "Điểm kiểm cuối đã biết" in source.run("shell", "--no-imports", "-c", LAST_ACT)
    assert "Đã ký vị trí" in source.run("signer", "--once")
    heads = str(source.folder / "checkpoints" / "heads.jsonl")
    assert "Đã chứng minh đến vị trí" in source.run("journal", "verify", "--checkpoint", heads)


# -- what may go wrong


def test_a_set_of_a_newer_version_is_refused_before_anything_changes(target, copied):
    manifest = json.loads((copied / "manifest.json").read_text())
    assert "journal.0001_initial" in manifest["migrations"]
    manifest["migrations"] += ["documents.9999_of_tomorrow", "another.0001_initial"]
    (copied / "manifest.json").write_text(json.dumps(manifest))
    told = target.run("restore", str(copied), code=1)
    assert "phiên bản mới hơn (có documents.9999_of_tomorrow)" in told
    assert not _files(target)


@pytest.mark.skipif(os.environ.get("LANGBIANG_TEST_DB") != "postgresql", reason="SQLite cannot tell who is connected")
def test_nothing_is_restored_over_a_database_in_use(source, backup):
    before = _look(source)
    with psycopg.connect(source.environment["LANGBIANG_DATABASE_URL"]):
        told = source.run("restore", str(backup), "--replace", code=1)
    assert "systemctl stop langbiang.target" in told
    assert _look(source) == before


def test_a_full_disk_is_told_and_leaves_no_half_of_a_set(source, tmp_path):
    """A limit of the size of files stands for the full disk."""

    def narrow():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    process = source.start("langbiang", "backup", str(tmp_path / "set"), preexec_fn=narrow, **piped)
    told, _ = process.communicate(timeout=300)
    assert (process.returncode, "Hết chỗ trên đĩa" in told) == (1, True), told
    assert list(tmp_path.iterdir()) == []


def test_sets_are_named_by_their_moment_and_the_oldest_go(source):
    kept = source.folder / "backups"
    named = kept / "before-the-move"
    source.run("backup", str(named))
    for name in ("20200101T000000", "20200102T000000"):
        shutil.copytree(named, kept / name)
    (kept / "20200103T000000").mkdir()  # not a set
    assert "Đã xóa 1 bản cũ" in source.run("backup", "--keep", "2")
    left = sorted(path.name for path in kept.iterdir())
    assert left[0] == "20200102T000000"
    assert left[-1] == "before-the-move"
    assert len(left) == 4
    assert "ít nhất 1" in source.run("backup", "--keep", "0", code=1)
