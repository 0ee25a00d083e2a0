"""The page of the base: every list and source with its size, last import and quality (R-8, check 4)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from universo.customers import import_queries, queries
from universo.errors import NotPermitted
from universo.usecases.tidy_customers import ask_count
from universo.web.shared.access import actor_of
from universo.web.shared.customer_forms import FIELD_LABELS
from universo.web.shared.customer_places import Place
from universo.web.shared.formatting import number

PER_PAGE = 20


def base(request: HttpRequest, place: Place) -> HttpResponse:
    """Show the lists with their figures; a POST has one's own counted anew."""
    actor = actor_of(request)
    if request.method == "POST":
        ask_count(actor=actor, owner_id=place.owner_id)
        messages.info(request, _("The list is being counted. Look again in a moment."))
        return redirect(place.url("customer_base"))
    lists = [_list(one) for one in import_queries.base(actor)]
    context = {
        **place.context(),
        "lists": lists,
        "may_write": queries.may_write(actor, place.owner_id),
    }
    return render(request, "shared/customers/base.html", context)


def _list(one: import_queries.ListOfCustomers) -> dict[str, Any]:
    parts = [
        {"source": part.source, "last": part.last, "figures": part.figures,
         "since": _instant(part.figures.get("last"))}
        for part in one.parts
    ]  # fmt: skip
    figures = one.figures
    return {
        "owner": one.owner,
        "counted_at": one.counted_at,
        "figures": figures,
        "parts": parts,
        "quality": quality(figures),
        "first": _instant(figures.get("first")),
        "last": _instant(figures.get("last")),
    }


def quality(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what share of a list has what a comparison needs, and what speaks against it."""
    size = figures.get("size", 0)
    if not size:
        return []
    labels = {
        "cuit": _("With a valid CUIT"),
        "phone": _("With a phone"),
        "email": _("With an e-mail"),
        "domain": _("With a domain of their own"),
        "address": _("With address and locality"),
        "province": _("With the province"),
    }
    rows = [_share(label, figures[name], size) for name, label in labels.items()]
    rows.append(_share(_("With nothing but the name"), figures["nothing"], size, bad=True))
    rows.append(_share(_("Whose CUIT is on the list twice"), figures["doubles"], size, bad=True))
    return rows


def _share(label: str, value: int, size: int, *, bad: bool = False) -> dict[str, Any]:
    percent = round(100 * value / size)
    tone = "ok" if percent >= 80 else "warn" if percent >= 40 else "bad"
    if bad:
        tone = "bad" if value else "ok"
    # Never all or nothing unless it is exactly that.
    said = (
        "< 1 %"
        if value and not percent
        else "> 99 %"
        if percent == 100 > 100 * value / size
        else f"{percent} %"
    )
    return {"label": label, "value": number(value), "percent": percent, "said": said, "tone": tone}


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def source(request: HttpRequest, place: Place, source_id: int) -> HttpResponse:
    """One source: the columns that it remembers, and every file that came."""
    actor = actor_of(request)
    found = import_queries.find_source(actor, source_id)
    if place.site == "portal" and found.owner_id != place.owner_id:
        raise NotPermitted("")
    rows = import_queries.imports(actor).filter(source_id=found.pk)
    columns = [
        (title, FIELD_LABELS.get(field, _("Left out"))) for title, field in found.mapping.items()
    ]
    context = {
        **place.context(),
        "source": found,
        "columns": columns,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "shared/customers/source.html", context)
