from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from langbiang.foundation.journal.facts import fact, lift


@fact("sample.paper.written", version=3)
@dataclass(frozen=True)
class PaperWritten:
    title: str
    pages: int = 1
    tags: tuple[str, ...] = ()


@lift("sample.paper.written", 1)
def _name_became_title(details):
    return {"title": details["name"], "pages": 1}


@lift("sample.paper.written", 2)
def _tags_were_added(details):
    return {**details, "tags": []}


@fact("sample.paper.moved")
@dataclass(frozen=True)
class PaperMoved:
    note: str = ""


@fact("sample.paper.described")
@dataclass(frozen=True)
class PaperDescribed:
    due: date | None = None
    seen: datetime | None = None
    other: UUID | None = None
    urgency: Literal["hoả tốc", "thường"] = "thường"
    more: dict | None = None
    secret: bool = False
