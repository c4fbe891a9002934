from pathlib import Path

import pytest

from langbiang.foundation.printing import letter_places, render_pdf
from langbiang.foundation.printing.tests.letter import LETTER, NOW
from langbiang.foundation.signing import Places, ServerKey, lay_fields, sign_as_agency, sign_as_person
from langbiang.foundation.signing.demo import issue_certificate, make_authority

UBND = "Ủy ban nhân dân tỉnh Lâm Đồng"
NUMBER, DATE = "6251", "ngày 09 tháng 9 năm 2020"


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("authority")
    make_authority(folder, now=NOW)
    return folder


@pytest.fixture(scope="session")
def root(authority: Path) -> bytes:
    return make_authority(authority, now=NOW)


@pytest.fixture(scope="session")
def leader(authority: Path) -> ServerKey:
    return key(authority, "Đoàn Văn Việt", UBND, "person")


@pytest.fixture(scope="session")
def clerk(authority: Path) -> ServerKey:
    return key(authority, UBND, UBND, "agency")


@pytest.fixture(scope="session")
def letter() -> bytes:
    return render_pdf("van_ban", LETTER, now=NOW)


@pytest.fixture(scope="session")
def places() -> Places:
    return Places(**letter_places(LETTER, now=NOW))


@pytest.fixture(scope="session")
def laid(letter: bytes, places: Places) -> bytes:
    return lay_fields(letter, places)


@pytest.fixture(scope="session")
def signed(laid: bytes, leader: ServerKey) -> bytes:
    return sign_as_person(laid, leader, name="Đoàn Văn Việt", post="Chủ tịch", now=NOW)


@pytest.fixture(scope="session")
def sealed(signed: bytes, clerk: ServerKey) -> bytes:
    return sign_as_agency(signed, clerk, agency=UBND, number=NUMBER, date=DATE, now=NOW)


def key(folder: Path, common_name: str, organization: str, kind: str, **more: object) -> ServerKey:
    issued = issue_certificate(
        folder, common_name=common_name, organization=organization, kind=kind, password="thử", **more
    )
    path = folder / f"{common_name}.p12"
    path.write_bytes(issued)
    return ServerKey(path, "thử")
