"""Money that goes to a partner through its settlement without a sale; its rows are only added."""

import django.db.models.deletion
from django.db import migrations, models


GUARD = "".join(
    f"""
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON rewards_{table}
  FOR EACH ROW EXECUTE FUNCTION universo_only_added();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON rewards_{table}
  FOR EACH STATEMENT EXECUTE FUNCTION universo_never_emptied();
"""
    for table in ("refund", "refundline")
)


class Migration(migrations.Migration):

    dependencies = [
        ('rewards', '0006_ledger_guards_by_statement'),
    ]

    operations = [
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(unique=True)),
                ('reference', models.CharField(max_length=20)),
                ('title', models.CharField(max_length=120)),
                ('occurred_date', models.DateField()),
                ('billed_cuit', models.CharField(max_length=11)),
                ('base_minor', models.BigIntegerField()),
                ('rate_bp', models.PositiveIntegerField()),
                ('limit_minor', models.BigIntegerField()),
                ('amount_minor', models.BigIntegerField()),
                ('posting', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='refund', to='rewards.posting')),
            ],
            options={
                'ordering': ['occurred_date', 'id'],
            },
        ),
        migrations.CreateModel(
            name='RefundLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('refund', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='settled_in', to='rewards.refund')),
                ('settlement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refund_lines', to='rewards.settlement')),
            ],
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0), ('amount_minor__lte', models.F('limit_minor'))), name='rewards_refund_within_limit'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('rate_bp__gt', 0), ('rate_bp__lte', 10000)), name='rewards_refund_rate'),
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
