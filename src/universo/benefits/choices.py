"""The services of the programme, by the letters of R-2."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from universo.domain.entitlement import Condition


class Service(models.TextChoices):
    """A benefit as a working service; its letter in R-2 is in `catalogue.BENEFITS`."""

    LIBRARY = "LIBRARY", _("Technical material")
    PRICES = "PRICES", _("Special prices")
    UNITS = "UNITS", _("Demonstration units")
    DIRECTORY = "DIRECTORY", _("Mention as a partner")
    SUPPORT = "SUPPORT", _("Support in selling")
    TRAINING = "TRAINING", _("Sales and training")


class Asked(models.TextChoices):
    """What a row of the table asks for besides the category (domain.entitlement.Condition)."""

    NONE = Condition.NONE.value, _("Nothing else")
    MONTHS = Condition.MONTHS.value, _("Months in the category")
    CERTIFIED = Condition.CERTIFIED.value, _("Certified people")
    WON = Condition.WON.value, _("Sales won in the last year")
    NOTHING_OVERDUE = Condition.NOTHING_OVERDUE.value, _("No demonstration unit kept past its day")
