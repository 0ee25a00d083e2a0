"""Keeping companies under their keys: one at once, those of a long list all together, and counting."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from universo.matching.following import MOST_HOLDERS
from universo.matching.keys import KIND_BITS, KINDS, Key, numbers_of
from universo.matching.party import Party

SIZE = Key("size", "").number
_ONE_AT_A_TIME = 7_204_002  # advisory lock of filing and counting


def file_one(table: str, company: int, packed_before: str, numbers: list[int]) -> None:
    """Keep a company under its present keys and no longer under those of `packed_before`.

    `table` is customers_customerkey or customers_prospectkey.
    """
    gone = set(numbers_before(packed_before)) - set(numbers)
    with connection.cursor() as cursor:
        if table == "customers_customerkey":
            cursor.execute("DELETE FROM customers_waitingkeys WHERE company = %s", [company])
        if gone:
            cursor.execute(
                f"DELETE FROM {table} WHERE company = %s AND key = ANY(%s)",  # noqa: S608
                [company, list(gone)],
            )
        cursor.execute(
            f"INSERT INTO {table} (key, company)"
            " SELECT unnest(%s::bigint[]), %s ON CONFLICT DO NOTHING",
            [numbers, company],
        )


def numbers_before(packed: str) -> Iterable[int]:
    """Return the numbers of the keys under which a company was kept that was packed so."""
    try:
        return numbers_of(Party.unpack(packed))
    except (
        ValueError
    ):  # nothing, or of another version: what is left lying leads to a candidate too many
        return ()


def file_waiting() -> int:
    """File the keys that wait; return how many. Sorted, since the index takes them much faster so.

    Each run is one transaction: who was filed is found, who was not still waits.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _take_time(cursor)
        cursor.execute(
            """
            WITH taken AS (DELETE FROM customers_waitingkeys RETURNING company, numbers)
            INSERT INTO customers_customerkey (key, company)
            SELECT number, company FROM taken, unnest(numbers) AS number ORDER BY 1, 2
            """
        )
        return int(cursor.rowcount)


def count_holders() -> None:
    """Count who is kept under each key, for the searches from now on."""
    with transaction.atomic(), connection.cursor() as cursor:
        _take_time(cursor)
        # In the order of the index: 9 s of 25 million keys, whose hashes fall together (over 14 min).
        cursor.execute("SET LOCAL enable_hashagg = off")
        cursor.execute("DELETE FROM customers_keyholders")
        cursor.execute(
            """
            INSERT INTO customers_keyholders (key, holders)
            SELECT key, count(*) FROM customers_customerkey GROUP BY key
            HAVING count(*) > %s OR (count(*) > 1 AND key & %s = %s)
            """,
            [MOST_HOLDERS, (1 << KIND_BITS) - 1, KINDS["word"]],
        )
        cursor.execute(
            """
            INSERT INTO customers_keyholders (key, holders)
            SELECT %s, count(*) FROM customers_knowncustomer WHERE retired_at IS NULL
            """,
            [SIZE],
        )


def _take_time(cursor: CursorWrapper) -> None:
    """Let long work take its time, one at a time, with memory to sort in."""
    cursor.execute("SET LOCAL statement_timeout = 0")
    cursor.execute("SET LOCAL lock_timeout = 0")
    cursor.execute("SET LOCAL work_mem = '128MB'")
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
