"""The standing cast: the same people in every test, one of whom must see nothing."""

from dataclasses import dataclass
from typing import Any

import builders
from universo.identity.actor import Actor
from universo.partners.models import Partner


@dataclass(frozen=True)
class Cast:
    """People by what they are; `outsider` belongs to a partner that has nothing to do with anything."""

    executive: Actor
    other_executive: Actor
    channel_manager: Actor
    finance: Actor
    admin: Actor
    auditor: Actor
    sponsor: Actor  # Mediador
    referrer: Actor  # Orientador, of another partner
    reseller: Actor
    rival_reseller: Actor
    outsider: Actor  # sponsor and reseller of a partner with no business here
    sponsor_partner: Partner
    referrer_partner: Partner
    reseller_partner: Partner
    rival_reseller_partner: Partner
    outsider_partner: Partner
    families: dict[str, Any]

    def everyone(self) -> dict[str, Actor]:
        """Return all actors by name."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Actor)}


def make_cast() -> Cast:
    """Store the cast with a small catalogue and rates."""
    from universo.routing.models import ExecutingChannel

    executive = builders.staff("Elena Ejecutiva", "ACCOUNT_EXECUTIVE")
    other = builders.staff("Óscar Otro", "ACCOUNT_EXECUTIVE")
    sponsor_partner = builders.partner(
        "Benítez Equipamientos S.R.L.", executive=executive, level="INTRODUCER"
    )
    referrer_partner = builders.partner(
        "Ferreyra Instalaciones", executive=executive, level="REFERRER"
    )
    reseller_partner = builders.partner(
        "Norte Distribuciones S.A.", executive=other, categories=("RESELLER",)
    )
    rival = builders.partner("Sur Distribuciones S.A.", executive=other, categories=("RESELLER",))
    outsider_partner = builders.partner(
        "Ajena S.A.", executive=other, level="INTRODUCER", categories=("RESELLER",)
    )
    for channel_of, provinces in (
        (reseller_partner, ["B", "C"]),
        (rival, ["X"]),
        (outsider_partner, ["Z"]),
    ):
        ExecutingChannel.objects.create(
            name=str(channel_of),
            partner=channel_of,
            provinces=provinces,
            profiles=["RETAIL"],
            kinds=["SOFTWARE", "HARDWARE"],
        )
    return Cast(
        executive=executive,
        other_executive=other,
        channel_manager=builders.staff("Carla Canales", "CHANNEL_MANAGER"),
        finance=builders.staff("Felipe Finanzas", "FINANCE"),
        admin=builders.staff("Adriana Administra", "PROGRAM_ADMIN"),
        auditor=builders.staff("Aurelio Auditor", "AUDITOR"),
        sponsor=builders.member(sponsor_partner, "Lucía Benítez", admin=True),
        referrer=builders.member(referrer_partner, "Tomás Ferreyra", admin=True),
        reseller=builders.member(reseller_partner, "Norma Norte", admin=True),
        rival_reseller=builders.member(rival, "Sergio Sur", admin=True),
        outsider=builders.member(outsider_partner, "Ignacio Ajeno", admin=True),
        sponsor_partner=sponsor_partner,
        referrer_partner=referrer_partner,
        reseller_partner=reseller_partner,
        rival_reseller_partner=rival,
        outsider_partner=outsider_partner,
        families=builders.families(),
    )
