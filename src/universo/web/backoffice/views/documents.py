"""Invoices and notes: the list, and the page of each with its collections (R-12)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.audit.queries import timeline
from universo.errors import DomainError
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole as Role
from universo.insights.link_effects import accrued_by
from universo.insights.linking import to_link
from universo.sales import queries
from universo.sales.linking import lines_to_place, placed_lines
from universo.usecases.record_collection import record_collection
from universo.web.backoffice.document_rows import DOCUMENT_HEAD, document_cells
from universo.web.backoffice.document_words import came_with
from universo.web.backoffice.forms.documents import DocumentFilter
from universo.web.backoffice.forms.sales import CollectionForm, new_collection_form
from universo.web.shared.access import actor_of, staff
from universo.web.shared.csv_export import csv_response
from universo.web.shared.forms import show_refusal
from universo.web.shared.timeline import entries_of

PAGE_SIZE = 25
TABS = {"todos": "", "sin-oportunidad": queries.UNLINKED, "por-cobrar": queries.OWED,
        "notas": queries.NOTES, "por-completar": queries.INCOMPLETE,
        "con-diferencias": queries.DIFFERING}  # fmt: skip


def find(request: HttpRequest, document_id: int) -> Any:
    """Return the document, or answer 404."""
    found = queries.find_document(actor_of(request), document_id)
    if found is None:
        raise Http404
    return found


@staff(Role.FINANCE)
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """All documents, or those that wait for something."""
    actor = actor_of(request)
    form = DocumentFilter(request.GET)
    page = Paginator(_rows(request, form), PAGE_SIZE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "page": page,
        "form": form,
        "chosen": _chosen(request),
        "tabs": _tabs(actor, _chosen(request)),
        "export_url": f"{reverse('backoffice:documents_export')}?{asked.urlencode()}",
        "is_narrowed": any(form.cleaned_data.values()),
        "to_link": to_link(actor).count(),
        "may_write": actor.has(Role.FINANCE),
    }
    return render(request, "backoffice/sales/documents.html", context)


@staff(Role.FINANCE)
@never_cache
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The same documents as a file, all of them."""
    rows = _rows(request, DocumentFilter(request.GET))
    return csv_response("comprobantes", DOCUMENT_HEAD, document_cells(rows))


def _chosen(request: HttpRequest) -> str:
    chosen = request.GET.get("estado", "")
    return chosen if chosen in TABS else "todos"


def _rows(request: HttpRequest, form: DocumentFilter) -> Any:
    """What the address asks for; what is not understood narrows nothing."""
    form.is_valid()
    asked = {name: form.cleaned_data.get(name) for name in ("desde", "hasta", "moneda")}
    period = queries.Period(asked["desde"], asked["hasta"], asked["moneda"] or "")
    rows = queries.with_amounts(queries.in_group(actor_of(request), TABS[_chosen(request)]))
    return queries.search(period.of(rows), form.cleaned_data.get("q") or "")


def _tabs(actor: Actor, chosen: str) -> list[dict[str, Any]]:
    counts = queries.group_counts(actor)
    labels = {
        "todos": _("All"),
        "sin-oportunidad": _("Without opportunity"),
        "por-cobrar": _("To be collected"),
        "notas": _("Notes to assign"),
        "por-completar": _("To complete"),
        "con-diferencias": _("With differences"),
    }
    return [
        {"label": label, "url": f"?estado={tab}", "active": tab == chosen,
         "count": counts[TABS[tab]]}
        for tab, label in labels.items()
    ]  # fmt: skip


@staff(Role.FINANCE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, document_id: int) -> HttpResponse:
    """One document; a POST registers a collection on it."""
    document = find(request, document_id)
    form = new_collection_form()
    if request.method == "POST":
        form = CollectionForm(request.POST)
        if _collect(request, document, form):
            return redirect(request.path)
    status = 422 if form.errors else 200
    context = page_context(actor_of(request), document, form)
    return render(request, "backoffice/sales/document.html", context, status=status)


def _collect(request: HttpRequest, document: Any, form: CollectionForm) -> bool:
    if not form.is_valid():
        return False
    try:
        made = record_collection(
            actor=actor_of(request), now=timezone.now(), document_id=document.pk, **form.stated()
        )
    except DomainError as error:
        show_refusal(form, error)
        return False
    sums = queries.sums_of(document)
    if sums.credit:
        messages.warning(
            request,
            _(
                "It was registered. More than the total is collected now: it is the customer's credit."
            ),
        )
    elif not made.counts_as_collected:
        messages.success(request, _("The cheque is in portfolio: it will count when it clears."))
    else:
        messages.success(request, _("The collection was registered."))
    return True


def page_context(actor: Actor, document: Any, form: CollectionForm) -> dict[str, Any]:
    """Return what the page of a document shows."""
    links = queries.links_of(document.corrects or document)
    notes = list(queries.notes_on(document))
    accruals = list(accrued_by(document))
    placed = placed_lines(document.pk)
    to_place = [row for row in lines_to_place(document.pk) if row.pk not in placed]
    return {
        "document": document,
        "title": document.title,
        "is_invoice": document.kind == "INVOICE",
        "corrects_title": document.corrects.title if document.corrects else "",
        "lines": queries.lines_of(document),
        "notes": notes,
        "collections": queries.collections_of(document),
        "sums": queries.sums_of(document),
        "links": [
            {
                "link": link,
                "lines": [pk for pk, held in placed.items() if held.pk == link.pk],
                "accruals": [row for row in accruals if row.link_id == link.pk],
                "reward_minor": sum(row.amount_minor for row in accruals if row.link_id == link.pk),
            }
            for link in links
        ],
        "is_split": any(not link.is_whole for link in links),
        "to_place": to_place,
        "past_links": queries.past_links(document),
        "conflicts": queries.conflicts_of(document),
        "timeline": entries_of([*came_with(document), *timeline(actor, "document", document.pk)]),
        "form": form,
        "may_write": actor.has(Role.FINANCE),
    }
