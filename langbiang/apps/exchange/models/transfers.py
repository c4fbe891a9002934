"""Handing things over to other systems: one row for each thing and receiver, and every attempt."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7


class Transfer(models.Model):
    """
    A delivery, or a status report, on its way to one code of another system.

    `uid` is the id by which that system knows it (docId of the national protocol). A row is technique, not history:
    what people are told stands in `Delivery`, written by the same service. Never deleted.
    """

    class Kind(models.TextChoices):
        DOCUMENT = "edoc", "Văn bản"
        STATUS = "status", "Trạng thái"

    class State(models.TextChoices):
        WAITING = "waiting", "Chờ chuyển"
        DONE = "done", "Đã chuyển"
        SET_ASIDE = "aside", "Để riêng, cần người xem"
        RECALLED = "recalled", "Không chuyển nữa"

    MOVES: ClassVar = {
        State.WAITING: {State.DONE, State.SET_ASIDE, State.RECALLED},
        State.SET_ASIDE: {State.WAITING, State.DONE, State.RECALLED},
        State.DONE: set(),
        State.RECALLED: set(),
    }

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    system = models.ForeignKey("exchange.System", on_delete=models.PROTECT, related_name="transfers")
    kind = models.CharField(max_length=6, choices=Kind)
    delivery = models.ForeignKey("exchange.Delivery", null=True, on_delete=models.PROTECT, related_name="transfers")
    report = models.ForeignKey("exchange.StatusReport", null=True, on_delete=models.PROTECT, related_name="transfers")
    from_code = models.CharField(max_length=200)
    to_code = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    remote_id = models.CharField(max_length=200, blank=True)  # the id the other system gave when we called it
    created_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    receipt_due = models.DateTimeField(null=True)  # when to ask that system next for the receiver's signed receipt

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["delivery"], condition=Q(delivery__isnull=False), name="exchange_transfer_delivery_once"
            ),
            models.UniqueConstraint(
                fields=["report", "system"], condition=Q(report__isnull=False), name="exchange_transfer_report_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="edoc", delivery__isnull=False, report__isnull=True)
                | Q(kind="status", delivery__isnull=True, report__isnull=False),
                name="exchange_transfer_of_one_thing",
            ),
        ]
        indexes = [
            # What waits for a system, in order: the list of a system that calls, and the next to send to one we call.
            models.Index(
                fields=["system", "kind", "id"], condition=Q(state="waiting"), name="exchange_transfer_waiting"
            ),
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="exchange_transfer_due"),
            models.Index(fields=["done_at"], condition=Q(done_at__isnull=False), name="exchange_transfer_traffic"),
            models.Index(fields=["system", "id"], condition=Q(state="aside"), name="exchange_transfer_aside"),
            models.Index(
                fields=["system", "receipt_due"],
                condition=Q(receipt_due__isnull=False),
                name="exchange_transfer_receipt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to_code}"

    def may_become(self, state: str) -> bool:
        return state in self.MOVES[self.State(self.state)]


class Attempt(models.Model):
    """One try to hand a thing over: by our call, or by the other system's acknowledgement."""

    class Outcome(models.TextChoices):
        DONE = "done", "Thành công"
        REFUSED = "refused", "Nơi nhận từ chối"
        UNREACHED = "unreached", "Không liên lạc được"
        RUBBISH = "rubbish", "Trả lời không đọc được"

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="attempts")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome)
    words = models.CharField(max_length=500, blank=True)
    milliseconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["at"], name="exchange_attempt_traffic")]

    def __str__(self) -> str:
        return f"{self.transfer}: {self.outcome}"
