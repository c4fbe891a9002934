"""Certificates that end soon are told of in time, to whoever can see to new ones; the clock is moved."""

from datetime import timedelta

import pytest
from django.test import Client

from langbiang.apps.directory.interface import Role
from langbiang.apps.documents.tests import factories
from langbiang.apps.exchange.alarms import list_alarms
from langbiang.apps.identity.interface import open_demo_account
from langbiang.foundation import signing
from langbiang.foundation.metrics import exposition
from langbiang.foundation.signing.demo import issue_certificate, make_authority
from langbiang.web.certificates import reminders_for
from langbiang.web.examination import Level, examine

pytestmark = pytest.mark.django_db
START = factories.NOW
ENDS = START + timedelta(days=100)
DAY = timedelta(days=1)
PASSWORD = "thử"


@pytest.fixture
def installation(settings, tmp_path):
    """A root that is trusted for twenty years; `give` makes keys whose certificates end in a hundred days."""
    settings.DATA_DIR, settings.KEYS_DIR = tmp_path, tmp_path / "keys"
    for place in (signing.signing_folder(), signing.roots_folder()):
        place.mkdir(parents=True, mode=0o700)
    (signing.roots_folder() / "goc.cer").write_bytes(make_authority(tmp_path / "authority", now=START))
    (signing.signing_folder() / "password").write_text(PASSWORD)

    def give(*names: str) -> None:
        for name in names:
            made = issue_certificate(
                tmp_path / "authority",
                common_name=f"Chủ {name[:6]}",
                organization="Sở Mẫu",
                kind="agency",
                password=PASSWORD,
                valid_to=ENDS,
            )
            (signing.signing_folder() / f"{name}.p12").write_bytes(made)

    return give


@pytest.fixture
def moved(settings):
    """Move the official clock so that an end is so far away."""

    def move(left: timedelta) -> None:
        settings.CLOCK_START = ENDS - left

    return move


TOLD = [
    (31 * DAY, None, ""),
    (30 * DAY, Level.NOTE, "hết hạn sau 30 ngày"),
    (8 * DAY, Level.NOTE, "hết hạn sau 8 ngày"),
    (7 * DAY, Level.NOTE, "GẤP: Chứng thư số của trục liên thông, Chủ exchan (exchange) hết hạn sau 7 ngày"),
    (-DAY, Level.UNSAFE, "đã hết hạn ngày"),
]


def of_certificates():
    return [each for each in examine() if "hứng thư" in each.sentence]


@pytest.mark.parametrize(("left", "level", "words"), TOLD)
def test_the_doctor_tells_from_thirty_days_before_presses_from_seven_and_calls_the_end_unsafe(
    installation, moved, left, level, words
):
    installation("exchange")
    moved(left)
    (found,) = of_certificates()
    if level is None:
        assert (found.level, found.sentence) == (Level.GOOD, "2 chứng thư số còn hạn hơn 30 ngày.")
    else:
        assert found.level is level
        assert words in found.sentence
        assert "keys/signing" in found.remedy


def test_the_setting_says_from_when(installation, moved, settings):
    settings.CERTIFICATE_WARNING_DAYS = 60
    installation("exchange")
    moved(59 * DAY)
    (found,) = of_certificates()
    assert "hết hạn sau 59 ngày" in found.sentence


def test_a_root_ends_too_and_a_file_that_cannot_be_read_is_unsafe(installation, moved, settings):
    installation("exchange")
    (signing.signing_folder() / "agency-hong.p12").write_bytes(b"rubbish")
    moved(timedelta(days=50))
    (broken,) = of_certificates()
    assert (broken.level, "agency-hong" in broken.sentence) == (Level.UNSAFE, True)
    settings.CLOCK_START = START.replace(year=START.year + 25)
    over = [each for each in of_certificates() if "gốc" in each.sentence]
    assert [each.level for each in over] == [Level.UNSAFE]
    assert "giữ chứng thư cũ" in over[0].remedy


