import json
import shutil
import subprocess
import zlib
from base64 import b64decode, b64encode
from dataclasses import asdict
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from langbiang.foundation.printing import letter_places, page_count, page_picture, pdf_text, render_pdf
from langbiang.foundation.printing.tests.letter import LETTER, NOW
from langbiang.foundation.signing import (
    CannotSign,
    Places,
    Prepared,
    ServerKey,
    finish,
    lay_fields,
    prepare,
    sign_as_agency,
    sign_as_person,
    verify,
)
from langbiang.foundation.signing.tests.conftest import DATE, NUMBER, UBND, key

LATER = NOW + timedelta(days=30)


def _values(pdf: bytes) -> dict[str, str]:
    fields = [field.get_object() for field in PdfFileReader(BytesIO(pdf)).root["/AcroForm"]["/Fields"]]
    return {str(field["/T"]): str(field["/V"]) for field in fields if field["/FT"] == "/Tx" and "/V" in field}


def test_decree30_art14_leader_signs_then_the_agency_seals_and_both_hold(sealed: bytes, root: bytes) -> None:
    verdict = verify(sealed, trust=[root], now=LATER)
    assert (verdict.standing, verdict.sentence) == (
        "valid",
        "Chữ ký số hợp lệ. Văn bản còn nguyên vẹn từ khi ký.",
    )
    leader, agency = verdict.signatures
    assert (leader.role, leader.field, leader.signer) == ("person", "nguoi-ky", "Đoàn Văn Việt")
    assert (agency.role, agency.field, agency.agency) == ("agency", "co-quan", UBND)
    assert leader.signed_at == agency.signed_at == NOW
    for finding in verdict.signatures:
        assert finding.intact
        assert finding.trusted
        assert finding.permitted_changes
        assert finding.certificate_valid_at_signing
        assert finding.reasons == ()


def test_decree30_art15_3_number_and_date_are_filled_after_the_leader_signs(signed: bytes, sealed: bytes) -> None:
    assert _values(signed) == {}
    assert _values(sealed) == {"so": NUMBER, "ngay": DATE}
    assert sealed.startswith(signed)  # one update on top, nothing rewritten
    text = " ".join(pdf_text(sealed).split())
    assert NUMBER in text
    assert DATE in text
    assert DATE not in " ".join(pdf_text(signed).split())


def _ink(pdf: bytes, page: int = 0) -> tuple[int, int]:
    """Count the blue and the red points of the page."""
    png = page_picture(pdf, page, width=500)
    at = png.index(b"IDAT")
    rows = zlib.decompress(png[at + 4 : at + 4 + int.from_bytes(png[at - 4 : at])])
    points = [row[1 + x : 4 + x] for row in _in_rows(rows, 1501) for x in range(0, 1500, 3)]
    blue = sum(point[2] > point[0] + 80 for point in points)
    red = sum(point[0] > point[2] + 80 for point in points)
    return blue, red


def _in_rows(rows: bytes, size: int) -> list[bytes]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def test_decree30_annex1_signature_is_blue_and_seal_is_red(laid: bytes, signed: bytes, sealed: bytes) -> None:
    assert _ink(laid) == (0, 0)
    blue, red = _ink(signed)
    assert blue > 100
    assert red == 0
    blue, red = _ink(sealed)
    assert blue > 100
    assert red > 500


def test_long_letter_is_signed_on_its_last_page(leader: ServerKey, clerk: ServerKey, root: bytes) -> None:
    long = {**LETTER, "paragraphs": LETTER["paragraphs"] * 12}
    laid = lay_fields(render_pdf("van_ban", long, now=NOW), Places(**letter_places(long, now=NOW)))
    signed = sign_as_person(laid, leader, name="Đoàn Văn Việt", post="Chủ tịch", now=NOW)
    sealed = sign_as_agency(signed, clerk, agency=UBND, number=NUMBER, date=DATE, now=NOW)
    assert verify(sealed, trust=[root], now=LATER).standing == "valid"
    first, *_, last = (_ink(sealed, page) for page in range(page_count(sealed)))
    assert first == (0, 0)
    assert min(last) > 100


def test_decree30_art17_leader_certifies_and_allows_filling_in_only(signed: bytes, sealed: bytes) -> None:
    for pdf in (signed, sealed):
        leader = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
        assert leader.docmdp_level.name == "FILL_FORMS"
    agency = PdfFileReader(BytesIO(sealed)).embedded_signatures[1]
    assert agency.docmdp_level.name == "NO_CHANGES"


def test_signatures_are_pades_with_the_official_time(sealed: bytes) -> None:
    for signature in PdfFileReader(BytesIO(sealed)).embedded_signatures:
        assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
        assert signature.sig_object["/M"] == "D:20200909080000+07'00'"
        assert signature.md_algorithm == "sha256"
        attributes = {attribute["type"].native for attribute in signature.signer_info["signed_attrs"]}
        assert attributes == {"content_type", "message_digest", "signing_certificate_v2"}


def test_decree30_art32_2_d_clerk_seals_only_what_the_leader_signed(laid: bytes, clerk: ServerKey) -> None:
    with pytest.raises(CannotSign, match="chưa được người có thẩm quyền ký"):
        sign_as_agency(laid, clerk, agency=UBND, number=NUMBER, date=DATE, now=NOW)


