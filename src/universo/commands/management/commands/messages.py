"""`messages`: compile the Spanish catalogue; `--check` says what is missing, unused or contradictory."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from universo import messages


class Command(BaseCommand):
    help = "Compila el catálogo en español; con --check dice qué falta o sobra."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--if-stale", action="store_true", help="sólo si algo cambió")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile, and with --check fail when the catalogue is not whole."""
        if not options["if_stale"] or messages.is_stale():
            messages.compile_catalogue()
        if not options["check"]:
            return
        problems = messages.check().problems
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"El catálogo tiene {len(problems)} problemas.")
        self.stdout.write("El catálogo está completo.")
