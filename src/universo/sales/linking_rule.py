"""Finance's word that clear cases are linked without anybody: on or off, each time with a reason."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from universo.errors import Conflict
from universo.identity.actor import Actor
from universo.sales.conflicts import checked_reason
from universo.sales.models import LinkingRule, OpportunityLink
from universo.sales.operations import require_finance


def rule() -> LinkingRule | None:
    """Return what is in force; None when nobody ever switched it."""
    return LinkingRule.objects.select_related("set_by").first()


def is_on() -> bool:
    """Tell whether the rule acts."""
    found = rule()
    return found is not None and found.is_on


def switch(*, actor: Actor, now: datetime, is_on: bool, reason: str) -> LinkingRule:
    """Switch the rule. Raises NotPermitted, InvalidInput (`reason`), Conflict when it is so already."""
    user_id, text = require_finance(actor), checked_reason(reason)
    found = rule()
    if (found is not None and found.is_on) == is_on:
        raise Conflict(_("Somebody already switched it."))
    return LinkingRule.objects.create(is_on=is_on, set_at=now, set_by_id=user_id, reason=text)


def linked_by_rule() -> QuerySet[OpportunityLink, OpportunityLink]:
    """Return the links that the rule made, the last first."""
    rows = OpportunityLink.objects.filter(linked_by__isnull=True)
    return rows.select_related("document", "notice__prospect", "notice__partner").order_by("-pk")
