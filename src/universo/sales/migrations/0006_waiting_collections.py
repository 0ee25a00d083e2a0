"""Collections whose invoice is not there yet are kept until it is; nothing else of them changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


GUARD = """
ALTER TABLE sales_stagedcollection ADD COLUMN waiting_id bigint;

CREATE FUNCTION universo_waiting_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before jsonb := to_jsonb(OLD);
  later text[] := ARRAY['status', 'remarks', 'collection_id', 'ended_at', 'ended_by_id', 'reason',
    'cleared_date', 'certificate', 'taken_back_date', 'taken_back_reason'];
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.status IN ('WAITING', 'REFUSED')
     AND to_jsonb(NEW) - later = before - later
     AND (OLD.cleared_date IS NULL OR NEW.cleared_date = OLD.cleared_date)
     AND (OLD.certificate = '' OR NEW.certificate = OLD.certificate)
     AND (OLD.taken_back_date IS NULL OR NEW.taken_back_date = OLD.taken_back_date) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'waiting collection % stays as it is', OLD.id USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON sales_waitingcollection
  FOR EACH ROW EXECUTE FUNCTION universo_waiting_stays();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON sales_waitingcollection
  FOR EACH STATEMENT EXECUTE FUNCTION universo_never_emptied();
"""
UNGUARD = """
DROP TRIGGER never_emptied ON sales_waitingcollection;
DROP TRIGGER stays ON sales_waitingcollection;
DROP FUNCTION universo_waiting_stays();
ALTER TABLE sales_stagedcollection DROP COLUMN waiting_id;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('sales', '0005_files_on_disk'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='WaitingCollection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issuer_cuit', models.CharField(max_length=11)),
                ('type_code', models.PositiveSmallIntegerField()),
                ('point_of_sale', models.PositiveIntegerField()),
                ('number', models.BigIntegerField()),
                ('receipt_number', models.CharField(max_length=40)),
                ('item', models.PositiveSmallIntegerField()),
                ('means', models.CharField(max_length=12)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(choices=[('ARS', 'Argentine pesos'), ('USD', 'US dollars')], max_length=3)),
                ('received_date', models.DateField()),
                ('cleared_date', models.DateField(null=True)),
                ('certificate', models.CharField(blank=True, max_length=40)),
                ('instrument', models.CharField(blank=True, max_length=40)),
                ('regime', models.CharField(blank=True, max_length=40)),
                ('taken_back_date', models.DateField(null=True)),
                ('taken_back_reason', models.CharField(blank=True, max_length=240)),
                ('position', models.PositiveIntegerField()),
                ('recorded_at', models.DateTimeField()),
                ('status', models.CharField(choices=[('WAITING', 'Waits for its invoice'), ('REFUSED', 'Does not fit its invoice'), ('APPLIED', 'Registered'), ('CANCELLED', 'Cancelled')], max_length=9)),
                ('remarks', models.JSONField(default=list)),
                ('ended_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=240)),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sales.importbatch')),
                ('collection', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sales.collection')),
                ('ended_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['received_date', 'id'],
                'indexes': [models.Index(condition=models.Q(('status__in', ['WAITING', 'REFUSED'])), fields=['received_date', 'id'], name='sales_waiting_open'), models.Index(condition=models.Q(('status', 'CANCELLED')), fields=['issuer_cuit', 'type_code', 'point_of_sale', 'number', 'receipt_number', 'item'], name='sales_waiting_cancelled')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status__in', ['WAITING', 'REFUSED'])), fields=('issuer_cuit', 'type_code', 'point_of_sale', 'number', 'receipt_number', 'item'), name='sales_waiting_once'), models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='sales_waiting_positive'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'CANCELLED'), _negated=True), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='sales_waiting_cancelled_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'APPLIED'), _negated=True), ('collection__isnull', False), _connector='OR'), name='sales_waiting_applied_as_something')],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
