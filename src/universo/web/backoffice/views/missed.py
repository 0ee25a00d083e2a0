"""Pointing out what the search missed: an earlier notice by its number, a customer by name or code."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from universo.customers import listing
from universo.errors import Conflict, DomainError, NotPermitted
from universo.evaluation import queries
from universo.evaluation.judging import point_out_customer, point_out_notice
from universo.evaluation.standing import is_open
from universo.identity.roles import StaffRole
from universo.web.backoffice.forms.matcher import MissedCustomerForm, MissedNoticeForm
from universo.web.backoffice.views.evaluation import back_to, lost
from universo.web.shared.access import actor_of, staff
from universo.web.shared.forms import show_refusal

SHOWN = 20
FORMS: dict[str, type[MissedNoticeForm] | type[MissedCustomerForm]] = {
    "DUPLICATES": MissedNoticeForm,
    "CUSTOMERS": MissedCustomerForm,
}


@staff(StaffRole.ACCOUNT_EXECUTIVE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def missed(request: HttpRequest, notice_id: int, kind: str) -> HttpResponse:
    """A form of its own; customers are searched for on the same page, with GET."""
    actor = actor_of(request)
    notice = queries.get_notice(actor, notice_id)
    if not queries.may_evaluate(actor, notice):
        raise NotPermitted("")
    if kind not in FORMS:
        raise Http404
    if not is_open(notice, timezone.now()):
        return back_to(notice_id)
    form = FORMS[kind](request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _write(kind)(actor=actor, now=timezone.now(), notice_id=notice_id, **form.cleaned_data)
        except Conflict as error:
            return lost(request, notice_id, error)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("It was added, with your verdict."))
            return back_to(notice_id)
    context = {"notice": notice, "kind": kind, "form": form, **_search(request, kind)}
    status = 422 if form.errors else 200
    return render(request, "backoffice/queue/missed.html", context, status=status)


def _write(kind: str) -> Callable[..., Any]:
    return point_out_notice if kind == "DUPLICATES" else point_out_customer


def _search(request: HttpRequest, kind: str) -> dict[str, Any]:
    """What was looked for among the known customers, and the first that answer to it."""
    text = (request.GET.get("q") or request.POST.get("q") or "").replace("\x00", "").strip()[:120]
    if kind != "CUSTOMERS" or not text:
        return {"q": text, "found": []}
    return {
        "q": text,
        "found": listing.page(actor_of(request), listing.Wanted(text=text)).rows[:SHOWN],
    }
