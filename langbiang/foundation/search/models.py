"""The index table: ours, since packaged ones took seconds where this takes milliseconds."""

from django.db import models


class Entry(models.Model):
    """
    One findable thing. What it is found by are lexemes (`lexemes.py`) outside Django's sight, made by migration 0003:
    the FTS5 table `search_words` on SQLite, the tsvector column `words` with a GIN index on PostgreSQL. The columns
    here are what the found ones are put in order by, and what people are shown.
    """

    kind = models.CharField(max_length=40)
    subject_uid = models.UUIDField()
    title = models.TextField(help_text="Folded.")
    title_toned = models.TextField(blank=True)
    body = models.TextField(blank=True, help_text="Folded: names, types, instructions; not the text of files.")
    body_toned = models.TextField(blank=True)
    numbers = models.CharField(max_length=300, blank=True)
    audience = models.TextField()
    shown = models.CharField(max_length=500)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject_uid"], name="search_entry_once")]

    def __str__(self) -> str:
        return self.shown
