"""A refund may be corrected by another row; the database knows that it takes back no more than was given."""

import django.db.models.deletion
from django.db import migrations, models


GUARD = """
CREATE FUNCTION rewards_refund_corrected() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM rewards_refund o
  JOIN rewards_posting was ON was.id = o.posting_id
  JOIN rewards_posting now ON now.id = NEW.posting_id
  WHERE o.id = NEW.corrects_id AND o.corrects_id IS NULL AND o.amount_minor + NEW.amount_minor >= 0
    AND was.partner_id = now.partner_id AND was.currency = now.currency;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'it takes back more than was given' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER corrected AFTER INSERT ON rewards_refund
  FOR EACH ROW WHEN (NEW.corrects_id IS NOT NULL) EXECUTE FUNCTION rewards_refund_corrected();
"""
UNDO = """
DROP TRIGGER corrected ON rewards_refund;
DROP FUNCTION rewards_refund_corrected();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('rewards', '0010_lines_and_partners_by_statement'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='refund',
            name='rewards_refund_within_limit',
        ),
        migrations.AddField(
            model_name='refund',
            name='corrects',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='rewards.refund'),
        ),
        migrations.AddField(
            model_name='refund',
            name='reason',
            field=models.CharField(blank=True, max_length=240),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount_minor__gt', 0), ('amount_minor__lte', models.F('limit_minor')), ('corrects__isnull', True), ('reason', '')), models.Q(('amount_minor__lt', 0), ('corrects__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='rewards_refund_within_limit'),
        ),
        migrations.RunSQL(GUARD, UNDO),
    ]
