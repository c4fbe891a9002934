"""Dated rows are written here alone, so that periods of one key never overlap."""

from datetime import date
from typing import TypeVar

from django.db import transaction
from django.db.models import Q

from langbiang.apps.directory.models import Dated
from langbiang.foundation.errors import Refused

Row = TypeVar("Row", bound=Dated)


class CannotOverlap(Refused):
    """Two rows of one key would hold on the same day."""


@transaction.atomic
def add_dated(row: Row) -> Row:
    """
    Save a dated row.

    :raises CannotOverlap: when another row of the same key holds on a day of its period.
    """
    model = type(row)
    key = {name: getattr(row, name) for name in model.PERIOD_KEY}
    rivals = model._default_manager.select_for_update().filter(**key).exclude(pk=row.pk)
    if row.valid_to is not None:
        rivals = rivals.filter(Q(valid_from__isnull=True) | Q(valid_from__lt=row.valid_to))
    if row.valid_from is not None:
        rivals = rivals.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=row.valid_from))
    rival = rivals.first()
    if rival is not None:
        raise CannotOverlap(
            f"Thời gian trùng với “{rival}” ({_period(rival)}). Đóng dòng cũ trước, hoặc chọn ngày khác.",
            field="valid_from",
        )
    row.save()
    return row


@transaction.atomic
def close_dated(row: Row, *, day: date) -> Row:
    """End a dated row: `day` is the first day on which it no longer holds."""
    if row.valid_from is not None and day <= row.valid_from:
        raise Refused("Ngày kết thúc phải sau ngày bắt đầu.", field="valid_to")
    row.valid_to = day
    row.save(update_fields=["valid_to"])
    return row


def _period(row: Dated) -> str:
    begin = f"{row.valid_from:%d/%m/%Y}" if row.valid_from else "trước"
    return f"từ {begin} đến {f'{row.valid_to:%d/%m/%Y}' if row.valid_to else 'nay'}"
