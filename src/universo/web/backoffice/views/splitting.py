"""Splitting an invoice: each of its lines to an opportunity, with what it earns before it is done (R-12)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from universo.errors import DomainError, NotPermitted
from universo.identity.roles import StaffRole as Role
from universo.insights import linking as insight
from universo.insights.link_effects import effect_of_linking
from universo.sales import queries
from universo.sales.linking import lines_to_place, placed_lines
from universo.usecases.link_document import split_document
from universo.web.backoffice.views.documents import find
from universo.web.shared.access import actor_of, staff

MOST_DIGITS = 18


@staff(Role.FINANCE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, document_id: int) -> HttpResponse:
    """Choose an opportunity for each line; a POST shows what it earns, a confirmed one links."""
    document = find(request, document_id)
    links = queries.links_of(document)
    if document.kind != "INVOICE":
        raise Http404
    if any(link.is_whole for link in links):
        messages.info(
            request, _("The whole invoice belongs to an opportunity: undo that link first.")
        )
        return redirect("backoffice:document", document.pk)
    offered = _offered(request, document, links)
    placing = _placing(request, document)
    refusal = ""
    if request.method == "POST":
        refusal = _refusal(placing, offered)
        if not refusal and "confirm" in request.POST:
            refusal = _split(request, document, placing)
            if not refusal:
                messages.success(request, _("The lines were linked to their opportunities."))
                return redirect("backoffice:document", document.pk)
    context = {
        "document": document,
        "title": document.title,
        "rows": _rows(document, placing),
        "offered": offered,
        "is_free": not links,
        "text": request.GET.get("q", ""),
        "refusal": refusal,
        "effects": _effects(document, placing, offered) if placing and not refusal else [],
    }
    status = 422 if refusal else 200
    return render(request, "backoffice/sales/document_split.html", context, status=status)


def _offered(request: HttpRequest, document: Any, links: list[Any]) -> list[Any]:
    """The opportunities to choose from: those it has, suggested ones, and those searched for."""
    actor = actor_of(request)
    found = {link.notice_id: link.notice for link in links}
    pairs = insight.notices_for(actor, document)
    if request.GET.get("q", "").strip():
        pairs = [*insight.notices_for(actor, document, request.GET["q"]), *pairs]
    found |= {pair.notice.pk: pair.notice for pair in pairs if pair.notice.pk not in found}
    return list(found.values())


def _placing(request: HttpRequest, document: Any) -> dict[int, int]:
    """What was chosen in the form: the notice of each line."""
    chosen = {}
    for line in lines_to_place(document.pk):
        value = request.POST.get(f"line-{line.pk}", "")
        if value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS:
            chosen[line.pk] = int(value)
    return chosen


def _refusal(placing: dict[int, int], offered: list[Any]) -> str:
    if not placing:
        return str(_("Choose an opportunity for at least one line."))
    if not set(placing.values()) <= {notice.pk for notice in offered}:
        return str(_("Choose one of the opportunities that are offered."))
    return ""


def _split(request: HttpRequest, document: Any, placing: dict[int, int]) -> str:
    try:
        split_document(
            actor=actor_of(request), now=timezone.now(), document_id=document.pk, placing=placing
        )
    except NotPermitted:
        raise
    except DomainError as error:
        return str(error.message)
    return ""


def _rows(document: Any, placing: dict[int, int]) -> list[dict[str, Any]]:
    held = placed_lines(document.pk)
    return [
        {"line": line, "held": held.get(line.pk), "chosen": placing.get(line.pk),
         "is_brought": line.document_id != document.pk}
        for line in lines_to_place(document.pk)
    ]  # fmt: skip


def _effects(document: Any, placing: dict[int, int], offered: list[Any]) -> list[dict[str, Any]]:
    """What the lines chosen for each opportunity would earn."""
    held = placed_lines(document.pk)
    found = []
    for notice in offered:
        lines = {pk for pk, chosen in placing.items() if chosen == notice.pk and pk not in held}
        if lines:
            effects = effect_of_linking(document, notice, lines)
            found.append(
                {"notice": notice, "effects": effects,
                 "full_minor": sum(row.full_minor for row in effects),
                 "now_minor": sum(row.now_minor for row in effects)}
            )  # fmt: skip
    return found
