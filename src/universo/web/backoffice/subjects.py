"""From the subject of an event to its words and to its page, if the reader may open it."""

from typing import Any

from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import gettext_lazy as _

from universo.identity.actor import Actor
from universo.web.backoffice.forms.audit import SUBJECTS
from universo.web.shared.access import Access

PAGES = {
    "notice": "backoffice:notice_detail",
    "assignment": "backoffice:routing_assignment",
    "application": "backoffice:application",
    "partner": "backoffice:partner",
    "document": "backoffice:document",
    "settlement": "backoffice:settlement",
    "run": "backoffice:settlement_run",
    "batch": "backoffice:payment_batch",
    "import": "backoffice:import",
    "waiting_collection": "backoffice:waiting_collection",
    "library_item": "backoffice:library_item",
    "price_list": "backoffice:price_list",
    "user": "backoffice:person",
    "loan": "backoffice:loan",
    "unit": "backoffice:unit",
    "support": "backoffice:support_request",
    "visit": "backoffice:support_visit",
    "course": "backoffice:training_course",
    "training_session": "backoffice:training_session",
    "certificate": "backoffice:training_certificate",
    "goal": "backoffice:training_goal",
    "plan": "backoffice:plan",
    "integration": "backoffice:integration",
}
LABELS = {kind: label for kind, label in SUBJECTS if kind}
ROOMS = {
    "program": _("Programme"),
    "identity": _("People of Hasar"),
    "partners": _("Partners"),
    "customers": _("Customers"),
    "opportunities": _("Notices"),
    "evaluation": _("Evaluation"),
    "routing": _("Executing channels"),
    "sales": _("Sales"),
    "rewards": _("Rewards"),
    "benefits": _("Benefits"),
}


def label_of(kind: str) -> str:
    """Return what kind of record it is, as people say it."""
    return str(LABELS.get(kind, kind))


def url_of(actor: Actor, kind: str, subject_id: int, name: str = "") -> str:
    """Return the address of a record's page; empty when there is none that the actor may open."""
    page = (
        "backoffice:rate_proposal" if name.startswith("program.rate_change.") else PAGES.get(kind)
    )
    if page is None:
        return ""
    try:
        url = reverse(page, args=[subject_id])
        rule: Any = getattr(resolve(url).func, "access", None)
    except (NoReverseMatch, Resolver404):
        return ""
    return url if isinstance(rule, Access) and rule.allows(actor, "GET") else ""
