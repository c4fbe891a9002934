from datetime import datetime

import pytest

from langbiang.apps.documents import queries, services
from langbiang.foundation.clock import VIETNAM

from .factories import NOW, Incoming, everything

DUE = datetime(2020, 9, 14, 17, tzinfo=VIETNAM)


def status_of(document):
    document.delivery.refresh_from_db()
    return document.delivery.status, document.delivery.status_note


@pytest.mark.parametrize("who", ["stttt_leader", "stttt_clerk", "stttt_head", "worker_as_clerk", "inspector"])
def test_only_the_seat_it_is_assigned_to_works_on_it(who, request, incoming):
    assigned, working = incoming(Incoming.ASSIGNED), incoming(Incoming.WORKING)
    seat, before = request.getfixturevalue(who), everything()
    with pytest.raises(services.CannotStart):
        services.start_incoming(assigned, seat=seat, now=NOW)
    with pytest.raises(services.CannotComplete):
        services.complete_incoming(working, result="Xong", seat=seat, now=NOW)
    assert everything() == before


@pytest.mark.parametrize(
    ("result", "sentence"), [("", "Ghi kết quả"), (" ", "Ghi kết quả"), ("a" * 1001, "tối đa 1000")]
)
def test_complete_incoming_says_what_came_of_it(result, sentence, incoming, worker):
    with pytest.raises(services.CannotComplete, match=sentence) as refused:
        services.complete_incoming(incoming(Incoming.WORKING), result=result, seat=worker, now=NOW)
    assert refused.value.field == "result"


def test_complete_incoming_reports_06_with_the_result(incoming):
    assert status_of(incoming(Incoming.DONE)) == ("06", "Đã trả lời")


# -- until when


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2020-09-09T09:00", "2020-09-09T17:00"),
        ("2020-09-09T16:59", "2020-09-09T17:00"),
        ("2020-09-09T17:00", "2020-09-10T17:00"),
        ("2020-09-11T18:00", "2020-09-14T17:00"),  # Friday evening: Monday
        ("2020-09-12T09:00", "2020-09-14T17:00"),  # Saturday
        ("2020-09-13T23:59", "2020-09-14T17:00"),
    ],
)
def test_decree30_art18_signed_is_due_the_same_day_else_next_working_day(moment, due):
    at = datetime.fromisoformat(moment).replace(tzinfo=VIETNAM)
    assert queries.end_of_office(at) == datetime.fromisoformat(due).replace(tzinfo=VIETNAM)


def test_decree30_art22_what_arrived_is_due_the_same_day(incoming):
    today = datetime(2020, 9, 9, 17, tzinfo=VIETNAM)
    assert queries.due_of(incoming(Incoming.ARRIVED)) == queries.due_of(incoming(Incoming.ACCEPTED)) == today
    assert queries.due_of(incoming(Incoming.PRESENTED)) is None
    assert queries.due_of(incoming(Incoming.DONE)) is None
