"""The pages of a list of known customers, alike for Hasar's people and for a reseller."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from universo.customers import listing as lists
from universo.customers import queries
from universo.customers.customer_data import read_customer
from universo.errors import DomainError, NotPermitted
from universo.usecases.record_customer import record_customer
from universo.web.shared.access import actor_of
from universo.web.shared.customer_forms import CustomerForm, initial_of
from universo.web.shared.customer_places import Place
from universo.web.shared.forms import show_refusal

RETIRED = "bajas"


def listing(request: HttpRequest, place: Place) -> HttpResponse:
    """Show the list, searched, a page at a time."""
    actor = actor_of(request)
    wanted = lists.Wanted(
        text=request.GET.get("q", "")[:120].replace("\0", ""),
        owner=request.GET.get("de", "") if place.with_owners else "",
        retired=request.GET.get("estado", "") == RETIRED,
        after=_number(request.GET.get("despues", "")),
        before=_number(request.GET.get("antes", "")),
    )
    context = {
        **place.context(),
        "page": lists.page(actor, wanted),
        "count": lists.count(actor, wanted),
        "counted": lists.COUNTED,
        "wanted": wanted,
        "kept": _kept(request),
        "owners": queries.owners(actor) if place.with_owners else [],
        "may_write": queries.may_write(actor, place.owner_id),
        "edit": f"{place.site}:customer_edit",
        "searching": bool(wanted.text or wanted.owner or wanted.retired),
    }
    return render(request, "shared/customers/list.html", context)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _kept(request: HttpRequest) -> str:
    """The query of the neighbouring pages: all but where this one begins."""
    query = request.GET.copy()
    for name in ("despues", "antes"):
        query.pop(name, None)
    return query.urlencode()


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
        **place.context(),
        "form": form,
        "customer": found,
        "may_write": may_write,
    }
    status = 422 if form.is_bound else 200
    return render(request, "shared/customers/edit.html", context, status=status)
