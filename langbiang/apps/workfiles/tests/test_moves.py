"""Every service on every state: what MOVES allows is done, all else is refused and changes nothing."""

from functools import partial

import pytest

from langbiang.apps.workfiles import services
from langbiang.foundation.errors import Refused
from langbiang.foundation.journal.interface import drain, timeline, verify

from . import factories
from .factories import END, LATER, NOW, State, everything

CHANGES = {  # service: (states in which it works, the state after; None when it stays)
    "change": ({State.OPEN}, None),
    "add": ({State.OPEN}, None),
    "describe": ({State.OPEN}, None),
    "remove": ({State.OPEN}, None),
    "share": (set(State), None),
    "close": ({State.OPEN}, State.CLOSED),
    "reopen": ({State.CLOSED}, State.OPEN),
    "submit": ({State.CLOSED}, State.SUBMITTED),
    "return": ({State.SUBMITTED}, State.CLOSED),
    "accept": ({State.SUBMITTED}, State.ARCHIVED),
    "defer": ({State.CLOSED}, None),
}


def pairs(*, works):
    return [(service, state) for service in CHANGES for state in State if (state in CHANGES[service][0]) is works]


@pytest.fixture
def act(worker, clerk, leader, colleague):
    def do(service, file):
        mine, theirs = {"seat": worker, "now": LATER}, {"seat": clerk, "now": LATER}
        item = file.items.get()
        until = END.replace(year=2022)
        return {
            "change": lambda: services.change_file(file, factories.facts(worker, title="Khác"), **mine),
            "add": lambda: services.add_paper(file, factories.paper(), factories.documents.upload(), **mine),
            "describe": lambda: services.describe_item(item, factories.paper(title="Khác"), **mine),
            "remove": lambda: services.remove_item(item, reason="Trùng", **mine),
            "share": lambda: services.share_file(file, to=colleague, may_add=False, **mine),
            "close": lambda: services.close_file(file, end_date=END, **mine),
            "reopen": lambda: services.reopen_file(file, reason="Còn thiếu", **mine),
            "submit": lambda: services.submit_file(file, **mine),
            "return": lambda: services.return_file(file, reason="Thiếu văn bản", **theirs),
            "accept": lambda: services.accept_file(file, **theirs),
            "defer": lambda: services.defer_transfer(file, until=until, ground="12/QĐ", seat=leader, now=LATER),
        }[service]()

    return do


@pytest.mark.parametrize(("service", "state"), pairs(works=True))
def test_a_service_moves_the_file_and_writes_one_act(service, state, worker, clerk, act):
    file = factories.file_in(state, worker, clerk)
    before = file.version
    act(service, file)
    file.refresh_from_db()
    told = timeline("workfiles.workfile", file.uid).last()
    assert file.state == (CHANGES[service][1] or state)
    assert file.version == before + 1 == told.subject_version
    assert (told.old_state, told.new_state) == (state, file.state)
    drain()
    assert verify().ok


@pytest.mark.parametrize(("service", "state"), pairs(works=False))
def test_a_service_in_another_state_is_refused_and_changes_nothing(service, state, worker, clerk, act):
    file = factories.file_in(state, worker, clerk)
    before = everything()
    with pytest.raises(Refused):
        act(service, file)
    assert everything() == before


@pytest.mark.parametrize("service", [s for s in CHANGES if s not in ("return", "accept", "defer")])
@pytest.mark.parametrize("who", ["clerk", "leader", "head", "colleague"])
def test_only_the_keeper_works_on_the_file(service, who, request, worker, clerk, monkeypatch, colleague):
    """Whoever else may see it: the steps of the keeper are the keeper's."""
    state = State.CLOSED if service in ("reopen", "submit") else State.OPEN
    file, seat = factories.file_in(state, worker, clerk), request.getfixturevalue(who)
    item, before = file.items.get(), everything()
    on = {"seat": seat, "now": NOW}
    with pytest.raises(Refused):
        {
            "change": lambda: services.change_file(file, factories.facts(worker, title="Khác"), **on),
            "add": lambda: services.add_paper(file, factories.paper(), factories.documents.upload(), **on),
            "describe": lambda: services.describe_item(item, factories.paper(title="Khác"), **on),
            "remove": lambda: services.remove_item(item, reason="Trùng", **on),
            "share": lambda: services.share_file(file, to=colleague, may_add=False, **on),
            "close": lambda: services.close_file(file, end_date=END, **on),
            "reopen": lambda: services.reopen_file(file, reason="Còn thiếu", **on),
            "submit": lambda: services.submit_file(file, **on),
        }[service]()
    assert everything() == before


@pytest.mark.parametrize("who", ["worker", "leader", "head", "other_clerk"])
@pytest.mark.parametrize("service", ["accept", "return"])
def test_only_the_agencys_clerk_accepts_or_returns(service, who, request, worker, clerk):
    file, seat = factories.file_in(State.SUBMITTED, worker, clerk), request.getfixturevalue(who)
    before = everything()
    act = {"accept": services.accept_file, "return": partial(services.return_file, reason="Thiếu")}[service]
    with pytest.raises(services.CannotTransfer, match="văn thư"):
        act(file, seat=seat, now=NOW)
    assert everything() == before


@pytest.mark.parametrize("service", ["reopen", "return", "remove"])
def test_no_reason_is_refused_beside_its_field(service, worker, clerk):
    state = {"reopen": State.CLOSED, "return": State.SUBMITTED, "remove": State.OPEN}[service]
    file = factories.file_in(state, worker, clerk)
    act = {
        "reopen": lambda: services.reopen_file(file, reason=" ", seat=worker, now=NOW),
        "return": lambda: services.return_file(file, reason=" ", seat=clerk, now=NOW),
        "remove": lambda: services.remove_item(file.items.get(), reason=" ", seat=worker, now=NOW),
    }[service]
    with pytest.raises(Refused) as refusal:
        act()
    assert refusal.value.field == "reason"
