"""The index table: ours, since packaged ones took seconds where this takes milliseconds."""

from django.db import models


class Entry(models.Model):
    """
    One findable thing, folded. `audience` holds tokens such as `a12` (agency), `u40` (unit), `s7` (seat): who may
    find it is part of the index, so that rank, count and suggestion can reveal nothing else.

    The words stand in `search_words`, made by migration 0001: FTS5 on SQLite, a tsvector column on PostgreSQL.
    """

    kind = models.CharField(max_length=40)
    subject_uid = models.UUIDField()
    title = models.TextField()
    body = models.TextField(blank=True)
    audience = models.TextField()
    shown = models.CharField(max_length=500)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject_uid"], name="search_entry_once")]

    def __str__(self) -> str:
        return self.shown
