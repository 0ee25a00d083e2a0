"""What was published and what was issued stays: past lists never change, an issued quote is frozen.

A list takes its lines once, as many as it says it has. Of a list only what was announced and withdrawn is
written later; of an issued quote only that it was withdrawn.
"""

from django.db import migrations

GUARD = """
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON prices_priceline
  FOR EACH ROW EXECUTE FUNCTION universo_only_added();

CREATE FUNCTION universo_price_list_full() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM prices_pricelist l WHERE l.id IN (SELECT price_list_id FROM added)
      AND l.line_count < (SELECT count(*) FROM prices_priceline p WHERE p.price_list_id = l.id)
  ) THEN
    RAISE EXCEPTION 'a published list takes no more lines' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER takes_no_more AFTER INSERT ON prices_priceline
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION universo_price_list_full();

CREATE FUNCTION universo_price_list_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE later text[] := ARRAY['announced_at', 'withdrawn_at', 'withdrawn_date', 'withdrawn_by_id',
                              'withdrawn_reason'];
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL
     AND to_jsonb(NEW) - later = to_jsonb(OLD) - later THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a published price list does not change' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON prices_pricelist
  FOR EACH ROW EXECUTE FUNCTION universo_price_list_stays();

CREATE FUNCTION universo_quote_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE later text[] := ARRAY['status', 'withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason'];
BEGIN
  IF OLD.status = 'DRAFT' THEN
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.status = 'ISSUED' AND NEW.status = 'WITHDRAWN'
     AND to_jsonb(NEW) - later = to_jsonb(OLD) - later THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'an issued quote does not change' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON prices_quote
  FOR EACH ROW EXECUTE FUNCTION universo_quote_stays();

CREATE FUNCTION universo_quote_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wanted bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.quote_id ELSE NEW.quote_id END;
BEGIN
  IF EXISTS (SELECT 1 FROM prices_quote WHERE id = wanted AND status <> 'DRAFT') THEN
    RAISE EXCEPTION 'an issued quote does not change' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER stays BEFORE INSERT OR UPDATE OR DELETE ON prices_quoteline
  FOR EACH ROW EXECUTE FUNCTION universo_quote_line_stays();
"""
UNDO = """
DROP TRIGGER only_added ON prices_priceline;
DROP TRIGGER takes_no_more ON prices_priceline;
DROP TRIGGER stays ON prices_pricelist;
DROP TRIGGER stays ON prices_quote;
DROP TRIGGER stays ON prices_quoteline;
DROP FUNCTION universo_price_list_full();
DROP FUNCTION universo_price_list_stays();
DROP FUNCTION universo_quote_stays();
DROP FUNCTION universo_quote_line_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("prices", "0001_initial"), ("audit", "0002_only_added")]
    operations = [migrations.RunSQL(GUARD, UNDO)]
