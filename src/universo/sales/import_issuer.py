# ruff: noqa: S608 - statements are put together from names of ours only
"""Whose documents a list of the tax office is, where nobody said so.

The list names no issuer but in a sheet's title. Taking the one of the settings for granted would store
an invoice twice, once under each name, when the same month comes as a sheet and as text. So documents
that are in the books already, equal in type, number, day, customer, currency and total, say it.
"""

from typing import Any

from django.conf import settings

from universo.sales.import_staging import rows, run
from universo.sales.models import ImportBatch

CHOSEN, IN_TITLE, ASSUMED = "chosen", "title", "assumed"
_ALIKE = """
    FROM sales_document d WHERE s.batch_id = %(batch)s AND s.outcome = 'N'
        AND d.issuer_cuit <> s.issuer_cuit
        AND d.type_code = s.type_code AND d.point_of_sale = s.point_of_sale AND d.number = s.number
        AND d.issue_date = s.issue_date AND d.receiver_doc = s.receiver_doc
        AND d.currency = s.currency AND d.total_minor = s.total_minor
        AND NOT EXISTS (SELECT FROM sales_document own WHERE own.issuer_cuit = s.issuer_cuit
            AND own.type_code = s.type_code AND own.point_of_sale = s.point_of_sale
            AND own.number = s.number)
"""
_WHOSE = f"""
    SELECT found.issuer, count(*) AS alike FROM sales_stageddocument s
    CROSS JOIN LATERAL (SELECT d.issuer_cuit AS issuer {_ALIKE}) AS found GROUP BY 1 ORDER BY 2 DESC, 1
"""
_RENAME_ALL = """
    UPDATE sales_stageddocument SET issuer_cuit = %(issuer)s WHERE batch_id = %(batch)s
"""
_RENAME_ALIKE = f"""
    UPDATE sales_stageddocument s SET issuer_cuit = d.issuer_cuit {_ALIKE}
        AND d.issuer_cuit = %(issuer)s
"""


def agree(batch: ImportBatch) -> dict[str, Any] | None:
    """Take the issuer of the documents that are stored already; return it with how many they are.

    Of a list that names nobody, all documents are of that issuer. Of one whose title names somebody,
    only those that are stored under the issuer of the settings, as whose they once were taken.
    """
    source = batch.counts.get("issuer_from", CHOSEN)
    if source == CHOSEN:
        return None
    if source == IN_TITLE:
        assumed = settings.ISSUER_CUIT
        count = run(_RENAME_ALIKE, batch=batch.pk, issuer=assumed)
        return {"issuer": assumed, "count": count} if count else None
    found = rows(_WHOSE, batch=batch.pk)
    if not found:
        return None
    issuer = str(found[0]["issuer"])
    run(_RENAME_ALL, batch=batch.pk, issuer=issuer)
    batch.issuer_cuit = issuer
    batch.save(update_fields=["issuer_cuit"])
    return {"issuer": issuer, "count": int(found[0]["alike"])}
