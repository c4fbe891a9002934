"""What Decree 30/2020/NĐ-CP sets for work files: the limits as data, each with its ground."""

from datetime import date

PERMANENT = 0  # a retention of so many years: for ever
MUST_TRANSFER_FROM = 5  # years of retention from which a file goes to the archive (Article 30)
TRANSFER_MONTHS = 12  # after the work has ended (Article 30)
CONSTRUCTION_MONTHS = 3  # after the final settlement of a construction work (Article 30)
LONGEST_DEFERRAL_MONTHS = 24  # that a unit may keep a due file, with written consent (Article 30)
NOTICE_DAYS = 30  # before a file is due for transfer (Annex VI, part I)


def must_transfer(retention: int | None) -> bool:
    """Say whether a file of this retention has to go to the agency's archive (Article 30)."""
    return retention is not None and (retention == PERMANENT or retention >= MUST_TRANSFER_FROM)


def transfer_due(end: date, retention: int | None, *, construction: bool) -> date | None:
    """Give the last day for the transfer of a file whose work ended; None where it may stay with the unit."""
    if not must_transfer(retention):
        return None
    return add_months(end, CONSTRUCTION_MONTHS if construction else TRANSFER_MONTHS)


def add_months(day: date, months: int) -> date:
    """Give the same day of a later month, or the last day that the month has."""
    count = day.month - 1 + months
    year, month = day.year + count // 12, count % 12 + 1
    for last in range(day.day, 27, -1):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    return date(year, month, day.day)


def retention_words(retention: int | None) -> str:
    if retention is None:
        return "chưa xác định"
    return "Vĩnh viễn" if retention == PERMANENT else f"{retention} năm"
