"""Special prices as a partner reads them: his beside the public ones, what is to come, files (R-2 b)."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from universo.benefits.choices import Service
from universo.benefits.prices import queries
from universo.benefits.prices.previewing import changes_of
from universo.domain.decision_clock import local_date
from universo.domain.price_lists import discount_bp
from universo.usecases.look_at_prices import count_look
from universo.web.portal.forms.prices import PriceFilter
from universo.web.shared.access import actor_of, partner
from universo.web.shared.benefit_gate import needs
from universo.web.shared.price_files import FORMATS, prices_answer
from universo.web.shared.price_words import change_rows, list_look, portal_tabs

PER_PAGE = 50


@partner()
@needs(Service.PRICES)
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """His price of each article beside the public one, and the lists that are to come."""
    actor, now = actor_of(request), timezone.now()
    today = local_date(now)
    if request.method == "GET":
        count_look(actor=actor, now=now)
    every = queries.own_prices(actor, today)
    form = PriceFilter(request.GET, families=queries.families_of(every))
    wanted = form.wanted()
    page = Paginator(queries.narrowed(every, wanted), PER_PAGE).get_page(request.GET.get("page"))
    visible = queries.lists_visible_to(actor, today)
    context = {
        "tabs": portal_tabs("prices"),
        "form": form,
        "page": page,
        "rows": [(row, discount_bp(row.public_minor, row.partner_minor)) for row in page],
        "lists": queries.in_force(visible, today),
        "upcoming": queries.upcoming(visible, today),
        "filtered": wanted != queries.Wanted(),
        "query": request.GET.urlencode(),
    }
    return render(request, "portal/prices/board.html", context)


@partner()
@needs(Service.PRICES)
@require_safe
def article(request: HttpRequest) -> HttpResponse:
    """One article: its prices on his lists, before, now and to come."""
    actor, today = actor_of(request), local_date(timezone.now())
    code = request.GET.get("codigo", "")[:40].replace("\0", "")
    currency = request.GET.get("moneda", "ARS")[:3].replace("\0", "")
    rows = list(queries.history_of(actor, code, currency, today)[:200])
    lists = {row.pk: row for row in queries.lists_visible_to(actor, today)}
    context: dict[str, Any] = {
        "code": code,
        "article": rows[0] if rows else None,
        "rows": [
            (
                row,
                discount_bp(row.public_minor, row.partner_minor),
                list_look(lists[row.price_list_id], today),
                lists[row.price_list_id].until,
            )
            for row in rows
        ],
    }
    return render(request, "portal/prices/article.html", context)


@partner()
@needs(Service.PRICES)
@require_safe
def changes(request: HttpRequest, list_id: int) -> HttpResponse:
    """What one of his lists changes against the one before it, if that was his too."""
    actor, today = actor_of(request), local_date(timezone.now())
    found = queries.find_list(actor, list_id, today)
    visible = queries.lists_visible_to(actor, today)
    before = visible.filter(pk=found.follows_id or 0).first()
    rows = changes_of(found, before, queries.rules_on(today).outlier_bp) if before else []
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "list": found,
        "look": list_look(found, today),
        "before": before,
        "page": page,
        "rows": change_rows(page.object_list),
        "currency": found.currency,
    }
    return render(request, "portal/prices/changes.html", context)


@partner()
@needs(Service.PRICES)
@require_safe
def download(request: HttpRequest) -> HttpResponseBase:
    """His prices of today as CSV or XLSX, narrowed as the page was."""
    kind = request.GET.get("formato", "csv")
    if kind not in FORMATS:
        raise Http404
    every = queries.own_prices(actor_of(request), local_date(timezone.now()))
    form = PriceFilter(request.GET, families=queries.families_of(every))
    return prices_answer(queries.narrowed(every, form.wanted()).iterator(), kind)
