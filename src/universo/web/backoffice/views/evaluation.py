"""The page of one notice: the four checks side by side, and a decision in two clicks and a reason."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from universo.errors import Conflict, DomainError, NotPermitted
from universo.evaluation import operations, queries
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.usecases.ask_clarification import ask_clarification
from universo.usecases.decide_notice import accept_notice, decline_notice
from universo.usecases.evaluate_notice import open_for_evaluation, search_again
from universo.web.backoffice.evaluation_page import page_context
from universo.web.backoffice.forms.queue import AcceptForm, DeclineForm, QuestionForm
from universo.web.shared.access import actor_of, staff
from universo.web.shared.forms import show_refusal

PAGE = "backoffice/queue/notice.html"


@staff(StaffRole.ACCOUNT_EXECUTIVE)
@never_cache
@require_safe
def detail(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One notice with its evaluation. Looking is recorded, once per person and day.

    Its executive reads what is alike at this moment: it is compared again as he opens it (R-8).
    """
    actor, now = actor_of(request), timezone.now()
    notice = queries.get_notice(actor, notice_id)
    operations.record_view(actor=actor, now=now, notice_id=notice.pk)
    open_for_evaluation(actor=actor, now=now, notice_id=notice.pk)
    return render(request, PAGE, page_context(actor, notice, now))


def back_to(notice_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("backoffice:notice_detail", args=[notice_id]))


def _again(request: HttpRequest, notice_id: int, **typed: Any) -> HttpResponse:
    actor = actor_of(request)
    notice = queries.get_notice(actor, notice_id)
    return render(request, PAGE, page_context(actor, notice, timezone.now(), **typed), status=422)


@staff(StaffRole.ACCOUNT_EXECUTIVE)
@require_POST
def search(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Gather the evidence afresh."""
    search_again(actor=actor_of(request), now=timezone.now(), notice_id=notice_id)
    return back_to(notice_id)


@staff(StaffRole.ACCOUNT_EXECUTIVE)
@require_POST
def verdict(request: HttpRequest, notice_id: int, kind: str) -> HttpResponse:
    """Store the verdict of one check; a refusal comes back at that check with what was typed."""
    actor, note = actor_of(request), request.POST.get("note", "")
    try:
        operations.set_verdict(
            actor=actor,
            now=timezone.now(),
            notice_id=notice_id,
            kind=kind,
            verdict=request.POST.get("verdict", ""),
            note=note,
        )
    except (Conflict, NotPermitted) as error:
        return lost(request, notice_id, error)
    except DomainError as error:
        return _again(request, notice_id, errors={kind: error.message}, notes={kind: note})
    return back_to(notice_id)


@staff(StaffRole.ACCOUNT_EXECUTIVE)
@require_POST
def pass_pending(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Pass the checks against which nothing speaks."""
    try:
        count = operations.pass_pending(
            actor=actor_of(request), now=timezone.now(), notice_id=notice_id
        )
    except Conflict as error:
        return lost(request, notice_id, error)
    said = ngettext("%(count)d check passed.", "%(count)d checks passed.", count)
    messages.success(request, said % {"count": count})
    return back_to(notice_id)


@staff(StaffRole.ACCOUNT_EXECUTIVE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Accept formally, with an optional note."""
    form = AcceptForm(request.POST if request.method == "POST" else None)

    def write(actor: Actor) -> str:
        accept_notice(
            actor=actor,
            clock=timezone.now,
            notice_id=notice_id,
            note=form.cleaned_data["note"],
        )
        return _("The notice was accepted and the sponsor was told.")

    return _form_page(request, notice_id, "accept", form, write)


@staff(StaffRole.ACCOUNT_EXECUTIVE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Decline with a reason and a note."""
    form = DeclineForm(request.POST if request.method == "POST" else None)

    def write(actor: Actor) -> str:
        decline_notice(
            actor=actor,
            clock=timezone.now,
            notice_id=notice_id,
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
        )
        return _("The notice was declined and the sponsor was told.")

    return _form_page(request, notice_id, "decline", form, write)


@staff(StaffRole.ACCOUNT_EXECUTIVE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Ask the sponsor for more data (P-4)."""
    form = QuestionForm(request.POST if request.method == "POST" else None)

    def write(actor: Actor) -> str:
        ask_clarification(
            actor=actor,
            now=timezone.now(),
            notice_id=notice_id,
            question=form.cleaned_data["question"],
        )
        return _("The question was sent to the sponsor.")

    return _form_page(request, notice_id, "ask", form, write)


FORMS = {"accept": "accepting", "decline": "declining", "ask": "asking"}


def _form_page(
    request: HttpRequest, notice_id: int, what: str, form: Any, write: Callable[[Actor], str]
) -> HttpResponse:
    """A page of its own for each form of the decision: it works without scripts, and shows errors."""
    actor = actor_of(request)
    notice = queries.get_notice(actor, notice_id)
    if not queries.may_evaluate(actor, notice):
        raise NotPermitted("")
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                messages.success(request, write(actor))
                return back_to(notice_id)
        except Conflict as error:
            return lost(request, notice_id, error)
        except DomainError as error:
            show_refusal(form, error)
    context = page_context(actor, notice, timezone.now(), forms={FORMS[what]: form})
    if not context["may_evaluate"]:
        return back_to(notice_id)
    return render(request, f"backoffice/queue/{what}.html", context, status=status)


def lost(request: HttpRequest, notice_id: int, error: DomainError) -> HttpResponse:
    """Say what happened meanwhile, on the page of the notice as it stands."""
    if isinstance(error, NotPermitted):
        raise error
    messages.error(request, str(error.message))
    return back_to(notice_id)
