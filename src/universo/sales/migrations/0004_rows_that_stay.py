"""What rewards are computed from stays: documents, collections, reversals and links change only as the
programme says, and none of them is removed.

A document keeps its identity; what it states changes with its version, or where a person states what
was missing. A collection gets the day it cleared and its certificate once. A link is undone once, and
its lines with it.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION universo_never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('universo.emptying', true) = 'on' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION universo_document_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before jsonb := to_jsonb(OLD);
  stated text[] := ARRAY['version'];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.version = OLD.version + 1 THEN
      stated := stated || ARRAY['kind', 'issue_date', 'receiver_doc_type', 'receiver_doc',
        'receiver_name', 'currency', 'exchange_rate', 'net_minor', 'vat_minor', 'exempt_minor',
        'non_taxed_minor', 'other_taxes_minor', 'total_minor', 'authorisation_code', 'corrects_id',
        'content_sha256', 'origin', 'batch_id'];
    ELSIF NEW.version <> OLD.version THEN
      stated := '{}';
    END IF;
    IF OLD.net_minor IS NULL THEN
      stated := stated || ARRAY['net_minor', 'vat_minor', 'exempt_minor', 'non_taxed_minor'];
    END IF;
    IF OLD.corrects_id IS NULL THEN
      stated := stated || ARRAY['corrects_id'];
    END IF;
    IF to_jsonb(NEW) - stated = before - stated THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'document % stays as it is', OLD.id USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON sales_document
  FOR EACH ROW EXECUTE FUNCTION universo_document_stays();

CREATE FUNCTION universo_collection_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE later text[] := ARRAY['cleared_date', 'certificate'];
BEGIN
  IF TG_OP = 'UPDATE'
     AND to_jsonb(NEW) - later = to_jsonb(OLD) - later
     AND (OLD.cleared_date IS NULL OR NEW.cleared_date = OLD.cleared_date)
     AND (OLD.certificate = '' OR NEW.certificate = OLD.certificate) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'collection % stays as it is', OLD.id USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON sales_collection
  FOR EACH ROW EXECUTE FUNCTION universo_collection_stays();

CREATE FUNCTION universo_link_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE undone text[] := ARRAY['undone_at', 'undone_by_id', 'undone_reason'];
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.undone_at IS NULL
     AND to_jsonb(NEW) - undone = to_jsonb(OLD) - undone THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'link % stays as it is', OLD.id USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON sales_opportunitylink
  FOR EACH ROW EXECUTE FUNCTION universo_link_stays();

CREATE FUNCTION universo_linked_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NOT NEW.is_active
     AND to_jsonb(NEW) - 'is_active' = to_jsonb(OLD) - 'is_active' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the line of a link stays as it is' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON sales_linkedline
  FOR EACH ROW EXECUTE FUNCTION universo_linked_line_stays();

CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON sales_reversal
  FOR EACH ROW EXECUTE FUNCTION universo_only_added();
"""
TABLES = ("document", "documentline", "collection", "reversal", "opportunitylink", "linkedline")
GUARD += "".join(
    f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON sales_{table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION universo_never_emptied();\n"
    for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("sales", "0003_splits_conflicts_origin"), ("audit", "0002_only_added")]
    operations = [migrations.RunSQL(GUARD)]
