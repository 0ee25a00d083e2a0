"""Bank accounts: the holder is the partner, and once asked for only the decision on it may change."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


GUARD = """
CREATE OR REPLACE FUNCTION universo_only_these_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'this of % does not change', TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER only_these BEFORE UPDATE OR DELETE ON partners_bankaccount
  FOR EACH ROW EXECUTE FUNCTION universo_only_these_change(
    'status', 'decided_at', 'decided_by_id', 'effective_at', 'stopped_at', 'stopped_by_id', 'reason');
CREATE FUNCTION universo_account_of_the_partner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.holder_cuit <> (SELECT cuit FROM partners_partner WHERE id = NEW.partner_id) THEN
    RAISE EXCEPTION 'the holder of the account is not the partner'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER of_the_partner BEFORE INSERT ON partners_bankaccount
  FOR EACH ROW EXECUTE FUNCTION universo_account_of_the_partner();
"""
UNDO = """
DROP TRIGGER of_the_partner ON partners_bankaccount;
DROP TRIGGER only_these ON partners_bankaccount;
DROP FUNCTION universo_account_of_the_partner();
DROP FUNCTION universo_only_these_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0002_known_address_application"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BankAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(unique=True)),
                (
                    "currency",
                    models.CharField(
                        choices=[("ARS", "Argentine pesos"), ("USD", "US dollars")], max_length=3
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("CBU", "CBU"), ("CVU", "CVU"), ("ALIAS", "Alias")], max_length=5
                    ),
                ),
                ("number", models.CharField(max_length=22)),
                ("bank", models.CharField(max_length=80)),
                ("holder_name", models.CharField(max_length=160)),
                ("holder_cuit", models.CharField(max_length=11)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("REQUESTED", "Waiting for finance"),
                            ("APPROVED", "Approved"),
                            ("REJECTED", "Rejected"),
                            ("STOPPED", "Stopped"),
                        ],
                        max_length=9,
                    ),
                ),
                ("requested_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("effective_at", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=240)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_accounts",
                        to="partners.partner",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stopped_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-requested_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "REQUESTED")),
                        fields=("partner", "currency"),
                        name="partners_account_one_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("requested_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="partners_account_by_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "APPROVED"), _negated=True),
                            models.Q(
                                ("decided_by__isnull", False), ("effective_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="partners_account_approved_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["REJECTED", "STOPPED"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="partners_account_refused_with_reason",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, UNDO),
    ]