def test_figures_for_prometheus_name_files_and_nobody(installation, moved):
    installation("exchange", "person-0199")
    moved(30 * DAY)
    told = exposition().decode()
    lines = [line for line in told.splitlines() if line.startswith("langbiang_certificate_expiry_seconds{")]
    assert [line.split("} ")[0] for line in lines] == [
        'langbiang_certificate_expiry_seconds{name="exchange",purpose="exchange"',
        'langbiang_certificate_expiry_seconds{name="person-0199",purpose="person"',
        'langbiang_certificate_expiry_seconds{name="goc",purpose="root"',
    ]
    assert float(lines[0].split()[-1]) == pytest.approx(30 * 86400, abs=3600)
    assert "Chủ" not in told


def test_the_axis_raises_an_alarm_in_the_last_week(installation):
    installation("exchange")
    kinds = [[alarm.kind for alarm in list_alarms(ENDS - left)] for left in (8 * DAY, 7 * DAY)]
    assert ["certificate-ending" in each for each in kinds] == [False, True]


# -- on the work board


def reminded(seat, now):
    return [(each.words, each.presses) for each in reminders_for(seat, now)]


def test_who_can_see_to_a_new_certificate_is_reminded_and_nobody_else(installation, province):
    person, other = province.seat_named("stttt", "Lâm Quang Huy"), province.seat_named("stttt", "Bùi Thị Kim Chi")
    person.roles = [Role.SPECIALIST]
    installation(f"person-{person.person.uid}", f"agency-{person.agency.uid}", "exchange")
    now = ENDS - 30 * DAY
    assert reminded(person, now - DAY) == []
    assert reminded(person, now) == [("Chứng thư số của bạn hết hạn sau 30 ngày (ngày 18/12/2020).", False)]
    assert reminded(person, ENDS - 7 * DAY)[0][1] is True
    assert reminded(person, ENDS) == [("Chứng thư số của bạn đã hết hạn ngày 18/12/2020.", True)]
    assert reminded(other, ENDS) == []
    other.roles = [Role.ADMIN]
    assert [words.split(" hết")[0] for words, _ in reminded(other, now)] == ["Chứng thư con dấu số của Chủ agency"]
    other.roles = [Role.EXCHANGE]
    assert [words.split(" hết")[0] for words, _ in reminded(other, now)] == [
        "Chứng thư số của trục liên thông, Chủ exchan"
    ]


def test_who_signs_with_a_key_elsewhere_is_reminded_of_the_certificate_bound(installation, province):
    seat = province.seat_named("ubnd-tinh", "Đinh Quốc Việt")
    name = f"person-{seat.person.uid}"
    installation(name)
    signing.bind_certificate(name, [signing.server_key(name).certificate_der], now=START)
    (signing.signing_folder() / f"{name}.p12").unlink()
    (reminder,) = reminders_for(seat, ENDS - 7 * DAY)
    assert (reminder.words.startswith("Chứng thư số của bạn hết hạn sau 7 ngày"), reminder.presses) == (True, True)
    assert reminders_for(seat, ENDS - 31 * DAY) == []


def test_a_deputy_is_reminded_of_the_own_certificate_alone(installation, province):
    holder, deputy = province.seat_named("stttt", "Lâm Quang Huy"), province.seat_named("stttt", "Bùi Thị Kim Chi")
    installation(f"person-{holder.person.uid}")
    holder.acted_by = deputy
    assert reminded(holder, ENDS) == []


def test_the_work_board_shows_it_above_the_work(installation, province, moved):
    seat = province.seat_named("stttt", "Lâm Quang Huy")
    installation(f"person-{seat.person.uid}")
    moved(5 * DAY)
    client = Client()
    client.force_login(open_demo_account(seat.person))
    page = client.get("/").content.decode()
    assert "hết hạn sau 5 ngày (ngày 18/12/2020)" in page
    assert page.index("hết hạn sau 5 ngày") < page.index("lb-board" if "lb-board" in page else "lb-empty")
    assert "lb-notice--warn" in page
