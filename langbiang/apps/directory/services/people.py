"""Seats are given here; the demo's people are put together here, with names that are plausible in form only."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from langbiang.apps.directory.models import (
    AgencyVersion,
    Person,
    Post,
    PostVersion,
    RecordsKeeping,
    Role,
    Seat,
    Unit,
    UnitVersion,
)
from langbiang.apps.directory.queries import name_of
from langbiang.foundation.errors import Refused
from langbiang.foundation.search.folding import fold

from .periods import add_dated
from .reference import rows

SEED = 20200909
DEMO_GROUND = "Dữ liệu trình diễn"


@transaction.atomic
def give_seat(person: Person, post: Post, *, roles: Iterable[Role], begin: date, end: date | None = None) -> Seat:
    """
    Seat a person in a post from `begin`; names in force on that day are copied to the seat.

    :raises CannotOverlap: when the person already holds the post in that period.
    """
    agency, unit, title = (
        name_of(post.unit.agency, begin),
        UnitVersion.objects.as_of(begin).get(unit=post.unit),
        PostVersion.objects.as_of(begin).get(post=post),
    )
    return add_dated(
        Seat(
            person=person,
            post=post,
            unit=post.unit,
            agency=post.unit.agency,
            roles=sorted(roles),
            valid_from=begin,
            valid_to=end,
            title=title.title,
            competence=title.competence,
            rank=title.rank,
            unit_name=unit.name,
            agency_name=agency.name,
            agency_short_name=agency.short_name,
        )
    )


@transaction.atomic
def set_end_of_seat(seat: Seat, day: date | None) -> Seat:
    """
    Let a seat be held no more from a day on, or, without one, go on.

    :raises CannotOverlap: when the person has been given the same post anew for a day of it.
    """
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    if day is not None and seat.valid_from is not None and day <= seat.valid_from:
        raise Refused("Ngày thôi giữ chức vụ phải sau ngày nhận chức vụ.", field="leaves_on")
    seat.valid_to = day
    return add_dated(seat)


@dataclass(frozen=True)
class Chair:
    """One post to be filled: its unit, title, roles, and the person when the demo names one."""

    unit: str
    title: str
    roles: tuple[Role, ...]
    competence: str = ""
    person: str = ""


@dataclass
class Staff:
    """An agency's units in order (key, name), its chairs, and the unit that keeps its records."""

    units: dict[str, str]
    chairs: list[Chair] = field(default_factory=list)
    keeper: str = "van-thu"


LEADER = (Role.LEADER,)
HEAD = (Role.UNIT_HEAD,)
CLERK = (Role.CLERK,)
SPECIALIST = (Role.SPECIALIST,)


