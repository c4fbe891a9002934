"""
The tables of the journal.

`act`, `act_party`, `seal` and `checkpoint` are insert-only, guarded by triggers (guard.py); `act_pending`
is the small queue between an act and its seal. No foreign key points upward, and none inside the journal is
enforced: it would double what sealing costs, and `verify` proves the links anyway.
"""

from typing import Any, ClassVar

from django.db import models
from uuid_utils.compat import uuid7

from .canonical import GENESIS
from .subjects import Subject

__all__ = [
    "Act",
    "ActParty",
    "ActPending",
    "Checkpoint",
    "CheckpointStamp",
    "Cursor",
    "Heartbeat",
    "JournalHead",
    "Parked",
    "Seal",
    "Subject",
    "Timer",
]


class Act(models.Model):
    """
    One official act, as it was: plain columns, never changed but for the erasure of its details.

    `id` orders acts of one batch and is never shown; `uid` is its public name and the idempotency key.
    Order among all acts is the position of the seal.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    at = models.DateTimeField("có hiệu lực lúc")
    recorded_at = models.DateTimeField("ghi lúc")
    actor_kind = models.CharField(max_length=16)
    actor_id = models.TextField()
    person = models.TextField(blank=True)
    post = models.TextField(blank=True)
    agency_id = models.BigIntegerField(null=True)
    agency = models.TextField(blank=True)
    on_behalf_of = models.TextField(blank=True)
    subject_kind = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=36)
    subject_version = models.PositiveIntegerField()
    official_digest = models.BinaryField(max_length=32)
    verb = models.CharField(max_length=100)
    version = models.PositiveSmallIntegerField(default=1)
    old_state = models.CharField(max_length=64, blank=True)
    new_state = models.CharField(max_length=64, blank=True)
    details: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    salt = models.BinaryField(max_length=16, null=True)
    details_digest = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)
    cause = models.UUIDField(null=True)

    class Meta:
        db_table = "journal_act"
        verbose_name = "hành vi"
        constraints = [
            # Two writers that forgot to lock their subject meet here; it serves the timeline as well.
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "subject_version"], name="journal_act_subject"
            ),
        ]
        indexes = [
            models.Index(fields=["agency_id", "id"], name="journal_act_agency"),
            models.Index(fields=["recorded_at", "id"], name="journal_act_recorded"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.uid}"


class ActParty(models.Model):
    """Another agency that took part in an act, and may see it."""

    act = models.ForeignKey(Act, models.DO_NOTHING, related_name="parties", db_constraint=False)
    agency_id = models.BigIntegerField()

    class Meta:
        db_table = "journal_act_party"
        constraints = [models.UniqueConstraint(fields=["act", "agency_id"], name="journal_act_party_once")]
        indexes = [models.Index(fields=["agency_id", "act"], name="journal_act_party_agency")]

    def __str__(self) -> str:
        return f"{self.act_id} {self.agency_id}"


class ActPending(models.Model):
    """An act that waits for its seal; a trigger of the database writes it with the act."""

    act = models.OneToOneField(Act, models.DO_NOTHING, primary_key=True, related_name="pending", db_constraint=False)

    class Meta:
        db_table = "journal_act_pending"

    def __str__(self) -> str:
        return str(self.act_id)


class Seal(models.Model):
    """The place of an act in the order of all acts, chained to the one before."""

    position = models.BigIntegerField(primary_key=True)
    act = models.OneToOneField(Act, models.DO_NOTHING, related_name="seal", db_constraint=False)
    chain = models.BinaryField(max_length=32)

    class Meta:
        db_table = "journal_seal"

    def __str__(self) -> str:
        return str(self.position)


class JournalHead(Subject):
    """
    The one row that says how far the journal is sealed; its lock is the sealer's.

    It is a subject as well: of acts about the journal itself (an erasure, a new epoch, a consumer resumed).
    """

    SUBJECT_KIND: ClassVar[str] = "journal"
    OFFICIAL_FIELDS: ClassVar[tuple[str, ...]] = ("epoch",)
    STATE_FIELD: ClassVar[str] = ""

    position = models.BigIntegerField(default=0)
    chain = models.BinaryField(max_length=32, default=GENESIS)
    epoch = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "journal_head"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="journal_head_is_one")]

    def __str__(self) -> str:
        return f"{self.epoch}:{self.position}"


class Checkpoint(models.Model):
    """A head that the signer has signed; what proves anything are the copies kept outside."""

    epoch = models.PositiveIntegerField()
    position = models.BigIntegerField()
    chain = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    key_id = models.CharField(max_length=16)
    signature = models.BinaryField(max_length=64)

    class Meta:
        db_table = "journal_checkpoint"
        constraints = [models.UniqueConstraint(fields=["epoch", "position"], name="journal_checkpoint_once")]

    def __str__(self) -> str:
        return f"{self.epoch}:{self.position}"

    @property
    def chain_hex(self) -> str:
        return bytes(self.chain).hex()


class CheckpointStamp(models.Model):
    """
    A time stamp (RFC 3161) that an authority outside put on a signed head.

    It comes after its head, whose row is never changed; it proves itself, so no trigger guards it.
    """

    checkpoint = models.OneToOneField(
        Checkpoint, models.DO_NOTHING, primary_key=True, related_name="stamp", db_constraint=False
    )
    token = models.BinaryField()
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "journal_checkpoint_stamp"

    def __str__(self) -> str:
        return f"{self.checkpoint_id}"


class Cursor(models.Model):
    """How far a consumer has come; its lock makes two processes take turns."""

    class State(models.TextChoices):
        RUNNING = "running", "đang chạy"
        HALTED = "halted", "đã dừng"

    name = models.CharField(max_length=100, primary_key=True)
    position = models.BigIntegerField(default=0)
    state = models.CharField(max_length=16, choices=State, default=State.RUNNING)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        db_table = "journal_consumer"

    def __str__(self) -> str:
        return f"{self.name} {self.position}"

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING


class Parked(models.Model):
    """An act that a reaction could not take, or one of the same subject that waits behind it."""

    consumer = models.CharField(max_length=100)
    act = models.ForeignKey(Act, models.DO_NOTHING, related_name="+", db_constraint=False)
    position = models.BigIntegerField()
    subject_kind = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=36)
    tries = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)
    parked_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.TextField(blank=True)

    class Meta:
        db_table = "journal_parked"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["consumer", "act"], name="journal_parked_once")]
        indexes = [
            models.Index(
                fields=["consumer", "subject_kind", "subject_id"],
                condition=models.Q(resolved_at=None),
                name="journal_parked_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consumer} {self.position}"


class Timer(models.Model):
    """When a timed function is due; who runs it holds it until `busy_until`."""

    name = models.CharField(max_length=200, primary_key=True)
    due_at = models.DateTimeField()
    busy_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "journal_timer"

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """The last sign of life of one worker."""

    worker = models.UUIDField(primary_key=True, default=uuid7)
    at = models.DateTimeField()

    class Meta:
        db_table = "journal_heartbeat"

    def __str__(self) -> str:
        return str(self.worker)
