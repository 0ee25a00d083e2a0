from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0005_packed_instead_of_keys'),
    ]

    operations = [
        migrations.AddField(
            model_name='knowncustomer',
            name='proof_cuit',
            field=models.CharField(blank=True, db_default='', default='', max_length=11),
        ),
        migrations.AddField(
            model_name='knowncustomer',
            name='proof_name',
            field=models.CharField(blank=True, db_default='', default='', max_length=160),
        ),
    ]
