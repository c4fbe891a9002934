"""The facts about reports of verification; what was found stands in the signed file."""

from dataclasses import dataclass

from langbiang.foundation.journal.interface import fact


@fact("audit.report.ordered")
@dataclass(frozen=True)
class ReportOrdered:
    """An inspector asked that everything be recomputed."""


@fact("audit.report.made")
@dataclass(frozen=True)
class ReportMade:
    """It was recomputed up to a position: so many findings, whether signed heads proved it, SHA-256 of the report."""

    position: int
    findings: int
    proved: bool
    digest: str


@fact("audit.report.failed")
@dataclass(frozen=True)
class ReportFailed:
    """No report could be made."""

    reason: str
