"""The pages of a list of known customers, alike for Hasar's people and for a reseller."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from universo.customers import queries
from universo.customers.customer_data import read_customer
from universo.customers.customer_file import Line, read_lines
from universo.errors import DomainError, NotPermitted
from universo.usecases.record_customer import import_customers, record_customer
from universo.web.shared.access import actor_of
from universo.web.shared.customer_forms import CustomerForm, ListFileForm, initial_of
from universo.web.shared.forms import show_refusal

PER_PAGE = 50
SHOWN_LINES = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pages hang: a site's namespace and the owner of the list that is kept there."""

    site: str
    owner_id: int | None
    with_owners: bool = False

    def url(self, name: str, *args: int) -> str:
        """Return the address of one of the pages."""
        return reverse(f"{self.site}:{name}", args=args)


def listing(request: HttpRequest, place: Place) -> HttpResponse:
    """Show the list, searched, a page at a time."""
    actor = actor_of(request)
    text, owner = request.GET.get("q", "")[:120].replace("\0", ""), request.GET.get("de", "")
    rows = queries.customers(actor, text=text, owner=owner if place.with_owners else "")
    context = {
        **_urls(place),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "text": text,
        "owner": owner,
        "owners": queries.owners(actor) if place.with_owners else [],
        "may_write": queries.may_write(actor, place.owner_id),
        "edit": f"{place.site}:customer_edit",
        "searching": bool(text or owner),
    }
    return render(request, "shared/customers/list.html", context)


def _urls(place: Place) -> dict[str, Any]:
    return {
        "list_url": place.url("customers"),
        "add_url": place.url("customer_add"),
        "import_url": place.url("customer_import"),
        "is_portal": place.site == "portal",
    }


def edit(request: HttpRequest, place: Place, customer_id: int | None = None) -> HttpResponse:
    """Add a customer or change one; what was typed stays when it is refused."""
    actor = actor_of(request)
    found = queries.customer(actor, customer_id) if customer_id else None
    may_write = queries.may_write(actor, found.owner_id if found else place.owner_id)
    if not may_write and (request.method == "POST" or found is None):
        raise NotPermitted("")
    form = CustomerForm(request.POST or None, initial=initial_of(found) if found else None)
    if request.method == "POST" and form.is_valid():
        try:
            stored = record_customer(
                actor=actor,
                now=timezone.now(),
                owner_id=place.owner_id,
                data=read_customer(form.typed(), form.letters()),
                customer_id=customer_id,
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("%(name)s is on the list.") % {"name": stored.legal_name})
            return HttpResponseRedirect(place.url("customers"))
    context = {
        **_urls(place),
        "form": form,
        "customer": found,
        "may_write": may_write,
    }
    status = 422 if form.is_bound else 200
    return render(request, "shared/customers/edit.html", context, status=status)


def import_list(request: HttpRequest, place: Place) -> HttpResponse:
    """Preview a file line by line, then store its good lines; twice changes nothing."""
    actor = actor_of(request)
    if not queries.may_write(actor, place.owner_id):
        raise NotPermitted("")
    form = ListFileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {**_urls(place), "form": form}
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            if "apply" in request.POST:
                counts = import_customers(
                    actor=actor, now=timezone.now(), owner_id=place.owner_id, text=text
                )
                said = _("Added: %(new)d. Changed: %(changed)d. As they were: %(same)d.") % counts
                messages.success(request, said)
                return HttpResponseRedirect(place.url("customers"))
            context.update(_preview(read_lines(text, place.owner_id), text))
        except DomainError as error:
            show_refusal(form, error)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "shared/customers/import.html", context, status=status)


def _preview(lines: list[Line], text: str) -> dict[str, Any]:
    looks = {
        "new": (_("New"), "ok"),
        "changed": (_("Changes"), "warn"),
        "same": (_("As it is"), "neutral"),
        "wrong": (_("Left out"), "bad"),
    }
    counts = {name: sum(1 for line in lines if line.outcome == name) for name in looks}
    ordered = sorted(lines, key=lambda line: line.outcome != "wrong")
    shown = [
        {"line": line, "label": looks[line.outcome][0], "tone": looks[line.outcome][1]}
        for line in ordered[:SHOWN_LINES]
    ]
    figures = [
        {"label": label, "value": counts[name], "tone": tone}
        for name, (label, tone) in looks.items()
    ]
    return {
        "lines": shown,
        "figures": figures,
        "hidden": max(0, len(lines) - SHOWN_LINES),
        "to_store": counts["new"] + counts["changed"],
        "text": text,
    }
