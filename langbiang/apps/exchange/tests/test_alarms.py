"""Alarms: each is raised by its cause, told by the command and on the page, and ends with its cause."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command

from langbiang.apps.directory.interface import Role
from langbiang.apps.exchange.alarms import list_alarms
from langbiang.apps.exchange.models import System, Transfer
from langbiang.apps.exchange.services import set_transfer_aside, suspend_system, try_transfer_again
from langbiang.apps.exchange.tests.factories import ADMIN, FAR, FAR_TOO, NOW, come, connect, document_bytes, send
from langbiang.apps.exchange.tests.test_statistics import person
from langbiang.foundation import clock
from langbiang.foundation.journal.models import Act, Cursor, Heartbeat, Parked

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def working(province):
    """A worker that has just shown itself; nothing in the journal, so nothing for the signer."""
    return beat(NOW)


def beat(at):
    Heartbeat.objects.all().delete()
    return Heartbeat.objects.create(at=at)


def kinds(now=NOW):
    return [alarm.kind for alarm in list_alarms(now)]


def called(**said):
    """A system that we call, with a document on its way there."""
    system = connect(FAR_TOO, address="https://nga.example", secret="bi-mat", **said)
    come(connect(FAR), document_bytes())
    return system


def test_a_calm_axis_raises_nothing():
    assert kinds() == []


@pytest.mark.parametrize(
    ("silent", "raised"), [(MINUTE, []), (MINUTE * 1.1, ["worker-silent"]), (None, ["worker-silent"])]
)
def test_no_worker(silent, raised):
    beat(NOW - silent) if silent else Heartbeat.objects.all().delete()
    assert kinds() == raised


def test_a_consumer_that_halted_and_acts_that_were_parked(province):
    Cursor.objects.update_or_create(
        name="exchange.deliver", defaults={"state": "halted", "last_error": "ValueError: x"}
    )
    send(province.sender, [province.receiver])
    Parked.objects.create(
        consumer="exchange.deliver",
        act=Act.objects.order_by("pk").first(),
        position=1,
        subject_kind="x",
        subject_id="1",
        parked_at=NOW,
    )
    alarms = {alarm.kind: alarm for alarm in list_alarms(NOW)}
    assert "ValueError: x" in alarms["consumer-halted"].words
    assert (alarms["acts-parked"].words.count("1 việc"), alarms["acts-parked"].since) == (1, NOW)


def test_a_system_that_does_not_answer_longer_than_the_setting_allows(settings):
    system = called()
    System.objects.filter(pk=system.pk).update(failures=1, last_error="hết giờ", seen_at=NOW)
    limit = NOW + settings.ALARM_MINUTES * MINUTE
    beat(limit)
    assert "system-down" not in kinds(limit)
    (alarm,) = [each for each in list_alarms(limit + MINUTE) if each.kind == "system-down"]
    assert (alarm.words, alarm.since) == (f"Không liên lạc được với {system.name}: hết giờ", NOW)
    suspend_system(system, reason="Bảo trì", by=ADMIN, now=NOW)
    assert "system-down" not in kinds(limit + MINUTE)


def test_what_is_due_and_taken_up_by_nobody_says_that_no_carrier_runs(settings):
    system = called()
    late = NOW + (settings.ALARM_MINUTES + 1) * MINUTE
    beat(late)
    assert "carrier-silent" in kinds(late)
    System.objects.filter(pk=system.pk).update(rests_until=late)
    assert "carrier-silent" not in kinds(late)
    Transfer.objects.update(next_at=late)
    System.objects.filter(pk=system.pk).update(rests_until=None)
    assert "carrier-silent" not in kinds(late)


def test_what_waits_longer_than_the_setting_allows_is_told_by_where_it_waits(settings, province):
    settings.ALARM_HOURS = 2
    connect(FAR_TOO)
    come(connect(FAR), document_bytes())
    send(province.sender, [province.receiver])
    limit = NOW + 2 * HOUR
    beat(limit)
    assert "queue-old" not in kinds(limit)
    told = [(alarm.words, alarm.behind["so"]) for alarm in list_alarms(limit + MINUTE) if alarm.kind == "queue-old"]
    there = System.objects.get(homes__code=FAR_TOO).name
    assert told == [
        (f"1 bản tin chờ chuyển sang {there} quá 2 giờ.", "xep"),
        ("1 lượt giao trong hệ thống này chờ quá 2 giờ.", "cho"),
    ]


def test_what_stands_aside_is_told_until_it_goes_again():
    connect(FAR_TOO)
    come(connect(FAR), document_bytes())
    transfer = set_transfer_aside(Transfer.objects.get(), "Tệp hỏng", by=ADMIN, now=NOW)
    assert kinds() == ["set-aside"]
    try_transfer_again(transfer, by=ADMIN, now=NOW)
    assert kinds() == []


def run(*words):
    out = io.StringIO()
    try:
        call_command("exchange", "alarms", *words, stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def test_the_command_ends_with_1_when_there_are_any(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    assert run() == (0, ["Không có báo động."])
    assert run("--json") == (0, [])
    beat(NOW - HOUR)
    code, (line,) = run("--json")
    assert (code, json.loads(line)["kind"], json.loads(line)["since"]) == (
        1,
        "worker-silent",
        "2020-09-21T08:00:00+07:00",
    )
    code, (line,) = run()
    assert (line[:15], line[-20:]) == ("[worker-silent]", "Từ 08:00 21/09/2020.")


def test_the_page_shows_them_to_who_runs_the_axis_alone(monkeypatch, province):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    beat(NOW - HOUR)
    for agency, role, shown in ((province.commune, Role.EXCHANGE, True), (province.receiver, Role.CLERK, False)):
        body = person(agency, role).get("/truc/luu-luong/").content.decode()
        assert ("Không có tiến trình nền nào hoạt động" in body) is shown
