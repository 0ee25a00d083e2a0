"""The fixed vocabularies of bank accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccountKind(models.TextChoices):
    """How an account is named (domain.tax_ids)."""

    CBU = "CBU", _("CBU")
    CVU = "CVU", _("CVU")
    ALIAS = "ALIAS", _("Alias")


class AccountStatus(models.TextChoices):
    """As domain.lifecycle.BankAccountStatus. An approved one is in force from `effective_at` on."""

    REQUESTED = "REQUESTED", _("Waiting for finance")
    APPROVED = "APPROVED", _("Approved")
    REJECTED = "REJECTED", _("Rejected")
    STOPPED = "STOPPED", _("Stopped")
