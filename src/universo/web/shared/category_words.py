"""How categories, what they ask for, and what leaving one brings about are said to people (R-1)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from universo.insights.leaving import Consequences
from universo.partners.category_models import CategoryRequest, RequestStatus
from universo.program.choices import Category, SponsorLevel
from universo.web.shared import formatting
from universo.web.shared.benefit_words import SERVICES, SLUG_OF

ICONS = {"RESELLER": "store", "ISV": "code-xml", "SPONSOR": "megaphone", "ALLIANCE": "handshake"}
ASKED: dict[str, Any] = {
    Category.RESELLER: gettext_lazy(
        "People who sell and install, the zone where they do, and the list of your customers."
    ),
    Category.ISV: gettext_lazy(
        "Software of your own that integrates, or will, with a product of Hasar; Hasar certifies it."
    ),
    Category.SPONSOR: gettext_lazy(
        "To know who needs a solution, to notify it in writing and to handle the account properly."
    ),
    Category.ALLIANCE: gettext_lazy(
        "A product or service that complements the offer, and somebody who answers for joint plans."
    ),
}
_LOOKS = {
    RequestStatus.WAITING: ("warn", "hourglass"),
    RequestStatus.ACCEPTED: ("ok", "check"),
    RequestStatus.DECLINED: ("bad", "x"),
    RequestStatus.WITHDRAWN: ("neutral", "undo-2"),
}


def category_label(category: str, level: str = "") -> str:
    """Return "Sponsor · Introducer", or the category alone."""
    label = str(Category(category).label)
    return f"{label} · {SponsorLevel(level).label}" if level else label


def request_row(found: CategoryRequest) -> dict[str, Any]:
    """Return a request with how its state looks."""
    tone, icon = _LOOKS[RequestStatus(found.status)]
    return {
        "request": found,
        "label": category_label(found.category, found.level),
        "state": found.get_status_display(),
        "tone": tone,
        "icon": icon,
    }


def service_names(services: Any) -> list[str]:
    """Return how services are called."""
    return [str(SERVICES[SLUG_OF[name]].label) for name in services]


def consequence_lines(found: Consequences) -> list[str]:
    """Return what leaving a category brings about, a sentence each."""
    lines = []
    if found.services:
        names = ", ".join(service_names(found.services))
        lines.append(_("These benefits end on that day: %(names)s.") % {"names": names})
    else:
        lines.append(_("No benefit ends: another category gives the same ones."))
    if found.is_last:
        lines.append(_("It is the only category: people can sign in, and read what is still owed."))
    lines += _open_lines(found) + _benefit_lines(found)
    owed = [*found.accrued, *found.payable]
    for amount in owed:
        if amount.minor > 0:
            money = formatting.money(amount.minor, amount.currency)
            lines.append(
                _("%(amount)s is owed, and is settled and paid as always.") % {"amount": money}
            )
        else:
            money = formatting.money(-amount.minor, amount.currency)
            lines.append(
                _("%(amount)s is to be recovered from what is owed later.") % {"amount": money}
            )
    return lines


def _open_lines(found: Consequences) -> list[str]:
    counted = (
        (found.under_review, ngettext(
            "%(n)d notice is under review: Hasar answers it within its term, with its terms.",
            "%(n)d notices are under review: Hasar answers them within their terms.",
            found.under_review)),
        (found.in_sale, ngettext(
            "%(n)d accepted opportunity is in progress: if it is won, its reward is owed.",
            "%(n)d accepted opportunities are in progress: if they are won, their rewards are owed.",
            found.in_sale)),
        (found.leads_offered, ngettext(
            "%(n)d lead waits for an answer: Hasar gives it to another channel.",
            "%(n)d leads wait for an answer: Hasar gives them to other channels.",
            found.leads_offered)),
        (found.leads_active, ngettext(
            "%(n)d lead is in progress: close it before that day, or Hasar gives it to another channel.",
            "%(n)d leads are in progress: close them before that day, or Hasar gives them to others.",
            found.leads_active)),
    )  # fmt: skip
    return [sentence % {"n": count} for count, sentence in counted if count]


def _benefit_lines(found: Consequences) -> list[str]:
    """Return what is open of the benefits that end, and what becomes of it."""
    what, day = found.open, formatting.day(found.day)
    counted = (
        (what.loans_out, ngettext(
            "%(n)d demonstration unit is on loan: it is to be given back by %(day)s.",
            "%(n)d demonstration units are on loan: they are to be given back by %(day)s.",
            what.loans_out)),
        (what.loans_asked, ngettext(
            "%(n)d request for a unit will not be handed over.",
            "%(n)d requests for units will not be handed over.",
            what.loans_asked)),
        (what.quotes, ngettext(
            "%(n)d quote that holds is withdrawn.",
            "%(n)d quotes that hold are withdrawn.",
            what.quotes)),
        (what.requests, ngettext(
            "%(n)d request for support ends, and what was reserved for it is free again.",
            "%(n)d requests for support end, and what was reserved for them is free again.",
            what.requests)),
        (what.requests_owed, ngettext(
            "%(n)d approved support that has begun is proven and paid back as always.",
            "%(n)d approved supports that have begun are proven and paid back as always.",
            what.requests_owed)),
        (what.visits, ngettext(
            "%(n)d joint visit is called off.", "%(n)d joint visits are called off.", what.visits)),
        (what.seats, ngettext(
            "%(n)d place in courses, or on a waiting list, is given up.",
            "%(n)d places in courses, or on waiting lists, are given up.",
            what.seats)),
        (what.kept, ngettext(
            "%(n)d favourite or notice of new versions stops.",
            "%(n)d favourites and notices of new versions stop.",
            what.kept)),
        (what.badges, ngettext(
            "The badge is not in force any more.", "The badges are not in force any more.",
            what.badges)),
        (what.plans, ngettext(
            "%(n)d joint plan is closed.", "%(n)d joint plans are closed.", what.plans)),
        (what.reviews, ngettext(
            "%(n)d version under review is not certified.",
            "%(n)d versions under review are not certified.",
            what.reviews)),
        (what.certified, ngettext(
            "%(n)d certified integration is not told in the public directory any more.",
            "%(n)d certified integrations are not told in the public directory any more.",
            what.certified)),
    )  # fmt: skip
    lines = [sentence % {"n": count, "day": day} for count, sentence in counted if count]
    if what.in_directory:
        lines.append(_("The page in the public directory is not shown any more."))
    for amount in what.fund:
        money = formatting.money(amount.minor, amount.currency)
        lines.append(_("%(amount)s of the fund cannot be used any more.") % {"amount": money})
    return lines
