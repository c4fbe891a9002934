"""The types of documents, from `langbiang/data`."""

import csv
from pathlib import Path

from langbiang.apps.documents.models import DocumentType

FILE = Path(__file__).resolve().parents[3] / "data" / "document-types.csv"
# Normative types that bodies of a province issue; the list's others belong to the centre.
OURS = ("hdnd-cap-", "ubnd-cap-")


def load_document_types() -> None:
    """Load the 29 types of Decree 30/2020, Article 7, and the province's normative ones; keeps what is there."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    normative = [row for row in rows if row["group"] == "normative" and any(part in row["code"] for part in OURS)]
    kinds = [_kind(row, int(row["no"])) for row in rows if row["group"] == "administrative"]
    kinds += [_kind(row, 100 + order) for order, row in enumerate(normative)]
    DocumentType.objects.bulk_create(kinds, ignore_conflicts=True)


def _kind(row: dict[str, str], order: int) -> DocumentType:
    return DocumentType(
        code=row["code"],
        name=row["name"],
        abbreviation=row["abbreviation"],
        order=order,
        normative=row["group"] == "normative",
    )
