"""No session over its places, whoever writes; questions and reached goals are only added."""

from django.db import migrations

ADDED = ("questionversion", "goalreached", "goalgrant")
GUARD = """
CREATE FUNCTION universo_seat_within_places() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE most integer;
BEGIN
  SELECT places INTO most FROM training_session WHERE id = NEW.session_id FOR SHARE;
  IF NEW.number > most THEN
    RAISE EXCEPTION 'seat % of % places', NEW.number, most
      USING ERRCODE = 'check_violation', CONSTRAINT = 'training_within_places';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER within_places BEFORE INSERT OR UPDATE ON training_seat
  FOR EACH ROW WHEN (NEW.number IS NOT NULL) EXECUTE FUNCTION universo_seat_within_places();
CREATE FUNCTION universo_places_hold_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM training_seat WHERE session_id = NEW.id AND number > NEW.places) THEN
    RAISE EXCEPTION 'more people than % places', NEW.places
      USING ERRCODE = 'check_violation', CONSTRAINT = 'training_places_hold_seats';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hold_seats BEFORE UPDATE OF places ON training_session
  FOR EACH ROW WHEN (NEW.places < OLD.places) EXECUTE FUNCTION universo_places_hold_seats();
""" + "".join(
    f"CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON training_{table}"
    " FOR EACH ROW EXECUTE FUNCTION universo_only_added();\n"
    for table in ADDED
)
UNDO = (
    "".join(f"DROP TRIGGER only_added ON training_{table};\n" for table in ADDED)
    + """
DROP TRIGGER hold_seats ON training_session;
DROP TRIGGER within_places ON training_seat;
DROP FUNCTION universo_places_hold_seats();
DROP FUNCTION universo_seat_within_places();
"""
)


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial"), ("audit", "0002_only_added")]
    operations = [migrations.RunSQL(GUARD, UNDO)]
