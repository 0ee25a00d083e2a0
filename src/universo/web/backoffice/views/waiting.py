"""Collections that wait for their invoice: what they are, and cancelling one with a reason (R-12)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.errors import Conflict, DomainError
from universo.identity.roles import StaffRole as Role
from universo.sales import waiting_queries as queries
from universo.usecases.register_waiting import cancel_waiting
from universo.web.backoffice.forms.documents import WhyForm
from universo.web.shared.access import actor_of, staff
from universo.web.shared.forms import show_refusal

PAGE_SIZE = 25


@staff(Role.FINANCE)
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What waits for its invoice, or what waited."""
    actor, ended = actor_of(request), request.GET.get("estado") == "resueltas"
    tabs = [
        {"label": _("Waits for its invoice"), "url": "?", "active": not ended,
         "count": queries.waiting(actor).count()},
        {"label": _("Waits no more"), "url": "?estado=resueltas", "active": ended},
    ]  # fmt: skip
    rows = queries.waiting(actor, is_open=not ended)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [_row(row) for row in page], "tabs": tabs}
    return render(request, "backoffice/sales/waiting.html", context)


@staff(Role.FINANCE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, waiting_id: int) -> HttpResponse:
    """One of them; a POST cancels it."""
    actor = actor_of(request)
    row = queries.find_waiting(actor, waiting_id)
    if row is None:
        raise Http404
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _cancelled(request, waiting_id, form):
        return redirect("backoffice:waiting_collections")
    context = {**_row(row), "form": form, "may_write": actor.has(Role.FINANCE)}
    status = 422 if form.is_bound else 200
    return render(request, "backoffice/sales/waiting_one.html", context, status=status)


def _row(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "invoice": queries.invoice_of(row),
        "means": queries.means_of(row),
        "problems": queries.problems_of(row),
    }


def _cancelled(request: HttpRequest, waiting_id: int, form: WhyForm) -> bool:
    if not form.is_valid():
        return False
    try:
        cancel_waiting(
            actor=actor_of(request), now=timezone.now(), waiting_id=waiting_id, **form.cleaned_data
        )
    except Conflict as error:
        messages.warning(request, str(error.message))
        return True
    except DomainError as error:
        show_refusal(form, error)
        return False
    messages.success(request, _("The collection was cancelled: it never counts."))
    return True
