"""`match`: the live evaluation's search over two files, in a scratch database (supervisor.matching)."""

import sys
import time
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from universo.cli.arguments import BadInput
from universo.cli.match_files import companies, read_options, write_answer
from universo.customers.among import CustomersOn
from universo.customers.bulk import Counts, store_many
from universo.customers.customer_data import SIZES, CustomerData
from universo.customers.models import KnownCustomer
from universo.customers.nearby import customers_near, judged
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.matching.judge import DIFFERENT, MOST, explanation
from universo.matching.party import PartyFacts, prepare
from universo.matching.spelling import place_of

_KEEPER = Actor(user_id=None, name="match", roles=frozenset({StaffRole.PROGRAM_ADMIN}))
_EVERY = 500  # queries between two words on progress


class Command(BaseCommand):
    help = "Busca las empresas de un archivo en otro; use ./universo match."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the words as they are: `cli.match_files` reads them."""
        parser.add_argument("words", nargs="*")

    def run_from_argv(self, argv: list[str]) -> None:
        """Leave the options to `cli.match_files`, which explains itself in Spanish."""
        super().run_from_argv([*argv[:2], "--", *argv[2:]])

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill the base, ask, write the answer."""
        if KnownCustomer.objects.exists():
            raise CommandError("La base tiene clientes: use ./universo match.", returncode=2)
        try:
            asked = read_options(options["words"])
            self._fill(asked.registry)
            write_answer(asked.output, self._answers(asked.queries))
        except BadInput as error:
            raise CommandError(str(error), returncode=2) from None

    def _fill(self, path: Any) -> None:
        began = time.monotonic()

        def progress(counts: Counts) -> None:
            if counts.total % 50_000 == 0:
                _say(f"{counts.total} empresas guardadas en {time.monotonic() - began:.0f} s")

        rows = (customer_of(row) for row in companies(path, "id"))
        counts = store_many(
            actor=_KEEPER, now=timezone.now(), owner_id=None, rows=rows, progress=progress
        )
        _say(f"{counts.total} empresas guardadas en {time.monotonic() - began:.0f} s")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _answers(self, path: Any) -> Iterator[tuple[object, ...]]:
        began = time.monotonic()
        number = 0
        for number, row in enumerate(companies(path, "query_id"), start=1):
            yield from answer(row)
            if number % _EVERY == 0:
                _say(f"{number} consultas en {time.monotonic() - began:.0f} s")
        _say(f"{number} consultas en {time.monotonic() - began:.0f} s")


def customer_of(row: dict[str, str]) -> CustomerData:
    """Return a row of the registry as a customer, as long as its columns allow."""
    values = {name: row[name][:size] for name, size in SIZES.items() if name in row}
    values["cuit"] = "".join(c for c in row["cuit"] if c.isascii() and c.isdigit())[:11]
    values["province"] = place_of(row["locality"], row["province"])[1]
    values["contact_name"] = row["contact"][: SIZES["contact_name"]]
    return CustomerData(external_id=row["id"], **values)


def answer(row: dict[str, str]) -> list[tuple[object, ...]]:
    """Return the lines of the answer to one query, the likeliest first."""
    party = prepare(
        PartyFacts(
            legal_name=row["legal_name"],
            trade_name=row["trade_name"],
            cuit=row["cuit"],
            phones=(row["phone"],) if row["phone"] else (),
            emails=(row["email"],) if row["email"] else (),
            web=row["web"],
            street=row["street"],
            locality=row["locality"],
            province=row["province"],
            contact=row["contact"],
        )
    )
    near = customers_near(party, CustomersOn(timezone.now()))
    found = judged(party, near, lambda one: one.owner_id)
    counting = [one for one in found if one[1].outcome != DIFFERENT][:MOST]
    if not counting:
        score = f"{found[0][1].score:.4f}" if found else ""
        return [(row["query_id"], DIFFERENT, "", score, 1, "")]
    return [
        (
            row["query_id"],
            finding.outcome,
            company.external_id,
            f"{finding.score:.4f}",
            rank,
            explanation(finding),
        )
        for rank, (company, finding) in enumerate(counting, start=1)
    ]


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
