"""Periods: half-open [from, to), never overlapping for one key."""

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

Row = TypeVar("Row", bound=models.Model, covariant=True)


class DatedQuerySet(models.QuerySet[Row]):
    def as_of(self, day: date) -> Self:
        """Keep the rows in force on `day`."""
        return self.filter(in_force(day))


def in_force(day: date, prefix: str = "") -> Q:
    """Say "in force on `day`" for dated rows reached through `prefix` (such as "versions__")."""
    begun = Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": day})
    not_ended = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    return begun & not_ended


class Dated(models.Model):
    """
    A row that holds from `valid_from` (its first day; empty: before our sources) to `valid_to` (first day no more).

    PERIOD_KEY names the columns for which two rows may never hold on the same day. PostgreSQL enforces it
    (migration 0002); on SQLite `services.add_dated` does.
    """

    PERIOD_KEY: ClassVar[tuple[str, ...]] = ()

    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lt=models.F("valid_to")),
                name="%(app_label)s_%(class)s_period_is_not_empty",
            )
        ]

    def holds_on(self, day: date) -> bool:
        """Say whether the row is in force on `day`."""
        return (self.valid_from or day) <= day and (self.valid_to is None or day < self.valid_to)
