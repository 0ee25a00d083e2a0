"""Statements that PostgreSQL plans once per connection: a booking is many joins on a handful of rows."""

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement with `$1`, `$2` …; `types` are those of its parameters, as PREPARE takes them."""

    name: str
    types: str
    text: str

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """Carry it out and return its rows; none for a statement that returns none."""
        connection.ensure_connection()
        known = _known.setdefault(connection.connection, set())
        with connection.cursor() as cursor:
            if self.name not in known:
                # A statement outlives the transaction in which it was prepared.
                cursor.execute(f"PREPARE {self.name} ({self.types}) AS {self.text}")
                known.add(self.name)
            places = ", ".join(["%s"] * len(values))
            cursor.execute(f"EXECUTE {self.name} ({places})", values)
            return cursor.fetchall() if cursor.description else []
