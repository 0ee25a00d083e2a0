"""Does the ledger say what the documents say: since when, the last comparisons, what differs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from universo.identity.roles import StaffRole as Role
from universo.partners.queries import visible_to
from universo.rewards.reconciliation import (
    agrees_since,
    last_comparisons,
    latest_comparison,
    stored_differences,
)
from universo.usecases.reconcile_ledger import start_reconciling
from universo.web.backoffice.difference_words import told
from universo.web.shared.access import actor_of, staff

FINANCE = staff(Role.FINANCE)


@FINANCE
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The latest comparison with its differences, and those before it."""
    latest = latest_comparison()
    found = stored_differences(latest) if latest else []
    named = {each.partner_id for each in found if each.partner_id}
    partners = visible_to(actor_of(request)).filter(pk__in=named)
    names = dict(partners.values_list("pk", "legal_name"))
    context = {
        "latest": latest,
        "since": agrees_since(),
        "runs": last_comparisons(),
        "differences": told(found, names),
        "may_write": actor_of(request).has(Role.FINANCE),
    }
    return render(request, "backoffice/rewards/reconciliation.html", context)


@FINANCE
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Have the worker compare now."""
    if start_reconciling(actor=actor_of(request), now=timezone.now()):
        messages.success(request, _("The comparison began. Its result appears here."))
    else:
        messages.info(request, _("A comparison is about to run already."))
    return redirect("backoffice:reconciliation")
