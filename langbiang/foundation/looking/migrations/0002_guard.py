from django.db import migrations

from langbiang.foundation.looking import guard


class Migration(migrations.Migration):
    dependencies = [("looking", "0001_initial")]
    operations = [migrations.RunPython(guard.install, guard.remove)]
