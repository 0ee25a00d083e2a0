"""Price lists as Hasar keeps them: which count, which are to come, which were; withdrawing one (R-2 b)."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.audit.queries import timeline
from universo.benefits.prices import queries
from universo.benefits.prices.previewing import changes_of
from universo.domain.decision_clock import local_date
from universo.usecases.publish_prices import withdraw_prices
from universo.web.backoffice.acting import succeeded
from universo.web.backoffice.forms.prices import WithdrawListForm
from universo.web.shared.access import actor_of, staff
from universo.web.shared.price_words import (
    change_rows,
    list_look,
    office_tabs,
    target_words,
)
from universo.web.shared.timeline import entries_of

READERS = staff(*queries.KEEPERS)
PER_PAGE = 50
PARTS = ("cambios", "articulos")


@READERS
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The lists by whom they are for, the latest first, and the files that wait."""
    actor, today = actor_of(request), local_date(timezone.now())
    lists = queries.lists_visible_to(actor, today)
    page = Paginator(lists, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": office_tabs("prices"),
        "page": page,
        "rows": [(row, target_words(row), list_look(row, today)) for row in page],
        "files": [
            (row, target_words(row))
            for row in queries.files_visible_to(actor).filter(status__in=("COLUMNS", "PREVIEW"))
        ],
        "may_write": queries.is_keeper(actor),
    }
    return render(request, "backoffice/prices/board.html", context)


@READERS
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, list_id: int) -> HttpResponse:
    """One list: what it changed and its articles; until it begins it may be withdrawn."""
    actor, today = actor_of(request), local_date(timezone.now())
    found = queries.find_list(actor, list_id, today)
    form = WithdrawListForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not queries.is_keeper(actor):
            raise Http404
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        said = _("The list was withdrawn; those who were told of it are told.")
        if succeeded(request, form, withdraw_prices, said, list_id=list_id, reason=reason):
            return redirect("backoffice:price_list", list_id)
    part = request.GET.get("ver", PARTS[0])
    if found.follows is None or part not in PARTS:
        part = PARTS[1]
    rules = queries.rules_on(today)
    rows = (
        changes_of(found, found.follows, rules.outlier_bp)
        if part == PARTS[0]
        else found.lines.all()
    )
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "list": found,
        "target": target_words(found),
        "look": list_look(found, today),
        "part": part,
        "page": shown,
        "rows": change_rows(shown.object_list) if part == PARTS[0] else shown,
        "currency": found.currency,
        "form": form,
        "may_withdraw": queries.is_keeper(actor)
        and found.withdrawn_at is None
        and found.from_date > today,
        "entries": entries_of(timeline(actor, "price_list", found.pk)),
    }
    status = 422 if form.is_bound else 200
    return render(request, "backoffice/prices/list.html", context, status=status)
