"""The security level dossier: what a small installation is, its blanks visible, and no secret in it."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from langbiang.apps.exchange.tests.factories import FAR, connect, connect_axis
from langbiang.apps.identity.interface import open_demo_account, open_relying_party
from langbiang.foundation import clock
from langbiang.foundation.backup.manifest import Head, Manifest
from langbiang.foundation.journal.interface import Actor
from langbiang.foundation.printing import pdf_text
from langbiang.web.dossier import BLANK

SECRETS = {
    "SECRET_KEY": "khoa-phien-khong-duoc-lo-ra-ngoai",
    "METRICS_TOKEN": "ma-so-lieu-khong-duoc-lo",
    "TSA": "https://nguoi:mat-khau-tsa@tsa.example/q?token=ma-tsa",
    "SSO_ISSUER": "https://sso.example/realms/tinh",
    "VAULT_KEYS": ["xZ4uP0c3yH1pM7bA9kQ2sT6vW8eR5dF1gJ3hL0nB4o0="],
}


@pytest.fixture
def small(province, settings, tmp_path):
    """An installation with a few systems and secrets everywhere; gives what must not be told."""
    for name, value in SECRETS.items():
        setattr(settings, name, value)
    settings.ALLOWED_HOSTS, settings.SECOND_FACTOR = ["langbiang.lamdong.example", "testserver"], "roles"
    settings.BEHIND_PROXY = True
    open_demo_account(province.seat_named("stttt", "Lâm Quang Huy").person)
    axis = connect_axis(name="Trục quốc gia", address="https://may:mat-khau-truc@truc.example/api?key=khoa-truc")
    peer = connect(FAR, name="Hệ thống huyện Lâm Hà")
    by = Actor(kind="client", id="console")
    wanted = {"redirects": ["https://motcua.example/ve"], "trusted": True}
    told = open_relying_party("mot-cua", "Một cửa", **wanted, by=by, now=clock.now())
    return [
        "khong-duoc-lo",
        "mat-khau",
        "ma-tsa",
        "khoa-truc",
        SECRETS["VAULT_KEYS"][0],
        axis.secret,
        peer.secret,
        told,
    ]


def written(path, **options) -> str:
    call_command("dossier", str(path), stdout=io.StringIO(), **options)
    return path.read_text() if path.suffix == ".md" else pdf_text(path.read_bytes())


def test_it_tells_what_the_installation_is_and_leaves_the_rest_visibly_blank(small, tmp_path):
    made = clock.now() - timedelta(hours=30)
    for name, at in (("cu", made - timedelta(days=9)), ("moi", made)):
        (tmp_path / "sao-luu" / name).mkdir(parents=True)
        Manifest(at.isoformat(), "sqlite", Head(1, 0, ""), {}).write(tmp_path / "sao-luu" / name)
    text = written(tmp_path / "ho-so.md", backup=tmp_path / "sao-luu")
    for line in (
        "**Tên máy được nhận:** langbiang.lamdong.example, testserver",
        "**Máy chủ chuyển tiếp:** đứng sau",
        "**Dịch vụ dấu thời gian:** https://tsa.example\n",
        "**Lớp xác thực thứ hai:** Bắt buộc với lãnh đạo",
        "**Trục quốc gia:** Trục liên thông văn bản quốc gia; Hệ thống này gọi sang https://truc.example;",
        "**Hệ thống huyện Lâm Hà:** Trục liên thông văn bản quốc gia; Hệ thống ấy gọi đến; đang kết nối",
        "**Một cửa:** OpenID Connect",
        "**Cơ quan đang hiệu lực:** 211\n",
        "**Tài khoản đang mở:** 1, trong đó 0",
        "cách nay 30 giờ",
        "đầu chuỗi chưa được ký",
        "**KHÔNG AN TOÀN:** Đây là bản trình diễn",
        f"**Cấp độ đề xuất:** {BLANK} *(theo tiêu chí",
        f"**Chủ quản hệ thống thông tin:** {BLANK} *(",
    ):
        assert line in text
    assert [secret for secret in small if secret in text] == []


def test_the_pdf_says_the_same_and_no_secret_either(small, tmp_path):
    text = written(tmp_path / "ho-so.pdf")
    for words in ("HỒ SƠ ĐỀ XUẤT CẤP ĐỘ", "langbiang.lamdong.example", "Cấp độ đề xuất", BLANK, "Bản sao lưu gần nhất"):
        assert words in text
    assert [secret for secret in small if secret in text] == []


@pytest.mark.django_db
def test_what_people_wrote_into_is_never_written_over(tmp_path):
    path = tmp_path / "ho-so.md"
    path.write_text("đã điền")
    with pytest.raises(CommandError, match="Chọn một tệp mới"):
        written(path)
    with pytest.raises(CommandError, match="đuôi"):
        written(tmp_path / "ho-so.docx")
    assert path.read_text() == "đã điền"
