"""The lines of new accruals and the partners of new postings are looked at once per statement."""

import django.db.models.deletion
from django.db import migrations, models


GUARD = """
CREATE OR REPLACE FUNCTION universo_accruals_refer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong bigint;
BEGIN
  -- A line goes only under a stronger lock of its document: what is there after this, stays.
  PERFORM count((SELECT d.id FROM sales_document d WHERE d.id = x.document_id FOR KEY SHARE))
  FROM (SELECT DISTINCT (SELECT l.document_id FROM sales_documentline l WHERE l.id = a.line_id)
        FROM added a) AS x (document_id);
  SELECT a.id INTO wrong FROM added a
  WHERE (SELECT k.notice_id FROM sales_opportunitylink k WHERE k.id = a.link_id)
      IS DISTINCT FROM a.notice_id
    OR (SELECT p.id FROM rewards_posting p WHERE p.id = a.posting_id) IS NULL
    OR (SELECT l.id FROM sales_documentline l WHERE l.id = a.line_id) IS NULL
    OR (a.collection_id IS NOT NULL
        AND (SELECT c.id FROM sales_collection c WHERE c.id = a.collection_id) IS NULL)
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'accrual % refers to what does not exist', wrong
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION universo_line_rewarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM sales_document WHERE id = OLD.document_id FOR UPDATE;
  PERFORM FROM rewards_accrual WHERE line_id = OLD.id LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'line % was rewarded', OLD.id USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER rewarded AFTER DELETE ON sales_documentline
  FOR EACH ROW EXECUTE FUNCTION universo_line_rewarded();
CREATE TRIGGER rewarded_by_number AFTER UPDATE OF id ON sales_documentline
  FOR EACH ROW WHEN (NEW.id <> OLD.id) EXECUTE FUNCTION universo_line_rewarded();

CREATE TRIGGER has_partner AFTER INSERT ON rewards_posting REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION universo_refers_to_kept('partner_id', 'partners_partner');
CREATE TRIGGER of_postings AFTER DELETE ON partners_partner
  FOR EACH ROW EXECUTE FUNCTION universo_is_referred_to('rewards_posting', 'partner_id');
CREATE TRIGGER of_postings_by_number AFTER UPDATE OF id ON partners_partner FOR EACH ROW
  WHEN (NEW.id <> OLD.id)
  EXECUTE FUNCTION universo_is_referred_to('rewards_posting', 'partner_id');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0005_levels"),
        ("rewards", "0009_withholdings_of_prepared_batches"),
        ("sales", "0010_families_by_statement"),
    ]

    operations = [
        migrations.AlterField(
            model_name="accrual",
            name="line",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sales.documentline",
            ),
        ),
        migrations.AlterField(
            model_name="posting",
            name="partner",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.partner",
            ),
        ),
        migrations.RunSQL(GUARD),
    ]
