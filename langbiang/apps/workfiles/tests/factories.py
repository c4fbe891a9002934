"""Plans and work files in every state, made as people make them: through the services."""

from datetime import date, timedelta

from langbiang.apps.directory.interface import Seat
from langbiang.apps.documents.tests import factories as documents
from langbiang.apps.workfiles import services
from langbiang.apps.workfiles.models import FileItem, FilingPlan, PlanEntry, Share, WorkFile
from langbiang.foundation.journal.interface import Act
from langbiang.foundation.search.models import Entry

NOW, DAY, LATER = documents.NOW, documents.DAY, documents.LATER
END = date(2020, 9, 8)
State = WorkFile.State


def planned(unit, *, notation: str = "01.CNTT", title: str = "Hồ sơ về chữ ký số năm 2020", **said) -> services.Planned:
    usual = {"heading": "Công nghệ thông tin", "retention_years": 10}
    return services.Planned(notation=notation, title=title, unit=unit, **{**usual, **said})


def draft(clerk: Seat, year: int = 2020, *, copy: bool = False) -> FilingPlan:
    return services.draft_plan(clerk.agency, year, copy=copy, seat=clerk, now=NOW)


def plan(clerk: Seat, leader: Seat, worker: Seat, *, year: int = 2020) -> PlanEntry:
    """Approve a plan with one entry, and give the entry."""
    made = draft(clerk, year)
    entry = services.add_entry(made, planned(worker.unit, seat=worker), seat=clerk, now=NOW)
    made.refresh_from_db()
    services.approve_plan(made, seat=leader, now=NOW)
    return PlanEntry.objects.select_related("plan__agency").get(pk=entry.pk)


def facts(keeper: Seat, **said) -> services.Facts:
    usual = {"notation": "01.CNTT", "title": "Hồ sơ về chữ ký số năm 2020", "retention_years": 10}
    return services.Facts(agency=keeper.agency, **{**usual, "start_date": date(2020, 9, 1), **said})


def opened(keeper: Seat, *, now=NOW, **said) -> WorkFile:
    return services.open_file(facts(keeper, **said), entry=None, seat=keeper, now=now)


def paper(**said) -> services.Paper:
    return services.Paper(**{"title": "Biên bản họp tổ công tác", "dated": END, "author": "Tổ công tác", **said})


def add_paper(file: WorkFile, keeper: Seat, *, content: bytes | None = None, **said) -> FileItem:
    file.refresh_from_db()
    upload = documents.upload(content, name="Biên bản họp.pdf")
    return services.add_paper(file, paper(**said), upload, seat=keeper, now=NOW)


def file_in(state: str, keeper: Seat, clerk: Seat, *, now=NOW, end: date = END, **said) -> WorkFile:
    """Bring a work file with one paper to a state."""
    file = opened(keeper, now=now, **said)
    add_paper(file, keeper)
    file.refresh_from_db()
    steps = [
        lambda f: services.close_file(f, end_date=end, seat=keeper, now=now),
        lambda f: services.submit_file(f, seat=keeper, now=now + timedelta(minutes=1)),
        lambda f: services.accept_file(f, seat=clerk, now=now + timedelta(minutes=2)),
    ]
    for step in steps[: list(State.values).index(state)]:
        file = step(file)
    return file


def everything() -> dict[str, list[tuple]]:
    """Give all rows that the keeping of work files may write, to see that a refusal changed none."""
    models = (FilingPlan, PlanEntry, WorkFile, FileItem, Share, Act, Entry)
    return {model._meta.label: list(model.objects.order_by("pk").values_list()) for model in models}
