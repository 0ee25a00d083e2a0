"""The reason of a channel's rank, as a sentence; codes and params as in domain.channel_fit."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

SENTENCES = {
    "zone_locality": _("It serves %(locality)s."),
    "zone_department": _("It serves the customer's department."),
    "zone_province": _("Its zone includes %(province)s."),
    "zone_country": _("It serves the whole country."),
    "zone_neighbour": _("It serves a neighbouring province (%(near)s), not %(province)s."),
    "zone_outside": _("%(province)s is outside its zone."),
    "zone_unknown": _("The customer's province is not known."),
    "profile_match": _("It works with this profile: %(profile)s."),
    "profile_any": _("It works with any profile."),
    "profile_other": _("This profile is not among its own: %(profile)s."),
    "profile_unknown": _("The customer's profile has not been chosen yet."),
    "kinds_all": _("It sells everything asked for."),
    "kinds_some": _("It does not sell a part of what is asked for (%(missing)s)."),
    "kinds_none": _("It sells nothing of what is asked for (%(missing)s)."),
    "kinds_unknown": _("The notice names no products."),
}


def reason_text(
    code: str, params: Mapping[str, str], names: Mapping[str, Mapping[str, str]]
) -> str:
    """Return the sentence of a reason; `names` says how each param's values are called."""
    if code == "load":
        return load_text(int(params["open"]))
    told = {
        key: ", ".join(names[key].get(word, word) for word in value.split(","))
        if key in names
        else value
        for key, value in params.items()
    }
    return str(SENTENCES[code]) % told


def load_text(count: int) -> str:
    """Return how many open leads a channel has, in words."""
    if count == 0:
        return str(_("It has no open leads."))
    return ngettext("It has %(count)d open lead.", "It has %(count)d open leads.", count) % {
        "count": count
    }
