"""Signatures that are asked for and not there yet."""

from django.db import models
from uuid_utils.compat import uuid7

from .outgoing import OutgoingDocument


class SigningSession(models.Model):
    """
    What was prepared for the token at a person's PC, until its signature comes: one document as it stood, one seat, one
    account, one certificate. It goes when it is answered; what nobody answers goes when its ten minutes are over.

    The prepared PDF is in the file store under its digest, named by no file: it is swept a day later.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    document = models.ForeignKey(OutgoingDocument, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(help_text="Of the document, when this was prepared.")
    seat = models.ForeignKey("directory.Seat", on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey("identity.User", on_delete=models.CASCADE, related_name="+")
    certificate = models.CharField("SHA-256", max_length=64)
    prepared = models.CharField("SHA-256", max_length=64)
    hole_start = models.PositiveBigIntegerField()
    hole_end = models.PositiveBigIntegerField()
    attributes = models.BinaryField(help_text="CMS signed attributes (DER): what the key signs.")
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.document} · {self.expires_at:%H:%M}"
