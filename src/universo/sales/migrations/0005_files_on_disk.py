"""Files of invoices lie on disk and are staged row by row; what is stored needs fewer indexes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# Rows of files on their way in. Unlogged: after a crash of the database a file is staged anew.
STAGING = """
CREATE UNLOGGED TABLE sales_stageddocument (
    batch_id bigint NOT NULL, row integer NOT NULL, head_row integer NOT NULL,
    outcome char(1) NOT NULL, is_repeat boolean NOT NULL DEFAULT false, document_id bigint,
    issuer_cuit varchar(11), type_code smallint, point_of_sale integer, number bigint,
    kind varchar(12), sign smallint, issue_date date, receiver_doc_type smallint,
    receiver_doc varchar(20), receiver_name varchar(200), currency varchar(3),
    exchange_rate numeric(18, 6), net_taxed_minor bigint, non_taxed_minor bigint,
    exempt_minor bigint, other_taxes_minor bigint, vat_minor bigint, net_minor bigint,
    total_minor bigint, document_total_minor bigint, authorisation_code varchar(20),
    family_id bigint, product_id bigint, description varchar(240), line_net_minor bigint,
    line_gross_minor bigint, remarks jsonb
) WITH (fillfactor = 80);
CREATE INDEX sales_stageddocument_rows ON sales_stageddocument (batch_id, head_row, row);
CREATE UNLOGGED TABLE sales_stagedcollection (
    batch_id bigint NOT NULL, row integer NOT NULL, outcome char(1) NOT NULL, collection_id bigint,
    receipt_number varchar(40), received_date date, issuer_cuit varchar(11), type_code smallint,
    point_of_sale integer, number bigint, item smallint, is_numbered boolean, means varchar(12),
    amount_minor bigint, currency varchar(3), cleared_date date, instrument varchar(40),
    certificate varchar(40), regime varchar(40), reverses varchar(40), reason varchar(240),
    remarks jsonb
) WITH (fillfactor = 80);
CREATE INDEX sales_stagedcollection_rows ON sales_stagedcollection (batch_id, row);
"""
UNSTAGING = "DROP TABLE sales_stageddocument; DROP TABLE sales_stagedcollection;"
# Whatever waited was kept in a way that is gone: it is to be uploaded again.
GIVEN_UP = """
UPDATE sales_importbatch SET status = 'DISCARDED' WHERE status IN ('PREVIEWED', 'APPLYING');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sales", "0004_rows_that_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(GIVEN_UP, migrations.RunSQL.noop),
        migrations.RunSQL(STAGING, UNSTAGING),
        migrations.CreateModel(
            name="ImportSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mis-comprobantes", "ARCA, «Mis Comprobantes Emitidos»"),
                            ("invoices", "Invoices with lines"),
                            ("collections", "Collections"),
                        ],
                        max_length=20,
                    ),
                ),
                ("heading_key", models.CharField(blank=True, max_length=64)),
                ("mapping", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveField(
            model_name="importrow",
            name="batch",
        ),
        migrations.AlterModelOptions(
            name="importbatch",
            options={"ordering": ["-uploaded_at", "-id"]},
        ),
        migrations.RemoveField(
            model_name="importbatch",
            name="content",
        ),
        migrations.RemoveField(
            model_name="importbatch",
            name="summary",
        ),
        migrations.AddField(
            model_name="collection",
            name="instrument",
            field=models.CharField(blank=True, db_default="", max_length=40),
        ),
        migrations.AddField(
            model_name="collection",
            name="regime",
            field=models.CharField(blank=True, db_default="", max_length=40),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="all_rows",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="counts",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="done_rows",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="ended_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="fault",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="file_bytes",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="generation",
            field=models.CharField(blank=True, max_length=2),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="header",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="phase_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="preview",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="shape",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="stored_as",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="wanted_kind",
            field=models.CharField(default="auto", max_length=20),
        ),
        migrations.AlterField(
            model_name="collection",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sales.importbatch",
            ),
        ),
        migrations.AlterField(
            model_name="collection",
            name="document",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="collections",
                to="sales.document",
            ),
        ),
        migrations.AlterField(
            model_name="collection",
            name="recorded_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sales.importbatch",
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="corrects",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notes",
                to="sales.document",
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="receiver_doc",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AlterField(
            model_name="document",
            name="recorded_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="documentline",
            name="changes",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changed_by",
                to="sales.documentline",
            ),
        ),
        migrations.AlterField(
            model_name="documentline",
            name="document",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="sales.document",
            ),
        ),
        migrations.AlterField(
            model_name="documentline",
            name="family",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="program.productfamily",
            ),
        ),
        migrations.AlterField(
            model_name="documentline",
            name="product",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="program.product",
            ),
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("mis-comprobantes", "ARCA, «Mis Comprobantes Emitidos»"),
                    ("invoices", "Invoices with lines"),
                    ("collections", "Collections"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="status",
            field=models.CharField(
                choices=[
                    ("READING", "Being read"),
                    ("MAPPING", "Waits for its columns"),
                    ("CHECKING", "Being checked"),
                    ("PREVIEWED", "Previewed"),
                    ("APPLYING", "Being applied"),
                    ("APPLIED", "Applied"),
                    ("STOPPED", "Stopped"),
                    ("DISCARDED", "Discarded"),
                    ("FAILED", "Failed"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="uploaded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="reversal",
            name="recorded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                fields=["receiver_doc"],
                name="sales_document_receiver",
                opclasses=["varchar_pattern_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("corrects__isnull", False)),
                fields=["corrects"],
                name="sales_document_corrects",
            ),
        ),
        migrations.AddIndex(
            model_name="documentline",
            index=models.Index(
                condition=models.Q(("changes__isnull", False)),
                fields=["changes"],
                name="sales_line_changes",
            ),
        ),
        migrations.AddField(
            model_name="importsource",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="source",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sales.importsource",
            ),
        ),
        migrations.DeleteModel(
            name="ImportRow",
        ),
    ]
