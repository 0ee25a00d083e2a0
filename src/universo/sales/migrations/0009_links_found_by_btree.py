"""The guard against an invoice given both whole and by lines is not for finding links: it is slower."""

import django.contrib.postgres.constraints
import django.db.models.expressions
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("opportunities", "0002_content_salt"),
        ("sales", "0008_waiting_from_programs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="opportunitylink",
            name="sales_whole_or_by_lines",
        ),
        migrations.AddConstraint(
            model_name="opportunitylink",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("undone_at__isnull", True)),
                expressions=[
                    (
                        django.db.models.expressions.CombinedExpression(
                            models.F("document"), "+", models.Value(0)
                        ),
                        "=",
                    ),
                    (
                        django.db.models.functions.comparison.Cast(
                            "is_whole", models.IntegerField()
                        ),
                        "<>",
                    ),
                ],
                name="sales_whole_or_by_lines",
            ),
        ),
    ]
