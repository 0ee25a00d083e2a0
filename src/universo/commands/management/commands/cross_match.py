"""`cross_match`: a file against the known customers of this database (`cross-match --base`)."""

import sys
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from universo.bulk.command import main
from universo.bulk.reading import Row
from universo.customers.models import KnownCustomer


class Command(BaseCommand):
    help = "Compara un archivo entero con los clientes conocidos: ./universo cross-match --help"

    def run_from_argv(self, argv: list[str]) -> None:
        """Hand the arguments over as they are: they are those of `cross-match`."""
        sys.exit(main(argv[2:], base=known_customers))

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse to be called from code, where `universo.bulk` is at hand itself."""
        raise NotImplementedError


def known_customers() -> tuple[Iterator[Row], int]:
    """Return the customers as rows of a registry, and their number.

    The id is the list, its source if there is one, and the code: `hasar/1024`; `17/3/1024` is the code
    1024 of source 3 of the reseller numbered 17.
    """
    customers = KnownCustomer.objects.filter(retired_at__isnull=True).order_by("pk")
    return _rows(customers), customers.count()


def _rows(customers: Any) -> Iterator[Row]:
    code = ("owner_id", "source_id", "external_id")
    facts = ("legal_name", "trade_name", "cuit", "phone", "email", "web", "street", "locality")
    columns = (*code, *facts, "province__name", "contact_name")
    for owner, source, number, *values in customers.values_list(*columns).iterator(5_000):
        kept_in = "/".join([str(owner or "hasar"), *([str(source)] if source else [])])
        yield (f"{kept_in}/{number}", *(value or "" for value in values), kept_in)
