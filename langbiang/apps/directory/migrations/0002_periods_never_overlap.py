"""On PostgreSQL the database itself refuses two rows of one key on the same day."""

from django.db import migrations

KEYS = {
    "agencyversion": ("agency_id",),
    "agencyidentifier": ("agency_id", "scheme"),
    "unitversion": ("unit_id",),
    "postversion": ("post_id",),
    "seat": ("person_id", "post_id"),
    "recordskeeping": ("agency_id",),
    "administrativeunit": ("code", "level"),
}


def forbid_overlap(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    for table, columns in KEYS.items():
        keys = ", ".join(f"{column} WITH =" for column in columns)
        schema_editor.execute(
            f"ALTER TABLE directory_{table} ADD CONSTRAINT directory_{table}_periods_never_overlap "
            f"EXCLUDE USING gist ({keys}, daterange(valid_from, valid_to) WITH &&)"
        )


def allow_overlap(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in KEYS:
            schema_editor.execute(
                f"ALTER TABLE directory_{table} DROP CONSTRAINT directory_{table}_periods_never_overlap"
            )


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]
    operations = [migrations.RunPython(forbid_overlap, allow_overlap)]
