from typing import ClassVar

from django.db import models

from langbiang.foundation.journal.interface import Subject


class Case(Subject):
    SUBJECT_KIND: ClassVar = "bench.case"
    OFFICIAL_FIELDS: ClassVar = ("state", "steps")

    state = models.CharField(max_length=10, default="open")
    steps = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.uid}: {self.steps}"


class Effect(models.Model):
    """What the consumer did for one act: unique, so that a double would stop it."""

    act = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return str(self.act)
