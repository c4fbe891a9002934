"""The command by which an administrator says with which certificate a person signs."""

import io

import pytest
from django.core.management import CommandError, call_command

from langbiang.foundation import signing
from langbiang.web.seeding import seat_named


@pytest.fixture
def person(province):
    return seat_named("ubnd-tinh", "Đinh Quốc Việt").person


@pytest.fixture
def file(settings, tmp_path, province, person):
    """Give a certificate of the demo's authority, in a ring of keys of its own."""
    settings.KEYS_DIR = tmp_path / "keys"
    province.key_for(seat_named("ubnd-tinh", "Đinh Quốc Việt"))
    path = tmp_path / "chung-thu.cer"
    path.write_bytes(signing.server_key(f"person-{person.uid}").certificate_der)
    return path


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("certificate", *words, stdout=out)
    return out.getvalue()


def test_a_certificate_is_bound_listed_and_dropped(person, file):
    uid = str(person.uid)
    assert "Chưa gắn chứng thư nào" in run("list")
    assert "Đã gắn cho Đinh Quốc Việt: chứng thư của Đinh Quốc Việt" in run("bind", "--person", uid, str(file))
    assert signing.find_bound(f"person-{uid}").certificate_der == file.read_bytes()
    assert f"Đinh Quốc Việt ({uid}): chứng thư của" in run("list")
    assert "Đã gỡ" in run("drop", "--person", uid)
    with pytest.raises(CommandError, match="chưa gắn"):
        run("drop", "--person", uid)


def test_what_cannot_be_bound_is_said(person, file, tmp_path):
    with pytest.raises(CommandError, match="Không có người này"):
        run("bind", "--person", "1", str(file))
    with pytest.raises(CommandError, match="Không đọc được tệp"):
        run("bind", "--person", str(person.uid), str(tmp_path / "khong-co.cer"))
    file.write_bytes(b"khong")
    with pytest.raises(CommandError, match="không phải chứng thư số"):
        run("bind", "--person", str(person.uid), str(file))
