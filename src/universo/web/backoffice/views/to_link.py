"""Invoices that may belong to an opportunity: many confirmed at once, and the rule that does it alone."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.roles import StaffRole as Role
from universo.insights import linking as insight
from universo.sales import linking_rule
from universo.sales.clear_cases import clear_cases
from universo.usecases.link_by_rule import switch_rule
from universo.usecases.link_document import link_document
from universo.web.backoffice.forms.documents import WhyForm
from universo.web.shared.access import actor_of, staff
from universo.web.shared.forms import show_refusal

PAGE_SIZE = 25
MOST_SHOWN = 50


@staff(Role.FINANCE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest) -> HttpResponse:
    """Suggestions by CUIT with their reasons; a POST links those that are marked."""
    actor = actor_of(request)
    if request.method == "POST":
        _link_marked(request)
        return redirect(request.get_full_path())
    page = Paginator(insight.to_link(actor), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "suggestions": insight.suggestions(actor, page.object_list),
        "rule": linking_rule.rule(),
        "may_write": actor.has(Role.FINANCE),
    }
    return render(request, "backoffice/sales/to_link.html", context)


def _link_marked(request: HttpRequest) -> None:
    """Link each marked pair by itself; those that are not possible say why and stop no other."""
    done, marked = 0, request.POST.getlist("pair")[:PAGE_SIZE]
    for pair in marked:
        document_id, _colon, notice_id = pair.partition(":")
        if not (_is_id(document_id) and _is_id(notice_id)):
            continue
        try:
            link_document(
                actor=actor_of(request), now=timezone.now(), document_id=int(document_id),
                notice_id=int(notice_id),
            )  # fmt: skip
        except NotPermitted:
            continue
        except DomainError as error:
            messages.warning(request, str(error.message))
        else:
            done += 1
    if done:
        said = ngettext("%(count)d invoice was linked.", "%(count)d invoices were linked.", done)
        messages.success(request, said % {"count": done})
    elif not marked:
        messages.info(request, _("Mark the invoices to link."))


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


@staff(Role.FINANCE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest) -> HttpResponse:
    """The rule: what it would link now, what it linked; a POST switches it."""
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _switched(request, form):
        return redirect(request.path)
    waiting = clear_cases()
    context: dict[str, Any] = {
        "form": form,
        "rule": linking_rule.rule(),
        "count": waiting.count(),
        "waiting": waiting[:MOST_SHOWN],
        "made": linking_rule.linked_by_rule()[:MOST_SHOWN],
        "made_count": linking_rule.linked_by_rule().count(),
        "may_write": actor_of(request).has(Role.FINANCE),
    }
    status = 422 if form.errors else 200
    return render(request, "backoffice/sales/linking_rule.html", context, status=status)


def _switched(request: HttpRequest, form: WhyForm) -> bool:
    is_on = request.POST.get("act") == "on"
    try:
        switch_rule(
            actor=actor_of(request), now=timezone.now(), is_on=is_on,
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
    except Conflict as error:
        messages.warning(request, str(error.message))
        return True
    except DomainError as error:
        show_refusal(form, error)
        return False
    if is_on:
        messages.success(request, _("The rule is on: it links the clear cases in a moment."))
    else:
        messages.success(request, _("The rule is off: nothing is linked by itself."))
    return True
