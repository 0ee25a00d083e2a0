from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("benefits", "0002_reference")]

    operations = [
        migrations.AlterField(
            model_name="entitlement",
            name="asked",
            field=models.CharField(
                choices=[
                    ("NONE", "Nothing else"),
                    ("MONTHS", "Months in the category"),
                    ("WON", "Sales won in the last year"),
                    ("NOTHING_OVERDUE", "No demonstration unit kept past its day"),
                ],
                default="NONE",
                max_length=15,
            ),
        )
    ]
