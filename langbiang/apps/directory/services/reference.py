"""Loads the reference province from the CSV files of `langbiang/data`."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from django.db import transaction

from langbiang.apps.directory.models import AdministrativeUnit, Agency, AgencyIdentifier, AgencyVersion, Lineage
from langbiang.foundation.search.folding import fold

DATA = Path(__file__).resolve().parents[3] / "data"
PROVINCE = "68"
MERGER_2020, MERGER_2024, MERGER_2025 = date(2020, 1, 1), date(2024, 12, 1), date(2025, 7, 1)
TEST_COPY = "bảng mã công khai tháng 6/2020, nhiều khả năng là bản thử"
Unit = AdministrativeUnit
Level = AdministrativeUnit.Level


def rows(name: str) -> Iterator[dict[str, str]]:
    """Read a file of `langbiang/data`, one dictionary a row."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@transaction.atomic
def load_reference() -> None:
    """Load units, lineage, agencies and identifiers; does nothing when they are there already."""
    if Agency.objects.exists():
        return
    Unit.objects.bulk_create(_units())
    Lineage.objects.bulk_create(_lineage())
    _load_agencies()


def _units() -> list[Unit]:
    return [
        _unit(PROVINCE, Level.PROVINCE, "tỉnh", "Tỉnh Lâm Đồng", "", source="GSO"),
        *_districts(),
        *_communes_to_2025(),
        *(
            _unit(
                r["code"],
                Level.COMMUNE,
                r["kind"],
                r["name"],
                PROVINCE,
                MERGER_2025,
                None,
                r["sources"],
                r["verified"],
            )
            for r in rows("communes-2025")
        ),
    ]


def _districts() -> Iterator[Unit]:
    for r in rows("districts-2020"):
        yield _unit(
            r["code"],
            Level.DISTRICT,
            r["kind"],
            r["name"],
            PROVINCE,
            None,
            MERGER_2025,
            r["sources"],
            r["verified"],
        )


def _communes_to_2025() -> Iterator[Unit]:
    """Give the communes of 2019, 2020 and 2024: one row for each name that a code had."""
    listed_2019 = {r["code"]: r for r in rows("communes-2019")}
    listed_2020 = {r["code"]: r for r in rows("communes-2020")}
    gone_2024 = {r["old_code"]: r for r in rows("mergers-2024")}
    new_2024 = {r["new_code"]: r for r in rows("mergers-2024")}
    for code, r in listed_2019.items():
        if code not in listed_2020 or listed_2020[code]["name"] != r["name"]:
            yield _commune(r, None, MERGER_2020)
    for code, r in listed_2020.items():
        begun = None if code in listed_2019 and listed_2019[code]["name"] == r["name"] else MERGER_2020
        renamed = code in new_2024 and new_2024[code]["new_name"] != r["name"]
        ended = code in gone_2024 and code not in new_2024
        yield _commune(r, begun, MERGER_2024 if ended or renamed else MERGER_2025)
        if renamed:
            merger = new_2024[code]
            yield _commune(
                {
                    **r,
                    "name": merger["new_name"],
                    "sources": merger["sources"],
                    "verified": merger["verified"],
                },
                MERGER_2024,
                MERGER_2025,
            )


def _commune(r: dict[str, str], begin: date | None, end: date | None) -> Unit:
    return _unit(
        r["code"],
        Level.COMMUNE,
        r["kind"],
        r["name"],
        r["district_code"],
        begin,
        end,
        r["sources"],
        r["verified"],
    )


def _unit(
    code: str,
    level: Level,
    kind: str,
    name: str,
    parent: str,
    begin: date | None = None,
    end: date | None = None,
    source: str = "",
    verified: str = "",
) -> Unit:
    return Unit(
        code=code,
        level=level,
        kind=kind,
        name=name,
        folded=fold(name),
        parent_code=parent,
        valid_from=begin,
        valid_to=end,
        source=source[:200],
        verified=verified[:200],
    )


def _lineage() -> Iterable[Lineage]:
    for name in ("mergers-2020", "mergers-2024", "mergers-2025"):
        for r in rows(name):
            yield Lineage(
                old_code=r["old_code"],
                old_name=r["old_name"],
                new_code=r["new_code"],
                new_name=r["new_name"],
                effective=date.fromisoformat(r["effective"]),
                part=r.get("part") or "whole",
                resolution=r["resolution"],
                verified=r["verified"][:200],
            )


def _load_agencies() -> None:
    seeds = [*_agency_seeds(), *_commune_seeds()]
    agencies = {s["slug"]: Agency(slug=s["slug"]) for s in seeds}
    Agency.objects.bulk_create(agencies.values())
    AgencyVersion.objects.bulk_create(
        AgencyVersion(
            agency=agencies[s["slug"]],
            name=s["name"],
            short_name=s["short_name"],
            folded=fold(f"{s['name']} {s['short_name']}"),
            level=s["level"],
            kind=s["kind"],
            parent=agencies.get(s["parent"]),
            territory_code=s.get("territory_code", ""),
            rank=rank,
            source=s.get("note", "")[:300],
        )
        for rank, s in enumerate(seeds)
    )
    AgencyIdentifier.objects.bulk_create(
        AgencyIdentifier(
            agency=agencies[s["slug"]],
            scheme=AgencyIdentifier.Scheme.CIRCULAR_10,
            code=s["code_tt10"],
            source=TEST_COPY,
            verified=s["code_verified"][:300],
        )
        for s in seeds
        if s["code_tt10"]
    )


def _agency_seeds() -> Iterator[dict[str, str]]:
    districts = {r["slug"]: r["code"] for r in rows("districts-2020")}
    for r in rows("agencies-2020"):
        district = r["slug"].removeprefix("ubnd-")
        territory = (
            PROVINCE if r["slug"] == "ubnd-tinh" else districts.get(district, "") if r["level"] == "district" else ""
        )
        yield {**r, "code_tt10": r["code_tt10"] or r["code_tt10_alt"], "territory_code": territory}


def _commune_seeds() -> Iterator[dict[str, str]]:
    for r in rows("communes-2020"):
        place = r["name"][0].lower() + r["name"][1:]
        yield {
            "slug": f"ubnd-{r['district_slug']}-{r['slug']}",
            "name": f"Ủy ban nhân dân {place}, {r['district_name'][0].lower()}{r['district_name'][1:]}",
            "short_name": f"UBND {place}",
            "level": AgencyVersion.Level.COMMUNE,
            "kind": AgencyVersion.Kind.STATE,
            "parent": f"ubnd-{r['district_slug']}",
            "territory_code": r["code"],
            "code_tt10": r["organ_code_tt10"],
            "code_verified": "mã trong nguồn" if r["organ_code_tt10"] else "",
        }
