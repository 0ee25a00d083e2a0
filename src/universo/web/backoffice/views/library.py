"""The technical material, as Hasar keeps it: publish, replace, withdraw with a reason (R-2)."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from universo.audit.queries import timeline
from universo.benefits.library import figures, queries
from universo.domain.decision_clock import local_date
from universo.program import administration
from universo.usecases import describe_material
from universo.usecases import publish_material as use
from universo.usecases.use_library import may_take
from universo.web.backoffice.acting import succeeded
from universo.web.backoffice.forms.library import (
    ItemForm,
    NewItemForm,
    OfficeFilter,
    VersionForm,
    WithdrawForm,
    bound_to,
)
from universo.web.backoffice.library_tabs import tabs_of
from universo.web.shared.access import actor_of, staff
from universo.web.shared.library_files import answer_file
from universo.web.shared.library_words import about_text, audience_text, marked
from universo.web.shared.timeline import entries_of

View = TypeVar("View", bound=Callable[..., Any])
READERS = staff(*queries.KEEPERS)
PER_PAGE = 25
FORMS = ["GET", "HEAD", "POST"]


def _large(view: View) -> View:
    """Declare that a page takes files as large as the library does."""
    view.upload_limit_mb = settings.LIBRARY_LIMIT_MB + 1  # type: ignore[attr-defined]
    return view


@READERS
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """All pieces with what was taken of them."""
    actor, day = actor_of(request), local_date(timezone.now())
    form = OfficeFilter(request.GET, use_required_attribute=False)
    found = queries.search(actor, form.wanted(), day)
    state = form.cleaned_data.get("state")
    if state:
        found = found.filter(withdrawn_at__isnull=state == "shown")
    page = Paginator(queries.with_versions(found, actor, day), PER_PAGE).get_page(
        request.GET.get("page")
    )
    taken = figures.of_items(actor)
    context = {
        "tabs": tabs_of("library"),
        "form": form,
        "page": page,
        "rows": [
            {
                "item": item,
                "title": marked(getattr(item, "title_found", item.title)),
                "about": about_text(item),
                "newest": item.shown[0] if item.shown else None,
                "current": queries.current_of(item, day),
                "taken": taken.get(item.pk, 0),
            }
            for item in page
        ],
        "may_write": queries.may_keep(actor),
    }
    return render(request, "backoffice/library/board.html", context)


@READERS
@require_safe
def item(request: HttpRequest, item_id: int) -> HttpResponse:
    """One piece with all its versions, who took them, and what was done with it."""
    actor, day = actor_of(request), local_date(timezone.now())
    found = queries.find_item(actor, item_id, day)
    taken = figures.of_versions(actor, found)
    context = {
        "item": found,
        "about": about_text(found),
        "audience": audience_text(found.audience),
        "current": queries.current_of(found, day),
        "versions": [(one, taken.get(one.pk, 0)) for one in found.shown],
        "takers": figures.of_item(actor, found)[:50],
        "today": day,
        "may_write": queries.may_keep(actor),
        "history": entries_of(timeline(actor, "library_item", found.pk)),
    }
    return render(request, "backoffice/library/item.html", context)


@_large
@READERS
@require_http_methods(FORMS)
def new(request: HttpRequest) -> HttpResponse:
    """Publish a piece with its first version."""
    form = bound_to(
        request, NewItemForm, initial={"from_date": local_date(timezone.now())}, **_lists(request)
    )
    values: dict[str, Any] = {}
    if request.method == "POST":
        if form.is_valid():
            values = {"item": form.item_data(), **form.version_data()}
        made = succeeded(request, form, use.publish_item, _("It was published."), **values)
        if made:
            return _to(made.pk)
    return _form_page(request, form, _("Publish material"))


@READERS
@require_http_methods(FORMS)
def change(request: HttpRequest, item_id: int) -> HttpResponse:
    """Change what is said of a piece."""
    found = _mine(request, item_id)
    replaced = found.replaces.first()
    initial = {
        "title": found.title,
        "kind": found.kind,
        "language": found.language,
        "summary": found.summary,
        "audience": found.audience,
        "products": [str(one.pk) for one in found.products.all()],
        "families": [str(one.pk) for one in found.families.all()],
        "replaces": str(replaced.pk) if replaced else "",
    }
    form = ItemForm(request.POST or None, initial=initial, **_lists(request, item_id))
    del form.fields["kind"]
    if request.method == "POST":
        values = {"item": form.item_data()} if form.is_valid() else {}
        said = _("The changes were saved.")
        if succeeded(request, form, describe_material.change_item, said, item_id=item_id, **values):
            return _to(item_id)
    return _form_page(request, form, _("Change"), found)


@_large
@READERS
@require_http_methods(FORMS)
def version_new(request: HttpRequest, item_id: int) -> HttpResponse:
    """Publish the next version of a piece."""
    found = _mine(request, item_id)
    form = bound_to(request, VersionForm, initial={"from_date": local_date(timezone.now())})
    for name in ("file", "sha256") if found.kind == "VIDEO" else ("link",):
        if name in form.fields and not form.errors.get(name):
            form.fields[name].widget = form.fields[name].hidden_widget()
    if request.method == "POST":
        values = form.version_data() if form.is_valid() else {}
        said = _("The new version was published; it replaces the one before.")
        if succeeded(request, form, use.publish_version, said, item_id=item_id, **values):
            return _to(item_id)
    return _form_page(request, form, _("New version"), found)


@READERS
@require_http_methods(FORMS)
def withdraw(request: HttpRequest, item_id: int, version_id: int | None = None) -> HttpResponse:
    """Take a piece, or a version of it, out of use."""
    found = _mine(request, item_id)
    version = next((one for one in found.shown if one.pk == version_id), None)
    if version_id is not None and version is None:
        raise Http404
    form = WithdrawForm(request.POST or None)
    if request.method == "POST":
        values: dict[str, Any] = {"item_id": item_id, "version_id": version_id}
        values["reason"] = form.cleaned_data["reason"] if form.is_valid() else ""
        if succeeded(request, form, _withdraw, _("It was withdrawn."), **values):
            return _to(item_id)
    title = _("Withdraw version %(label)s") % {"label": version} if version else _("Withdraw it")
    return _form_page(request, form, title, found, is_bad=True)


def _withdraw(**values: Any) -> bool:
    use.withdraw(**values)
    return True


@READERS
@require_safe
def file(request: HttpRequest, item_id: int, version_id: int) -> HttpResponseBase:
    """Download any version; Hasar's own downloads are not counted."""
    version = may_take(actor_of(request), timezone.now(), version_id)
    if version.item_id != item_id:
        raise Http404
    return answer_file(request, version, lambda: None)


def _mine(request: HttpRequest, item_id: int) -> Any:
    """Return a piece that the actor may change; the auditor finds nothing here."""
    actor = actor_of(request)
    if not queries.may_keep(actor):
        raise Http404
    return queries.find_item(actor, item_id, local_date(timezone.now()))


def _lists(request: HttpRequest, item_id: int = 0) -> dict[str, Any]:
    actor = actor_of(request)
    if not queries.may_keep(actor):
        raise Http404
    products, families = administration.offered()
    others = queries.visible_to(actor, local_date(timezone.now())).exclude(pk=item_id)
    return {"products": products, "families": families, "others": others.order_by("title")}


def _form_page(
    request: HttpRequest, form: Any, title: str, found: Any = None, *, is_bad: bool = False
) -> HttpResponse:
    back = reverse("backoffice:library_item", args=[found.pk]) if found else reverse(
        "backoffice:library"
    )  # fmt: skip
    context = {"form": form, "title": title, "item": found, "back": back, "is_bad": is_bad,
               "with_file": "file" in form.fields}  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "backoffice/library/form.html", context, status=status)


def _to(item_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("backoffice:library_item", args=[item_id]))
