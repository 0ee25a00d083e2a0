"""Taxes are withheld from a payment while its batch is prepared; what a second person approved stays."""

from django.db import migrations

GUARD = """
CREATE FUNCTION universo_withheld_before_approval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE which bigint;
BEGIN
  IF TG_TABLE_NAME = 'rewards_paymentorder' THEN
    which := OLD.id;
  ELSIF TG_OP = 'INSERT' THEN
    which := NEW.order_id;
  ELSE
    which := OLD.order_id;
    IF TG_OP = 'UPDATE' AND NEW.order_id <> OLD.order_id THEN
      which := NULL;
    END IF;
  END IF;
  -- Whoever is approving the batch is waited for, and then it is not prepared any more.
  PERFORM FROM rewards_paymentorder o JOIN rewards_paymentbatch b ON b.id = o.batch_id
  WHERE o.id = which AND b.status = 'PREPARED' FOR SHARE OF b;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'what is withheld stays once its batch is approved'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER before_approval BEFORE INSERT OR UPDATE OR DELETE ON rewards_withholding
  FOR EACH ROW EXECUTE FUNCTION universo_withheld_before_approval();
CREATE TRIGGER before_approval BEFORE UPDATE OF withheld_minor ON rewards_paymentorder
  FOR EACH ROW WHEN (NEW.withheld_minor <> OLD.withheld_minor)
  EXECUTE FUNCTION universo_withheld_before_approval();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON rewards_withholding
  FOR EACH STATEMENT EXECUTE FUNCTION universo_never_emptied();
"""
UNDO = """
DROP TRIGGER never_emptied ON rewards_withholding;
DROP TRIGGER before_approval ON rewards_paymentorder;
DROP TRIGGER before_approval ON rewards_withholding;
DROP FUNCTION universo_withheld_before_approval();
"""


class Migration(migrations.Migration):
    dependencies = [("rewards", "0008_references_by_statement")]
    operations = [migrations.RunSQL(GUARD, UNDO)]
