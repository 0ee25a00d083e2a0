"""The words of the programme's public page, rule by rule."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from universo.program.choices import Category, SponsorLevel


@dataclass(frozen=True, slots=True)
class Text:
    """A titled sentence with an icon; `code` is what it stands for, `more` further points."""

    code: str
    icon: str
    title: Any
    text: Any
    more: tuple[Any, ...] = ()


CATEGORIES = (
    Text(
        Category.RESELLER,
        "store",
        Category.RESELLER.label,
        _("Sells and installs the group's products to its own customers."),
    ),
    Text(
        Category.ISV,
        "code-xml",
        Category.ISV.label,
        _("Makes its own software and integrates it with the group's equipment."),
    ),
    Text(
        Category.SPONSOR,
        "megaphone",
        Category.SPONSOR.label,
        _("Knows who needs a solution, tells us, and is rewarded when the sale is made."),
    ),
    Text(
        Category.ALLIANCE,
        "handshake",
        Category.ALLIANCE.label,
        _("Complements the offer, and grows together with the group."),
    ),
)
LEVELS = (
    Text(
        SponsorLevel.REFERRER,
        "compass",
        SponsorLevel.REFERRER.label,
        _("Detects a need for software and reports it."),
        (_("Software products"), _("A notice is enough: we do the rest")),
    ),
    Text(
        SponsorLevel.INTRODUCER,
        "users",
        SponsorLevel.INTRODUCER.label,
        _("Detects a need for software or hardware and goes with us to the sale."),
        (
            _("Software and hardware products"),
            _("Introduces us to the key people of the business"),
            _("Does pre-sales actions with your account executive"),
        ),
    ),
)
STEPS = (
    Text(
        "notify",
        "send",
        _("You notify an opportunity"),
        _(
            "The need, the estimated budget and the estimated term. You get a receipt with "
            "its number and exact time."
        ),
    ),
    Text(
        "review",
        "search-check",
        _("We review it"),
        _(
            "We validate the data, look for duplicates, certify the need and check that it "
            "is not already a customer."
        ),
    ),
    Text(
        "answer",
        "calendar-check",
        _("You have an answer"),
        _(
            "Within 15 business days. If the term passes without an answer, the notice is dismissed."
        ),
    ),
    Text(
        "sale",
        "route",
        _("The sale is made"),
        _(
            "By a reseller of the group or by our own people, according to the profile and "
            "the area of the customer."
        ),
    ),
    Text(
        "reward",
        "hand-coins",
        _("You receive your reward"),
        _(
            "A percentage of what was invoiced and effectively collected, with each figure explained."
        ),
    ),
)
QUESTIONS = (
    (
        _("Who may join?"),
        _("Any kind of company. You do not need a commercial or technical structure of your own."),
    ),
    (
        _("May my company be in more than one category?"),
        _("Yes. A company may be in several at once, and more can be added later."),
    ),
    (
        _("How much is the reward?"),
        _(
            "It depends on the product and on your level of sponsor. Those who have joined "
            "see the percentages."
        ),
    ),
    (
        _("When is the reward earned?"),
        _(
            "When the customer pays what was invoiced. If he pays in parts, so does the reward come."
        ),
    ),
    (
        _("What if somebody else notified the same customer before?"),
        _(
            "The notice that we received first counts. That is why each receipt has a "
            "number, a time and a signature."
        ),
    ),
    (
        _("Which days are business days?"),
        _(
            "Monday to Friday, without national holidays or general non-working days. The "
            "day we receive it does not count."
        ),
    ),
)
