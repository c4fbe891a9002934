"""The demo's past is made through the services: its numbers, dates and journal hold."""

from datetime import date

from langbiang.apps.deadlines.interface import is_working_day
from langbiang.apps.direction.models import CalendarEntry, Meeting, Task
from langbiang.apps.directory.interface import Role, Seat, get_agency
from langbiang.apps.documents.models import IncomingDocument, OutgoingDocument, ReservedNumber
from langbiang.apps.workfiles.models import WorkFile
from langbiang.foundation import clock
from langbiang.foundation.journal.interface import Act, drain, verify
from langbiang.web.halfyear import seed_half_year

SLUGS = ("stttt", "ubnd-tinh", "ubnd-da-lat-xa-ta-nung", "ubnd-duc-trong-xa-hiep-an")


def test_the_last_weeks_of_it_hold_together(province):
    """What is out of the ordinary stands on fixed days, so the last weeks have all of it; made once: it is slow."""
    for slug in SLUGS:
        agency = get_agency(slug)
        leaders = [seat for seat in Seat.objects.filter(agency=agency) if seat.has(Role.LEADER)]
        province.key_for(agency, *leaders)
    seed_half_year(date(2020, 8, 17))
    acts = Act.objects.count()
    seed_half_year()
    assert Act.objects.count() == acts, "it happens once"
    every_kind_of_thing_is_in_it()
    numbers_follow_dates()
    nothing_is_done_on_a_day_off()
    drain()
    assert verify().findings == []
    assert IncomingDocument.objects.filter(arrived_at__date=clock.today()).count() == 0, (
        "the axis brought it in its time"
    )


def every_kind_of_thing_is_in_it():
    states = {
        IncomingDocument: {"done", "working", "recalled"},
        OutgoingDocument: {"sent", "recalled", "voided", "draft"},
        ReservedNumber: {"reserved", "cancelled"},
        Task: {"done", "working"},
        CalendarEntry: {"published"},
        Meeting: {"concluded"},
        WorkFile: {"open", "closed"},
    }
    for model, wanted in states.items():
        assert wanted <= set(model.objects.values_list("state", flat=True)), model
    verbs = set(Act.objects.values_list("verb", flat=True))
    assert {"direction.task.extension_asked", "exchange.delivery.reported"} <= verbs


def numbers_follow_dates():
    numbered = IncomingDocument.objects.filter(arrival_number__isnull=False).order_by("arrival_number")
    issued = OutgoingDocument.objects.filter(number__isnull=False).order_by("number")
    for agency in {row.agency_id for row in numbered}:
        numbers = [row.arrival_number for row in numbered if row.agency_id == agency]
        assert numbers == list(range(1, len(numbers) + 1))
    for agency in {row.agency_id for row in issued}:
        days = [row.issued_on for row in issued if row.agency_id == agency]
        assert days == sorted(days)


def nothing_is_done_on_a_day_off():
    days = {clock.local(at).date() for at in Act.objects.values_list("at", flat=True)}
    assert [day for day in days if not is_working_day(day)] == []
    assert max(days) <= clock.today()
