"""What the library holds, in which languages, and whom a piece may be meant for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from universo.identity.actor import Actor
from universo.program.choices import Category, SponsorLevel


class Kind(models.TextChoices):
    """What a piece of material is."""

    DOCUMENT = "DOCUMENT", _("Paper or sheet")
    MANUAL = "MANUAL", _("Manual")
    DRIVER = "DRIVER", _("Driver")
    FIRMWARE = "FIRMWARE", _("Firmware")
    VIDEO = "VIDEO", _("Video")


class Language(models.TextChoices):
    """The language a piece is written or spoken in."""

    ES = "ES", _("Spanish")
    EN = "EN", _("English")
    PT = "PT", _("Portuguese")


# A category, or one level of sponsors; a piece with none of them is for all.
AUDIENCES: list[tuple[str, object]] = [
    *Category.choices,
    *((f"SPONSOR:{level.value}", level.label) for level in SponsorLevel),
]


def audiences_of(actor: Actor) -> list[str]:
    """Return the audiences the actor's partner belongs to today."""
    held = sorted(actor.partner_categories)
    if actor.sponsor_level and "SPONSOR" in actor.partner_categories:
        held.append(f"SPONSOR:{actor.sponsor_level}")
    return held
