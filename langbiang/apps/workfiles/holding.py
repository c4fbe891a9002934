"""What the keeping of work files holds in the name of a seat (directory.holders)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from langbiang.apps.directory.interface import Held, Seat, Transfer, declare_frozen, find_seat, register_holder

from .models import WorkFile
from .services.handover import HELD, CannotHandOver, hand_over_file


class KeptFiles:
    """Work files that a seat keeps and that are not submitted yet (Decree 30/2020, Article 31)."""

    kind = "workfiles.kept-files"
    name = "Hồ sơ công việc đang giữ"
    keys: tuple[str, ...] = ("workfiles.WorkFile.keeper",)

    def count(self, owner: Seat) -> int:
        return self._held(owner).count()

    def list(self, owner: Seat) -> Iterable[Held]:
        return [Held(str(file.uid), f"{file.notation} {file.title}") for file in self._held(owner)]

    def transfer(self, held: Held, *, to: Seat, seat: Seat, now: datetime) -> Transfer:
        file = WorkFile.objects.select_related("keeper").get(uid=held.uid)
        moved = hand_over_file(file, to=to, seat=seat, now=now)
        return Transfer(self.kind, held.uid, str(file.keeper.uid), str(to.uid), moved.version, str(moved.uid))

    def undo(self, transfer: Transfer, *, seat: Seat, now: datetime) -> None:
        to = find_seat(transfer.came_from)
        if to is None:
            raise CannotHandOver("Không còn tìm thấy vị trí đã bàn giao.")
        file = WorkFile.objects.get(uid=transfer.uid)
        hand_over_file(file, to=to, seat=seat, now=now, undone=transfer.version)

    def _held(self, owner: Seat) -> "QuerySet[WorkFile]":
        return WorkFile.objects.filter(keeper=owner, state__in=HELD).order_by("pk")


def register() -> None:
    """Enter the holder and what never moves; called once, at start-up."""
    register_holder(KeptFiles())
    declare_frozen(
        "workfiles.FilingPlan.agency",
        "workfiles.WorkFile.agency",
        reason="A plan and its files belong to the agency whose work they record (Decree 30/2020, Articles 28 and 30).",
    )
    declare_frozen(
        "workfiles.PlanEntry.seat",
        reason="The plan says who was named when it was made; the file itself goes over with its keeper.",
    )
    declare_frozen("workfiles.Share.seat", reason="What was shared with a seat ends with it; a successor asks anew.")
