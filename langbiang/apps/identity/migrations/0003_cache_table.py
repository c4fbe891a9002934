"""The table of the shared cache, which Django makes by a command and not by a migration of its own."""

from django.core.management import call_command
from django.db import migrations


def make(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_deputation")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
