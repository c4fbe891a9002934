"""People entered from a table: who sits where, from when, with which roles, and whose records a unit keeps."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.utils.text import slugify

from langbiang.apps.directory.models import (
    Agency,
    Person,
    Post,
    PostVersion,
    RecordsKeeping,
    Role,
    Seat,
    Unit,
    UnitVersion,
)
from langbiang.foundation.errors import Refused
from langbiang.foundation.search.folding import fold

from .people import give_seat
from .periods import add_dated

COLUMNS = ("agency", "unit", "title", "competence", "person", "roles", "keeps")
Row = Mapping[str, str]


class CannotEnter(Refused):
    """A line names an agency or a role that is not there, or leaves out what is needed."""


@transaction.atomic
def enter_people(rows: Iterable[Row], *, begin: date) -> int:
    """
    Seat the people of a table from `begin`, all or none; say how many seats are new.

    Each row has the columns `COLUMNS`: slug of the agency, name of the unit, title, competence (TM., KT., …, may be
    empty), full name, roles apart by spaces, slugs of the agencies whose records the unit keeps. A seat that is there
    already stays as it is, so that a table can be entered again after it grew.

    :raises CannotEnter: with the number of the line.
    """
    entered = 0
    for number, row in enumerate(rows, start=2):  # the first line is the head
        try:
            entered += _enter(row, begin)
        except Refused as refusal:
            raise CannotEnter(f"Dòng {number}: {refusal}") from refusal
    return entered


def _enter(row: Row, begin: date) -> bool:
    missing = [name for name in ("agency", "unit", "title", "person") if not (row.get(name) or "").strip()]
    if missing:
        raise CannotEnter(f"thiếu cột {', '.join(missing)}.")
    agency, roles = _agency(row["agency"]), _roles(row.get("roles") or "")
    unit = _unit(agency, row["unit"].strip(), begin)
    for slug in (row.get("keeps") or "").split():
        _keep_records(_agency(slug), unit, begin)
    name, title = row["person"].strip(), row["title"].strip()
    seats = Seat.objects.as_of(begin).filter(agency=agency, person__full_name=name)
    if seats.filter(unit=unit, title=title).exists():
        return False
    there = seats.select_related("person").first()
    person = there.person if there else Person.objects.create(full_name=name, folded=fold(name))
    give_seat(person, _post(unit, title, (row.get("competence") or "").strip(), begin), roles=roles, begin=begin)
    return True


def _agency(slug: str) -> Agency:
    found = Agency.objects.filter(slug=slug.strip()).first()
    if found is None:
        raise CannotEnter(f"không có cơ quan {slug}. Mã cơ quan ở trong địa chỉ trang của cơ quan.")
    return found


def _roles(words: str) -> list[Role]:
    unknown = [word for word in words.split() if word not in Role.values]
    if unknown:
        raise CannotEnter(f"không có vai trò {', '.join(unknown)}. Dùng: {', '.join(Role.values)}.")
    return [Role(word) for word in words.split()]


def _unit(agency: Agency, name: str, begin: date) -> Unit:
    unit, new = Unit.objects.get_or_create(agency=agency, key=slugify(fold(name))[:40])
    if new:
        add_dated(UnitVersion(unit=unit, name=name, rank=agency.units.count(), valid_from=begin))
    return unit


def _post(unit: Unit, title: str, competence: str, begin: date) -> Post:
    post = Post.objects.create(unit=unit)
    rank = Post.objects.filter(unit__agency=unit.agency).count()
    add_dated(PostVersion(post=post, title=title, competence=competence, rank=rank, valid_from=begin))
    return post


def _keep_records(agency: Agency, unit: Unit, begin: date) -> None:
    if not RecordsKeeping.objects.as_of(begin).filter(agency=agency, unit=unit).exists():
        add_dated(RecordsKeeping(agency=agency, unit=unit, valid_from=begin))
