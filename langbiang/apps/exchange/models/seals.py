"""Seals and receipts: who vouched for which bytes of a packet. Added to, never changed."""

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7


class Seal(models.Model):
    """
    One detached CMS signature over a packet's bytes, known by their SHA-256.

    Made here, it signs a manifest of the bytes and of a statement that says what the seal is for; what another
    system made signs the bytes themselves, then statement and manifest are empty.
    """

    class Kind(models.TextChoices):
        SENT = "sent", "Cơ quan gửi đóng dấu"
        TAKEN = "taken", "Trục đóng dấu bản đã nhận"
        HANDED = "handed", "Trục đóng dấu bản đã giao"
        RECEIPT = "receipt", "Nơi nhận ký biên nhận"

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    packet = models.ForeignKey("exchange.Packet", on_delete=models.PROTECT, related_name="seals")
    delivery = models.ForeignKey("exchange.Delivery", null=True, on_delete=models.PROTECT, related_name="seals")
    kind = models.CharField(max_length=7, choices=Kind)
    signer = models.CharField("người đóng dấu", max_length=300)
    digest = models.CharField(max_length=64)
    statement = models.TextField(blank=True)
    manifest = models.TextField(blank=True)
    cms = models.BinaryField()
    made_at = models.DateTimeField()
    # RFC 3161, on the CMS: empty until the service has answered, for ever where none is set.
    stamp = models.BinaryField(null=True)
    stamped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["packet", "kind", "digest"], condition=Q(delivery=None), name="exchange_seal_once"
            ),
            models.UniqueConstraint(fields=["delivery", "kind"], name="exchange_seal_once_for_each_delivery"),
            models.CheckConstraint(
                condition=Q(stamp=None, stamped_at=None) | Q(stamp__isnull=False, stamped_at__isnull=False),
                name="exchange_seal_stamp_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(stamp=None), name="exchange_seal_unstamped")]

    def __str__(self) -> str:
        return f"{self.kind} {self.signer}"
