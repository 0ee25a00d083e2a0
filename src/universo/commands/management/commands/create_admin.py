"""`create_admin`: the first person of an installation without demo data."""

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from universo.audit.operations import record
from universo.identity.actor import SYSTEM
from universo.identity.models import RoleGrant, User
from universo.identity.roles import StaffRole


class Command(BaseCommand):
    help = "Crea una persona con el rol de administración del programa (la clave se pide o se lee)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("full_name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the user and the grant; raises CommandError with a sentence on bad input."""
        email, now = options["email"].strip().lower(), timezone.now()
        try:
            validate_email(email)
            if User.objects.filter(email=email).exists():
                raise CommandError(f"Ya hay una persona con el correo {email}.")
            password = _ask()
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        with transaction.atomic():
            user = User.objects.create_user(email, password, full_name=options["full_name"])
            RoleGrant.objects.create(user=user, role=StaffRole.PROGRAM_ADMIN, granted_at=now)
            record(
                actor=SYSTEM,
                now=now,
                name="identity.role.granted",
                subject_kind="user",
                subject_id=user.pk,
                role=StaffRole.PROGRAM_ADMIN.value,
            )
        self.stdout.write(f"Listo: {email} administra el programa.")


def _ask() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Clave: ")
    if first != getpass.getpass("Otra vez: "):
        raise CommandError("Las dos claves no son iguales.")
    return first
