"""`tour`: the whole story in a scratch database, every figure checked."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import translation

from universo.demo.tour import Teller, tell_story
from universo.identity.models import User


class Command(BaseCommand):
    help = "Recorre la historia del programa en una base de prueba y comprueba cada cifra."

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell the story; exit status 1 when a figure did not come out."""
        if User.objects.exists():
            raise CommandError(
                f"La base {connection.settings_dict['NAME']} tiene datos: el recorrido va en una"
                " base de prueba. Úselo como ./universo tour."
            )
        self.stdout.write("La historia del programa Universo Hasar, paso a paso.")
        self.stdout.write("Porcentajes de demostración; hora de Buenos Aires.")
        teller = Teller(self.stdout.write)
        with translation.override("es-ar"):
            tell_story(teller)
        self.stdout.write("")
        if teller.failures:
            raise CommandError(f"No salieron: {', '.join(teller.failures)}.")
        self.stdout.write(f"Todo salió como se esperaba: {teller.checked} comprobaciones.")