def test_second_sealing_is_refused(sealed: bytes, clerk: ServerKey) -> None:
    with pytest.raises(CannotSign, match="đã có chữ ký số của cơ quan"):
        sign_as_agency(sealed, clerk, agency=UBND, number="1", date=DATE, now=NOW)


def test_second_signature_of_the_leader_is_refused(signed: bytes, leader: ServerKey) -> None:
    with pytest.raises(CannotSign, match="không ký lại được"):
        sign_as_person(signed, leader, name="Đoàn Văn Việt", post="Chủ tịch", now=NOW)


def test_sign_without_waiting_fields_is_refused(letter: bytes, leader: ServerKey) -> None:
    with pytest.raises(CannotSign, match="chưa được đặt ô"):
        sign_as_person(letter, leader, name="Đoàn Văn Việt", post="Chủ tịch", now=NOW)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"<a/>"])
def test_sign_not_a_pdf_is_refused(content: bytes, leader: ServerKey) -> None:
    with pytest.raises(CannotSign, match="Không đọc được tệp"):
        sign_as_person(content, leader, name="Đoàn Văn Việt", post="Chủ tịch", now=NOW)


@pytest.mark.parametrize(("number", "date"), [("", DATE), (NUMBER, " ")])
def test_decree30_art15_3_seal_without_number_or_date_is_refused(
    signed: bytes, clerk: ServerKey, number: str, date: str
) -> None:
    with pytest.raises(CannotSign, match="Chưa có số hoặc ngày"):
        sign_as_agency(signed, clerk, agency=UBND, number=number, date=date, now=NOW)


@pytest.mark.parametrize("spoil", [lambda pdf: pdf + b"rac", lambda pdf: pdf[:9000] + b"?" + pdf[9001:]])
def test_seal_on_a_file_changed_since_the_leader_signed_is_refused(signed: bytes, clerk: ServerKey, spoil: Any) -> None:
    with pytest.raises(CannotSign, match="bị thay đổi sau khi người có thẩm quyền ký"):
        sign_as_agency(spoil(signed), clerk, agency=UBND, number=NUMBER, date=DATE, now=NOW)


def test_sign_with_an_expired_certificate_is_refused(laid: bytes, authority: Path) -> None:
    end = NOW - timedelta(days=1)
    expired = key(authority, "Hết Hạn", UBND, "person", valid_to=end)
    with pytest.raises(CannotSign, match="đã hết hạn"):
        sign_as_person(laid, expired, name="Hết Hạn", post="Chủ tịch", now=NOW)


def _prepared(laid: bytes, leader: ServerKey, now: datetime = NOW) -> Prepared:
    return prepare(laid, role="person", certificate=leader, name="Đoàn Văn Việt", post="Chủ tịch", now=now)


def _packed(prepared: Prepared) -> str:
    def plain(value: Any) -> Any:
        if isinstance(value, tuple):
            return [plain(part) for part in value]
        return {"b64": b64encode(value).decode()} if isinstance(value, bytes) else value

    return json.dumps({name: plain(value) for name, value in asdict(prepared).items()})


def _unpacked(text: str) -> Prepared:
    def back(value: Any) -> Any:
        if isinstance(value, list):
            return tuple(back(part) for part in value)
        return b64decode(value["b64"]) if isinstance(value, dict) else value

    return Prepared(**{name: back(value) for name, value in json.loads(text).items()})


def test_prepared_travels_as_text_and_is_finished_elsewhere(laid: bytes, leader: ServerKey, root: bytes) -> None:
    prepared = _prepared(laid, leader)
    travelled = _unpacked(_packed(prepared))
    assert travelled == prepared
    signature = leader.sign(travelled.to_sign, digest=travelled.digest)
    signed = finish(travelled, signature, now=NOW + timedelta(minutes=9))
    assert verify(signed, trust=[root], now=LATER).standing == "valid"


def test_prepared_too_late_is_refused(laid: bytes, leader: ServerKey) -> None:
    prepared = _prepared(laid, leader)
    signature = leader.sign(prepared.to_sign, digest=prepared.digest)
    with pytest.raises(CannotSign, match="quá thời hạn ký"):
        finish(prepared, signature, now=NOW + timedelta(minutes=11))


def test_signature_of_another_key_is_refused(laid: bytes, leader: ServerKey, clerk: ServerKey) -> None:
    prepared = _prepared(laid, leader)
    for wrong in (clerk.sign(prepared.to_sign, digest=prepared.digest), b"", b"\0" * 70):
        with pytest.raises(CannotSign, match="không khớp với chứng thư số"):
            finish(prepared, wrong, now=NOW)


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig (poppler-utils) is not installed")
def test_another_implementation_agrees_on_the_cryptography(sealed: bytes, tmp_path: Path) -> None:
    (tmp_path / "van-ban.pdf").write_bytes(sealed)
    said = subprocess.run(
        ["pdfsig", "-nocert", str(tmp_path / "van-ban.pdf")], capture_output=True, text=True, check=False
    ).stdout
    assert said.count("Signature is Valid.") == 2
    assert "Signature Type: ETSI.CAdES.detached" in said
