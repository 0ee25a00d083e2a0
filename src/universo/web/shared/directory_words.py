"""How a page of the directory, and a badge, are said to people: the same on every site (R-2)."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from universo.benefits.directory.choices import PageStatus
from universo.benefits.directory.public import membership_of
from universo.program.choices import Category

LOOKS: dict[str, tuple[str, str]] = {
    PageStatus.WAITING: ("warn", "hourglass"),
    PageStatus.SUPERSEDED: ("neutral", "history"),
    PageStatus.PUBLISHED: ("ok", "check"),
    PageStatus.RETURNED: ("bad", "undo-2"),
    PageStatus.REPLACED: ("neutral", "history"),
    PageStatus.TAKEN_DOWN: ("bad", "ban"),
}
FIELDS = {
    "headline": gettext_lazy("In one sentence"),
    "text": gettext_lazy("What the company does"),
    "reach": gettext_lazy("Where it works"),
    "families": gettext_lazy("Product families"),
    "skills": gettext_lazy("Skills"),
    "website": gettext_lazy("Web site"),
    "email": gettext_lazy("Mail"),
    "phone": gettext_lazy("Phone"),
    "whatsapp": gettext_lazy("WhatsApp"),
    "logo_alt": gettext_lazy("The logo in words"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A version as it is read: its own words, and the membership of today."""

    version: Any
    name: str
    categories: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    reach: list[str] = field(default_factory=list)
    families: list[str] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)

    @property
    def site(self) -> str:
        """The web site's host, as people write it."""
        return str(urlsplit(self.version.website).netloc).removeprefix("www.")


def shown_of(version: Any, day: date) -> Shown:
    """Return a version with what is said about it; its parts should have been fetched with it."""
    partner = version.listing.partner
    return Shown(
        version=version,
        name=str(partner),
        categories=category_words(membership_of(partner, day).held),
        paragraphs=version.text.split("\n\n"),
        reach=reach_words(version),
        families=[one.name for one in version.families.all() if one.is_active],
        skills=[one.name for one in version.skills.all() if one.is_active],
    )


def category_words(spells: Any) -> list[str]:
    """Return the categories of these spells as people call them."""
    return [str(Category(spell.category).label) for spell in spells]


def reach_words(version: Any) -> list[str]:
    """Return where a partner works, a line for each province."""
    if version.is_national:
        return [_("The whole country")]
    lines: dict[str, list[str]] = {}
    for place in version.places.all():
        lines.setdefault(place.province.name, [])
        if place.locality:
            lines[place.province.name].append(place.locality)
    return [
        f"{province}: {', '.join(sorted(localities))}" if localities else province
        for province, localities in lines.items()
    ]


def whatsapp_words(digits: str) -> str:
    """Return a WhatsApp number as people write it: `549 11 4117 8900`."""
    if not digits:
        return ""
    bare = digits.removeprefix("549")
    area = bare[:2] if bare.startswith("11") else bare[:3]
    line = bare[len(area) :]
    return f"+54 9 {area} {line[:-4]}-{line[-4:]}"


def parts_of(version: Any) -> dict[str, str]:
    """Return what a version says by the name of the field, as plain text, for comparing and reading."""
    return {
        "headline": version.headline,
        "text": version.text,
        "reach": "\n".join(reach_words(version)),
        "families": ", ".join(one.name for one in version.families.all()),
        "skills": ", ".join(one.name for one in version.skills.all()),
        "website": version.website,
        "email": version.email,
        "phone": version.phone,
        "whatsapp": whatsapp_words(version.whatsapp),
        "logo_alt": version.logo_alt,
    }


def look_of(status: str) -> dict[str, Any]:
    """Return label, tone and icon of a version's state."""
    tone, icon = LOOKS[status]
    return {"label": PageStatus(status).label, "tone": tone, "icon": icon}
