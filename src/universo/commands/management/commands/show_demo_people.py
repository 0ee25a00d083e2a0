"""`show_demo_people`: who may sign in to the demo, with what password, and what to try first."""

from typing import Any

from django.core.management.base import BaseCommand

from universo.demo.people import COMPANIES, DOMAIN, PASSWORD, STAFF
from universo.identity.models import User


class Command(BaseCommand):
    help = "Muestra las personas de la demostración y qué probar primero."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a table; nothing when the demo was not loaded."""
        first = f"{STAFF[0].key}@{DOMAIN}"
        if not User.objects.filter(email=first).exists():
            self.stdout.write(
                "Sin datos de demostración. Cree la primera persona con:"
                " ./universo create_admin CORREO «Nombre y apellido»"
            )
            return
        self.stdout.write(f"Personas de la demostración (clave de todas: {PASSWORD})\n")
        rows = [
            (f"{p.people[0][0]}@{p.domain}", _what(p.categories, p.level), p.first_try)
            for p in COMPANIES
        ]
        rows += [
            (f"{c.key}@{DOMAIN}", " y ".join(ROLE_NAMES[role] for role in c.roles), c.first_try)
            for c in STAFF
        ]
        mail_width = max(len(row[0]) for row in rows)
        what_width = max(len(row[1]) for row in rows)
        for mail, what, first_try in rows:
            self.stdout.write(f"  {mail:<{mail_width}}  {what:<{what_width}}  {first_try}")


ROLE_NAMES = {
    "ACCOUNT_EXECUTIVE": "ejecutivo de cuentas",
    "CHANNEL_MANAGER": "responsable de canales",
    "FINANCE": "finanzas",
    "PROGRAM_ADMIN": "administración del programa",
    "AUDITOR": "auditoría",
}
CATEGORY_NAMES = {
    "SPONSOR": "promotor",
    "RESELLER": "revendedor",
    "ISV": "ISV",
    "ALLIANCE": "aliado",
}
LEVEL_NAMES = {"REFERRER": "orientador", "INTRODUCER": "mediador"}


def _what(categories: tuple[str, ...], level: str) -> str:
    names = [
        f"{CATEGORY_NAMES[c]} ({LEVEL_NAMES[level]})" if c == "SPONSOR" else CATEGORY_NAMES[c]
        for c in categories
    ]
    return ", ".join(names)
