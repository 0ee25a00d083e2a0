"""Short ways to make what a test needs. Each returns stored records."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from unicodedata import normalize

from universo.identity.actor import Actor
from universo.identity.models import RoleGrant, User
from universo.partners.actors import actor_for
from universo.partners.models import Enrolment, Member, Partner

NOON = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # Monday 23/11/2026, 12:00 in Buenos Aires
PASSWORD = "clave-de-prueba-1"
_serial = count(1)


def cuit(body: int | None = None, prefix: int = 30) -> str:
    """Return a valid synthetic CUIT; a body whose check digit does not exist is passed over."""
    number = next(_serial) if body is None else body
    while True:
        digits = f"{prefix:02d}{number:08d}"
        total = sum(int(d) * w for d, w in zip(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True))
        check = (11 - total % 11) % 11
        if check != 10:
            return f"{digits}{check}"
        number += 10_000_000


def user(name: str, email: str | None = None) -> User:
    """Return a user with the test password."""
    plain = normalize("NFD", name.lower()).encode("ascii", "ignore").decode()
    address = email or f"{plain.split(maxsplit=1)[0]}.{next(_serial)}@example.com"
    found = User(email=address, full_name=name)
    found.password = _HASHED
    found.save()
    return found


def staff(name: str, *roles: str) -> Actor:
    """Return the Actor of a person of Hasar with these roles."""
    person = user(name)
    for role in roles:
        RoleGrant.objects.create(user=person, role=role, granted_at=NOON)
    return actor_for(person)


def partner(
    name: str, *, executive: Actor | None = None, level: str = "", categories: tuple[str, ...] = ()
) -> Partner:
    """Return a partner; `level` enrols it as a sponsor too."""
    made = Partner.objects.create(
        legal_name=name,
        cuit=cuit(),
        province_id="B",
        email=f"contacto{next(_serial)}@example.com",
        phone="+54 11 4117-8900",
        account_executive_id=executive.user_id if executive else None,
        joined_at=NOON - timedelta(days=90),
    )
    if level:
        Enrolment.objects.create(
            partner=made, category="SPONSOR", level=level, since_date=date(2026, 1, 1)
        )
    for category in categories:
        Enrolment.objects.create(partner=made, category=category, since_date=date(2026, 1, 1))
    return made


def member(of: Partner, name: str, *, admin: bool = False) -> Actor:
    """Return the Actor of a person of this partner."""
    person = user(name)
    Member.objects.create(partner=of, user=person, is_admin=admin, created_at=NOON)
    return actor_for(person)


def families() -> dict[str, Any]:
    """Return a small catalogue with rates of both levels, by code."""
    from django.db.backends.postgresql.psycopg_any import DateRange

    from universo.program.models import ProductFamily, RewardRate

    made = {}
    for code, name, kind, bp in (
        ("POS-SOFT", "Software de punto de venta", "SOFTWARE", 500),
        ("GESTION", "Gestión comercial", "SOFTWARE", 700),
        ("FISCAL", "Impresoras fiscales", "HARDWARE", 300),
    ):
        family, _new = ProductFamily.objects.get_or_create(
            code=code, defaults={"name": name, "kind": kind}
        )
        made[code] = family
        for level, extra in (("REFERRER", 0), ("INTRODUCER", 200)):
            if kind == "HARDWARE" and level == "REFERRER":
                continue
            RewardRate.objects.get_or_create(
                family=family,
                product=None,
                level=level,
                defaults={
                    "rate_bp": bp + extra,
                    "valid": DateRange(date(2026, 1, 1), None),
                    "created_at": NOON,
                },
            )
    return made


def notice_data(**changes: Any) -> dict[str, Any]:
    """Return what a sponsor types to notify an opportunity; `changes` replaces fields."""
    return {
        "cuit": "",
        "legal_name": f"Ferretería El Tornillo {next(_serial)} S.R.L.",
        "trade_name": "",
        "province": "B",
        "locality": "Tigre",
        "phone": "011 4555-1234",
        "email": "",
        "web": "",
        "contact_name": "Ana Sosa",
        "contact_role": "Dueña",
        "need": "Punto de venta con facturación electrónica en dos cajas.",
        "families": ["POS-SOFT"],
        "budget": "1.500.000,00",
        "currency": "ARS",
        "timeframe": "THREE_MONTHS",
        "consent": True,
        **changes,
    }


def new_uid() -> uuid.UUID:
    """Return a client-made id."""
    return uuid.uuid4()


def with_level(actor: Actor, level: str) -> Actor:
    """Return the actor as if the partner had this sponsor level."""
    return replace(actor, sponsor_level=level)


def _hash() -> str:
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)


_HASHED = _hash()
