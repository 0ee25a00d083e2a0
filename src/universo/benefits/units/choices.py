"""The words of the demonstration units."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from universo.domain.unit_lending import LoanStatus as States


class Condition(models.TextChoices):
    """In what condition a unit is, looked at when it leaves and when it comes back."""

    NEW = "NEW", _("As new")
    GOOD = "GOOD", _("Good, with signs of use")
    WORN = "WORN", _("Worn")
    DAMAGED = "DAMAGED", _("Damaged")


class LoanStatus(models.TextChoices):
    """Where a loan stands (domain.unit_lending.LOAN)."""

    REQUESTED = States.REQUESTED.value, _("Asked for")
    APPROVED = States.APPROVED.value, _("Approved, to be handed over")
    DECLINED = States.DECLINED.value, _("Not approved")
    WITHDRAWN = States.WITHDRAWN.value, _("Withdrawn")
    CANCELLED = States.CANCELLED.value, _("Called off")
    OUT = States.OUT.value, _("On loan")
    RETURNED = States.RETURNED.value, _("Given back")
    SOLD = States.SOLD.value, _("Sold")
    LOST = States.LOST.value, _("Lost")


class HoldKind(models.TextChoices):
    """Why a unit is not free on some days."""

    LOAN = "LOAN", _("Loan")
    REPAIR = "REPAIR", _("Repair")
    GONE = "GONE", _("Out of stock")


class Gone(models.TextChoices):
    """How a unit left the stock for good."""

    SOLD = "SOLD", _("Sold")
    LOST = "LOST", _("Lost")
    RETIRED = "RETIRED", _("Written off")


class PhotoEnd(models.TextChoices):
    """At which end of the loan a photo was taken."""

    DISPATCH = "DISPATCH", _("When it left")
    RETURN = "RETURN", _("When it came back")


class Answer(models.TextChoices):
    """What became of a request for more days."""

    WAITING = "WAITING", _("Waiting for an answer")
    GRANTED = "GRANTED", _("Granted")
    REFUSED = "REFUSED", _("Not granted")
