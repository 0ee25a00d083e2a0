"""Load the rules of lending with which the programme begins."""

from django.db import migrations

from universo.benefits.units.reference import load_reference


def load(apps, schema_editor):
    load_reference(apps)


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
