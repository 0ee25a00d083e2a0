"""Support in selling as a partner uses it: its fund, its requests, evidence (R-2)."""

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
from universo.benefits.choices import Service
from universo.benefits.queries import benefit_of
from universo.benefits.support import queries
from universo.domain.decision_clock import local_date
from universo.domain.sales_support import EDITABLE
from universo.errors import Conflict, DomainError, NotPermitted
from universo.usecases.ask_support import cancel_request, save_request, submit_request
from universo.usecases.prove_support import hand_in
from universo.web.portal import held
from universo.web.portal.forms.support import EvidenceForm, RequestForm
from universo.web.shared import support_files, support_words
from universo.web.shared.access import actor_of, partner
from universo.web.shared.benefit_gate import needed, needs
from universo.web.shared.forms import show_refusal
from universo.web.shared.timeline import entries_of
from universo.web.shared.uploads import was_too_large

PER_PAGE = 20


@partner()
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What its fund stands at, its requests, and the rules; without the benefit, what it is owed."""
    actor, today = actor_of(request), local_date(timezone.now())
    answer = benefit_of(actor, Service.SUPPORT, today)
    if not answer.allowed:
        return needed(request, Service.SUPPORT, answer, requests=held.requests(actor))
    page = Paginator(queries.visible_to(actor), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "funds": queries.funds(actor, today),
        "page": page,
        "rows": support_words.rows_of(page.object_list),
        "rules": support_words.rules_words(queries.rules_on(today)),
    }
    return render(request, "portal/support/board.html", context)


@partner()
@needs(Service.SUPPORT)
@never_cache
@require_safe
def fund(request: HttpRequest) -> HttpResponse:
    """What moved in its fund, and what of it expires when."""
    actor, today = actor_of(request), local_date(timezone.now())
    page = Paginator(queries.movements(actor), PER_PAGE).get_page(request.GET.get("page"))
    open_grants = queries.funds_visible_to(actor).filter(free_minor__gt=0, expires_date__gte=today)
    context = {"funds": queries.funds(actor, today), "page": page, "grants": open_grants}
    return render(request, "portal/support/fund.html", context)


@partner()
@needs(Service.SUPPORT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, support_id: int | None = None) -> HttpResponse:
    """Write a request or change its draft, keep it or send it; what is wrong is said at its field."""
    actor, status = actor_of(request), 200
    found = queries.request_of(actor, support_id) if support_id is not None else None
    if found is not None and found.status not in EDITABLE:
        return redirect("portal:support_request", found.pk)
    if request.method == "POST":
        form, status = RequestForm(actor, request.POST), 422
        made = _kept(request, form)
        if made is not None:
            return (
                _sent(request, made)
                if request.POST.get("action") == "send"
                else _done(request, made)
            )
    elif found is not None:
        form = RequestForm.of(actor, found)
    else:
        form = RequestForm.fresh(actor, request.GET.get("tipo", ""))
    today = local_date(timezone.now())
    context = {
        "form": form,
        "found": found,
        "rules": support_words.rules_words(queries.rules_on(today)),
    }
    return render(request, "portal/support/write.html", context, status=status)


def _kept(request: HttpRequest, form: RequestForm) -> Any:
    if not form.is_valid():
        return None
    try:
        return save_request(
            actor=actor_of(request), now=timezone.now(), uid=form.cleaned_data["uid"],
            data=form.data_of(),
        )  # fmt: skip
    except DomainError as error:
        form.show(error)
        return None


def _done(request: HttpRequest, made: Any) -> HttpResponse:
    messages.success(request, _("The draft was kept. Send it when it is complete."))
    return redirect("portal:support_request", made.pk)


def _sent(request: HttpRequest, made: Any) -> HttpResponse:
    said = _("Your request was sent. We will answer by mail.")
    return _act(request, made, submit_request, said)


def _act(request: HttpRequest, found: Any, act: Any, said: str) -> HttpResponse:
    try:
        act(actor=actor_of(request), now=timezone.now(), request_id=found.pk)
    except NotPermitted:
        raise
    except DomainError as error:
        messages.warning(request, str(error.message))
    else:
        messages.success(request, said)
    return redirect("portal:support_request", found.pk)


@partner()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, support_id: int) -> HttpResponse:
    """One request: where it stands, sending it, calling it off, handing in the evidence."""
    actor = actor_of(request)
    found = queries.request_of(actor, support_id)
    answer = benefit_of(actor, Service.SUPPORT, local_date(timezone.now()))
    if not answer.allowed and found.status not in held.OWED:
        return needed(request, Service.SUPPORT, answer)
    form, status = EvidenceForm.fresh(found), 200
    if request.method == "POST":
        action = request.POST.get("action")
        if action == "send":
            return _sent(request, found)
        if action == "cancel":
            return _act(request, found, cancel_request, _("The request was called off."))
        if action != "hand_in":
            raise Http404
        form, status = EvidenceForm(list(found.lines.all()), request.POST, request.FILES), 422
        outcome = _handed_in(request, found, form)
        if outcome is None:
            return redirect("portal:support_request", found.pk)
        status = outcome
    context = {
        "found": found,
        "look": support_words.look_of(found),
        "money": support_words.money_of(found),
        "settlement": support_words.settled_in(actor, found),
        "form": form if found.status == "APPROVED" else None,
        "may_edit": found.status in EDITABLE,
        "may_cancel": found.status in ("DRAFT", "SUBMITTED", "SECOND", "RETURNED", "APPROVED"),
        "files": found.files.select_related("line"),
        "entries": entries_of(timeline(actor, "support", found.pk)),
    }
    return render(request, "portal/support/request.html", context, status=status)


def _handed_in(request: HttpRequest, found: Any, form: EvidenceForm) -> int | None:
    """Hand in what is in the form; None when it was taken, else the status to answer with."""
    if was_too_large(request):
        form.add_error(None, str(_("The files are too large together: send fewer.")))
    if not form.is_valid():
        return 422
    try:
        hand_in(
            actor=actor_of(request), now=timezone.now(), request_id=found.pk, proof=form.proof()
        )
    except DomainError as error:
        show_refusal(form, error)
        return 409 if isinstance(error, Conflict) else 422
    messages.success(request, _("The evidence was handed in. We will verify it."))
    return None


@partner()
@require_safe
def file(request: HttpRequest, proof_id: int) -> HttpResponse:
    """A file of the evidence."""
    actor = actor_of(request)
    found = queries.evidence(actor, proof_id)
    answer = benefit_of(actor, Service.SUPPORT, local_date(timezone.now()))
    if not answer.allowed and found.request.status not in held.OWED:
        return needed(request, Service.SUPPORT, answer)
    return support_files.evidence_answer(request, proof_id)
