"""Changes of rates are proposed in groups: every change there is becomes a proposal of its own."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def propose_each(apps, schema_editor):
    """The proposal takes the number of its change, so that old lines of the audit lead to it."""
    change_model = apps.get_model("program", "RateChange")
    proposal_model = apps.get_model("program", "RateProposal")
    names = (
        "from_date", "reason", "status", "proposed_at", "proposed_by_id", "confirmed_at",
        "confirmed_by_id", "withdrawn_at", "withdrawn_by_id",
    )  # fmt: skip
    for change in change_model.objects.order_by("pk"):
        values = {name: getattr(change, name) for name in names}
        proposal_model.objects.create(pk=change.pk, uid=uuid.uuid4(), **values)
        change_model.objects.filter(pk=change.pk).update(
            proposal_id=change.pk, is_waiting=change.status == "PROPOSED"
        )
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('program_rateproposal', 'id'),"
            " coalesce(max(id), 0) + 1, false) FROM program_rateproposal"
        )


def person(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        **options,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("program", "0003_rate_change"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RateProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(unique=True)),
                ("from_date", models.DateField()),
                ("reason", models.CharField(max_length=240)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Waiting for a second person"),
                            ("CONFIRMED", "Confirmed"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        max_length=9,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("confirmed_by", person(null=True)),
                ("proposed_by", person()),
                ("withdrawn_by", person(null=True)),
            ],
            options={
                "ordering": ["-proposed_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="program_rates_by_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "CONFIRMED"), _negated=True),
                            models.Q(
                                ("confirmed_at__isnull", False), ("confirmed_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="program_rates_confirmed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="ratechange",
            name="proposal",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="program.rateproposal",
            ),
        ),
        migrations.AddField(
            model_name="ratechange",
            name="is_waiting",
            field=models.BooleanField(default=True),
        ),
        migrations.RunPython(propose_each, migrations.RunPython.noop),
    ]
