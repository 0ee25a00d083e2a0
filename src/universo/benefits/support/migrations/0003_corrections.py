"""What was paid back may be taken back: a movement of its own, and who did it and why."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


KEPT = """
CREATE OR REPLACE FUNCTION support_movement_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE lot support_grant%ROWTYPE; held bigint; used bigint;
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
    SELECT sum(CASE kind WHEN 'RESERVATION' THEN amount_minor WHEN 'RETURN' THEN 0
        ELSE -amount_minor END),
      sum(CASE kind WHEN 'USE' THEN amount_minor WHEN 'RETURN' THEN -amount_minor ELSE 0 END)
    INTO held, used FROM support_movement
    WHERE grant_id = NEW.grant_id AND request_id = NEW.request_id;
    IF held < 0 OR used < 0 THEN
      RAISE EXCEPTION 'the request holds or used less than that' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  UPDATE support_grant SET
    free_minor = free_minor + CASE WHEN NEW.kind IN ('GRANT', 'RELEASE', 'RETURN') THEN NEW.amount_minor
      WHEN NEW.kind IN ('RESERVATION', 'EXPIRY') THEN -NEW.amount_minor ELSE 0 END,
    reserved_minor = reserved_minor + CASE WHEN NEW.kind = 'RESERVATION' THEN NEW.amount_minor
      WHEN NEW.kind IN ('RELEASE', 'USE') THEN -NEW.amount_minor ELSE 0 END,
    used_minor = used_minor + CASE NEW.kind WHEN 'USE' THEN NEW.amount_minor
      WHEN 'RETURN' THEN -NEW.amount_minor ELSE 0 END,
    expired_minor = expired_minor + CASE NEW.kind WHEN 'EXPIRY' THEN NEW.amount_minor ELSE 0 END
  WHERE id = NEW.grant_id;
  RETURN NULL;
END $$;
"""
ADDED = """
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON support_correction
  FOR EACH ROW EXECUTE FUNCTION universo_only_added();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON support_correction
  FOR EACH STATEMENT EXECUTE FUNCTION universo_never_emptied();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('rewards', '0011_corrected_refunds'),
        ('support', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(unique=True)),
                ('amount_minor', models.BigIntegerField()),
                ('reason', models.CharField(max_length=240)),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='movement',
            name='support_move_of_a_request',
        ),
        migrations.AlterField(
            model_name='movement',
            name='kind',
            field=models.CharField(choices=[('GRANT', 'Granted'), ('RESERVATION', 'Reserved'), ('RELEASE', 'Given back'), ('USE', 'Used'), ('RETURN', 'Taken back from the partner'), ('EXPIRY', 'Expired')], max_length=11),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['RESERVATION', 'RELEASE', 'USE', 'RETURN']), ('request__isnull', False)), models.Q(('kind__in', ['GRANT', 'EXPIRY']), ('request__isnull', True)), _connector='OR'), name='support_move_of_a_request'),
        ),
        migrations.AddField(
            model_name='correction',
            name='booked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='correction',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='correction',
            name='refund',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rewards.refund'),
        ),
        migrations.AddField(
            model_name='correction',
            name='request',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='correction', to='support.supportrequest'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0), models.Q(('reason', ''), _negated=True)), name='support_taken_back_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(('made_by', models.F('booked_by')), _negated=True), name='support_taken_back_by_another'),
        ),
        migrations.RunSQL(KEPT + ADDED, migrations.RunSQL.noop),
    ]
