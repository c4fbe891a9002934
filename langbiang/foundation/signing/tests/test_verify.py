from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import StreamObject, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from langbiang.foundation.printing.tests.letter import NOW
from langbiang.foundation.signing import ServerKey, sign_as_agency, sign_as_person, verify
from langbiang.foundation.signing.demo import make_authority
from langbiang.foundation.signing.tests.conftest import UBND, key

LATER = NOW + timedelta(days=30)


def _updated(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _text_on_top(writer: IncrementalPdfFileWriter) -> None:
    writer.add_stream_to_page(0, writer.add_object(StreamObject(stream_data=b"0 0 200 200 re f")))


def _another_visible_field(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(writer, SigFieldSpec("them", on_page=0, box=(20, 20, 80, 60)))


def _another_number(writer: IncrementalPdfFileWriter) -> None:
    field = next(ref.get_object() for ref in writer.root["/AcroForm"]["/Fields"] if ref.get_object()["/T"] == "so")
    field["/V"] = pdf_string("9999")
    writer.update_container(field)


def _flipped(pdf: bytes, at: int) -> bytes:
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def _hole(pdf: bytes) -> tuple[int, int]:
    """Say where the last signature itself stands, which no signature can cover."""
    _, length, start, _ = PdfFileReader(BytesIO(pdf)).embedded_signatures[-1].byte_range
    return int(length), int(start)


def _standing(pdf: bytes, root: bytes) -> str:
    return verify(pdf, trust=[root], now=LATER).standing


def test_a_persons_key_in_the_agencys_field_is_not_shown_as_its_seal(
    signed: bytes, sealed: bytes, leader: ServerKey, root: bytes
) -> None:
    by_person = sign_as_agency(signed, leader, agency=UBND, number="6251", date="ngày 09 tháng 9 năm 2020", now=NOW)
    assert [s.role for s in verify(by_person, trust=[root], now=LATER).signatures] == ["person", "other"]
    assert [s.role for s in verify(sealed, trust=[root], now=LATER).signatures] == ["person", "agency"]


def test_a_finding_holds_plain_values_that_carry_nothing_of_the_file(sealed: bytes, root: bytes) -> None:
    """Copying pyHanko's own text copies the reader and the file with it: a tenth of a second for each."""
    for finding in verify(sealed, trust=[root], now=LATER).signatures:
        values = [*asdict(finding).values(), *finding.reasons]
        assert {type(value) for value in values} <= {str, bool, tuple, datetime}


def test_unsigned(letter: bytes, laid: bytes, root: bytes) -> None:
    assert _standing(letter, root) == "unsigned"
    assert _standing(laid, root) == "unsigned"


def test_signed_by_the_leader_alone_is_valid(signed: bytes, root: bytes) -> None:
    assert _standing(signed, root) == "valid"


@pytest.mark.parametrize("junk", [b"x", b"x" * 5000, b"\nrac\n%%EOF\n", b"PK\x03\x04" * 700])
def test_junk_after_the_end_is_a_change(sealed: bytes, root: bytes, junk: bytes) -> None:
    verdict = verify(sealed + junk, trust=[root], now=LATER)
    assert verdict.standing == "changed"
    assert verdict.sentence.startswith("Tệp đã bị thay đổi sau khi ký")
    assert len(verdict.signatures) == 2


def test_flipped_byte_is_invalid(signed: bytes, sealed: bytes, root: bytes) -> None:
    for at in (9_000, 20_000, len(signed) + 12_000):
        assert _standing(_flipped(sealed, at), root) == "invalid"
    verdict = verify(_flipped(sealed, 9_000), trust=[root], now=LATER)
    assert [finding.reasons for finding in verdict.signatures] == [("Nội dung tệp không khớp với chữ ký.",)] * 2


def test_flipped_byte_in_the_signature_itself_is_invalid(sealed: bytes, root: bytes) -> None:
    start, end = _hole(sealed)
    message = sealed[start:end].rstrip(b"0>")  # the signature's value stands last, before the padding
    assert _standing(_flipped(sealed, start + len(message) - 20), root) == "invalid"


@pytest.mark.parametrize("change", [_text_on_top, _another_visible_field])
def test_later_update_is_a_change(signed: bytes, sealed: bytes, root: bytes, change: Callable) -> None:
    assert _standing(_updated(sealed, change), root) == "changed"
    assert _standing(_updated(signed, change), root) == "changed"


def test_number_changed_after_the_seal_is_a_change(sealed: bytes, root: bytes) -> None:
    verdict = verify(_updated(sealed, _another_number), trust=[root], now=LATER)
    assert verdict.standing == "changed"
    agency = verdict.signatures[1]
    assert agency.intact
    assert not agency.permitted_changes  # the seal has closed the form


def test_visible_field_added_after_the_leader_signed_breaks_his_signature(signed: bytes, root: bytes) -> None:
    verdict = verify(_updated(signed, _another_visible_field), trust=[root], now=LATER)
    (leader,) = verdict.signatures
    assert verdict.standing == "changed"
    assert leader.intact
    assert not leader.permitted_changes
    assert leader.reasons == ("Tệp có thay đổi ngoài phạm vi được phép sau khi ký.",)


def test_seal_cut_off_with_a_rest_left_is_a_change(signed: bytes, sealed: bytes, root: bytes) -> None:
    assert _standing(sealed[: len(signed) + 500], root) == "changed"


def test_unknown_root_is_untrusted(sealed: bytes, tmp_path: Path) -> None:
    other = make_authority(tmp_path / "other", now=NOW)
    for trust in ([], [other]):
        verdict = verify(sealed, trust=trust, now=LATER)
        assert verdict.standing == "untrusted"
        assert all(finding.intact and not finding.trusted for finding in verdict.signatures)
        assert "Không xác thực được chứng thư số" in verdict.signatures[0].reasons[0]


def test_certificate_expired_since_is_untrusted_and_says_so(laid: bytes, authority: Path, root: bytes) -> None:
    end = NOW + timedelta(days=1)
    holder = key(authority, "Trần Văn Hiệp", UBND, "person", valid_to=end)
    signed = sign_as_person(laid, holder, name="Trần Văn Hiệp", post="Phó Chủ tịch", now=NOW)
    assert verify(signed, trust=[root], now=NOW).standing == "valid"
    verdict = verify(signed, trust=[root], now=LATER)
    (finding,) = verdict.signatures
    assert verdict.standing == "untrusted"
    assert finding.certificate_valid_at_signing
    assert finding.reasons == ("Chứng thư số chưa có hiệu lực hoặc đã hết hạn (thời hạn đến 10/09/2020).",)


def test_verify_inside_a_running_loop(sealed: bytes, root: bytes) -> None:
    import asyncio

    async def inside() -> str:
        return _standing(sealed, root)

    assert asyncio.run(inside()) == "valid"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF", b"<?xml version='1.0'?><!DOCTYPE a><a/>", b"\0" * 9000])
def test_unreadable(content: bytes, root: bytes) -> None:
    verdict = verify(content, trust=[root], now=LATER)
    assert verdict.standing == "unreadable"
    assert verdict.sentence.startswith("Không đọc được tệp")


@given(st.binary(max_size=3000))
def test_any_bytes_are_judged(content: bytes) -> None:
    assert verify(content, trust=[], now=LATER).standing in ("unreadable", "unsigned")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_cut_or_overwritten_file_is_never_valid(sealed: bytes, root: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(sealed) - 2))
    patch = data.draw(st.binary(min_size=1, max_size=40))
    start, end = _hole(sealed)
    assume(at + len(patch) <= start or at >= end)
    for spoiled in (sealed[:at], sealed[:at] + patch + sealed[at + len(patch) :]):
        if spoiled.rstrip() != sealed.rstrip():
            assert _standing(spoiled, root) != "valid"
