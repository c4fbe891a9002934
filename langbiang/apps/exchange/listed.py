"""Asks who lies beyond the directory: agencies that other systems list, and codes that live on connected systems."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from langbiang.apps.directory.interface import find_by_identifiers, list_coded
from langbiang.apps.exchange.models import AgencySync, Home, ListedAgency, System
from langbiang.apps.exchange.queries import find_axis
from langbiang.foundation import clock
from langbiang.foundation.search.folding import fold

BEYOND = "Ngoài tỉnh, qua Trục quốc gia"
POSTGRESQL = "array_to_tsvector(string_to_array(exchange_listedagency.folded, ' ')) @@ %s::tsquery"
SQLITE = "SELECT rowid FROM exchange_listed_words WHERE exchange_listed_words MATCH %s"


@dataclass(frozen=True)
class Outside:
    """An agency beyond the directory, as it is called on the day; `via` says by which way a packet gets there."""

    code: str
    name: str
    via: str = ""


def list_listed(words: str = "", *, gone: bool = False) -> QuerySet[ListedAgency]:
    """List the agencies that are, or with `gone` were, on a list, by code; `words` finds by name or code, toneless."""
    listed = ListedAgency.objects.filter(gone_at__isnull=not gone).order_by("code", "pk")
    return listed.filter(_holds(words)) if words.strip() else listed


def listed_after(listed: QuerySet[ListedAgency], mark: str) -> QuerySet[ListedAgency]:
    """Keep what stands after the row that was the last of a page; an unreadable mark begins at the top."""
    last = ListedAgency.objects.filter(pk=int(mark)).first() if mark.isdecimal() and len(mark) < 18 else None
    return listed.filter(Q(code__gt=last.code) | Q(code=last.code, pk__gt=last.pk)) if last else listed


def _holds(words: str) -> Q:
    """Say which rows hold all of these words, the last one perhaps not typed to its end."""
    asked = fold(words[:200]).split()[:12]
    if not asked:
        return Q(pk=None)
    if connection.vendor == "postgresql":
        query = " & ".join(f"'{word}'" for word in asked) + ":*"
        return Q(RawSQL(POSTGRESQL, [query], output_field=BooleanField()))  # noqa: S611  words are letters and digits
    return Q(pk__in=RawSQL(SQLITE, [" AND ".join(f'"{word}"' for word in asked) + " *"]))  # noqa: S611


def count_listed() -> dict[str, int]:
    """Count who is on a list now, and who was."""
    return {
        "listed": ListedAgency.objects.filter(gone_at=None).count(),
        "gone": ListedAgency.objects.filter(gone_at__isnull=False).count(),
    }


def list_syncs(system: System, limit: int) -> list[AgencySync]:
    """List the last runs that read a system's list, the newest first."""
    return list(AgencySync.objects.filter(system=system)[:limit])


# -- whom a document of ours can be sent to


def _choosable() -> QuerySet[ListedAgency]:
    """Leave the rows of the axis that is connected, or was last, and of all other systems."""
    axis = find_axis() or System.objects.filter(is_axis=True).order_by("-pk").first()
    listed = ListedAgency.objects.filter(gone_at=None)
    return listed.filter(Q(system=axis) | Q(system__is_axis=False)).select_related("system")


def any_outside() -> bool:
    """Say whether there is anybody at all beyond the directory."""
    return Home.objects.filter(agency=None).exists() or _choosable().exists()


def find_outside(codes: Iterable[str], now: datetime) -> dict[str, Outside]:
    """Find which of these codes can be sent to and are no agency of the directory, keyed by code."""
    ours = find_by_identifiers(codes, clock.local(now).date())
    wanted = [code for code in dict.fromkeys(codes) if code not in ours]
    homes = {home.code: home for home in Home.objects.filter(code__in=wanted).select_related("system")}
    found = {code: Outside(code, code, home.system.name) for code, home in homes.items() if home.agency_id is None}
    # The axis first: of an agency that lives on another system, that system's own list knows the name better.
    for row in _choosable().filter(code__in=wanted).order_by("-system__is_axis"):
        home = homes.get(row.code)
        if row.system.is_axis or (home is not None and home.system_id == row.system_id):
            found[row.code] = Outside(row.code, row.name, home.system.name if home else BEYOND)
    return found


def suggest_outside(words: str, now: datetime, *, limit: int = 20) -> list[Outside]:
    """Suggest whom somebody may mean who types a name without tones, or a code; names that begin so stand first."""
    if not fold(words):
        return []
    begins = Case(When(folded__startswith=fold(words[:200]), then=Value(0)), default=Value(1))
    ours = [code for each in list_coded(clock.local(now).date()) for code in (each.code, each.old_code) if code]
    rows = _choosable().filter(_holds(words)).exclude(code__in=ours).order_by(begins, "code")
    living = Home.objects.filter(agency=None, code__istartswith=words.strip()).values_list("code", flat=True)
    codes = [*living[:limit], *rows.values_list("code", flat=True)[:limit]]
    found = find_outside(codes, now)
    return [found[code] for code in dict.fromkeys(codes) if code in found][:limit]
