"""Hasar's own sales staff is a channel from the first day (R-11)."""

from django.db import migrations


def load(apps, schema_editor):
    apps.get_model("routing", "ExecutingChannel").objects.get_or_create(
        partner=None,
        defaults={"name": "Equipo propio de Hasar", "kinds": ["SOFTWARE", "HARDWARE"]},
    )


class Migration(migrations.Migration):
    dependencies = [("routing", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
