"""What postings, accruals and taken facts refer to is looked at once per statement, not row by row.

Postings, links and collections are never removed (triggers of theirs); an accrual's notice is its link's,
which the link refers to.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


GUARD = """
CREATE FUNCTION universo_accruals_refer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong bigint;
BEGIN
  SELECT a.id INTO wrong FROM added a
  WHERE (SELECT k.notice_id FROM sales_opportunitylink k WHERE k.id = a.link_id)
      IS DISTINCT FROM a.notice_id
    OR (SELECT p.id FROM rewards_posting p WHERE p.id = a.posting_id) IS NULL
    OR (a.collection_id IS NOT NULL
        AND (SELECT c.id FROM sales_collection c WHERE c.id = a.collection_id) IS NULL)
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'accrual % refers to what does not exist', wrong
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER refers AFTER INSERT ON rewards_accrual REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION universo_accruals_refer();
CREATE TRIGGER has_link AFTER INSERT ON rewards_takenfact REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION universo_refers('link_id', 'sales_opportunitylink');

CREATE OR REPLACE FUNCTION universo_entries_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong bigint;
BEGIN
  -- The number of all entries of the posting: nothing is added to one that was there before.
  SELECT posting_id INTO wrong FROM (
    SELECT posting_id, count(*) AS n, sum(amount_minor) AS total FROM added GROUP BY posting_id) a
  WHERE a.n < 2 OR a.total <> 0
    OR a.n <> (SELECT count(*) FROM rewards_entry e WHERE e.posting_id = a.posting_id)
    OR (SELECT p.id FROM rewards_posting p WHERE p.id = a.posting_id) IS NULL
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'posting % does not balance', wrong USING ERRCODE = 'check_violation',
      HINT = 'All entries of a posting go in with it, by one statement (rewards.booking).';
  END IF;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("opportunities", "0002_content_salt"),
        ("partners", "0003_bank_accounts"),
        ("rewards", "0007_refunds"),
        ("sales", "0007_references_by_statement"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="accrual",
            name="collection",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sales.collection",
            ),
        ),
        migrations.AlterField(
            model_name="accrual",
            name="link",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sales.opportunitylink",
            ),
        ),
        migrations.AlterField(
            model_name="accrual",
            name="note",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sales.document",
            ),
        ),
        migrations.AlterField(
            model_name="accrual",
            name="notice",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="opportunities.notice",
            ),
        ),
        migrations.AlterField(
            model_name="accrual",
            name="posting",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accrual",
                to="rewards.posting",
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="posting",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="rewards.posting",
            ),
        ),
        migrations.AlterField(
            model_name="posting",
            name="actor",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="posting",
            name="cause",
            field=models.CharField(max_length=120),
        ),
        migrations.AlterField(
            model_name="posting",
            name="partner",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.partner",
            ),
        ),
        migrations.AlterField(
            model_name="takenfact",
            name="link",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sales.opportunitylink",
            ),
        ),
        migrations.AddIndex(
            model_name="accrual",
            index=models.Index(
                condition=models.Q(("note__isnull", False)),
                fields=["note"],
                name="rewards_accrual_note",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.UniqueConstraint(
                fields=("cause",), name="rewards_posting_once", opclasses=["varchar_pattern_ops"]
            ),
        ),
        migrations.RunSQL(GUARD),
    ]
