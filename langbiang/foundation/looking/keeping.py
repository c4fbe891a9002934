"""Writing a look down, in one statement."""

from datetime import datetime

from django.db import connection

from langbiang.foundation.journal.interface import Actor

from .models import Look

MERGED = 10  # minutes

# The ORM's own upsert sets columns to what came and cannot count; both databases know this form.
_COLUMNS = (
    *("begins", "what", "subject_kind", "subject_id", "actor_kind", "actor_id", "person", "post"),
    *("agency_id", "agency", "on_behalf_of", "first_at", "last_at", "times"),
)
_KEEP = f"""
INSERT INTO looking_look ({", ".join(_COLUMNS)}) VALUES ({", ".join(["%s"] * len(_COLUMNS))})
ON CONFLICT (begins, actor_id, subject_kind, subject_id, what, on_behalf_of) WHERE hour_id IS NULL
DO UPDATE SET times = looking_look.times + 1, last_at = excluded.last_at
"""  # noqa: S608  names of columns alone


def note_look(subject_kind: str, subject_id: str = "", *, what: Look.What, by: Actor, now: datetime) -> None:
    """Count a look at a thing, named as addresses name it; with the person's others of the same ten minutes."""
    values = {
        "begins": now.replace(minute=now.minute // MERGED * MERGED, second=0, microsecond=0),
        "what": what.value,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "actor_kind": by.kind,
        "actor_id": by.id,
        "person": by.person,
        "post": by.post,
        "agency_id": by.agency_id,
        "agency": by.agency,
        "on_behalf_of": by.on_behalf_of,
        "first_at": now,
        "last_at": now,
        "times": 1,
    }
    fields = {field.name: field for field in Look._meta.concrete_fields}
    kept = [fields[name].get_db_prep_value(values[name], connection) for name in _COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, kept)
