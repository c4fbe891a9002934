"""Erasure of details when their retention ends: details and salt go together, the act and its digest stay."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from django.db import transaction

from langbiang.foundation.errors import Refused

from .actors import Actor
from .acts import DetailsErased
from .models import Act, JournalHead
from .writing import write

_PER_ACT = 500  # names in one act of erasure


class CannotErase(Refused):
    """These details must stay."""


def erase_details(acts: Iterable[Act], *, ground: str, by: Actor, now: datetime) -> int:
    """Erase the details of these acts on a legal ground, and write which; say how many."""
    if not ground.strip():
        raise CannotErase("Hãy ghi căn cứ pháp lý của việc xoá.", field="ground")
    count, rest = 0, iter(acts)
    with transaction.atomic():
        head = JournalHead.objects.select_for_update().get()
        while part := list(islice(rest, _PER_ACT)):
            if any(act.subject_kind == JournalHead.SUBJECT_KIND for act in part):
                raise CannotErase("Không xoá được chi tiết về chính nhật ký.")
            uids = tuple(str(act.uid) for act in part)
            count += Act.objects.filter(uid__in=uids).update(details=None, salt=None)
            write(head, DetailsErased(acts=uids, ground=ground), by=by, now=now, fields=[])
    return count
