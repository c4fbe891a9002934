"""What the product keeps of a file beside its bytes."""

from django.db import models
from uuid_utils.compat import uuid7


class File(models.Model):
    """
    A reference to kept bytes: name, kind and size as they were when the file came in.

    The bytes stand in the file store under their SHA-256. People open a file through its owner's page, by `uid`,
    never by digest: who knows a digest has no right by it.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    digest = models.CharField("SHA-256", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("số byte")
    name = models.CharField("tên tệp", max_length=255)
    media_type = models.CharField("kiểu", max_length=100)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
