"""The matcher: how it does against people's verdicts, and two companies tried against each other."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.evaluation.look_alikes import matcher_version, thresholds
from universo.evaluation.measuring import report
from universo.evaluation.trying import nearest_customers, try_two
from universo.evaluation.verdicts import verdicts_since
from universo.identity.roles import StaffRole
from universo.web.backoffice.comparison_page import explained
from universo.web.backoffice.forms.matcher import CompanyForm
from universo.web.backoffice.likeness_words import OUTCOMES, chance, table_of
from universo.web.backoffice.matcher_page import figures_context, keys_table
from universo.web.backoffice.program_tabs import tabs_of
from universo.web.shared import formatting
from universo.web.shared.access import actor_of, staff

MONTHS = {"3": 3, "6": 6, "12": 12}
MONTH = timedelta(days=30.44)


@staff(StaffRole.PROGRAM_ADMIN)
@never_cache
@require_safe
def matcher(request: HttpRequest) -> HttpResponse:
    """The figures of the last 3, 6 or 12 months."""
    actor, now = actor_of(request), timezone.now()
    chosen = request.GET.get("meses", "")
    chosen = chosen if chosen in MONTHS else "6"
    found = report(verdicts_since(actor, now - MONTHS[chosen] * MONTH))
    periods = [
        {
            "label": _("%(count)d months") % {"count": count},
            "url": f"?meses={value}",
            "active": value == chosen,
        }
        for value, count in MONTHS.items()
    ]
    review, same = thresholds()
    context = {
        "tabs": tabs_of("matcher"),
        "periods": periods,
        "review_from": formatting.decimal(review),
        "same_from": formatting.decimal(same),
        "version": matcher_version(),
        **figures_context(actor, found),
    }
    return render(request, "backoffice/matcher/figures.html", context)


@staff(StaffRole.PROGRAM_ADMIN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def matcher_try(request: HttpRequest) -> HttpResponse:
    """Two companies against each other, or one against the base. Nothing of it is stored."""
    posted = request.POST if request.method == "POST" else None
    searching = bool(posted) and request.POST.get("act") == "search"
    left = CompanyForm(posted, prefix="a")
    right = CompanyForm(None if searching else posted, prefix="b", initial=_kept(request, "b"))
    context: dict[str, Any] = {"tabs": tabs_of("matcher"), "left": left, "right": right}
    status = 200
    if posted is not None:
        forms = [left] if searching else [left, right]
        if all([form.is_valid() for form in forms]):
            context |= _nearest(request, left) if searching else _compared(left, right)
        else:
            status = 422
    return render(request, "backoffice/matcher/try.html", context, status=status)


def _kept(request: HttpRequest, prefix: str) -> dict[str, str]:
    """What was typed on a side that this request does not look at: it is not lost."""
    return {name: request.POST.get(f"{prefix}-{name}", "") for name in CompanyForm.base_fields}


def _compared(left: CompanyForm, right: CompanyForm) -> dict[str, Any]:
    tried = try_two(left.facts(), right.facts())
    outcome, tone, icon = OUTCOMES[tried.finding.outcome]
    return {
        "tried": tried,
        "outcome": {
            "outcome": outcome,
            "tone": tone,
            "icon": icon,
            "chance": chance(tried.finding.probability),
        },
        "lines": table_of(tried.lines),
        "keys": keys_table(tried.keys),
        **explained(tried.finding.evidence),
    }


def _nearest(request: HttpRequest, left: CompanyForm) -> dict[str, Any]:
    found = nearest_customers(actor_of(request), left.facts())
    return {
        "searched": True,
        "nearest": [
            {
                "customer": customer,
                "outcome": OUTCOMES[finding.outcome],
                "chance": chance(finding.probability),
                "url": reverse("backoffice:customer_edit", args=[customer.pk]),
                **explained(finding.evidence),
            }
            for customer, finding in found
        ],
    }
