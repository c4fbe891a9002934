"""Figures for Prometheus: read at the moment of asking, only by who says the token."""

from datetime import timedelta

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from langbiang.apps.exchange.models import System, Transfer
from langbiang.apps.exchange.services import deliver_waiting, finish_transfer, set_transfer_aside
from langbiang.apps.exchange.tests.factories import ADMIN, FAR, FAR_TOO, NOW, come, connect, document_bytes, send
from langbiang.foundation import clock
from langbiang.foundation.journal.interface import drain
from langbiang.foundation.metrics import MEDIA_TYPE, list_gauges

TOKEN = "mot-ma-dai-khong-doan-duoc"


@pytest.fixture(autouse=True)
def token(settings, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=5))
    settings.METRICS_TOKEN = TOKEN


def ask(said=f"Bearer {TOKEN}"):
    return Client().get("/metrics", headers={"Authorization": said} if said else {})


def read():
    """Give {name: {labels: value}} as Prometheus reads them."""
    found, labels = {}, {each.name: each.labels for each in list_gauges()}
    for family in text_string_to_metric_families(ask().content.decode()):
        names = labels[family.name]
        found[family.name] = {tuple(s.labels[name] for name in names): s.value for s in family.samples}
    return found


@pytest.mark.parametrize("said", ["", "Bearer", "Bearer sai", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer é"])
def test_who_does_not_say_the_token_reads_nothing(db, said):
    page = ask(said)
    assert (page.status_code, page.content, page.headers["WWW-Authenticate"]) == (401, b"", "Bearer")


def test_where_no_token_is_set_there_is_no_such_page(db, settings):
    settings.METRICS_TOKEN = ""
    assert {ask(said).status_code for said in ("", "Bearer ", f"Bearer {TOKEN}")} == {404}


def test_every_figure_declared_is_told_with_its_labels_even_when_nothing_moved(province):
    page = ask()
    assert page.headers["Content-Type"] == MEDIA_TYPE
    families = {family.name: family for family in text_string_to_metric_families(page.content.decode())}
    assert families.keys() == {each.name for each in list_gauges()}
    for each in list_gauges():
        assert (families[each.name].documentation, families[each.name].type) == (each.words, "gauge")
        assert all(sample.labels.keys() == set(each.labels) for sample in families[each.name].samples)


def test_the_figures_are_those_of_the_database(province):
    packet = send(province.sender, [province.receiver, province.commune])
    deliver_waiting(packet, now=NOW + timedelta(seconds=3))
    send(province.sender, [province.receiver], document_id="b")
    there, sender = connect(FAR_TOO), connect(FAR)
    for number in "123":
        come(sender, document_bytes(number=number))
    done, aside, _ = Transfer.objects.order_by("pk")
    finish_transfer(done, by=ADMIN, now=NOW)
    set_transfer_aside(aside, "Tệp hỏng", by=ADMIN, now=NOW)
    System.objects.filter(pk=sender.pk).update(failures=2)
    told = read()
    assert told["langbiang_exchange_packets_last_hour"] == {("inside",): 2, ("file",): 0, ("system",): 3}
    assert told["langbiang_exchange_moved_last_hour"] == {("arrived",): 3, ("status",): 0, ("axis",): 0}
    unarrived = {("queued",): 2, ("handed",): 0, ("failed",): 1, ("unknown",): 0}
    assert told["langbiang_exchange_deliveries_unarrived"] == unarrived
    assert told["langbiang_exchange_delivery_oldest_seconds"][("queued",)] == 300
    assert told["langbiang_exchange_delivery_seconds_last_hour"] == {("0.5",): 3, ("0.95",): 3}
    opened = told["langbiang_exchange_transfers_open"]
    assert (opened[there.code, "waiting"], opened[there.code, "aside"], opened[sender.code, "waiting"]) == (1, 1, 0)
    assert told["langbiang_exchange_transfer_oldest_seconds"] == {(there.code,): 300, (sender.code,): 0}
    assert told["langbiang_exchange_transfers_done_last_hour"] == {(there.code,): 1, (sender.code,): 0}
    attempts = told["langbiang_exchange_attempts_last_hour"]
    assert {key: n for key, n in attempts.items() if n} == {(there.code, "done"): 1, (there.code, "refused"): 1}
    assert told["langbiang_exchange_system_up"] == {(there.code,): 1, (sender.code,): 0}
    assert told["langbiang_exchange_alarms"][("set-aside",)] == 1
    assert told["langbiang_info"] == {("0.1.0",): 1}
    assert told["langbiang_database_bytes"][()] > 100_000


def test_the_journal_tells_how_far_it_is_and_who_is_behind(province):
    send(province.sender, [province.receiver])
    before = read()
    assert before["langbiang_journal_pending"][()] > 0
    drain()
    after = read()
    assert after["langbiang_journal_pending"][()] == 0
    assert after["langbiang_journal_position"][()] > before["langbiang_journal_position"][()]
    assert set(after["langbiang_journal_consumer_behind"].values()) == {0}


def test_a_scrape_asks_as_much_however_much_moved(province, django_assert_num_queries):
    connect(FAR_TOO)
    with django_assert_num_queries(34):
        read()
    sender = connect(FAR)
    for number in range(5):
        come(sender, document_bytes(number=str(number)))
        connect(f"H98.{number}")
    with django_assert_num_queries(34):
        read()
