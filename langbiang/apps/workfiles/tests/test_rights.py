"""Who sees a work file: in lists, by address and by searching alike."""

import pytest

from langbiang.apps.documents.interface import audience_of
from langbiang.apps.workfiles import queries, services
from langbiang.foundation.search.interface import find

from . import factories
from .factories import DAY, NOW

EVERYBODY = ("clerk", "leader", "head", "worker", "colleague", "outsider", "inspector", "other_clerk")


@pytest.fixture
def seats(request):
    return {who: request.getfixturevalue(who) for who in EVERYBODY}


def seen_by(seats):
    listed = {who for who, seat in seats.items() if queries.list_files(seat, DAY).exists()}
    found = {who for who, seat in seats.items() if find("chu ky so", audience=audience_of(seat, DAY)).count}
    assert listed == found
    return listed


def test_a_file_is_seen_by_keeper_head_clerk_and_leader(seats):
    factories.opened(seats["worker"])
    assert seen_by(seats) == {"clerk", "leader", "head", "worker"}


def test_a_share_with_a_person_opens_it_to_that_person(seats):
    file = factories.opened(seats["worker"])
    share = services.share_file(file, to=seats["outsider"], may_add=False, seat=seats["worker"], now=NOW)
    assert seen_by(seats) == {"clerk", "leader", "head", "worker", "outsider"}
    assert list(queries.list_shared(seats["outsider"])) == [file]
    assert not queries.list_shared(seats["worker"]).exists()
    share.file.refresh_from_db()
    services.unshare_file(share, seat=seats["worker"], now=NOW)
    assert seen_by(seats) == {"clerk", "leader", "head", "worker"}


def test_a_share_with_a_unit_opens_it_to_all_its_members(seats):
    file = factories.opened(seats["clerk"], notation="01.VP")
    assert seen_by(seats) == {"clerk", "leader"}
    services.share_file(file, to=seats["worker"].unit, may_add=False, seat=seats["clerk"], now=NOW)
    assert seen_by(seats) == {"clerk", "leader", "head", "worker", "colleague"}


def test_after_a_handing_over_the_new_keeper_sees_it_and_the_old_does_not(seats):
    file = factories.opened(seats["worker"])
    services.hand_over_file(file, to=seats["colleague"], seat=seats["head"], now=NOW)
    assert seen_by(seats) == {"clerk", "leader", "head", "colleague"}


@pytest.mark.parametrize("who", ["inspector", "worker"])
def test_a_share_outside_the_agency_or_with_the_keeper_is_refused(who, request, worker):
    file = factories.opened(worker)
    with pytest.raises(services.CannotShare) as refusal:
        services.share_file(file, to=request.getfixturevalue(who), may_add=False, seat=worker, now=NOW)
    assert refusal.value.field == "to"


def test_a_share_with_a_unit_of_another_agency_is_refused(worker, inspector):
    file = factories.opened(worker)
    with pytest.raises(services.CannotShare):
        services.share_file(file, to=inspector.unit, may_add=False, seat=worker, now=NOW)
