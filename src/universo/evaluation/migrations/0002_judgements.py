"""What the matcher said is kept with its version; people's verdicts are only added."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = """CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON evaluation_judgement
  FOR EACH ROW EXECUTE FUNCTION universo_only_added()"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_only_added'),
        ('evaluation', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='finding',
            name='added_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='finding',
            name='gone_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='finding',
            name='matcher',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='finding',
            name='probability',
            field=models.FloatField(null=True),
        ),
        migrations.CreateModel(
            name='Judgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('OPEN', 'To be reviewed'), ('SAME', 'It is the same'), ('DIFFERENT', 'It is another one')], max_length=10)),
                ('given_at', models.DateTimeField(db_index=True)),
                ('score', models.FloatField()),
                ('probability', models.FloatField(null=True)),
                ('outcome', models.CharField(max_length=10)),
                ('evidence', models.JSONField(default=list)),
                ('matcher', models.CharField(blank=True, max_length=40)),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='judgements', to='evaluation.finding')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['given_at', 'id'],
            },
        ),
        migrations.RunSQL(GUARD, 'DROP TRIGGER only_added ON evaluation_judgement'),
    ]
