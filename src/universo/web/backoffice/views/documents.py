"""Invoices and notes: the list, and the page of each with its collections (R-12)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.audit.queries import timeline
from universo.errors import DomainError
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole as Role
from universo.insights.linking import accrued_by
from universo.sales import queries
from universo.usecases.record_collection import record_collection
from universo.web.backoffice.forms.sales import CollectionForm, new_collection_form
from universo.web.shared.access import actor_of, staff
from universo.web.shared.forms import show_refusal
from universo.web.shared.timeline import entries_of

PAGE_SIZE = 25
TABS = {"todos": "", "sin-oportunidad": queries.UNLINKED, "por-cobrar": queries.OWED,
        "notas": queries.NOTES, "por-completar": queries.INCOMPLETE}  # fmt: skip


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
    chosen = request.GET.get("estado", "")
    chosen = chosen if chosen in TABS else "todos"
    text = request.GET.get("q", "")
    rows = queries.search(queries.with_amounts(queries.in_group(actor, TABS[chosen])), text)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page, "tabs": _tabs(actor, chosen), "chosen": chosen, "text": text,
        "may_write": actor.has(Role.FINANCE),
    }  # fmt: skip
    return render(request, "backoffice/sales/documents.html", context)


def _tabs(actor: Actor, chosen: str) -> list[dict[str, Any]]:
    counts = queries.group_counts(actor)
    labels = {
        "todos": _("All"),
        "sin-oportunidad": _("Without opportunity"),
        "por-cobrar": _("To be collected"),
        "notas": _("Notes to assign"),
        "por-completar": _("To complete"),
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
    link = queries.link_of(document.corrects or document)
    notes = list(queries.notes_on(document))
    return {
        "document": document,
        "title": document.title,
        "is_invoice": document.kind == "INVOICE",
        "corrects_title": document.corrects.title if document.corrects else "",
        "lines": queries.lines_of(document),
        "notes": notes,
        "collections": queries.collections_of(document),
        "sums": queries.sums_of(document),
        "link": link,
        "past_links": queries.past_links(document),
        "accruals": accrued_by(document),
        "reward_minor": sum(row.amount_minor for row in accrued_by(document)),
        "timeline": entries_of(timeline(actor, "document", document.pk)),
        "form": form,
        "may_write": actor.has(Role.FINANCE),
    }
