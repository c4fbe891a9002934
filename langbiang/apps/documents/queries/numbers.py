"""Asks about numbers: in which series a document runs, how its code is written, which numbers are held."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import Q, QuerySet

from langbiang.apps.directory.interface import Agency, AgencyVersion, name_of
from langbiang.apps.documents.models import (
    Book,
    DocumentType,
    NumberSeries,
    ReservedNumber,
    SeriesRule,
    SigningAuthority,
)

FAMILIES = Path(__file__).resolve().parents[3] / "data" / "document-families.csv"


@dataclass(frozen=True)
class Family:
    """How one family of agencies writes: the form of its numbers, and whether its documents are laid out here."""

    code: str
    name: str
    kinds: Sequence[str]
    number_form: str
    laid_out: bool
    verified: str


@cache
def list_families() -> list[Family]:
    with FAMILIES.open(encoding="utf-8", newline="") as file:
        return [
            Family(
                row["code"],
                row["name"],
                row["kinds"].split(),
                row["number_form"],
                row["laid_out"] == "yes",
                row["verified"],
            )
            for row in csv.DictReader(file)
        ]


def family_of(agency: Agency, day: date) -> Family:
    """Say to which family an agency belongs; the first, the state's, is also that of kinds no family names."""
    kind: AgencyVersion.Kind | str = name_of(agency, day).kind
    return next((family for family in list_families() if kind in family.kinds), list_families()[0])


def written_code(number: int, notation: str, *, year: int, kind: DocumentType, family: Family) -> str:
    """
    Write number and notation as printed: a leading zero under 10 (Decree 30/2020, Annex I).

    The year stands in the code of normative documents only (Article 15.1; Law on the promulgation of legal documents).
    """
    form = "{number}/{year}/{notation}" if kind.normative else family.number_form
    return form.format(number=f"{number:02}", year=year, notation=notation)


LEVELS = {
    AgencyVersion.Level.PROVINCE: "tinh",
    AgencyVersion.Level.DISTRICT: "huyen",
    AgencyVersion.Level.COMMUNE: "xa",
}
BODIES = {AgencyVersion.Kind.STATE: "ubnd", AgencyVersion.Kind.ELECTED: "hdnd"}


def types_for(agencies: Iterable[int], day: date) -> QuerySet[DocumentType]:
    """List the types that agencies may issue: the 29 of Article 7; councils and committees also normative ones."""
    versions = AgencyVersion.objects.as_of(day).filter(agency__in=list(agencies), kind__in=BODIES)
    ends = {f"{BODIES[AgencyVersion.Kind(v.kind)]}-cap-{LEVELS[AgencyVersion.Level(v.level)]}" for v in versions}
    normative = [kind.pk for kind in DocumentType.objects.filter(normative=True) if kind.code.endswith(tuple(ends))]
    return DocumentType.objects.filter(Q(normative=False) | Q(pk__in=normative))


# -- series


def rule_for(agency: Agency | int, year: int) -> SeriesRule | None:
    """Give the rule an agency's head has set that holds in a year; None is one common series."""
    return SeriesRule.objects.filter(agency=agency, year__lte=year).order_by("-year").first()


def series_of(agency: Agency | int, kind: DocumentType, year: int) -> str:
    """
    Name the series in which a type of document is numbered; "" is the common one.

    Normative documents always run alone, each type for itself (Decree 30/2020, Article 15.1.a).
    """
    if kind.normative:
        return kind.code
    rule = rule_for(agency, year)
    if rule is None or rule.mode == SeriesRule.Mode.ONE:
        return ""
    if rule.mode == SeriesRule.Mode.TYPE:
        return kind.code
    return next((name for name, codes in rule.groups.items() if kind.code in codes), "")


def list_series(agency: Agency | int, year: int) -> list[tuple[str, str]]:
    """List the series an agency may number in during a year, with the names people read."""
    rule, types = rule_for(agency, year), DocumentType.objects.all()
    names = [("", "Sổ chung")]
    if rule is not None and rule.mode == SeriesRule.Mode.TYPE:
        names = [(kind.code, kind.name) for kind in types if not kind.normative]
    elif rule is not None and rule.mode == SeriesRule.Mode.GROUP:
        names += [(name, name) for name in rule.groups]
    return [*names, *((kind.code, kind.name) for kind in types if kind.normative)]


def list_reserved(agency: Agency | int, year: int) -> QuerySet[ReservedNumber]:
    """List the numbers taken out of the series of a year before their documents, newest first."""
    return ReservedNumber.objects.filter(agency=agency, year=year).select_related("document").order_by("-number")


def list_held_for(agency: Agency | int, kind: DocumentType, year: int) -> QuerySet[ReservedNumber]:
    """List the held numbers that a document of this type could still be issued under."""
    held = ReservedNumber.objects.filter(agency=agency, year=year, series=series_of(agency, kind, year))
    return held.filter(state=ReservedNumber.State.RESERVED).order_by("number")


def list_counters(agency: Agency | int, year: int) -> QuerySet[NumberSeries]:
    """List how far each outgoing series of a year has come."""
    return NumberSeries.objects.filter(agency=agency, year=year, book=Book.OUTGOING).order_by("series")


def list_authorities(agency: Agency | int) -> QuerySet[SigningAuthority]:
    """List the papers on signing TL. and TUQ. of an agency, newest first, ended ones too."""
    return SigningAuthority.objects.filter(agency=agency).select_related("seat__person")[:50]
