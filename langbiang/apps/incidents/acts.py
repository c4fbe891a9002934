"""The facts about incidents; an incident's page tells them as its course."""

from dataclasses import dataclass

from langbiang.foundation.journal.interface import fact


@fact("incidents.incident.opened")
@dataclass(frozen=True)
class IncidentOpened:
    """Somebody reported it, as what and how grave."""

    title: str
    kind: str
    severity: str


@fact("incidents.incident.assigned")
@dataclass(frozen=True)
class IncidentAssigned:
    to: str


@fact("incidents.incident.noted")
@dataclass(frozen=True)
class IncidentNoted:
    """What was found or done meanwhile."""

    words: str


@fact("incidents.incident.graded")
@dataclass(frozen=True)
class IncidentGraded:
    before: str
    after: str
    reason: str


@fact("incidents.incident.closed")
@dataclass(frozen=True)
class IncidentClosed:
    cause: str
    remedy: str


@fact("incidents.incident.reopened")
@dataclass(frozen=True)
class IncidentReopened:
    reason: str


@fact("incidents.incident.handed_over")
@dataclass(frozen=True)
class IncidentHandedOver:
    """A post was left: somebody else handles it now; or that was taken back."""

    to: str
    undo: bool


@fact("incidents.rows.exported")
@dataclass(frozen=True)
class IncidentsExported:
    """So many were given away as a file with this SHA-256: which were asked for."""

    asked: str
    count: int
    digest: str
