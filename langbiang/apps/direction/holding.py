"""What direction holds in the name of a seat, for those who leave a post (directory.holders)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from langbiang.apps.directory.interface import Held, Seat, Transfer, declare_frozen, find_seat, register_holder

from .models import CalendarAttendee, CalendarEntry, Meeting, MeetingInvitation, Task, TaskCoordinator
from .services.handover import OPEN_STATES, CannotHandOver, Part, Thing, hand_over


class OpenPart:
    """One column that names a seat: of a task, a meeting or an entry, or of a line of one (`through`)."""

    def __init__(self, name: str, model: type[Part], column: str, thing: type[Thing], through: str = "") -> None:
        self.name = name
        self.model, self.column, self.thing, self.through = model, column, thing, through
        self.kind = f"direction.{model._meta.model_name}-{column}"
        self.keys: tuple[str, ...] = (f"direction.{model.__name__}.{column}",)

    def count(self, owner: Seat) -> int:
        return self._open(owner).count()

    def list(self, owner: Seat) -> Iterable[Held]:
        return [Held(str(row.pk), str(self._thing_of(row))) for row in self._open(owner)]

    def transfer(self, held: Held, *, to: Seat, seat: Seat, now: datetime) -> Transfer:
        row = self._row(held.uid)
        before: Seat = getattr(row, self.column)
        moved = hand_over(self._thing_of(row), row, self.column, to=to, seat=seat, now=now)
        return Transfer(self.kind, held.uid, str(before.uid), str(to.uid), moved.version, str(moved.uid))

    def undo(self, transfer: Transfer, *, seat: Seat, now: datetime) -> None:
        row, to = self._row(transfer.uid), find_seat(transfer.came_from)
        if to is None:
            raise CannotHandOver("Không còn tìm thấy vị trí đã bàn giao.")
        hand_over(self._thing_of(row), row, self.column, to=to, seat=seat, now=now, undone=transfer.version)

    def _row(self, pk: str) -> Any:
        return self._rows().get(pk=pk)

    def _rows(self) -> "QuerySet[Any]":
        return self.model._default_manager.select_related(self.column, *([self.through] if self.through else []))

    def _thing_of(self, row: Any) -> Thing:
        found: Thing = getattr(row, self.through) if self.through else row
        return found

    def _open(self, owner: Seat) -> "QuerySet[Any]":
        state = f"{self.through}__state__in" if self.through else "state__in"
        return self._rows().filter(**{self.column: owner, state: OPEN_STATES[self.thing]}).order_by("pk")


def register() -> None:
    """Enter the holders and what never moves; called once, at start-up."""
    register_holder(OpenPart("Nhiệm vụ chủ trì", Task, "lead", Task))
    register_holder(OpenPart("Nhiệm vụ đã giao, chờ đóng", Task, "assigner", Task))
    register_holder(OpenPart("Nhiệm vụ phối hợp", TaskCoordinator, "seat", Task, "task"))
    register_holder(OpenPart("Cuộc họp đã mời", Meeting, "organiser", Meeting))
    register_holder(OpenPart("Cuộc họp chủ trì", Meeting, "chair", Meeting))
    register_holder(OpenPart("Giấy mời họp", MeetingInvitation, "seat", Meeting, "meeting"))
    register_holder(OpenPart("Lịch công tác đã đề xuất", CalendarEntry, "proposer", CalendarEntry))
    register_holder(OpenPart("Lịch công tác phải dự", CalendarAttendee, "seat", CalendarEntry, "entry"))
    declare_frozen(
        "direction.Task.agency",
        "direction.Meeting.agency",
        "direction.CalendarEntry.agency",
        "direction.Room.agency",
        reason="What an agency ordered, met about and published stays that agency's when its people change.",
    )
    declare_frozen(
        "direction.MeetingInvitation.substitute",
        reason="Who is sent instead was chosen by who was invited; that one answers again when it does not hold.",
    )
