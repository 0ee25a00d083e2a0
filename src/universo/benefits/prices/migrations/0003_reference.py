"""Load the rules of price lists with which the programme begins."""

from django.db import migrations

from universo.benefits.prices.reference import load_reference


def load(apps, schema_editor):
    load_reference(apps)


class Migration(migrations.Migration):
    dependencies = [("prices", "0002_guards")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
