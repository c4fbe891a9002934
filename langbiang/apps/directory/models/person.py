"""People and the seats from which they act."""

from typing import ClassVar

from django.db import models
from uuid_utils.compat import uuid7

from .agency import Agency
from .dated import Dated
from .unit import Post, Unit


class Person(models.Model):
    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    full_name = models.CharField("họ và tên", max_length=50)
    folded = models.CharField(max_length=50, db_index=True)
    demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.full_name


class Role(models.TextChoices):
    """What a seat may be asked to do. Least right by default: a seat without a role reads what is given to it."""

    CLERK = "clerk", "Văn thư"
    LEADER = "leader", "Lãnh đạo cơ quan"
    UNIT_HEAD = "unit-head", "Trưởng đơn vị"
    SPECIALIST = "specialist", "Chuyên viên"
    EXCHANGE = "exchange", "Quản trị trục liên thông"
    ADMIN = "admin", "Quản trị hệ thống"
    AUDITOR = "auditor", "Thanh tra, kiểm tra"


class Seat(Dated):
    """A person in a post for a period, with roles: whatever an official does is done from a seat."""

    PERIOD_KEY: ClassVar = ("person", "post")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="seats")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="seats")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    roles = models.JSONField("vai trò", default=list)
    # Copied from the dated rows when the seat is given, so that a list of seats is one query.
    title = models.CharField("chức vụ", max_length=120)
    competence = models.CharField(max_length=12, blank=True)
    unit_name = models.CharField(max_length=200)
    agency_name = models.CharField(max_length=200)
    agency_short_name = models.CharField(max_length=80)
    rank = models.PositiveSmallIntegerField(default=100)

    #: The agencies whose records the seat keeps, read once where a request begins; None elsewhere: ask then.
    keeps: list[int] | None = None
    # Set on the instance of one request alone, while a deputy acts for the holder: the deputy's own seat.
    acted_by: "Seat | None" = None

    class Meta(Dated.Meta):
        ordering = ["rank", "person__full_name"]
        indexes = [models.Index(fields=["agency", "rank"], name="directory_seat_agency")]

    def __str__(self) -> str:
        return f"{self.person.full_name}, {self.title}, {self.agency_short_name}"

    def has(self, *roles: Role) -> bool:
        """Say whether the seat holds one of the roles."""
        return any(role in self.roles for role in roles)

    @property
    def used_as(self) -> str:
        """Name the seat as its user does: acted from by a deputy it is another than acted from by its holder."""
        return f"{self.uid}.{self.acted_by.uid}" if self.acted_by else str(self.uid)

    @property
    def user(self) -> "Seat":
        """Give the seat of the person at the keyboard: the holder's, or the deputy's own."""
        return self.acted_by or self


class RecordsKeeping(Dated):
    """Which unit keeps whose records: the Office keeps those of the Provincial People's Committee too."""

    PERIOD_KEY: ClassVar = ("agency",)

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField("căn cứ", max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.unit} giữ sổ của {self.agency}"
