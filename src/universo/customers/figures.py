"""Size and quality of the lists: counted by a job and kept, since a list may hold a million rows."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from universo.customers.models import CustomerSource, KnownCustomer, ListFigures
from universo.customers.queries import owners_of
from universo.domain.contacts import FREE_MAIL_DOMAINS

# One pass over a list, by source. Shares are of the customers that count; doubles are customers
# whose CUIT another customer of the list has too.
_COUNT = """
    WITH list AS (
        SELECT source_id, cuit, phone, email, web, street, locality, province_id, recorded_at,
               retired_at, count(*) FILTER (WHERE retired_at IS NULL) OVER (PARTITION BY cuit) AS held
        FROM customers_knowncustomer WHERE owner_id IS NOT DISTINCT FROM %(owner)s
    )
    SELECT source_id, GROUPING(source_id) = 1, count(*) FILTER (WHERE retired_at IS NOT NULL),
           count(*) FILTER (WHERE retired_at IS NULL),
           {parts}, min(recorded_at), max(recorded_at)
    FROM list GROUP BY GROUPING SETS ((), (source_id))
"""
_PARTS = {
    "cuit": "cuit <> ''",
    "phone": "phone <> ''",
    "email": "email <> ''",
    "domain": "web <> '' OR (email <> '' AND split_part(lower(email), '@', 2) <> ALL(%(free)s))",
    "address": "street <> '' AND locality <> ''",
    "province": "province_id IS NOT NULL",
    "nothing": "cuit = '' AND phone = '' AND email = '' AND web = '' AND street = ''",
    "doubles": "cuit <> '' AND held > 1",
}
PARTS = tuple(_PARTS)


def count_list(*, now: datetime, owner_id: int | None) -> None:
    """Count a list, whole and by source, and keep the figures instead of those before.

    One at a time: of two counts at once neither sees the figures that the other one keeps.
    """
    sums = ", ".join(
        f"count(*) FILTER (WHERE retired_at IS NULL AND ({test}))" for test in _PARTS.values()
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '10min'")
        cursor.execute("SET LOCAL lock_timeout = '1min'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [7_204_003, owner_id or 0])
        cursor.execute(
            _COUNT.format(parts=sums), {"owner": owner_id, "free": sorted(FREE_MAIL_DOMAINS)}
        )
        rows = cursor.fetchall()
        ListFigures.objects.filter(owner_id=owner_id).delete()
        ListFigures.objects.bulk_create(_figures(now, owner_id, row) for row in rows)


def _figures(now: datetime, owner_id: int | None, row: tuple[Any, ...]) -> ListFigures:
    source_id, is_whole, retired, size, *counts, first, last = row
    figures = {"size": size, "retired": retired, **dict(zip(PARTS, counts, strict=True))}
    figures |= {
        "first": first.isoformat() if first else "",
        "last": last.isoformat() if last else "",
    }
    return ListFigures(
        owner_id=owner_id,
        source_id=source_id,
        is_part=not is_whole,
        counted_at=now,
        figures=figures,
    )


def lists() -> list[int | None]:
    """Return the owners of all lists that hold anybody or have a source; None is Hasar."""
    rows = KnownCustomer.objects.all()
    with_sources = CustomerSource.objects.values_list("owner_id", flat=True)
    return [None, *sorted({*owners_of(rows), *(owner for owner in with_sources if owner)})]
