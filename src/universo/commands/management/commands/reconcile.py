"""`./universo reconcile`: does the ledger say what the documents say? Exit status 1 when it does not."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from universo.commands.spanish import SpanishParser
from universo.domain.money import format_amount
from universo.identity.actor import SYSTEM
from universo.rewards.models import Reconciliation
from universo.rewards.reconciliation import MOST_KEPT, Difference, stored_differences
from universo.usecases.reconcile_ledger import reconcile_ledger

HELP = """\
Recalcula todas las recompensas desde los documentos y las compara con el libro.

Termina con 0 si todo coincide y con 1 si hay diferencias.
"""
KINDS = {
    "line": "recompensa de un renglón",
    "accrual": "cuenta de un devengamiento",
    "posting": "asiento y su causa",
    "refund": "cuenta de un reintegro de apoyo",
    "support": "reintegro y su pedido de apoyo",
    "settlement": "liquidación y sus recompensas",
    "payment": "pago de una liquidación",
    "account": "saldo de una cuenta",
}


class Command(BaseCommand):
    help = HELP

    def run_from_argv(self, argv: list[str]) -> None:
        """Read the command line in Spanish; Django's own options are not for whoever has the console."""
        parser = SpanishParser(prog="./universo reconcile", description=HELP)
        parser.add_argument("--json", action="store_true", help="responde en JSON")
        self.handle(json=parser.parse_args(argv[2:]).json)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--json`."""
        parser.add_argument("--json", action="store_true", help="responde en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, keep and print the outcome."""
        run = reconcile_ledger(actor=SYSTEM, clock=timezone.now)
        found = stored_differences(run)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(run), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_sentences(run, found)))
        if run.difference_count:
            sys.exit(1)


def _as_json(run: Reconciliation) -> dict[str, Any]:
    return {
        "postings": run.postings,
        "lines": run.lines,
        "difference_count": run.difference_count,
        "differences": run.differences,
    }


def _sentences(run: Reconciliation, found: list[Difference]) -> list[str]:
    took = f"{(run.ended_at - run.begun_at).total_seconds():.1f}".replace(".", ",")
    looked = f"{run.postings} asientos y {run.lines} renglones comparados en {took} s."
    if not found:
        return [looked, "Todo coincide: el libro dice lo que dicen los documentos."]
    rows = [
        f"  {KINDS[row.kind]}: {row.subject}: {row.currency} según los documentos"
        f" {format_amount(row.expected_minor)}, en el libro {format_amount(row.found_minor)}"
        for row in found
    ]
    if run.difference_count > MOST_KEPT:
        rows.append(f"  … y {run.difference_count - MOST_KEPT} más.")
    return [looked, f"Diferencias: {run.difference_count}", *rows]
