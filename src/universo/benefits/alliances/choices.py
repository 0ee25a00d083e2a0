"""The fixed vocabularies of joint plans."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanStatus(models.TextChoices):
    """The life of a plan: one side proposes, the other agrees."""

    PROPOSED = "PROPOSED", _("Proposed")
    AGREED = "AGREED", _("Agreed")
    DECLINED = "DECLINED", _("Not agreed")
    CLOSED = "CLOSED", _("Closed")


class Metric(models.TextChoices):
    """What a goal counts."""

    CUSTOMERS = "CUSTOMERS", _("Joint customers")
    MEETINGS = "MEETINGS", _("Meetings with prospects")
    EVENTS = "EVENTS", _("Events together")
    PEOPLE = "PEOPLE", _("People trained")
    INTEGRATIONS = "INTEGRATIONS", _("Integrations ready")
    OTHER = "OTHER", _("Something else")
