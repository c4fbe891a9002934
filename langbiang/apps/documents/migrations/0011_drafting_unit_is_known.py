import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Alone, for PostgreSQL alters no table whose rows were changed in the same transaction."""

    dependencies = [("documents", "0010_outgoing_review_and_numbers")]

    operations = [
        migrations.AlterField(
            model_name="outgoingdocument",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit"),
        ),
    ]
