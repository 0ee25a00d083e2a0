"""Keys of the API may be for sales too."""

from django.db import migrations, models

SCOPES = ["customers:read", "customers:write", "sales:read", "sales:write"]


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_api_tokens")]
    operations = [
        migrations.RemoveConstraint(model_name="apitoken", name="identity_token_scopes_known"),
        migrations.AddConstraint(
            model_name="apitoken",
            constraint=models.CheckConstraint(
                condition=models.Q(("scopes__contained_by", SCOPES), ("scopes__len__gt", 0)),
                name="identity_token_scopes_known",
            ),
        ),
    ]
