"""
The words as lexemes made in Python, the same on both databases: with their tones, numbers, days and who may find them.

On PostgreSQL they stand in the row itself, so that a match costs one look and not two. What was indexed is kept: its
title with the tones that are shown, the rest as it was folded.
"""

from django.db import migrations, models

SQLITE = """
CREATE VIRTUAL TABLE search_words USING fts5(
    words, tokenize="unicode61 remove_diacritics 0 tokenchars '=#!@.'", prefix='3', detail=none)
"""


def make(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_words")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE search_entry ADD COLUMN words tsvector")
        # Without the list of pending rows, which a search would have to read through.
        schema_editor.execute("CREATE INDEX search_entry_words ON search_entry USING gin(words) WITH (fastupdate = off)")
    else:
        schema_editor.execute(SQLITE)


def enter_again(apps, schema_editor):
    from langbiang.foundation.search import database
    from langbiang.foundation.search.interface import Listing, entry_of, lexemes_of

    Entry = apps.get_model("search", "Entry")
    for old in Entry.objects.order_by("pk").iterator():
        audience = [token.removeprefix("zz") for token in old.audience.split()]
        title = f"{old.shown} {old.title}"
        listing = Listing(old.kind, old.subject_uid, title, old.shown, old.at, audience, old.body, old.note)
        made = entry_of(listing)
        named = ("title", "title_toned", "body", "body_toned", "audience")
        Entry.objects.filter(pk=old.pk).update(**{name: getattr(made, name) for name in named})
        database.write_words(old.pk, lexemes_of(listing))


class Migration(migrations.Migration):
    dependencies = [("search", "0002_words")]
    operations = [
        migrations.AddField("entry", "title_toned", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("entry", "body_toned", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField(
            "entry", "numbers", models.CharField(blank=True, max_length=300, default=""), preserve_default=False
        ),
        migrations.AlterField("entry", "title", models.TextField(help_text="Folded.")),
        migrations.AlterField(
            "entry",
            "body",
            models.TextField(blank=True, help_text="Folded: names, types, instructions; not the text of files."),
        ),
        migrations.RunPython(make),
        migrations.RunPython(enter_again),
    ]
