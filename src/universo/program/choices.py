"""The programme's fixed vocabularies (R-1, R-4, PROGRAMME.md §6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """The four categories of partner (R-1); one partner may hold several."""

    RESELLER = "RESELLER", _("Reseller")
    ISV = "ISV", _("Independent software company (ISV)")
    SPONSOR = "SPONSOR", _("Sponsor")
    ALLIANCE = "ALLIANCE", _("Alliance")


class SponsorLevel(models.TextChoices):
    """The two levels of a sponsor (R-4)."""

    REFERRER = "REFERRER", _("Referrer")
    INTRODUCER = "INTRODUCER", _("Introducer")


class ProductKind(models.TextChoices):
    """What a product is; the level of a sponsor depends on it (R-4)."""

    SOFTWARE = "SOFTWARE", _("Software")
    HARDWARE = "HARDWARE", _("Hardware")


class Currency(models.TextChoices):
    """Currencies of budgets, documents and rewards (P-10)."""

    ARS = "ARS", _("Argentine pesos")
    USD = "USD", _("US dollars")


class CustomerProfile(models.TextChoices):
    """The profile of a customer, for choosing an executing channel (R-11)."""

    RETAIL = "RETAIL", _("Shops and retail")
    SUPERMARKET = "SUPERMARKET", _("Supermarkets")
    FOOD = "FOOD", _("Bars and restaurants")
    PHARMACY = "PHARMACY", _("Pharmacies")
    FUEL = "FUEL", _("Service stations")
    SERVICES = "SERVICES", _("Services and hotels")
    INDUSTRY = "INDUSTRY", _("Industry and distribution")
    CHAIN = "CHAIN", _("Chains and corporations")


class Timeframe(models.TextChoices):
    """The estimated implementation term that a notice states (R-7)."""

    ONE_MONTH = "ONE_MONTH", _("Within one month")
    THREE_MONTHS = "THREE_MONTHS", _("One to three months")
    SIX_MONTHS = "SIX_MONTHS", _("Three to six months")
    LATER = "LATER", _("More than six months")


class RewardBasis(models.TextChoices):
    """What the percentage is taken on (P-8)."""

    NET = "net", _("Net amount")
    TOTAL = "total", _("Total amount")
