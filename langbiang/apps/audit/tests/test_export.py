"""Acts taken away prove themselves to who has nothing but Python; that they were taken is an act."""

import io
import json
import subprocess
import sys
import zipfile
from hashlib import sha256

import pytest
from django.test import Client
from django.urls import reverse

from langbiang.apps.audit import services
from langbiang.apps.audit.queries import Asked
from langbiang.apps.audit.services import exporting
from langbiang.apps.documents.tests import factories
from langbiang.foundation.journal.interface import Act, verify

from .test_search import DAY, at

pytestmark = pytest.mark.django_db
PERIOD = {"tu": "08/09/2020", "den": "10/09/2020"}
REGISTERED = {"begins": factories.NOW - DAY, "ends": factories.NOW + DAY, "family": "documents.outgoing"}


def export(seat, folder, **narrowed):
    out = io.BytesIO()
    services.export_acts(Asked(**{**REGISTERED, **narrowed}), out, words="thử", seat=seat, now=factories.NOW)
    zipfile.ZipFile(out).extractall(folder)
    return out.getvalue()


def check(folder) -> subprocess.CompletedProcess:
    command = [sys.executable, "kiem-tra.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_an_export_is_checked_with_what_is_in_it(signed, auditor, tmp_path):
    export(auditor, tmp_path)
    checked = check(tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "Chữ ký của đầu chuỗi hợp lệ" in checked.stdout
    assert len((tmp_path / "hanh-vi.jsonl").read_text().splitlines()) >= 3
    assert "Tô Minh Khánh" in (tmp_path / "DOC-TRUOC.txt").read_text()
    assert verify(checkpoints=tmp_path / "dau-chuoi.jsonl").proved, "our own command takes the heads as they are"


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("hanh-vi.jsonl", "Vũ Hồng Nhung", "Vũ Hồng Nhưng", "nội dung không khớp"),
        ("hanh-vi.jsonl", "Triển khai trục", "Triển khai truc", "chi tiết không khớp"),
        ("chuoi.jsonl", '"digest": "', '"digest": "00', "Chuỗi đứt"),
        ("dau-chuoi.jsonl", '"position": ', '"position": 9', "không khớp chuỗi"),
        ("dau-chuoi.jsonl", '"province": "', '"province": "x', "không hợp lệ"),
    ],
)
def test_whatever_is_changed_in_an_export_is_found(signed, auditor, tmp_path, file, before, after, said):
    export(auditor, tmp_path)
    text = (tmp_path / file).read_text()
    assert before in text
    (tmp_path / file).write_text(text.replace(before, after))
    checked = check(tmp_path)
    assert checked.returncode == 1, checked.stderr
    assert said in checked.stdout


def test_without_a_signed_head_an_export_says_so(acts, auditor, tmp_path, settings):
    settings.CHECKPOINTS_FILE = tmp_path / "none.jsonl"
    export(auditor, tmp_path)
    checked = check(tmp_path)
    assert checked.returncode == 0
    assert "chỉ nhất quán với chính nó" in checked.stdout


def test_where_the_signers_file_cannot_be_read_the_key_is_left_to_who_holds_it(signed, auditor, tmp_path, settings):
    settings.CHECKPOINTS_FILE = tmp_path / "none.jsonl"
    export(auditor, tmp_path)
    assert "Không có khóa công khai" in check(tmp_path).stdout
    assert at(auditor).get(reverse("audit:heads")).status_code == 302


def test_an_administrators_export_has_no_details_and_still_proves(signed, admin, tmp_path):
    export(admin, tmp_path)
    assert check(tmp_path).returncode == 0
    lines = [json.loads(line) for line in (tmp_path / "hanh-vi.jsonl").read_text().splitlines()]
    assert {line["agency_id"] for line in lines} == {admin.agency_id}
    assert {line["details"] for line in lines} == {None} == {line["salt"] for line in lines}


def test_an_export_is_written_into_the_journal(signed, auditor):
    client = at(auditor)
    answer = client.post(reverse("audit:act-export"), {**PERIOD, "loai": "documents.outgoing", "seat": auditor.uid})
    given = b"".join(answer.streaming_content)
    told = Act.objects.get(verb="journal.acts.exported")
    assert told.person == "Tô Minh Khánh"
    assert told.details["digest"] == sha256(given).hexdigest()
    assert told.details["asked"] == "Từ ngày: 08/09/2020; Đến ngày: 10/09/2020; Loại việc: documents.outgoing"


def test_what_cannot_be_exported_is_refused_and_leaves_no_act(signed, auditor, monkeypatch):
    client = at(auditor)

    def refused(**said) -> str:
        answer = client.post(reverse("audit:act-export"), {**PERIOD, "seat": auditor.uid, **said})
        assert answer.status_code == 422
        return answer.content.decode()

    assert "chưa có gì để kết xuất" in refused(loai="journal.epoch")
    assert "vị trí khác" in refused(seat="another")
    monkeypatch.setattr(exporting, "MOST_ACTS", 1)
    assert "quá lớn" in refused()
    assert not Act.objects.filter(verb="journal.acts.exported").exists()


def test_exporting_needs_the_forms_token(signed, auditor):
    client = Client(enforce_csrf_checks=True)
    client.cookies = at(auditor).cookies
    assert client.post(reverse("audit:act-export"), {**PERIOD, "seat": auditor.uid}).status_code == 403


def test_the_heads_file_is_given_as_the_signer_keeps_it(signed, auditor, clerk, settings):
    answer = at(auditor).get(reverse("audit:heads"))
    assert b"".join(answer.streaming_content) == settings.CHECKPOINTS_FILE.read_bytes()
    assert at(clerk).get(reverse("audit:heads")).status_code == 403
