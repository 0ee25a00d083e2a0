"""The database keeps the fund: a grant's amounts follow from its movements, and none is below zero.

The row of the grant is the lock: of two reservations at once the second sees what the first one left.
"""

from django.db import migrations

from universo.benefits.support.reference import load_reference

GUARD = """
CREATE FUNCTION support_movement_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE lot support_grant%ROWTYPE; held bigint;
BEGIN
  SELECT * INTO lot FROM support_grant WHERE id = NEW.grant_id FOR UPDATE;
  IF NEW.kind = 'GRANT' AND NEW.amount_minor <> lot.amount_minor
     OR NEW.kind = 'RESERVATION' AND NEW.on_date > lot.expires_date
     OR NEW.kind = 'EXPIRY' AND NEW.on_date <= lot.expires_date THEN
    RAISE EXCEPTION 'the grant does not allow this %', NEW.kind USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.request_id IS NOT NULL THEN
    PERFORM FROM support_supportrequest r WHERE r.id = NEW.request_id
      AND r.partner_id = lot.partner_id AND r.currency = lot.currency;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the grant is of another partner or currency' USING ERRCODE = 'check_violation';
    END IF;
    SELECT sum(CASE kind WHEN 'RESERVATION' THEN amount_minor ELSE -amount_minor END) INTO held
    FROM support_movement WHERE grant_id = NEW.grant_id AND request_id = NEW.request_id;
    IF held < 0 THEN
      RAISE EXCEPTION 'the request holds less than that' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  UPDATE support_grant SET
    free_minor = free_minor + CASE WHEN NEW.kind IN ('GRANT', 'RELEASE') THEN NEW.amount_minor
      WHEN NEW.kind IN ('RESERVATION', 'EXPIRY') THEN -NEW.amount_minor ELSE 0 END,
    reserved_minor = reserved_minor + CASE WHEN NEW.kind = 'RESERVATION' THEN NEW.amount_minor
      WHEN NEW.kind IN ('RELEASE', 'USE') THEN -NEW.amount_minor ELSE 0 END,
    used_minor = used_minor + CASE NEW.kind WHEN 'USE' THEN NEW.amount_minor ELSE 0 END,
    expired_minor = expired_minor + CASE NEW.kind WHEN 'EXPIRY' THEN NEW.amount_minor ELSE 0 END
  WHERE id = NEW.grant_id;
  RETURN NULL;
END $$;
CREATE TRIGGER kept AFTER INSERT ON support_movement
  FOR EACH ROW EXECUTE FUNCTION support_movement_kept();

CREATE FUNCTION support_grant_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.free_minor <> 0 OR NEW.reserved_minor <> 0 OR NEW.used_minor <> 0 OR NEW.expired_minor <> 0
    THEN
      RAISE EXCEPTION 'a grant begins with its movement' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1
     AND (NEW.id, NEW.allotment_id, NEW.partner_id, NEW.currency, NEW.amount_minor, NEW.expires_date)
       = (OLD.id, OLD.allotment_id, OLD.partner_id, OLD.currency, OLD.amount_minor, OLD.expires_date)
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a grant changes by its movements only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER follows BEFORE INSERT OR UPDATE OR DELETE ON support_grant
  FOR EACH ROW EXECUTE FUNCTION support_grant_follows();
"""
ADDED = "".join(
    f"""
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON support_{table}
  FOR EACH ROW EXECUTE FUNCTION universo_only_added();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON support_{table}
  FOR EACH STATEMENT EXECUTE FUNCTION universo_never_emptied();
"""
    for table in ("allotment", "movement", "evidence")
)


def load(apps, schema_editor):
    load_reference(apps)


class Migration(migrations.Migration):
    dependencies = [("support", "0001_initial"), ("rewards", "0007_refunds")]
    operations = [
        migrations.RunSQL(GUARD + ADDED, migrations.RunSQL.noop),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
