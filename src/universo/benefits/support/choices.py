"""The words of support in selling."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from universo.domain.fund_math import MoveKind as Moves
from universo.domain.sales_support import RequestStatus as States
from universo.domain.sales_support import VisitStatus as Visits


class Kind(models.TextChoices):
    """What support is asked for."""

    CAMPAIGN = "CAMPAIGN", _("Campaign")
    EVENT = "EVENT", _("Event or fair")
    MATERIAL = "MATERIAL", _("Printed or digital material")
    VISIT = "VISIT", _("Joint visit to a customer")


class RequestStatus(models.TextChoices):
    """Where a request stands (domain.sales_support.REQUEST)."""

    DRAFT = States.DRAFT.value, _("Draft")
    SUBMITTED = States.SUBMITTED.value, _("Waiting for an answer")
    SECOND = States.SECOND.value, _("Waiting for a second person")
    APPROVED = States.APPROVED.value, _("Approved, to be carried out")
    RETURNED = States.RETURNED.value, _("To be corrected")
    DECLINED = States.DECLINED.value, _("Not approved")
    CARRIED_OUT = States.CARRIED_OUT.value, _("Evidence to be verified")
    VERIFIED = States.VERIFIED.value, _("Verified, to be booked")
    REIMBURSED = States.REIMBURSED.value, _("In the settlement")
    CANCELLED = States.CANCELLED.value, _("Called off")
    LAPSED = States.LAPSED.value, _("Lapsed without evidence")


class MoveKind(models.TextChoices):
    """What moves in a fund (domain.fund_math.MoveKind)."""

    GRANT = Moves.GRANT.value, _("Granted")
    RESERVATION = Moves.RESERVATION.value, _("Reserved")
    RELEASE = Moves.RELEASE.value, _("Given back")
    USE = Moves.USE.value, _("Used")
    RETURN = Moves.RETURN.value, _("Taken back from the partner")
    EXPIRY = Moves.EXPIRY.value, _("Expired")


class EvidenceKind(models.TextChoices):
    """What a file proves."""

    INVOICE = "INVOICE", _("Invoice of a supplier")
    PHOTO = "PHOTO", _("Photo")


class VisitStatus(models.TextChoices):
    """Where a joint visit stands (domain.sales_support.VISIT)."""

    ASKED = Visits.ASKED.value, _("Waiting for the executive")
    CONFIRMED = Visits.CONFIRMED.value, _("Confirmed")
    DECLINED = Visits.DECLINED.value, _("Not possible")
    CANCELLED = Visits.CANCELLED.value, _("Called off")


class Layout(models.TextChoices):
    """What a template of co-branded material is printed or shown as."""

    FLYER_A4 = "FLYER_A4", _("Flyer, A4")
    FLYER_A5 = "FLYER_A5", _("Flyer, A5")
    SOCIAL = "SOCIAL", _("Picture for social networks")


class Colour(models.TextChoices):
    """The colour of a template, of those of the house."""

    BRAND = "BRAND", _("Violet")
    DARK = "DARK", _("Night blue")
    AMBER = "AMBER", _("Amber")
