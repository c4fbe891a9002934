"""What a seat holds here for those who leave a post: the incidents it handles (directory.holders)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from langbiang.apps.directory.interface import Held, Seat, Transfer, declare_frozen, find_seat, register_holder

from .models import Incident
from .services import CannotKeep, hand_over


class HandledIncidents:
    """The incidents that a seat handles and that are not closed."""

    name = "Sự cố đang xử lý"
    kind = "incidents.incident-handler"
    keys: tuple[str, ...] = ("incidents.Incident.handler",)

    def count(self, owner: Seat) -> int:
        return _open(owner).count()

    def list(self, owner: Seat) -> Iterable[Held]:
        return [Held(str(incident.uid), f"{incident.code}: {incident}") for incident in _open(owner)]

    def transfer(self, held: Held, *, to: Seat, seat: Seat, now: datetime) -> Transfer:
        incident = Incident.objects.select_related("handler").get(uid=held.uid)
        before = incident.handler
        if before is None:
            raise CannotKeep("Sự cố này chưa có người xử lý.")
        moved = hand_over(incident, to=to, seat=seat, now=now)
        return Transfer(self.kind, held.uid, str(before.uid), str(to.uid), moved.version, str(moved.uid))

    def undo(self, transfer: Transfer, *, seat: Seat, now: datetime) -> None:
        to = find_seat(transfer.came_from)
        if to is None:
            raise CannotKeep("Không còn tìm thấy vị trí đã bàn giao.")
        incident = Incident.objects.get(uid=transfer.uid)
        hand_over(incident, to=to, seat=seat, now=now, undone=transfer.version)


def _open(owner: Seat) -> "QuerySet[Incident]":
    return Incident.objects.filter(handler=owner, state=Incident.State.HANDLING).order_by("pk")


def register() -> None:
    """Enter the holder and what never moves; called once, at start-up."""
    register_holder(HandledIncidents())
    declare_frozen(
        "incidents.Incident.agency",
        "incidents.Incident.reporter",
        reason="Where it happened and who reported it stays so when people change.",
    )
