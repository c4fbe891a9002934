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


def test_decree30_art22_what_arrived_is_due_the_same_day(incoming):
    today = datetime(2020, 9, 9, 17, tzinfo=VIETNAM)
    assert queries.due_of(incoming(Incoming.ARRIVED)) == queries.due_of(incoming(Incoming.ACCEPTED)) == today
    assert queries.due_of(incoming(Incoming.PRESENTED)) is None
    assert queries.due_of(incoming(Incoming.DONE)) is None


def test_decree30_art22_what_arrived_on_the_last_day_before_tet_is_due_after_it(incoming):
    arrived = incoming(Incoming.ARRIVED, now=datetime(2020, 1, 22, 17, 30, tzinfo=VIETNAM))
    assert queries.due_of(arrived) == datetime(2020, 1, 30, 17, tzinfo=VIETNAM)