def _named_staff() -> dict[str, Staff]:
    """Give the agencies whose people the journeys of the demo name."""
    return {
        "ubnd-tinh": Staff(
            {"lanh-dao": "Lãnh đạo UBND tỉnh"},
            [
                Chair("lanh-dao", "Chủ tịch", LEADER, "TM."),
                Chair("lanh-dao", "Phó Chủ tịch", LEADER, "KT.", "Đinh Quốc Việt"),
                Chair("lanh-dao", "Phó Chủ tịch", LEADER, "KT."),
            ],
            keeper="",
        ),
        "vp-ubnd-tinh": Staff(
            {"lanh-dao": "Lãnh đạo Văn phòng", "van-thu": "Bộ phận Văn thư", "tong-hop": "Phòng Tổng hợp"},
            [
                Chair("lanh-dao", "Chánh Văn phòng", LEADER),
                Chair("lanh-dao", "Phó Chánh Văn phòng", LEADER, "KT."),
                Chair("van-thu", "Văn thư", CLERK, person="Vũ Hồng Nhung"),
                Chair("van-thu", "Văn thư", CLERK),
                Chair("tong-hop", "Trưởng phòng", HEAD),
                Chair("tong-hop", "Chuyên viên", SPECIALIST),
            ],
        ),
        "stttt": Staff(
            {
                "lanh-dao": "Lãnh đạo Sở",
                "van-thu": "Văn phòng Sở",
                "cntt": "Phòng Công nghệ thông tin",
                "tt-cntt": "Trung tâm CNTT và Truyền thông",
            },
            [
                Chair("lanh-dao", "Giám đốc", LEADER),
                Chair("lanh-dao", "Phó Giám đốc", LEADER, "KT.", "Hồ Văn Thành"),
                Chair("van-thu", "Văn thư", CLERK, person="Bùi Thị Kim Chi"),
                Chair("cntt", "Trưởng phòng", HEAD, person="Trần Đình Phúc"),
                Chair("cntt", "Chuyên viên", SPECIALIST, person="Nguyễn Thị Thu Hà"),
                Chair("cntt", "Chuyên viên", SPECIALIST),
                Chair(
                    "van-thu",
                    "Chuyên viên kiêm văn thư",
                    (Role.CLERK, Role.SPECIALIST),
                    person="Nguyễn Thị Thu Hà",
                ),
                Chair("tt-cntt", "Quản trị trục liên thông", (Role.EXCHANGE, Role.ADMIN), person="Lâm Quang Huy"),
            ],
        ),
        "thanh-tra": Staff(
            {"lanh-dao": "Lãnh đạo Thanh tra", "van-thu": "Văn phòng", "nghiep-vu": "Phòng Nghiệp vụ"},
            [
                Chair("lanh-dao", "Chánh Thanh tra", LEADER),
                Chair("van-thu", "Văn thư", CLERK),
                Chair("nghiep-vu", "Thanh tra viên", (Role.AUDITOR, Role.SPECIALIST), person="Tô Minh Khánh"),
            ],
        ),
    }


CLERKS_NAMED = {"ubnd-da-lat-xa-ta-nung": "Phạm Gia Bảo", "ubnd-duc-trong-xa-hiep-an": "Ka Hương"}


def _usual_staff(slug: str, level: str) -> Staff:
    if level == AgencyVersion.Level.COMMUNE:
        return Staff(
            {"lanh-dao": "Lãnh đạo UBND", "van-thu": "Văn phòng - Thống kê"},
            [
                Chair("lanh-dao", "Chủ tịch", LEADER, "TM."),
                Chair("lanh-dao", "Phó Chủ tịch", LEADER, "KT."),
                Chair("van-thu", "Công chức Văn phòng - Thống kê", CLERK, person=CLERKS_NAMED.get(slug, "")),
            ],
        )
    if level == AgencyVersion.Level.DISTRICT:
        return Staff(
            {"lanh-dao": "Lãnh đạo UBND", "van-thu": "Văn phòng HĐND và UBND"},
            [
                Chair("lanh-dao", "Chủ tịch", LEADER, "TM."),
                Chair("lanh-dao", "Phó Chủ tịch", LEADER, "KT."),
                Chair("van-thu", "Chánh Văn phòng", HEAD),
                Chair("van-thu", "Văn thư", CLERK),
                Chair("van-thu", "Chuyên viên", SPECIALIST),
            ],
        )
    return Staff(
        {"lanh-dao": "Lãnh đạo", "van-thu": "Văn phòng", "nghiep-vu": "Phòng Nghiệp vụ"},
        [
            Chair("lanh-dao", "Thủ trưởng", LEADER),
            Chair("lanh-dao", "Phó Thủ trưởng", LEADER, "KT."),
            Chair("van-thu", "Chánh Văn phòng", HEAD),
            Chair("van-thu", "Văn thư", CLERK),
            Chair("nghiep-vu", "Trưởng phòng", HEAD),
            Chair("nghiep-vu", "Chuyên viên", SPECIALIST),
            Chair("nghiep-vu", "Chuyên viên", SPECIALIST),
        ],
    )


@transaction.atomic
def seed_people(*, begin: date) -> None:
    """Fill every agency with units, posts and demo people seated from `begin`; once, and always the same."""
    if Person.objects.exists():
        return
    _Seeding(begin).run()


