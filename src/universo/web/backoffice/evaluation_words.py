"""What the codes of the evaluation say on screen: the lines of evidence of the four checks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from universo.program.choices import SponsorLevel
from universo.web.shared import formatting

EVIDENCE: Mapping[str, Any] = {
    "cuit_missing": _("No CUIT was given."),
    "cuit_wrong": _("%(cuit)s is not a CUIT."),
    "cuit_valid": _("The CUIT %(cuit)s is well formed."),
    "cuit_unusual_prefix": _("The CUIT %(cuit)s has an unusual beginning."),
    "cuit_foreign": _("The CUIT %(cuit)s stands for a foreign country."),
    "phone_missing": _("No phone was given."),
    "phone_valid": _("The phone %(phone)s can be dialled."),
    "phone_unreadable": _("The phone %(phone)s cannot be dialled."),
    "email_wrong": _("%(email)s is not an e-mail address."),
    "email_free": _("%(email)s is a free mailbox: it does not show the company."),
    "email_company": _("%(email)s is a mailbox of the company."),
    "web_unclear": _("The web address %(web)s does not identify a company."),
    "web_valid": _("The web site %(web)s is well formed."),
    "web_differs": _("The web site %(web)s and the e-mail are of different domains."),
    "province_missing": _("No province was given."),
    "place_known": _("%(locality)s is in %(province)s."),
    "locality_missing": _("No locality was given."),
    "locality_unknown": _("«%(locality)s» is not among the localities of %(province)s."),
    "self_cuit": _("It is the sponsor's own CUIT."),
    "self_phone": _("The phone is one of the sponsor's or of his people."),
    "self_email": _("The e-mail is one of the sponsor's or of his people."),
    "self_domain": _("The sponsor uses the domain %(domain)s too."),
    "self_name": _("The customer is called like the sponsor, %(name)s."),
    "self_none": _("Nothing links the customer with «%(sponsor)s»."),
    "family_ok": _("%(family)s: offered, rate %(rate_bp)s."),
    "family_without_rate": _("%(family)s: offered, but without a rate for this level."),
    "outside_level": _("%(family)s: outside the level %(level)s."),
    "not_in_catalogue": _("%(family)s: not offered any more."),
    "product_withdrawn": _("%(product)s: not offered any more."),
    "need_unspecified": _("No product was chosen: read the need."),
    "need_short": _("The need is described in a few words only."),
    "budget_missing": _("There is no estimated budget."),
    "budget_given": _("Estimated budget: %(minor)s."),
    "notices_none": _("No other sponsor notified anybody alike earlier."),
    "customers_none": _("Nobody alike among the customers of Hasar and of the resellers."),
}
RULES: Mapping[str, Any] = {
    "DATA": _("What the sponsor gave is sound, and the customer is a third party."),
    "DUPLICATES": _("No other sponsor provided him before."),
    "NEED": _("What is asked is offered, and within the sponsor's level."),
    "CUSTOMERS": _("Not a corporate customer, nor a reseller's."),
}
_LOOK = {True: ("ok", "check"), False: ("bad", "x"), None: ("warn", "circle-question-mark")}


@dataclass(frozen=True, slots=True)
class Said:
    """A line of evidence ready to be shown."""

    text: str
    tone: str
    icon: str


def say(row: Mapping[str, Any]) -> Said:
    """Return the sentence of a line of evidence; an unknown code shows itself."""
    tone, icon = _LOOK[row["ok"]]
    params = {name: _shown(name, value, row["params"]) for name, value in row["params"].items()}
    counted = _counted(row["code"], int(row["params"].get("count", 0)))
    text = counted or str(EVIDENCE.get(row["code"], row["code"])) % params
    return Said(text, tone, "info" if row["code"].endswith("_later") else icon)


def _counted(code: str, count: int) -> str:
    sentences = {
        "notices_same": ngettext(
            "%(count)d earlier notice looks like the same customer.",
            "%(count)d earlier notices look like the same customer.",
            count,
        ),
        "notices_alike": ngettext(
            "%(count)d earlier notice is somewhat alike.",
            "%(count)d earlier notices are somewhat alike.",
            count,
        ),
        "notices_later": ngettext(
            "%(count)d later notice of another sponsor: it does not count against this one.",
            "%(count)d later notices of other sponsors: they do not count against this one.",
            count,
        ),
        "customers_later": ngettext(
            "%(count)d customer added after the notice: it does not count against it.",
            "%(count)d customers added after the notice: they do not count against it.",
            count,
        ),
        "customers_same": ngettext(
            "%(count)d known customer looks like the same company.",
            "%(count)d known customers look like the same company.",
            count,
        ),
        "customers_alike": ngettext(
            "%(count)d known customer is somewhat alike.",
            "%(count)d known customers are somewhat alike.",
            count,
        ),
    }
    return sentences[code] % {"count": count} if code in sentences else ""


def _shown(name: str, value: Any, params: Mapping[str, Any]) -> Any:
    if name == "cuit":
        return formatting.cuit(str(value))
    if name == "rate_bp":
        return formatting.rate(int(value))
    if name == "minor":
        return formatting.money(int(value), str(params.get("currency", "ARS")))
    if name == "level" and value in SponsorLevel.values:
        return SponsorLevel(value).label
    return value
