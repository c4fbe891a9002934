"""Asks where legal documents are to be made public, and what is still to be."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.db.models import QuerySet

from langbiang.apps.deadlines.interface import add_working_days
from langbiang.apps.directory.interface import Agency, Seat
from langbiang.apps.documents.models import OutgoingDocument, Publication

from .rights import keeps_records_of

FILE = Path(__file__).resolve().parents[3] / "data" / "publication.csv"
PUBLISHABLE = (OutgoingDocument.State.ISSUED, OutgoingDocument.State.SENT)


@dataclass(frozen=True)
class PublicationRule:
    """Where the legal documents of one level are published, and within how many days of their issue."""

    level: str
    medium: str
    days: int
    working: bool
    ground: str

    @property
    def name(self) -> str:
        return str(Publication.Medium(self.medium).label)

    def due_on(self, issued_on: date) -> date:
        if self.working:
            return add_working_days(issued_on, self.days)
        return issued_on + timedelta(days=self.days)


@cache
def _list_rules() -> list[PublicationRule]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return [
            PublicationRule(row["level"], row["medium"], int(row["days"]), row["working"] == "yes", row["ground"])
            for row in csv.DictReader(file)
        ]


def rules_of_publication(level: str) -> list[PublicationRule]:
    return [rule for rule in _list_rules() if rule.level == level]


def list_publications(agency: Agency, *, published: bool) -> QuerySet[Publication]:
    """List what was published, or what is still to be: no longer what lost its number, was recalled or replaced."""
    rows = Publication.objects.filter(agency=agency, published_on__isnull=not published)
    rows = rows if published else rows.filter(document__state__in=PUBLISHABLE)
    return rows.select_related("document__type")


def publications_of(document: OutgoingDocument) -> list[Publication]:
    return list(document.publications.all()) if document.type.normative else []


def may_publish(seat: Seat, document: OutgoingDocument, day: date) -> bool:
    return document.state in PUBLISHABLE and keeps_records_of(seat, document.agency_id, day)
