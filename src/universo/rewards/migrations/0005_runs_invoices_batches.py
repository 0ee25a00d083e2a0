"""Runs approved by a second person, invoices of partners, payment batches, money that came back."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


KEPT = {
    "settlementrun": "status approved_at approved_by_id discarded_at discarded_by_id",
    "draftstatement": "held_at held_by_id hold_reason",
    "partnerinvoice": "status decided_at decided_by_id reason",
    "paymentbatch": "status approved_at approved_by_id discarded_at discarded_by_id"
    " file_text file_sha256",
    "paymentorder": "status reason withheld_minor",
}


def _only(table: str, columns: str) -> str:
    names = ", ".join(f"'{name}'" for name in columns.split())
    return (
        f"CREATE TRIGGER only_these BEFORE UPDATE OR DELETE ON rewards_{table}"
        f" FOR EACH ROW EXECUTE FUNCTION universo_only_these_change({names});\n"
    )


GUARD = "".join(_only(table, columns) for table, columns in KEPT.items())
GUARD += """
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON rewards_paymentreturn
  FOR EACH ROW EXECUTE FUNCTION universo_only_added();
CREATE OR REPLACE FUNCTION universo_settlement_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'status' = to_jsonb(OLD) - 'status' THEN
    IF OLD.status = 'CLOSED' AND NEW.status = 'PAID' THEN
      RETURN NEW;
    END IF;
    -- Payable again only when every payment of it came back from the bank.
    IF OLD.status = 'PAID' AND NEW.status = 'CLOSED' AND NOT EXISTS (
      SELECT 1 FROM rewards_payment p WHERE p.settlement_id = OLD.id AND NOT EXISTS (
        SELECT 1 FROM rewards_paymentreturn r WHERE r.payment_id = p.id))
    THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'a closed settlement does not change' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION universo_approved_batch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> 'PREPARED' AND (NEW.file_text, NEW.file_sha256, NEW.approved_by_id)
     IS DISTINCT FROM (OLD.file_text, OLD.file_sha256, OLD.approved_by_id) THEN
    RAISE EXCEPTION 'an approved batch does not change' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approved BEFORE UPDATE ON rewards_paymentbatch
  FOR EACH ROW EXECUTE FUNCTION universo_approved_batch();
