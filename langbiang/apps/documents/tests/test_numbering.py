"""Numbers under many hands at once: real threads, each with its own connection, some of them rolling back."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from langbiang.apps.directory.interface import get_agency
from langbiang.apps.documents.models import Book, NumberSeries
from langbiang.apps.documents.services.numbering import next_number

EACH = 6


class Changed(Exception):
    """Somebody thought better of it."""


def take_numbers(agency: int, start: Barrier, seed: int) -> list[int]:
    """Take numbers as a clerk who issues does; every third time the rest of the issue fails."""
    draw, taken = random.Random(seed), []
    start.wait(30)
    try:
        for _ in range(EACH):
            fails = draw.randrange(3) == 0
            try:
                with transaction.atomic():
                    number = next_number(agency, Book.OUTGOING, 2020)
                    if fails:
                        raise Changed
                taken.append(number)
            except Changed:
                pass
    finally:
        connection.close()
    return taken


@pytest.mark.django_db(transaction=True)
def test_decree30_art15_clerks_issuing_at_once_leave_no_gap_and_no_double(province):
    clerks = 64 if connection.vendor == "postgresql" else 8
    agency, start = get_agency("ubnd-tinh").pk, Barrier(clerks)
    with ThreadPoolExecutor(clerks) as pool:
        taken = [n for part in pool.map(lambda seed: take_numbers(agency, start, seed), range(clerks)) for n in part]
    assert sorted(taken) == list(range(1, len(taken) + 1))
    assert NumberSeries.objects.get(agency=agency).last == len(taken)


@pytest.mark.django_db
def test_books_and_years_count_alone(province):
    agency = get_agency("ubnd-tinh")
    with transaction.atomic():
        taken = [
            next_number(agency, book, year)
            for book, year in [
                (Book.OUTGOING, 2020),
                (Book.OUTGOING, 2020),
                (Book.INCOMING, 2020),
                (Book.OUTGOING, 2021),
            ]
        ]
    assert taken == [1, 2, 1, 1]
