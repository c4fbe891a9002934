"""The year's filing plan and a specialist's work files: opened, filled in August, one of them closed."""

from datetime import date, datetime
from functools import partial

from langbiang.apps.documents.interface import OutgoingDocument, list_outgoing
from langbiang.apps.workfiles import interface as filing
from langbiang.foundation import clock
from langbiang.web.seeding import seed_filing_plan

from .diary import Diary
from .papers import Desk

OPENED, FILLED = date(2020, 3, 16), date(2020, 8, 20)
THICK = 12  # documents in a file


class Shelf:
    """The files of a desk's specialist."""

    def __init__(self, diary: Diary, desk: Desk) -> None:
        self.diary, self.desk, self.keeper = diary, desk, desk.pen

    def enter(self) -> None:
        self.diary.at(self.diary.on(OPENED, 9 * 60), self._open)

    def _open(self, now: datetime) -> None:
        seed_filing_plan(now)
        day = clock.local(now).date()
        plan = filing.list_plans(self.desk.clerk, day).get()
        for number, entry in enumerate(plan.entries.filter(unit=self.keeper.unit_id).select_related("plan__agency")):
            facts = filing.Facts(self.desk.agency, entry.notation, entry.title, entry.retention_years, day)
            file = filing.open_file(facts, entry=entry, seat=self.keeper, now=now)
            self.diary.at(self.diary.on(FILLED, 9 * 60 + number), partial(self._fill, file, number))

    def _fill(self, file: filing.WorkFile, number: int, now: datetime) -> None:
        day = clock.local(now).date()
        sent = list_outgoing(self.keeper, day).filter(
            agency=self.desk.agency, drafter=self.keeper, state=OutgoingDocument.State.SENT
        )
        for document in sent.order_by("issued_on", "pk")[number * THICK : (number + 1) * THICK]:
            filing.add_document(file, document, seat=self.keeper, now=now)
            file.refresh_from_db()
        if number == 0:
            filing.close_file(file, end_date=day, seat=self.keeper, now=now)
