"""Timeline and journal are only added to; the head of the journal exists once."""

from django.db import migrations

GUARD = """
CREATE OR REPLACE FUNCTION universo_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON audit_event
  FOR EACH ROW EXECUTE FUNCTION universo_only_added();
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON audit_journalentry
  FOR EACH ROW EXECUTE FUNCTION universo_only_added();
INSERT INTO audit_journalhead (id, last_sequence, last_hash) VALUES (1, 0, repeat('0', 64))
  ON CONFLICT DO NOTHING;
"""
UNDO = """
DROP TRIGGER only_added ON audit_event;
DROP TRIGGER only_added ON audit_journalentry;
DROP FUNCTION universo_only_added();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNDO)]