class _Seeding:
    """Collects the rows of all agencies, then writes them in bulk."""

    def __init__(self, begin: date) -> None:
        self.begin = begin
        self.names = _invented_names()
        self.people: dict[str, Person] = {}
        self.units: list[tuple[Unit, UnitVersion]] = []
        self.posts: list[tuple[Post, PostVersion]] = []
        self.seats: list[Seat] = []
        self.keeping: list[RecordsKeeping] = []

    def run(self) -> None:
        named = _named_staff()
        versions = AgencyVersion.objects.as_of(self.begin).select_related("agency")
        offices: dict[str, Unit] = {}
        for version in versions:
            staff = named.get(version.agency.slug) or _usual_staff(version.agency.slug, version.level)
            units = self._add_agency(version, staff)
            if staff.keeper:
                offices[version.agency.slug] = units[staff.keeper]
        for version in versions:
            keeper = offices.get(version.agency.slug) or offices["vp-ubnd-tinh"]
            self.keeping.append(
                RecordsKeeping(agency=version.agency, unit=keeper, valid_from=self.begin, ground=DEMO_GROUND)
            )
        self._write()

    def _add_agency(self, version: AgencyVersion, staff: Staff) -> dict[str, Unit]:
        units = {key: Unit(agency=version.agency, key=key) for key in staff.units}
        for rank, (key, name) in enumerate(staff.units.items()):
            self.units.append((units[key], UnitVersion(name=name, rank=rank, valid_from=self.begin)))
        for rank, chair in enumerate(staff.chairs):
            self._add_chair(version, units[chair.unit], staff.units[chair.unit], chair, rank)
        return units

    def _add_chair(self, version: AgencyVersion, unit: Unit, unit_name: str, chair: Chair, rank: int) -> None:
        post = Post(unit=unit)
        title = PostVersion(title=chair.title, competence=chair.competence, rank=rank, valid_from=self.begin)
        self.posts.append((post, title))
        name = chair.person or next(self.names)
        person = self.people.setdefault(name, Person(full_name=name, folded=fold(name), demo=True))
        self.seats.append(
            Seat(
                person=person,
                post=post,
                unit=unit,
                agency=version.agency,
                roles=sorted(chair.roles),
                valid_from=self.begin,
                title=chair.title,
                competence=chair.competence,
                rank=rank,
                unit_name=unit_name,
                agency_name=version.name,
                agency_short_name=version.short_name,
            )
        )

    def _write(self) -> None:
        Person.objects.bulk_create(self.people.values())
        Unit.objects.bulk_create(unit for unit, _ in self.units)
        for unit, unit_version in self.units:
            unit_version.unit = unit
        UnitVersion.objects.bulk_create(version for _, version in self.units)
        for post, _ in self.posts:
            post.unit = post.unit  # now that it has its key
        Post.objects.bulk_create(post for post, _ in self.posts)
        for post, post_version in self.posts:
            post_version.post = post
        PostVersion.objects.bulk_create(version for _, version in self.posts)
        for seat in self.seats:
            seat.person, seat.post, seat.unit = seat.person, seat.post, seat.unit
        Seat.objects.bulk_create(self.seats)
        for row in self.keeping:
            row.unit = row.unit
        RecordsKeeping.objects.bulk_create(self.keeping)


def _invented_names() -> Iterator[str]:
    """Give distinct invented names, the same at every run; one in twelve has a form of the highland peoples."""
    draw = random.Random(SEED)  # noqa: S311 - names, not secrets
    parts = list(rows("names"))
    taken = {*CLERKS_NAMED.values(), *(c.person for staff in _named_staff().values() for c in staff.chairs)}

    def pick(part: str, sex: str = "") -> str:
        return draw.choice([r["name"] for r in parts if r["part"] == part and r["sex"] in ("", sex)])

    while True:
        sex = draw.choice("mf")
        if draw.randrange(12) == 0:
            name = f"{pick('highland', sex)} {pick('given', sex)}".replace("  ", " ")
        else:
            name = f"{pick('family')} {pick('middle', sex)} {pick('given', sex)}"
        if name not in taken:
            taken.add(name)
            yield name
