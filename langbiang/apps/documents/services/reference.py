"""The types of Decree 30/2020, from `langbiang/data`."""

import csv
from pathlib import Path

from langbiang.apps.documents.models import DocumentType

FILE = Path(__file__).resolve().parents[3] / "data" / "document-types.csv"


def load_document_types() -> None:
    """Load the 29 administrative types; does nothing when they are there already."""
    with FILE.open(encoding="utf-8", newline="") as file:
        types = [row for row in csv.DictReader(file) if row["group"] == "administrative"]
    DocumentType.objects.bulk_create(
        (
            DocumentType(code=row["code"], name=row["name"], abbreviation=row["abbreviation"], order=int(row["no"]))
            for row in types
        ),
        ignore_conflicts=True,
    )
