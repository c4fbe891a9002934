"""
The lists of agencies that other systems keep, the runs that read them, and an index of their words.

The words are indexed by the database itself, so that rows written in bulk are found at once: on PostgreSQL by an
expression, on SQLite by FTS5 over the table with triggers. A later migration that has SQLite build the table anew must
make the triggers again.
"""

import django.db.models.deletion
from django.db import migrations, models

POSTGRESQL = (
    "CREATE INDEX exchange_listed_words ON exchange_listedagency "
    "USING gin (array_to_tsvector(string_to_array(folded, ' '))) WITH (fastupdate = off)",
)
SQLITE = (
    "CREATE VIRTUAL TABLE exchange_listed_words USING fts5(folded, content='exchange_listedagency', content_rowid='id', "
    "detail=none, prefix='2 3')",
    "CREATE TRIGGER exchange_listed_new AFTER INSERT ON exchange_listedagency BEGIN "
    "INSERT INTO exchange_listed_words (rowid, folded) VALUES (new.id, new.folded); END",
    "CREATE TRIGGER exchange_listed_changed AFTER UPDATE OF folded ON exchange_listedagency BEGIN "
    "INSERT INTO exchange_listed_words (exchange_listed_words, rowid, folded) VALUES ('delete', old.id, old.folded); "
    "INSERT INTO exchange_listed_words (rowid, folded) VALUES (new.id, new.folded); END",
    "CREATE TRIGGER exchange_listed_deleted AFTER DELETE ON exchange_listedagency BEGIN "
    "INSERT INTO exchange_listed_words (exchange_listed_words, rowid, folded) VALUES ('delete', old.id, old.folded); "
    "END",
)


def empty(apps, schema_editor):
    """Until now nothing wrote the table, and a row without its system means nothing."""
    apps.get_model("exchange", "ListedAgency").objects.all().delete()


def index(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("exchange", "0010_traffic_and_paper")]

    operations = [
        migrations.RunPython(empty),
        migrations.RemoveIndex("listedagency", "exchange_listed_by_name"),
        migrations.AddField(
            "listedagency",
            "system",
            models.ForeignKey(
                default=0, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exchange.system"
            ),
            preserve_default=False,
        ),
        migrations.AlterField("listedagency", "code", models.CharField("mã định danh", max_length=200)),
        migrations.AlterField("listedagency", "old_code", models.CharField("mã cũ", blank=True, max_length=200)),
        migrations.AlterField("listedagency", "folded", models.TextField()),
        migrations.AddIndex(
            "listedagency",
            models.Index(fields=["code"], condition=models.Q(gone_at__isnull=False), name="exchange_listed_gone"),
        ),
        migrations.AddConstraint(
            "listedagency", models.UniqueConstraint(fields=["code", "system"], name="exchange_listed_once_a_system")
        ),
        migrations.CreateModel(
            "AgencySync",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Đang chờ"),
                            ("running", "Đang đọc"),
                            ("done", "Xong"),
                            ("refused", "Không nhận danh sách"),
                            ("failed", "Không lấy được"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("asked_by", models.CharField(blank=True, max_length=300)),
                ("asked_at", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("new", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("gone", models.PositiveIntegerField(default=0)),
                ("same", models.PositiveIntegerField(default=0)),
                ("passed_over", models.PositiveIntegerField(default=0)),
                ("words", models.CharField(blank=True, max_length=500)),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exchange.system"
                    ),
                ),
            ],
            options={"ordering": ["-id"]},
        ),
        migrations.AddConstraint(
            "agencysync",
            models.UniqueConstraint(
                fields=["system"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="exchange_one_open_sync_a_system",
            ),
        ),
        migrations.RunPython(index),
    ]
