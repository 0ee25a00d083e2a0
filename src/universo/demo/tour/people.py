"""The people of the tour and the small ways of asking for what they need."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

from universo.demo.notices import uid
from universo.identity.actor import Actor
from universo.identity.models import RoleGrant, User
from universo.partners.actors import actor_for
from universo.partners.models import Member, Partner


@dataclass(frozen=True, slots=True)
class Staff:
    """Hasar's people in the tour."""

    executive: Actor
    channel_manager: Actor
    finance: Actor
    second_finance: Actor
    admin: Actor


def make_staff(now: Any) -> Staff:
    """Store one person for each role."""

    def person(name: str, role: str) -> Actor:
        mailbox = slugify(name.partition(" ")[0])
        user = User.objects.create_user(f"{mailbox}@hasar.example", None, full_name=name)
        RoleGrant.objects.create(user=user, role=role, granted_at=now)
        return actor_for(user)

    return Staff(
        executive=person("Elena Ríos", "ACCOUNT_EXECUTIVE"),
        channel_manager=person("Carla Menéndez", "CHANNEL_MANAGER"),
        finance=person("Felipe Aguirre", "FINANCE"),
        second_finance=person("Graciela Funes", "FINANCE"),
        admin=person("Adriana Solís", "PROGRAM_ADMIN"),
    )


def person_of(partner: Partner) -> Actor:
    """Return the first person of a partner as he signs in today."""
    return actor_for(Member.objects.select_related("user").get(partner=partner).user)


def opportunity(**changes: Any) -> dict[str, Any]:
    """Return what the sponsor types for the story's customer."""
    return {
        "legal_name": "Ferretería El Tornillo S.R.L.",
        "trade_name": "El Tornillo",
        "cuit": "30-00004507-8",
        "province": "B",
        "locality": "San Isidro",
        "phone": "011 4743-2210",
        "contact_name": "Raúl Medina",
        "contact_role": "Dueño",
        "need": "Software de gestión con stock para la casa central y un depósito.",
        "families": ["SW-GESTION"],
        "products": [],
        "budget": "150.000,00",
        "currency": "ARS",
        "timeframe": "THREE_MONTHS",
        "consent": True,
        **changes,
    }


__all__ = ["Staff", "make_staff", "opportunity", "person_of", "uid"]
