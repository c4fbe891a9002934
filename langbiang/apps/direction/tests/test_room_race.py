"""Two who want one room at one time: real threads, each with its own connection."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from langbiang.apps.direction.models import Meeting
from langbiang.apps.direction.services.meetings import CannotCall

from . import factories
from .factories import when

HANDS = 6


@pytest.mark.django_db(transaction=True)
def test_of_many_who_call_at_once_one_gets_the_room(province, clerk, leader, huy):
    room, start = factories.room(clerk), Barrier(HANDS)

    def call(number: int) -> bool:
        try:
            start.wait(30)
            begins = 8 + number % 2  # all of them overlap
            factories.meeting(clerk, leader, when=when(begins, 11, room=room), people=[huy])
        except CannotCall:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        held = list(pool.map(call, range(HANDS)))
    assert held.count(True) == 1
    assert Meeting.objects.filter(room=room).count() == 1
