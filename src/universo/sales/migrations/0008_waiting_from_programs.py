"""What a program sends before its invoice waits as what files bring: without a file, with its own id."""

import django.db.models.deletion
from django.db import migrations, models

LATER = """'status', 'remarks', 'collection_id', 'ended_at', 'ended_by_id', 'reason',
    'cleared_date', 'certificate', 'taken_back_date', 'taken_back_reason'"""
GUARD = """
CREATE OR REPLACE FUNCTION universo_waiting_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before jsonb := to_jsonb(OLD);
  later text[] := ARRAY[%(later)s];
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.status IN ('WAITING', 'REFUSED')
     AND to_jsonb(NEW) - later = before - later
     AND (OLD.cleared_date IS NULL OR NEW.cleared_date = OLD.cleared_date)
     AND (OLD.certificate = '' OR NEW.certificate = OLD.certificate)
     AND (OLD.taken_back_date IS NULL OR %(taken_back)s) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'waiting collection %% stays as it is', OLD.id USING ERRCODE = 'insufficient_privilege';
END $$;
"""
NOW = GUARD % {
    "later": f"{LATER}, 'taken_back_uid'",
    "taken_back": "(NEW.taken_back_date, NEW.taken_back_uid)"
    " IS NOT DISTINCT FROM (OLD.taken_back_date, OLD.taken_back_uid)",
}
BEFORE = GUARD % {"later": LATER, "taken_back": "NEW.taken_back_date = OLD.taken_back_date"}


class Migration(migrations.Migration):
    dependencies = [
        ("sales", "0007_references_by_statement"),
    ]

    operations = [
        migrations.AddField(
            model_name="waitingcollection",
            name="uid",
            field=models.UUIDField(null=True, unique=True),
        ),
        migrations.AddField(
            model_name="waitingcollection",
            name="taken_back_uid",
            field=models.UUIDField(null=True, unique=True),
        ),
        migrations.AlterField(
            model_name="waitingcollection",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sales.importbatch",
            ),
        ),
        migrations.AlterField(
            model_name="waitingcollection",
            name="currency",
            field=models.CharField(
                blank=True,
                choices=[("ARS", "Argentine pesos"), ("USD", "US dollars")],
                max_length=3,
            ),
        ),
        migrations.AddConstraint(
            model_name="waitingcollection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("batch__isnull", True), ("uid__isnull", False)
                )
                | models.Q(
                    ("batch__isnull", False), ("currency__gt", ""), ("uid__isnull", True)
                ),
                name="sales_waiting_by_file_or_program",
            ),
        ),
        migrations.RunSQL(NOW, BEFORE),
    ]
