"""The words themselves: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL."""

from django.db import migrations

SQLITE = """
CREATE VIRTUAL TABLE search_words USING fts5(
    title, body, audience, tokenize="unicode61 remove_diacritics 2", prefix='2 3')
"""
POSTGRESQL = """
CREATE TABLE search_words (
    id bigint PRIMARY KEY,
    words tsvector NOT NULL);
CREATE INDEX search_words_gin ON search_words USING gin(words)
"""


def make(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(POSTGRESQL if postgresql else SQLITE)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_words")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
