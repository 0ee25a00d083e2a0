"""Who people are to Hasar (PROGRAMME.md §4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StaffRole(models.TextChoices):
    """What a person of Hasar may do; one person may hold several."""

    ACCOUNT_EXECUTIVE = "ACCOUNT_EXECUTIVE", _("Account executive")
    CHANNEL_MANAGER = "CHANNEL_MANAGER", _("Channel manager")
    FINANCE = "FINANCE", _("Finance")
    PROGRAM_ADMIN = "PROGRAM_ADMIN", _("Programme administrator")
    AUDITOR = "AUDITOR", _("Auditor")


class Scope(models.TextChoices):
    """What a key of the API may be used for, within the rights of the person whose key it is."""

    CUSTOMERS_READ = "customers:read", _("Read known customers")
    CUSTOMERS_WRITE = "customers:write", _("Add and change known customers")
    SALES_READ = "sales:read", _("Read invoices, notes and collections")
    SALES_WRITE = "sales:write", _("Register invoices, notes and collections")


# What keepers of lists of customers may make keys for, and what people of finance may.
CUSTOMER_SCOPES = (Scope.CUSTOMERS_READ, Scope.CUSTOMERS_WRITE)
SALES_SCOPES = (Scope.SALES_READ, Scope.SALES_WRITE)
