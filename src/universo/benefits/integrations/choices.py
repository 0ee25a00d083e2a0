"""The fixed vocabularies of certifications."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CertificationStatus(models.TextChoices):
    """The life of a certification; whether one expired is computed from its day."""

    REQUESTED = "REQUESTED", _("Under review")
    CERTIFIED = "CERTIFIED", _("Certified")
    DECLINED = "DECLINED", _("Not certified")
    REVOKED = "REVOKED", _("Withdrawn by Hasar")
