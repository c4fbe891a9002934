"""What the access log writes about itself: a look is not an act, an hour of looks is."""

from dataclasses import dataclass

from langbiang.foundation.journal.interface import fact


@fact("looking.hour.sealed")
@dataclass(frozen=True)
class HourSealed:
    """The looks of the hour that began then (ISO 8601): so many rows, with this digest."""

    begins: str
    count: int
    digest: str


@fact("looking.hour.removed")
@dataclass(frozen=True)
class HourRemoved:
    """The rows of that hour were removed after so many days; their number and digest stay."""

    begins: str
    count: int
    days: int


@fact("looking.rows.exported")
@dataclass(frozen=True)
class RowsExported:
    """So many rows of the access log were given away as a file with this SHA-256: which were asked for."""

    asked: str
    count: int
    digest: str
