"""On PostgreSQL a key to the entry forbids Django to empty its tables; `forget` removes the words itself, as on SQLite."""

from django.db import migrations

KEY = "search_words_id_fkey"


def drop_key(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE search_words DROP CONSTRAINT {KEY}")


def put_key(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"ALTER TABLE search_words ADD CONSTRAINT {KEY} FOREIGN KEY (id) REFERENCES search_entry(id) "
            "ON DELETE CASCADE"
        )


class Migration(migrations.Migration):
    dependencies = [("search", "0002_words")]
    operations = [migrations.RunPython(drop_key, put_key)]
