"""Positions without gaps, each act once, whoever seals."""

import threading

import pytest
from django.db import connections, transaction

from langbiang.foundation.journal import canonical
from langbiang.foundation.journal.interface import Act, Entry, seal_pending, write_many
from langbiang.foundation.journal.models import ActPending, JournalHead, Seal
from langbiang.foundation.journal.tests.sample.acts import PaperWritten
from langbiang.foundation.journal.tests.sample.models import Paper


@pytest.mark.django_db
def test_the_chain_goes_by_id_from_the_genesis(write_paper):
    acts = [write_paper(str(number)) for number in range(5)]
    assert (seal_pending(limit=3), seal_pending(limit=3), seal_pending()) == (3, 2, 0)
    chain = canonical.GENESIS
    for position, (act, seal) in enumerate(zip(acts, Seal.objects.order_by("position"), strict=True), start=1):
        chain = canonical.link(chain, position, act.digest)
        assert (seal.position, seal.act_id, bytes(seal.chain)) == (position, act.pk, chain)
    head = JournalHead.objects.get()
    assert (head.position, bytes(head.chain)) == (5, chain)
    assert not ActPending.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_sealers_at_once_seal_each_act_once(by, now):
    with transaction.atomic():
        write_many([Entry(Paper(title="a"), PaperWritten("a")) for _ in range(300)], by=by, now=now)
    sealed = []

    def work():
        while ActPending.objects.exists():
            sealed.append(seal_pending(limit=7))
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sum(sealed) == 300
    assert list(Seal.objects.order_by("position").values_list("position", flat=True)) == list(range(1, 301))
    assert set(Seal.objects.values_list("act_id", flat=True)) == set(Act.objects.values_list("id", flat=True))


@pytest.mark.django_db(transaction=True)
def test_an_act_committed_late_gets_a_later_position(write_paper, on_sqlite):
    if on_sqlite:
        pytest.skip("writers stand in line on SQLite")
    written, go_on = threading.Event(), threading.Event()
    late = []

    def slow():
        with transaction.atomic():
            late.append(write_paper("chậm"))
            written.set()
            go_on.wait(5)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    written.wait(5)
    quick = write_paper("nhanh")
    assert seal_pending() == 1
    go_on.set()
    thread.join()
    assert seal_pending() == 1
    assert late[0].pk < quick.pk
    assert list(Seal.objects.order_by("position").values_list("act_id", flat=True)) == [quick.pk, late[0].pk]
