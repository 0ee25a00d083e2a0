"""The words of the partner directory."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from universo.domain.page_review import PageStatus as States


class PageStatus(models.TextChoices):
    """Where a version of a partner's page stands (domain.page_review.PAGE)."""

    WAITING = States.WAITING.value, _("Waiting for review")
    SUPERSEDED = States.SUPERSEDED.value, _("Replaced before its review")
    PUBLISHED = States.PUBLISHED.value, _("The one that is shown")
    RETURNED = States.RETURNED.value, _("Returned")
    REPLACED = States.REPLACED.value, _("Replaced by a later one")
    TAKEN_DOWN = States.TAKEN_DOWN.value, _("Taken down")


class Kind(models.TextChoices):
    """What is counted of a page: a look at it, or a way to reach the partner that was used."""

    VIEW = "VIEW", _("Views")
    WEB = "WEB", _("Web site")
    PHONE = "PHONE", _("Phone")
    MAIL = "MAIL", _("Mail")
    WHATSAPP = "WHATSAPP", _("WhatsApp")
