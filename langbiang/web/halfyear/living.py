"""The half-year as a whole: who is there, and how much happens on a day."""

from datetime import date, datetime, time
from functools import partial

from django.db import transaction

from langbiang.apps.documents.interface import OutgoingDocument
from langbiang.foundation import clock
from langbiang.web.seeding import seat_named

from . import words
from .diary import Diary
from .directing import enter_direction
from .filing import Shelf
from .oddities import Oddities
from .papers import Desk, Papers, desk_of

BEGIN = date(2020, 3, 9)  # the Monday after Decree 30/2020 came into force


@transaction.atomic
def seed_half_year(begin: date = BEGIN) -> None:
    """
    Let the half-year before the demo's first morning happen, through the services; once, and always the same.

    Measured: some 55 documents out and 155 in, 2,400 acts; a later `begin` makes less of them, for tests.
    """
    if OutgoingDocument.objects.exists():
        return
    diary = Diary(datetime.combine(clock.today(), time(7, 30), tzinfo=clock.VIETNAM))
    ours = desk_of("stttt", "Hồ Văn Thành")
    province = desk_of("ubnd-tinh", "Đinh Quốc Việt", clerk=seat_named("vp-ubnd-tinh", "Vũ Hồng Nhung"))
    communes = [desk_of("ubnd-da-lat-xa-ta-nung"), desk_of("ubnd-duc-trong-xa-hiep-an")]
    papers = Papers(diary, [ours, province, *communes])
    for number, day in enumerate(diary.days(begin)):
        _enter_day(papers, number, day, ours, province, communes)
    Oddities(papers, ours, communes[0]).enter()
    Shelf(diary, ours).enter()
    leads = [seat for seat in (ours.head, *ours.workers) if seat is not None]
    enter_direction(diary, ours.clerk, ours.leader, leads, begin)
    diary.run()


def _enter_day(papers: Papers, number: int, day: date, ours: Desk, province: Desk, communes: list[Desk]) -> None:
    """Enter what is drafted and what arrives on a working day."""
    diary, below = papers.diary, communes[number // 6 % 2].agency
    order = ("cong-van", "UBND-VX", words.ORDERED[number % len(words.ORDERED)])
    rhythm = (
        # every so many days, from which on: who writes, to whom, in which form
        (6, 0, ours, [below], None),
        (10, 2, ours, [province.agency], None),
        (14, 1, province, [ours.agency, below], order),
        (40, 4, communes[0], [ours.agency], ("bao-cao", "BC-UBND", "Tình hình {}")),
        (40, 20, communes[1], [ours.agency], ("cong-van", "UBND-VP", "Đề nghị hướng dẫn {}")),
    )
    for every, first, desk, receivers, form in rhythm:
        if number % every == first:
            at = diary.on(day, 8 * 60 + diary.dice.randrange(120))
            diary.at(at, partial(papers.write, desk, receivers, form))
    if number % 3 != 2:
        at = diary.on(day, 8 * 60 + diary.dice.randrange(420))
        diary.at(at, partial(papers.enter, ours, 40 + 3 * number))
