"""Arrival numbers: one series a year over paper and axis, gapless under many hands (Decree 30/2020, Article 22)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from langbiang.apps.directory.interface import get_agency, list_seats_in
from langbiang.apps.documents import services
from langbiang.apps.documents.models import IncomingDocument
from langbiang.foundation.clock import VIETNAM
from langbiang.foundation.errors import Refused

from .factories import DAY, NOW, arrive, enter

WAYS = ("axis", "post", "hand", "mail", "refused")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(came=st.lists(st.tuples(st.sampled_from(WAYS), st.integers(0, 700)), max_size=8))
def test_decree30_art22_numbers_run_on_over_every_way_of_arrival(came, stttt_clerk, inspector):
    with transaction.atomic():  # each example begins an empty register
        given_out = _numbers_of(came, stttt_clerk, inspector)
        transaction.set_rollback(True)
    assert given_out == {year: list(range(1, len(numbers) + 1)) for year, numbers in given_out.items()}


def _numbers_of(came, clerk, sender) -> dict[int, list[int]]:
    began = datetime(2020, 9, 9, 9, tzinfo=VIETNAM)
    given_out: dict[int, list[int]] = {}
    for number, (way, days) in enumerate(sorted(came, key=lambda one: one[1]), 1):
        now = began + timedelta(days=days)
        document = _take_in(way, number, clerk, sender, now)
        if document.arrival_number is not None:
            given_out.setdefault(now.year, []).append(document.arrival_number)
    return given_out


def _take_in(way, number, clerk, sender, now) -> IncomingDocument:
    if way in ("axis", "refused"):
        document = arrive(clerk.agency, sender=sender, number=number, now=now)
        if way == "refused":
            return services.refuse_incoming(document, reason="Nhầm", seat=clerk, now=now)
        return services.accept_incoming(document, seat=clerk, now=now)
    return enter(clerk, channel=way, number=str(number), now=now)


def _at_once(jobs) -> list:
    """Do jobs in threads that begin together, each with its own connection; give results and refusals."""
    start = Barrier(len(jobs))

    def run(job):
        start.wait(60)
        try:
            return job()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


@pytest.fixture
def desk(transactional_db, province):
    """The clerk of Sở Thông tin và Truyền thông, and who sends."""
    clerk = province.seat_named("stttt", "Bùi Thị Kim Chi")
    return clerk, province.seat_named("thanh-tra", "Tô Minh Khánh")


def test_two_clerks_who_accept_the_same_arrival_give_one_number(desk, province):
    clerk, sender = desk
    other = next(s for s in list_seats_in(get_agency("stttt"), DAY) if s.has("clerk") and s.pk != clerk.pk)
    document = arrive(clerk.agency, sender=sender)
    told = _at_once(
        [
            lambda seat=seat: services.accept_incoming(IncomingDocument.objects.get(pk=document.pk), seat=seat, now=NOW)
            for seat in (clerk, other)
        ]
    )
    refused = [one for one in told if isinstance(one, services.CannotAccept)]
    assert len(refused) == 1
    assert "không làm được việc này nữa" in str(refused[0])
    document.refresh_from_db()
    assert (document.state, document.arrival_number) == ("accepted", 1)


def test_decree30_art22_many_accepting_at_once_leave_no_gap(desk):
    clerk, sender = desk
    many = 64 if connection.vendor == "postgresql" else 8
    arrived = [arrive(clerk.agency, sender=sender, number=number) for number in range(1, many + 1)]
    told = _at_once(
        [lambda one=one: services.accept_incoming(one, seat=clerk, now=NOW).arrival_number for one in arrived]
    )
    assert sorted(told) == list(range(1, many + 1))
