"""Counting looks at pages of the directory and ways to reach partners: by day, of nobody (R-2)."""

from datetime import datetime

from django.db import connection

from universo.benefits.directory.choices import Kind
from universo.benefits.directory.models import DailyCount
from universo.domain.decision_clock import local_date

_ADD = """
    INSERT INTO {table} (listing_id, day, kind, times) VALUES (%s, %s, %s, 1)
    ON CONFLICT (listing_id, day, kind) DO UPDATE SET times = {table}.times + 1
"""


def count_mention(*, now: datetime, listing_id: int, kind: str) -> None:
    """Add one to what is counted of a page today: one statement, so none is lost. Raises ValueError."""
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD.format(table=DailyCount._meta.db_table),
            (listing_id, local_date(now), Kind(kind).value),
        )
