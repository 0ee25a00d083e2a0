"""What special prices bring, and the rules they are published by (R-2 b)."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.benefits.prices import queries
from universo.benefits.prices.figures import lists_in_force, use_by_partner
from universo.domain.decision_clock import local_date
from universo.identity.roles import StaffRole
from universo.usecases.change_price_rules import change_price_rules
from universo.web.backoffice.acting import succeeded
from universo.web.backoffice.forms.prices import PriceRulesForm
from universo.web.shared.access import actor_of, staff
from universo.web.shared.price_words import office_tabs, rules_words, target_words

READERS = staff(*queries.KEEPERS)
YEAR = timedelta(days=365)


@READERS
@require_safe
def use(request: HttpRequest) -> HttpResponse:
    """Lists in force, who looked, quotes with their sums, and sales won to customers who were quoted."""
    actor, today = actor_of(request), local_date(timezone.now())
    first = today - YEAR
    rows = use_by_partner(actor, first, today)
    lists = lists_in_force(actor, today)
    context = {
        "tabs": office_tabs("price_use"),
        "first": first,
        "today": today,
        "rows": rows,
        "lists": [(row, target_words(row), partners) for row, partners in lists],
        "looked": sum(bool(row.days) for row in rows),
        "quotes": sum(row.quotes for row in rows),
        "won": sum(row.won for row in rows),
    }
    return render(request, "backoffice/prices/use.html", context)


@READERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """The rules, in force, before and to come; administrators change them from a day on."""
    actor, today = actor_of(request), local_date(timezone.now())
    now = queries.rules_on(today)
    form = (
        PriceRulesForm(request.POST) if request.method == "POST" else PriceRulesForm.of(now, today)
    )
    if request.method == "POST":
        if not actor.has(StaffRole.PROGRAM_ADMIN):
            raise Http404
        values = form.wanted() if form.is_valid() else {}
        if succeeded(request, form, change_price_rules, _("The rules were changed."), **values):
            return redirect("backoffice:price_rules")
    context = {
        "tabs": office_tabs("price_rules"),
        "sentences": rules_words(now),
        "rows": queries.all_rules(),
        "form": form,
        "may_write": actor.has(StaffRole.PROGRAM_ADMIN),
    }
    status = 422 if form.errors else 200
    return render(request, "backoffice/prices/rules.html", context, status=status)
