"""A posting and its entries go in by one statement, balanced, and stay; no table of the ledger is emptied.

Looked at once per statement instead of once per row: a million postings cost no more triggers than one.
`universo.emptying` lets the owner empty the tables of a test database; the application's role may
not empty any table.
"""

from django.db import migrations

TABLES = (
    "posting", "entry", "accrual", "takenfact", "settlement", "settlementline", "payment",
    "reconciliation",
)  # fmt: skip
GUARD = """
DROP TRIGGER balances ON rewards_entry;
DROP TRIGGER has_entries ON rewards_posting;
DROP FUNCTION universo_posting_balances();
DROP FUNCTION universo_posting_has_entries();

CREATE FUNCTION universo_entries_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong bigint;
BEGIN
  -- The number of all entries of the posting: nothing is added to one that was there before.
  SELECT posting_id INTO wrong FROM (
    SELECT posting_id, count(*) AS n, sum(amount_minor) AS total FROM added GROUP BY posting_id) a
  WHERE a.n < 2 OR a.total <> 0
    OR a.n <> (SELECT count(*) FROM rewards_entry e WHERE e.posting_id = a.posting_id)
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'posting % does not balance', wrong USING ERRCODE = 'check_violation',
      HINT = 'All entries of a posting go in with it, by one statement (rewards.booking).';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER balances AFTER INSERT ON rewards_entry REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION universo_entries_balance();

CREATE FUNCTION universo_posting_has_entries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong bigint;
BEGIN
  SELECT p.id INTO wrong FROM added p
  WHERE (SELECT count(*) FROM rewards_entry e WHERE e.posting_id = p.id) = 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'posting % has no entries', wrong USING ERRCODE = 'check_violation',
      HINT = 'All entries of a posting go in with it, by one statement (rewards.booking).';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER has_entries AFTER INSERT ON rewards_posting REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION universo_posting_has_entries();

CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON rewards_reconciliation
  FOR EACH ROW EXECUTE FUNCTION universo_only_added();
"""
GUARD += "".join(
    f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON rewards_{table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION universo_never_emptied();\n"
    for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("rewards", "0005_runs_invoices_batches"), ("sales", "0004_rows_that_stay")]
    operations = [migrations.RunSQL(GUARD)]
