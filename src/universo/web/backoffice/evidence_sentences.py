"""The sentence of each piece of evidence that the matcher knows (matching.codes)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

KINDS: Mapping[str, Any] = {
    "base": _("Starting point"),
    "cuit": _("CUIT"),
    "legal_name": _("Legal name"),
    "trade_name": _("Trade name"),
    "crossed_name": _("Name"),
    "other_name": _("The other name"),
    "legal_form": _("Legal form"),
    "owner": _("Owner"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "domain": _("Domain"),
    "address": _("Address"),
    "place": _("Place"),
    "contact": _("Contact"),
    "together": _("All together"),
    "rival": _("Rivals"),
}
_NAMES: Mapping[str, tuple[Any, Any, Any]] = {  # legal with legal, trade with trade, crossed
    "exact": (
        _("The legal names have the same words."),
        _("The trade names have the same words."),
        _("The trade name of one is the legal name of the other."),
    ),
    "near": (
        _("The legal names are the same but for typing."),
        _("The trade names are the same but for typing."),
        _("The trade name of one is the legal name of the other, but for typing."),
    ),
    "padded": (
        _("One legal name has words more, none of which tells companies apart."),
        _("One trade name has words more, none of which tells companies apart."),
        _("One name is in the other, with words that do not tell companies apart."),
    ),
    "near_known": (
        _("The legal names are a letter or two apart, and other companies bear both spellings."),
        _("The trade names are a letter or two apart, and other companies bear both spellings."),
        _("A trade name and a legal name are a letter or two apart; others bear both spellings."),
    ),
    "wider_light": (
        _("One legal name has a few words more, which tell little."),
        _("One trade name has a few words more, which tell little."),
        _("The trade name of one is in the legal name of the other, with words that tell little."),
    ),
    "wider": (
        _("One legal name has words that the other lacks."),
        _("One trade name has words that the other lacks."),
        _("The trade name of one is in the legal name of the other, which has other words too."),
    ),
    "clash_light": (
        _("Each legal name has words that the other lacks, though they tell little."),
        _("Each trade name has words that the other lacks, though they tell little."),
        _("The names share words, and differ in others that tell little."),
    ),
    "clash": (
        _("Each legal name has telling words that the other lacks."),
        _("Each trade name has telling words that the other lacks."),
        _("The names share words, and differ in others that tell much."),
    ),
    "resembling": (
        _("The legal names have other words, yet much the same letters."),
        _("The trade names have other words, yet much the same letters."),
        _("The names have other words, yet much the same letters."),
    ),
    "different": (
        _("The legal names have nothing in common."),
        _("The trade names have nothing in common."),
        _("The names have nothing in common."),
    ),
}
SENTENCES: Mapping[tuple[str, str], Any] = {
    ("base", "base"): _("Of the companies that a search brings together, few are the same one."),
    ("cuit", "equal"): _("The CUIT is the same: one taxpayer."),
    ("cuit", "document"): _("The same person's document is in both tax numbers."),
    ("cuit", "slip"): _("The tax numbers are one digit apart, and one of them cannot be."),
    ("cuit", "different"): _("Each has a CUIT of its own."),
    **{
        (kind, detail): said[place]
        for detail, said in _NAMES.items()
        for place, kind in enumerate(("legal_name", "trade_name", "crossed_name"))
    },
    ("other_name", "alike"): _("The other name that each one has is alike too."),
    ("other_name", "partly"): _("The other names that they have share a part."),
    ("other_name", "different"): _("The other names that they have are different."),
    ("legal_form", "equal"): _("The legal form is the same."),
    ("legal_form", "different"): _("The legal form is another one."),
    ("owner", "equal"): _("The person named as the owner is the same."),
    ("owner", "different"): _("Each name speaks of another owner."),
    ("phone", "equal"): _("The phone is the same."),
    ("phone", "local"): _("The phone is the same, but one lacks its area code."),
    ("phone", "near"): _("The phones are one digit apart."),
    ("phone", "different"): _("They have other phones."),
    ("email", "equal"): _("The e-mail is the same."),
    ("email", "near"): _("The e-mails are the same but for typing."),
    ("email", "box"): _("The mailbox has the same name at another provider."),
    ("email", "different"): _("They have other e-mails."),
    ("domain", "equal"): _("They use the same domain."),
    ("domain", "near"): _("The domains are the same but for their ending or for typing."),
    ("domain", "names"): _("The domain or mailbox of one spells the name of the other."),
    ("domain", "different"): _("They use other domains."),
    ("address", "door"): _("The street and the number are the same."),
    ("address", "unit"): _("The street, the number and the floor or office are the same."),
    ("address", "other_unit"): _("It is the same building, another floor or office."),
    ("address", "near_door"): _("It is the same street, a few doors away."),
    ("address", "street"): _("It is the same street."),
    ("address", "different"): _("The streets are different."),
    ("place", "town"): _("They are in the same town."),
    ("place", "near_town"): _("The town is the same but for typing."),
    ("place", "city"): _("Both are in the capital."),
    ("place", "province"): _("They are in the same province."),
    ("place", "other_town"): _("They are in other towns of the province."),
    ("place", "other_province"): _("They are in other provinces."),
    ("contact", "equal"): _("The contact is the same person."),
    ("contact", "near"): _("The contact is the same person but for typing."),
    ("contact", "shared"): _("The contacts share a name."),
    ("contact", "mailbox"): _("The mailbox of one is that of the other's contact."),
    ("contact", "different"): _("The contacts are other people."),
    ("together", "good_name"): _("A name that agrees, together with ways to reach the company."),
    ("together", "wider_name"): _("A part of the name, together with ways to reach the company."),
    ("together", "clashing_name"): _("Ways to reach the company agree, though the names clash."),
    ("together", "strange_name"): _("Ways to reach the company agree, though the name is another."),
    ("together", "name_alone"): _("The name agrees, and much of the rest speaks against it."),
    ("rival", "rival"): _("Another company fits as well, or nearly so."),
}
