"""Load the checklist with which certifying begins."""

from django.db import migrations

from universo.benefits.integrations.reference import load_reference


def load(apps, schema_editor):
    load_reference(apps)


class Migration(migrations.Migration):
    dependencies = [("integrations", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