"""
UNDO = "".join(f"DROP TRIGGER only_these ON rewards_{table};\n" for table in KEPT)
UNDO += """
DROP TRIGGER only_added ON rewards_paymentreturn;
DROP TRIGGER approved ON rewards_paymentbatch;
DROP FUNCTION universo_approved_batch();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0003_bank_accounts"),
        ("program", "0001_initial"),
        ("rewards", "0004_reconciliation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DraftStatement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        choices=[("ARS", "Argentine pesos"), ("USD", "US dollars")], max_length=3
                    ),
                ),
                ("total_minor", models.BigIntegerField()),
                ("minimum_minor", models.BigIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("since_date", models.DateField()),
                ("outcome", models.CharField(max_length=13)),
                ("content_md5", models.CharField(max_length=32)),
                ("held_at", models.DateTimeField(null=True)),
                ("hold_reason", models.CharField(blank=True, max_length=240)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="PartnerInvoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(unique=True)),
                ("issuer_cuit", models.CharField(max_length=11)),
                ("receiver_cuit", models.CharField(max_length=11)),
                ("type_code", models.PositiveSmallIntegerField()),
                ("point_of_sale", models.PositiveIntegerField()),
                ("number", models.PositiveBigIntegerField()),
                ("issue_date", models.DateField()),
                (
                    "currency",
                    models.CharField(
                        choices=[("ARS", "Argentine pesos"), ("USD", "US dollars")], max_length=3
                    ),
                ),
                ("net_minor", models.BigIntegerField()),
                ("vat_minor", models.BigIntegerField()),
                ("other_taxes_minor", models.BigIntegerField()),
                ("total_minor", models.BigIntegerField()),
                ("file_name", models.CharField(blank=True, max_length=160)),
                ("stored_name", models.CharField(blank=True, max_length=80)),
                ("content_type", models.CharField(blank=True, max_length=40)),
                ("file_size", models.PositiveIntegerField(default=0)),
                ("file_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("SUBMITTED", "To be checked"),
                            ("ACCEPTED", "Accepted"),
                            ("REJECTED", "Rejected"),
                        ],
                        max_length=9,
                    ),
                ),
                ("submitted_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ["-submitted_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="PaymentBatch",
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
                ("by_hand", models.BooleanField(default=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PREPARED", "Waiting for a second person"),
                            ("APPROVED", "Approved, to be transferred"),
                            ("DONE", "Answered by the bank"),
                            ("DISCARDED", "Discarded"),
                        ],
                        max_length=9,
                    ),
                ),
                ("prepared_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("discarded_at", models.DateTimeField(null=True)),
                ("file_text", models.TextField(blank=True)),
                ("file_sha256", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "ordering": ["-prepared_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="PaymentOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("taxes_minor", models.BigIntegerField()),
                ("withheld_minor", models.BigIntegerField(default=0)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PENDING", "To be paid"),
                            ("PAID", "Paid"),
                            ("REJECTED", "Refused by the bank"),
                            ("RETURNED", "Came back from the bank"),
                            ("DISCARDED", "Taken out"),
                        ],
                        max_length=9,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=240)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="PaymentReturn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(unique=True)),
                ("on_date", models.DateField()),
                ("reason", models.CharField(max_length=240)),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SettlementRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period", models.DateField()),
                ("before_date", models.DateField()),
                ("early", models.BooleanField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PREPARED", "Waiting for a second person"),
                            ("APPROVED", "Approved"),
                            ("DISCARDED", "Discarded"),
                        ],
                        max_length=9,
                    ),
                ),
                ("prepared_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("discarded_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-prepared_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Withholding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("INCOME", "Income tax (Ganancias)"),
                            ("VAT", "VAT (IVA)"),
                            ("TURNOVER", "Turnover tax (Ingresos Brutos)"),
                            ("SOCIAL", "Social security (SUSS)"),
                            ("OTHER", "Other tax"),
                        ],
                        max_length=8,
                    ),
                ),
                ("regime", models.CharField(blank=True, max_length=60)),
                ("certificate", models.CharField(max_length=60)),
                ("amount_minor", models.BigIntegerField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="payment",
            name="rewards_withheld_within_total",
        ),
        migrations.AddField(
            model_name="payment",
            name="taxes_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="payment",
            name="settlement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="rewards.settlement",
            ),
        ),
        migrations.AddField(
            model_name="draftstatement",
            name="held_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="draftstatement",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
            ),
        ),
        migrations.AddField(
            model_name="partnerinvoice",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="partnerinvoice",
            name="settlement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="partner_invoices",
                to="rewards.settlement",
            ),
        ),
        migrations.AddField(
            model_name="partnerinvoice",
            name="submitted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="paymentbatch",
            name="approved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="paymentbatch",
            name="discarded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="paymentbatch",
            name="prepared_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="paymentorder",
            name="account",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.bankaccount",
            ),
        ),
        migrations.AddField(
            model_name="paymentorder",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orders",
                to="rewards.paymentbatch",
            ),
        ),
        migrations.AddField(
            model_name="paymentorder",
            name="invoice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="rewards.partnerinvoice",
            ),
        ),
        migrations.AddField(
            model_name="paymentorder",
            name="settlement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orders",
                to="rewards.settlement",
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="order",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payment",
                to="rewards.paymentorder",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withheld_minor__gte", 0),
                    (
                        "withheld_minor__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("amount_minor"), "+", models.F("taxes_minor")
                        ),
                    ),
                ),
                name="rewards_withheld_within_total",
            ),
        ),
        migrations.AddField(
            model_name="paymentreturn",
            name="payment",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="returned",
                to="rewards.payment",
            ),
        ),
        migrations.AddField(
            model_name="paymentreturn",
            name="posting",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rewards.posting"
            ),
        ),
        migrations.AddField(
            model_name="paymentreturn",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="settlementrun",
            name="approved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="settlementrun",
            name="discarded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="settlementrun",
            name="prepared_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="settlementrun",
            name="replaces",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="rewards.settlementrun",
            ),
        ),
        migrations.AddField(
            model_name="settlementrun",
            name="terms",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="program.terms"
            ),
        ),
        migrations.AddField(
            model_name="draftstatement",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="drafts",
                to="rewards.settlementrun",
            ),
        ),
        migrations.AddField(
            model_name="settlement",
            name="run",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="settlements",
                to="rewards.settlementrun",
            ),
        ),
        migrations.AddField(
            model_name="withholding",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withholdings",
                to="rewards.paymentorder",
            ),
        ),
        migrations.AddConstraint(
            model_name="partnerinvoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "REJECTED"), _negated=True),
                fields=("settlement",),
                name="rewards_invoice_one_of_settlement",
            ),
        ),
        migrations.AddConstraint(
            model_name="partnerinvoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "REJECTED"), _negated=True),
                fields=("issuer_cuit", "type_code", "point_of_sale", "number"),
                name="rewards_invoice_used_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="partnerinvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "total_minor",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("net_minor"), "+", models.F("vat_minor")
                            ),
                            "+",
                            models.F("other_taxes_minor"),
                        ),
                    )
                ),
                name="rewards_invoice_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="partnerinvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "REJECTED"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="rewards_invoice_rejected_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="partnerinvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "SUBMITTED"),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="rewards_invoice_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                    _connector="OR",
                ),
                name="rewards_batch_by_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["APPROVED", "DONE"]), _negated=True),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                    _connector="OR",
                ),
                name="rewards_batch_approved_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentorder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["PENDING", "PAID"])),
                fields=("settlement",),
                name="rewards_order_one_of_settlement",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withheld_minor__gte", 0),
                    (
                        "withheld_minor__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("amount_minor"), "+", models.F("taxes_minor")
                        ),
                    ),
                ),
                name="rewards_order_withheld_within_total",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlementrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "PREPARED")),
                fields=("status",),
                name="rewards_run_one_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlementrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                    _connector="OR",
                ),
                name="rewards_run_by_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlementrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "APPROVED"), _negated=True),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                    _connector="OR",
                ),
                name="rewards_run_approved_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftstatement",
            constraint=models.UniqueConstraint(
                fields=("run", "partner", "currency"), name="rewards_draft_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="draftstatement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("held_at__isnull", True), ("held_by__isnull", True), ("hold_reason", "")
                    ),
                    models.Q(
                        ("held_at__isnull", False),
                        ("held_by__isnull", False),
                        models.Q(("hold_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="rewards_draft_held_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="rewards_withholding_positive"
            ),
        ),
        migrations.RunSQL(GUARD, UNDO),
    ]
