"""Money rows are only added, every posting balances at commit, a closed settlement changes only to paid."""

from django.db import migrations

TABLES = ("posting", "entry", "accrual", "settlementline", "payment")
GUARD = "".join(
    f"CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON rewards_{table}"
    " FOR EACH ROW EXECUTE FUNCTION universo_only_added();\n"
    for table in TABLES
)
GUARD += """
CREATE FUNCTION universo_posting_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) < 2 OR sum(amount_minor) <> 0 FROM rewards_entry
      WHERE posting_id = NEW.posting_id) THEN
    RAISE EXCEPTION 'posting % does not balance', NEW.posting_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER balances AFTER INSERT ON rewards_entry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION universo_posting_balances();
CREATE FUNCTION universo_posting_has_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM rewards_entry WHERE posting_id = NEW.id) THEN
    RAISE EXCEPTION 'posting % has no entries', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER has_entries AFTER INSERT ON rewards_posting
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION universo_posting_has_entries();
CREATE FUNCTION universo_settlement_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.status = 'CLOSED' AND NEW.status = 'PAID'
     AND to_jsonb(NEW) - 'status' = to_jsonb(OLD) - 'status' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a closed settlement does not change' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER closed BEFORE UPDATE OR DELETE ON rewards_settlement
  FOR EACH ROW EXECUTE FUNCTION universo_settlement_closed();
"""
UNDO = "".join(f"DROP TRIGGER only_added ON rewards_{table};\n" for table in TABLES)
UNDO += """
DROP TRIGGER balances ON rewards_entry;
DROP TRIGGER has_entries ON rewards_posting;
DROP TRIGGER closed ON rewards_settlement;
DROP FUNCTION universo_posting_balances();
DROP FUNCTION universo_posting_has_entries();
DROP FUNCTION universo_settlement_closed();
"""


class Migration(migrations.Migration):
    dependencies = [("rewards", "0001_initial"), ("audit", "0002_only_added")]
    operations = [migrations.RunSQL(GUARD, UNDO)]
