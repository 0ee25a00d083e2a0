"""Localities that the list lacks: capitals and departments, by which people name where they are."""

from django.db import migrations

from universo.program.reference import complete_localities


def complete(apps, schema_editor):
    complete_localities(apps)


class Migration(migrations.Migration):
    dependencies = [("program", "0005_rates_of_a_proposal")]
    operations = [migrations.RunPython(complete, migrations.RunPython.noop)]
