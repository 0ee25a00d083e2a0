"""Linking invoices and opportunities: suggestions, what it would earn, confirming, undoing (R-12)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.errors import Conflict, DomainError
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole as Role
from universo.insights import linking as insight
from universo.insights.link_effects import effect_of_linking, effects_of_unlinking
from universo.opportunities.queries import find_notice
from universo.sales import queries
from universo.usecases.link_document import link_document, unlink_document
from universo.web.backoffice.forms.sales import ReasonForm
from universo.web.backoffice.views.documents import find
from universo.web.shared.access import actor_of, staff
from universo.web.shared.forms import show_refusal


@staff(Role.FINANCE)
@never_cache
@require_safe
def choose(request: HttpRequest, document_id: int) -> HttpResponse:
    """The opportunities that an invoice may belong to."""
    document = find(request, document_id)
    links = queries.links_of(document)
    if document.kind != "INVOICE" or any(link.is_whole for link in links):
        return redirect("backoffice:document", document.pk)
    if links:
        return redirect("backoffice:document_split", document.pk)
    text = request.GET.get("q", "")
    context = {
        "document": document,
        "title": document.title,
        "may_split": document.lines.count() > 1 or bool(document.net_minor),
        "pairs": insight.notices_for(actor_of(request), document, text),
        "text": text,
    }
    return render(request, "backoffice/sales/link_choose.html", context)


@staff(Role.FINANCE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, document_id: int, notice_id: int) -> HttpResponse:
    """What linking would earn, at which frozen rates; a POST links."""
    document, actor = find(request, document_id), actor_of(request)
    pair = insight.find_pair(actor, document, notice_id)
    if pair is None:
        raise Http404
    if request.method == "POST":
        try:
            link_document(
                actor=actor, now=timezone.now(), document_id=document.pk, notice_id=notice_id
            )
        except DomainError as error:
            show_or_raise(request, error)
            return redirect("backoffice:document_link", document.pk)
        messages.success(
            request,
            _("The invoice is linked to %(reference)s.") % {"reference": pair.notice.reference},
        )
        return redirect("backoffice:document", document.pk)
    context = _confirmation(document, pair)
    return render(request, "backoffice/sales/link_confirm.html", context)


def show_or_raise(request: HttpRequest, error: DomainError) -> None:
    """Show the sentence of a refusal on the next page; NotPermitted goes on up."""
    form = ReasonForm({})
    show_refusal(form, error)
    messages.warning(request, str(error.message))


def _confirmation(document: Any, pair: insight.Pair) -> dict[str, Any]:
    effects = effect_of_linking(document, pair.notice)
    asked = {item.family.code for item in pair.notice.items.select_related("family")}
    lines = list(queries.lines_of(document))
    address = reverse("backoffice:document_lines", args=[document.pk])
    family = f"&familia={asked.pop()}" if len(asked) == 1 else ""
    return {
        "document": document,
        "title": document.title,
        "pair": pair,
        "effects": effects,
        "full_minor": sum(row.full_minor for row in effects),
        "now_minor": sum(row.now_minor for row in effects),
        "needs_lines": not pair.is_ready and not any(line.family_id for line in lines),
        "takes_family": pair.is_ready and not any(line.family_id for line in lines),
        "lines_url": f"{address}?luego=vincular{family}",
    }


@staff(Role.FINANCE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unlink(request: HttpRequest, document_id: int, notice_id: int) -> HttpResponse:
    """What undoing the link takes back, line by line and by where it stands, and why it is undone."""
    document = find(request, document_id)
    link = queries.link_to(document, notice_id)
    if link is None:
        return redirect("backoffice:document", document.pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _undone(request, link, form):
        return redirect("backoffice:document", document.pk)
    effects = effects_of_unlinking(link)
    context = {
        "document": document,
        "title": document.title,
        "link": link,
        "form": form,
        "effects": effects,
        "reward_minor": sum(row.total_minor for row in effects),
        "accrued_minor": sum(row.accrued_minor for row in effects),
        "settled_minor": sum(row.settled_minor for row in effects),
        "paid_minor": sum(row.paid_minor for row in effects),
    }
    status = 422 if form.errors else 200
    return render(request, "backoffice/sales/unlink.html", context, status=status)


def _undone(request: HttpRequest, link: Any, form: ReasonForm) -> bool:
    try:
        unlink_document(
            actor=actor_of(request), now=timezone.now(), document_id=link.document_id,
            notice_id=link.notice_id, reason=form.cleaned_data["reason"],
        )  # fmt: skip
    except Conflict as error:
        messages.warning(request, str(error.message))
        return True
    except DomainError as error:
        show_refusal(form, error)
        return False
    messages.success(
        request, _("The invoice was unlinked, and what it had accrued was taken back.")
    )
    return True


@staff(Role.FINANCE)
@never_cache
@require_safe
def candidates(request: HttpRequest, notice_id: int) -> HttpResponse:
    """The invoices that an accepted opportunity may have, and those it has."""
    actor: Actor = actor_of(request)
    notice = find_notice(actor, notice_id)
    if notice is None or notice.status != "ACCEPTED":
        raise Http404
    pairs = insight.invoices_for(actor, notice)
    linked = list(insight.linked_to(actor, notice))
    context = {"notice": notice, "pairs": pairs, "linked": linked}
    return render(request, "backoffice/sales/notice_invoices.html", context)
