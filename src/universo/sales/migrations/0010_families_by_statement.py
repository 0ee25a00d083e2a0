"""Which families and products new lines name is looked at once per statement, not row by row."""

import django.db.models.deletion
from django.db import migrations, models


GUARD = """
-- Arguments: the column, and the table that it refers to. What is referred to is locked against being
-- removed until the transaction ends, once for all rows of the statement.
CREATE FUNCTION universo_refers_to_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wanted bigint; kept bigint;
BEGIN
  EXECUTE format('SELECT count(DISTINCT %1$I) FROM added', TG_ARGV[0]) INTO wanted;
  EXECUTE format(
    'SELECT count(*) FROM (SELECT p.id FROM %2$I p WHERE p.id IN (SELECT %1$I FROM added)'
    ' ORDER BY p.id FOR KEY SHARE) locked', TG_ARGV[0], TG_ARGV[1]) INTO kept;
  IF kept <> wanted THEN
    RAISE EXCEPTION '% of % does not exist', TG_ARGV[0], TG_TABLE_NAME
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;

-- Arguments: the table and the column that refer to the row that goes. Who refers to it holds it, so
-- that this looks after that transaction ended.
CREATE FUNCTION universo_is_referred_to() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found bigint;
BEGIN
  EXECUTE format('SELECT count(*) FROM (SELECT FROM %I WHERE %I = $1 LIMIT 1) one',
    TG_ARGV[0], TG_ARGV[1]) INTO found USING OLD.id;
  IF found > 0 THEN
    RAISE EXCEPTION '% % is referred to by %', TG_TABLE_NAME, OLD.id, TG_ARGV[0]
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
"""
for column, table in (("family_id", "program_productfamily"), ("product_id", "program_product")):
    GUARD += f"""
CREATE TRIGGER has_{column} AFTER INSERT ON sales_documentline REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION universo_refers_to_kept('{column}', '{table}');
CREATE TRIGGER keeps_{column} AFTER UPDATE ON sales_documentline REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION universo_refers_to_kept('{column}', '{table}');
CREATE TRIGGER of_lines AFTER DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION universo_is_referred_to('sales_documentline', '{column}');
CREATE TRIGGER of_lines_by_number AFTER UPDATE OF id ON {table} FOR EACH ROW
  WHEN (NEW.id <> OLD.id)
  EXECUTE FUNCTION universo_is_referred_to('sales_documentline', '{column}');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("program", "0005_rates_of_a_proposal"),
        ("sales", "0009_links_found_by_btree"),
    ]

    operations = [
        migrations.AlterField(
            model_name="documentline",
            name="family",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="program.productfamily",
            ),
        ),
        migrations.AlterField(
            model_name="documentline",
            name="product",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="program.product",
            ),
        ),
        migrations.RunSQL(GUARD),
    ]
