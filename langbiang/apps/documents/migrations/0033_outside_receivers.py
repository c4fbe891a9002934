"""Agencies beyond the directory as receivers: a row by code and name instead of an agency."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_periods_never_overlap"),
        ("documents", "0032_inside_receivers"),
    ]

    operations = [
        migrations.AddField(
            "outgoingrecipient", "outside_code", models.CharField(blank=True, default="", max_length=200), False
        ),
        migrations.AddField(
            "outgoingrecipient", "outside_name", models.CharField(blank=True, default="", max_length=500), False
        ),
        migrations.AlterField(
            "outgoingrecipient",
            "agency",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.agency"
            ),
        ),
        migrations.AddConstraint(
            "outgoingrecipient",
            models.UniqueConstraint(
                condition=models.Q(("outside_code", ""), _negated=True),
                fields=("document", "outside_code"),
                name="documents_recipient_outside_once",
            ),
        ),
        migrations.AddConstraint(
            "outgoingrecipient",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agency__isnull", False), ("outside_code", "")),
                    models.Q(
                        ("agency__isnull", True),
                        ("unit__isnull", True),
                        models.Q(("outside_code", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="documents_recipient_is_here_or_outside",
            ),
        ),
    ]
