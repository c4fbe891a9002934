from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_queue")]
    operations = [
        migrations.AddIndex(
            model_name="act",
            index=models.Index(fields=["recorded_at", "id"], name="journal_act_recorded"),
        ),
    ]
