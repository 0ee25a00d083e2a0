"""`import`: a file of invoices or collections, from the console (`./universo import FILE --json`)."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from universo.commands.importing import main


class Command(BaseCommand):
    help = "Importa un archivo de facturas o cobranzas: ./universo import --help"

    def run_from_argv(self, argv: list[str]) -> None:
        """Hand the arguments over as they are; the status is that of the contract."""
        sys.exit(main(argv[2:]))

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse to be called from code, where the use cases are at hand themselves."""
        raise NotImplementedError
