"""The customers among which a search looks: all of them as a search reads them, or rows that somebody sees."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from django.db import connection
from django.db.models import QuerySet

from universo.customers.models import CompanyFacts, KnownCustomer
from universo.matching.party import PartyFacts


@dataclass(slots=True)
class KeptCustomer:
    """What a search reads of a customer; what people are shown is read with the finding."""

    pk: int
    owner_id: int | None
    source_id: int | None
    external_id: str
    recorded_at: datetime
    packed: str

    def facts(self) -> PartyFacts:
        """Return what is known of it, read anew."""
        return KnownCustomer.objects.select_related("province").get(pk=self.pk).facts()


Compared = CompanyFacts | KeptCustomer
"""A company of the base that can be compared: its id, its text made ready, and what is known of it."""
Row_co = TypeVar("Row_co", bound=Compared, covariant=True)


class Customers(Protocol[Row_co]):
    """Some of the known customers."""

    def with_ids(self, ids: list[int]) -> Iterable[Row_co]:
        """Return those of them with these ids, in any order."""

    def first_of_each_list(self, cuit: str) -> Iterable[int]:
        """Return who bears the CUIT, the first of each list: where too many bear it to be followed.

        An equal CUIT decides: a list on which a company stands a hundred times must not hide it on
        the lists of others.
        """


class CustomersOn:
    """Who was a customer at a time. Its questions are written out, for every notice asks them."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def with_ids(self, ids: list[int]) -> list[KeptCustomer]:
        """Return those of them with these ids."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT id, owner_id, source_id, external_id, recorded_at, packed
                FROM customers_knowncustomer
                WHERE id = ANY(%s) AND (retired_at IS NULL OR retired_at > %s)
                """,
                [ids, self._at],
            )
            return [KeptCustomer(*row) for row in cursor.fetchall()]

    def first_of_each_list(self, cuit: str) -> list[int]:
        """Return who bears the CUIT, the first of each list."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT DISTINCT ON (owner_id) id FROM customers_knowncustomer
                WHERE cuit = %s AND (retired_at IS NULL OR retired_at > %s)
                ORDER BY owner_id, recorded_at, id
                """,
                [cuit, self._at],
            )
            return [row[0] for row in cursor.fetchall()]


class CustomersIn:
    """The customers of a question that was asked already, such as what an actor sees."""

    def __init__(self, rows: QuerySet[KnownCustomer]) -> None:
        self._rows = rows

    def with_ids(self, ids: list[int]) -> Iterable[KnownCustomer]:
        """Return those of them with these ids."""
        return self._rows.filter(pk__in=ids)

    def first_of_each_list(self, cuit: str) -> list[int]:
        """Return who bears the CUIT, the first of each list."""
        bearers = self._rows.select_related(None).filter(cuit=cuit)
        first = bearers.order_by("owner_id", "recorded_at", "pk").distinct("owner_id")
        return list(first.values_list("pk", flat=True))
