from datetime import date

import pytest

from langbiang.apps.directory import interface as directory
from langbiang.apps.directory.models import Agency, Person, Post, Seat, Unit
from langbiang.apps.directory.services.people import _invented_names

pytestmark = pytest.mark.usefixtures("province")
BEGIN, DAY = date(2020, 1, 1), date(2020, 9, 9)


def test_seeded_people_are_some_900_and_all_marked_as_demo():
    assert 850 <= Person.objects.count() <= 950
    assert not Person.objects.filter(demo=False).exists()


def test_seeded_names_are_distinct_and_the_same_at_each_run():
    first, second = (draw for draw in (_invented_names(), _invented_names()))
    names = [next(first) for _ in range(900)]
    assert names == [next(second) for _ in range(900)]
    assert len(set(names)) == 900
    assert len(set(Person.objects.values_list("full_name", flat=True))) == Person.objects.count()


def test_seeding_again_changes_nothing(province):
    counts = [model.objects.count() for model in (Agency, Unit, Post, Person, Seat)]
    province.seed_province()
    assert [model.objects.count() for model in (Agency, Unit, Post, Person, Seat)] == counts


def test_one_person_may_hold_two_seats(province):
    person = Person.objects.get(full_name="Nguyễn Thị Thu Hà")
    titles = [seat.title for seat in directory.list_seats_of(person, DAY)]
    assert sorted(titles) == ["Chuyên viên", "Chuyên viên kiêm văn thư"]


def test_give_seat_copies_the_names_in_force_on_its_first_day():
    post, person = Post.objects.order_by("pk").last(), Person.objects.create(full_name="Ka Thử", folded="ka thu")
    seat = directory.give_seat(person, post, roles=[directory.Role.CLERK], begin=BEGIN, end=DAY)
    version = directory.name_of(post.unit.agency, BEGIN)
    assert (seat.agency_name, seat.agency_short_name, seat.unit) == (version.name, version.short_name, post.unit)
    assert seat.has(directory.Role.CLERK)
    assert not seat.has(directory.Role.LEADER, directory.Role.ADMIN)


def test_a_seat_is_one_from_its_first_day_to_the_day_before_it_ends():
    post, person = Post.objects.order_by("pk").last(), Person.objects.create(full_name="Ka Thử", folded="ka thu")
    seat = directory.give_seat(person, post, roles=[], begin=BEGIN, end=DAY)
    assert directory.get_seat(seat.uid, date(2020, 9, 8)) == seat
    for day in (date(2019, 12, 31), DAY):
        with pytest.raises(Seat.DoesNotExist):
            directory.get_seat(seat.uid, day)
    assert directory.find_seat(seat.uid) == seat


def test_give_seat_twice_in_one_period_is_refused():
    post, person = Post.objects.order_by("pk").last(), Person.objects.create(full_name="Ka Thử", folded="ka thu")
    directory.give_seat(person, post, roles=[], begin=BEGIN, end=DAY)
    with pytest.raises(directory.CannotOverlap):
        directory.give_seat(person, post, roles=[], begin=date(2020, 9, 8))
    assert directory.give_seat(person, post, roles=[], begin=DAY).pk
