"""What new documents, lines and collections refer to is looked at once per statement, not row by row.

Two thirds of the time of committing a part of a long file went into that. Documents and imports are never
removed, so that what was there when a row came is there for good.
"""

import django.db.models.deletion
from django.db import migrations, models


GUARD = """
CREATE FUNCTION universo_import_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'import % stays', OLD.id USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER stays BEFORE DELETE ON sales_importbatch
  FOR EACH ROW EXECUTE FUNCTION universo_import_stays();
CREATE TRIGGER keeps_its_number BEFORE UPDATE OF id ON sales_importbatch
  FOR EACH ROW WHEN (NEW.id <> OLD.id) EXECUTE FUNCTION universo_import_stays();

-- Arguments: the column, and the table that it refers to. A scalar subquery is a look into its index
-- for each row, whatever the planner thinks; what all rows have in common is looked for once.
CREATE FUNCTION universo_refers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE missing bigint;
BEGIN
  EXECUTE format(
    'SELECT a.%1$I FROM (SELECT DISTINCT %1$I FROM added WHERE %1$I IS NOT NULL) a'
    ' WHERE (SELECT p.id FROM %2$I p WHERE p.id = a.%1$I) IS NULL LIMIT 1', TG_ARGV[0], TG_ARGV[1])
  INTO missing;
  IF missing IS NOT NULL THEN
    RAISE EXCEPTION '% % of % does not exist', TG_ARGV[0], missing, TG_TABLE_NAME
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER has_batch AFTER INSERT ON sales_document REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION universo_refers('batch_id', 'sales_importbatch');
CREATE TRIGGER keeps_batch AFTER UPDATE ON sales_document REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION universo_refers('batch_id', 'sales_importbatch');
CREATE TRIGGER has_document AFTER INSERT ON sales_documentline REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION universo_refers('document_id', 'sales_document');
CREATE TRIGGER keeps_document AFTER UPDATE ON sales_documentline REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION universo_refers('document_id', 'sales_document');
CREATE TRIGGER has_document AFTER INSERT ON sales_collection REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION universo_refers('document_id', 'sales_document');
CREATE TRIGGER has_batch AFTER INSERT ON sales_collection REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION universo_refers('batch_id', 'sales_importbatch');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sales", "0006_waiting_collections"),
    ]

    operations = [
        migrations.AlterField(
            model_name="collection",
            name="batch",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sales.importbatch",
            ),
        ),
        migrations.AlterField(
            model_name="collection",
            name="document",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="collections",
                to="sales.document",
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="batch",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sales.importbatch",
            ),
        ),
        migrations.AlterField(
            model_name="documentline",
            name="document",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="sales.document",
            ),
        ),
        migrations.RunSQL(GUARD),
    ]
