"""What is prepared for a token at a person's PC, until its signature comes."""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_periods_never_overlap"),
        ("documents", "0033_outside_receivers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "SigningSession",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(help_text="Of the document, when this was prepared.")),
                ("certificate", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("prepared", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("hole_start", models.PositiveBigIntegerField()),
                ("hole_end", models.PositiveBigIntegerField()),
                ("attributes", models.BinaryField(help_text="CMS signed attributes (DER): what the key signs.")),
                ("expires_at", models.DateTimeField(db_index=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="documents.outgoingdocument"
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="directory.seat"
                    ),
                ),
            ],
        ),
    ]
