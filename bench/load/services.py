from datetime import datetime

from django.db import transaction

from bench.load.acts import CaseMoved
from bench.load.models import Case
from langbiang.foundation.journal.interface import Act, Actor, write

BY = Actor(kind="seat", id="1", person="Nguyễn Văn Đo", post="Chuyên viên", agency_id=1, agency="Sở Đo lường")


@transaction.atomic
def move_case(case: Case, *, now: datetime) -> Act:
    """Do what every service does: lock, change, save named fields, write the act."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    case.steps += 1
    return write(case, CaseMoved(f"Bước {case.steps}"), by=BY, now=now, fields=["steps"], moved_from=case.state)
