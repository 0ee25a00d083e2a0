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


class HolidayKind(models.TextChoices):
    """What a day of the holiday table is; whether it counts follows from it (P-2)."""

    FIXED = "feriado_inamovible", _("Holiday on its own day")
    MOVABLE = "feriado_trasladable", _("Movable holiday")
    TOURIST = "feriado_turistico", _("Bridge holiday")
    SPECIAL = "feriado_especial", _("Holiday of one year")
    HOLY_THURSDAY = "dnl_jueves_santo", _("Holy Thursday (day off, not a holiday)")
    BRIDGE = "dnl_turistico", _("Bridge day off for tourism")
    BANK = "asueto_bancario", _("Banks closed")
    PROVINCIAL = "provincial", _("Holiday of a province")


class HolidayState(models.TextChoices):
    """How sure a day of the table is."""

    CONFIRMED = "confirmado", _("Confirmed")
    ONE_SOURCE = "una_sola_fuente", _("One source only")
    BY_LAW = "regla_legal", _("By the law's rule, not published yet")
    PENDING = "pendiente", _("Pending")
