"""What a proposal says for all of its changes leaves each of them."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("program", "0004_rate_proposals"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="ratechange",
            options={
                "ordering": [
                    "family__kind",
                    "family__name",
                    models.OrderBy(models.F("product__name"), nulls_first=True),
                    "level",
                ]
            },
        ),
        migrations.RemoveConstraint(
            model_name="ratechange",
            name="program_change_by_two_people",
        ),
        migrations.RemoveConstraint(
            model_name="ratechange",
            name="program_change_confirmed_by_somebody",
        ),
        migrations.RemoveConstraint(
            model_name="ratechange",
            name="program_change_one_waiting",
        ),
        migrations.RemoveField(
            model_name="ratechange",
            name="confirmed_at",
        ),
        migrations.RemoveField(
            model_name="ratechange",
            name="confirmed_by",
        ),
        migrations.RemoveField(
            model_name="ratechange",
            name="from_date",
        ),
        migrations.RemoveField(
            model_name="ratechange",
            name="proposed_at",
        ),
        migrations.RemoveField(
            model_name="ratechange",
            name="proposed_by",
        ),
        migrations.RemoveField(
            model_name="ratechange",
            name="reason",
        ),
        migrations.RemoveField(
            model_name="ratechange",
            name="status",
        ),
        migrations.RemoveField(
            model_name="ratechange",
            name="withdrawn_at",
        ),
        migrations.RemoveField(
            model_name="ratechange",
            name="withdrawn_by",
        ),
        migrations.AlterField(
            model_name="ratechange",
            name="proposal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="program.rateproposal",
            ),
        ),
        migrations.AddConstraint(
            model_name="ratechange",
            constraint=models.UniqueConstraint(
                models.F("family"),
                django.db.models.functions.comparison.Coalesce("product", 0),
                models.F("level"),
                condition=models.Q(("is_waiting", True)),
                name="program_change_one_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="ratechange",
            constraint=models.UniqueConstraint(
                models.F("proposal"),
                models.F("family"),
                django.db.models.functions.comparison.Coalesce("product", 0),
                models.F("level"),
                name="program_change_once_in_a_proposal",
            ),
        ),
    ]
