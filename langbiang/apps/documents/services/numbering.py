"""Numbers: gapless in one book of one agency in one year (Decree 30/2020, Articles 15.1 and 22)."""

from langbiang.apps.directory.interface import Agency
from langbiang.apps.documents.models import Book, NumberSeries


def next_number(agency: Agency | int, book: Book, year: int) -> int:
    """
    Take the next number; the series stays locked until the caller's transaction ends.

    A caller that rolls back gives the number back with it, so there is no gap.
    """
    owner = agency if isinstance(agency, int) else agency.pk
    NumberSeries.objects.get_or_create(agency_id=owner, book=book, year=year)
    series = NumberSeries.objects.select_for_update().get(agency_id=owner, book=book, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last
