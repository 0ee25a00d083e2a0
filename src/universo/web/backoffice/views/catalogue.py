"""The catalogue: families and products, added and changed, taken out of the offer, never deleted."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from universo.identity.roles import StaffRole
from universo.program import administration
from universo.usecases import manage_catalogue
from universo.web.backoffice.acting import do_and_go, succeeded
from universo.web.backoffice.forms.program import FamilyForm, ProductForm
from universo.web.backoffice.program_tabs import tabs_of
from universo.web.shared.access import actor_of, staff

KEEPERS = staff(StaffRole.PROGRAM_ADMIN)
FORMS = require_http_methods(["GET", "HEAD", "POST"])


@KEEPERS
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """All families with how many products each offers."""
    actor = actor_of(request)
    rows = [
        {
            "family": row,
            "offered": sum(1 for product in row.products.all() if product.is_active),
            "products": list(row.products.all()),
        }
        for row in administration.families(actor)
    ]
    context = {
        "tabs": tabs_of("catalogue"),
        "rows": rows,
        "may_write": administration.may_keep(actor),
    }
    return render(request, "backoffice/program/catalogue.html", context)


@KEEPERS
@FORMS
def family_new(request: HttpRequest) -> HttpResponse:
    """A new family."""
    form = FamilyForm(request.POST or None)
    if request.method == "POST":
        values = {**form.cleaned_data} if form.is_valid() else {}
        made = succeeded(
            request, form, manage_catalogue.save_family, _("The family was added."), **values
        )
        if made:
            return HttpResponseRedirect(reverse("backoffice:family", args=[made.pk]))
    return _form_page(request, form, _("New family"), reverse("backoffice:catalogue"))


@KEEPERS
@FORMS
def family(request: HttpRequest, family_id: int) -> HttpResponse:
    """A family with its products, and its texts to change."""
    actor = actor_of(request)
    found = administration.family(actor, family_id)
    initial = {name: getattr(found, name) for name in ("name", "code", "kind", "description")}
    form = FamilyForm(request.POST or None, initial=initial)
    if request.method == "POST":
        values = {**form.cleaned_data} if form.is_valid() else {}
        values["family_id"] = family_id
        said = _("The family was saved.")
        if succeeded(request, form, manage_catalogue.save_family, said, **values):
            return HttpResponseRedirect(reverse("backoffice:family", args=[family_id]))
    context = {
        "family": found,
        "products": sorted(found.products.all(), key=lambda row: (not row.is_active, row.name)),
        "form": form,
        "may_write": administration.may_keep(actor),
    }
    status = 422 if form.errors else 200
    return render(request, "backoffice/program/family.html", context, status=status)


@KEEPERS
@require_POST
def family_offer(request: HttpRequest, family_id: int) -> HttpResponse:
    """Out of the offer, or back in."""
    offered = request.POST.get("offered") == "1"
    said = _("The family is offered again.") if offered else _("The family is out of the offer.")
    url = reverse("backoffice:family", args=[family_id])
    act = manage_catalogue.set_family_offered
    return do_and_go(request, url, act, said, family_id=family_id, offered=offered)


@KEEPERS
@FORMS
def product_new(request: HttpRequest, family_id: int) -> HttpResponse:
    """A new product of a family."""
    found = administration.family(actor_of(request), family_id)
    form = ProductForm(request.POST or None)
    if request.method == "POST" and _save_product(request, form, family_id, None):
        return HttpResponseRedirect(reverse("backoffice:family", args=[family_id]))
    title = _("New product of %(family)s") % {"family": found.name}
    return _form_page(request, form, title, reverse("backoffice:family", args=[family_id]))


@KEEPERS
@FORMS
def product(request: HttpRequest, product_id: int) -> HttpResponse:
    """A product's code and name to change."""
    found = administration.product(actor_of(request), product_id)
    form = ProductForm(request.POST or None, initial={"name": found.name, "code": found.code})
    if request.method == "POST" and _save_product(request, form, found.family_id, product_id):
        return HttpResponseRedirect(reverse("backoffice:family", args=[found.family_id]))
    back = reverse("backoffice:family", args=[found.family_id])
    return _form_page(request, form, found.name, back, product=found)


def _save_product(
    request: HttpRequest, form: ProductForm, family_id: int, product_id: int | None
) -> Any:
    values = {**form.cleaned_data} if form.is_valid() else {}
    values |= {"family_id": family_id, "product_id": product_id}
    said = _("The product was saved.")
    return succeeded(request, form, manage_catalogue.save_product, said, **values)


@KEEPERS
@require_POST
def product_offer(request: HttpRequest, product_id: int) -> HttpResponse:
    """Out of the offer, or back in."""
    found = administration.product(actor_of(request), product_id)
    offered = request.POST.get("offered") == "1"
    said = _("The product is offered again.") if offered else _("The product is out of the offer.")
    url = reverse("backoffice:family", args=[found.family_id])
    act = manage_catalogue.set_product_offered
    return do_and_go(request, url, act, said, product_id=product_id, offered=offered)


def _form_page(request: HttpRequest, form: Any, title: str, back: str, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "back": back,
        "may_write": administration.may_keep(actor_of(request)),
        **more,
    }
    status = 422 if form.errors else 200
    return render(request, "backoffice/program/catalogue_form.html", context, status=status)
