"""`load_demo`: fill an empty installation with the demo; where it is loaded already, do nothing."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from universo.demo.loading import load_demo


class Command(BaseCommand):
    help = "Carga los datos de demostración si todavía no están."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load as of today and say what was loaded."""
        if load_demo(timezone.now()):
            self.stdout.write("Datos de demostración cargados.")
