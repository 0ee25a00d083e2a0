"""Writing a notice: a draft kept as it is typed, a last look, and the sending (R-7)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.opportunities.intake import current_offer, outside_level, read_notice
from universo.opportunities.queries import find_by_uid
from universo.opportunities.typed import is_blank
from universo.program.choices import Category
from universo.program.clock import current_calendar, due_for
from universo.program.queries import locality_names, terms_on
from universo.usecases.save_draft import discard_draft, save_draft
from universo.usecases.submit_notice import submit_notice
from universo.web.portal.forms.notices import NoticeForm, choice_groups, typed_from
from universo.web.portal.summary import draft_summary
from universo.web.shared.access import actor_of, partner

SPONSOR = partner(Category.SPONSOR)


@SPONSOR
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Give the new notice its id; nothing is written before something is typed."""
    return HttpResponseRedirect(reverse("portal:notice_draft", args=[uuid.uuid4()]))


@SPONSOR
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The form; its buttons send, show a last look, or keep the draft."""
    actor = actor_of(request)
    if request.method == "POST":
        return _posted(request, actor, uid, typed_from(request.POST))
    notice = find_by_uid(actor, uid)
    if notice is not None and notice.number is not None:
        return _to_receipt(notice)
    typed = notice.draft if notice else {}
    refusal = _what_is_wrong(typed) if typed and "revisar" in request.GET else None
    return _form_page(request, uid, typed, refusal)


def _posted(
    request: HttpRequest, actor: Actor, uid: uuid.UUID, typed: dict[str, Any]
) -> HttpResponse:
    action = request.POST.get("action", "send")
    try:
        if action == "save":
            save_draft(actor=actor, now=timezone.now(), uid=uid, data=typed)
            messages.success(request, _("The draft is kept. You can send it whenever you like."))
            return HttpResponseRedirect(reverse("portal:notice_list"))
        if not _is_sent(actor, uid) and (action == "review" or _outside(actor, typed)):
            read_notice(typed, current_offer())
            save_draft(actor=actor, now=timezone.now(), uid=uid, data=typed)
            return HttpResponseRedirect(reverse("portal:notice_review", args=[uid]))
        return _send(actor, uid, typed)
    except NotPermitted:
        raise Http404 from None
    except DomainError as error:
        return _refused(request, actor, uid, typed, error)


def _is_sent(actor: Actor, uid: uuid.UUID) -> bool:
    found = find_by_uid(actor, uid)
    return found is not None and found.number is not None


def _outside(actor: Actor, typed: dict[str, Any]) -> list[str]:
    """Return the codes outside the level: shown once more before sending, never blocked (P-13)."""
    offer = current_offer()
    level = actor.sponsor_level or ""
    return list(outside_level(level, typed["families"], typed["products"], offer))


def _send(actor: Actor, uid: uuid.UUID, typed: dict[str, Any]) -> HttpResponse:
    notice = submit_notice(actor=actor, clock=timezone.now, uid=uid, data=typed)
    return _to_receipt(notice, "?enviado")


def _to_receipt(notice: Any, query: str = "") -> HttpResponse:
    return HttpResponseRedirect(reverse("portal:notice_receipt", args=[notice.pk]) + query)


def _refused(
    request: HttpRequest, actor: Actor, uid: uuid.UUID, typed: dict[str, Any], error: DomainError
) -> HttpResponse:
    """Keep what was typed, also in the database, and say what is wrong."""
    status = 409 if isinstance(error, Conflict) else 422
    try:
        save_draft(actor=actor, now=timezone.now(), uid=uid, data=typed)
    except NotPermitted:
        raise Http404 from None
    except Conflict:
        status = 409
    return _form_page(request, uid, typed, error, status=status)


def _what_is_wrong(typed: dict[str, Any]) -> InvalidInput | None:
    try:
        read_notice(typed, current_offer())
    except InvalidInput as error:
        return error
    return None


def _form_page(
    request: HttpRequest,
    uid: uuid.UUID,
    typed: dict[str, Any],
    refusal: DomainError | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    form = NoticeForm(typed, refusal)
    province = form.fields["province"].widget.attrs
    province.update({"data-localities": reverse("portal:localities"), "data-list": "localities"})
    terms = terms_on(local_date(timezone.now()))
    context = {
        "form": form,
        "groups": choice_groups(form.chosen),
        "uid": uid,
        "is_new": not typed,
        "decision_days": terms.decision_days,
        "suggested": locality_names(str(typed.get("province", ""))) if typed else [],
    }
    return render(request, "portal/notices/edit.html", context, status=status)


@SPONSOR
@require_POST
def autosave(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Keep the draft as one types: 204, or 409 once it was sent."""
    typed = typed_from(request.POST)
    actor = actor_of(request)
    if is_blank(typed) and find_by_uid(actor, uid) is None:
        return HttpResponse(status=204)
    try:
        save_draft(actor=actor, now=timezone.now(), uid=uid, data=typed)
    except NotPermitted:
        raise Http404 from None
    except Conflict as error:
        return HttpResponse(str(error.message), status=409, content_type="text/plain")
    return HttpResponse(status=204)


@SPONSOR
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A last look at the notice, with the term it would have and the warning of P-13."""
    actor = actor_of(request)
    notice = find_by_uid(actor, uid)
    if notice is None:
        raise Http404
    if notice.number is not None:
        return _to_receipt(notice)
    if _what_is_wrong(notice.draft):
        return HttpResponseRedirect(reverse("portal:notice_draft", args=[uid]) + "?revisar")
    outside = _outside(actor, notice.draft)
    unconfirmed = bool(outside) and not request.POST.get("confirmed")
    if request.method == "POST" and not unconfirmed:
        try:
            return _send(actor, uid, notice.draft)
        except NotPermitted:
            raise Http404 from None
        except DomainError as error:
            return _form_page(request, uid, notice.draft, error, status=422)
    missing = request.method == "POST" and unconfirmed
    return _review_page(request, notice, outside, missing=missing)


def _review_page(
    request: HttpRequest, notice: Any, outside: list[str], *, missing: bool
) -> HttpResponse:
    now = timezone.now()
    terms = terms_on(local_date(now))
    summary = draft_summary(notice.draft)
    context = {
        "uid": notice.uid,
        "summary": summary,
        "outside": [summary.names.get(code, code) for code in outside],
        "missing": missing,
        "due": due_for(now, terms, current_calendar(terms)[1]),
        "decision_days": terms.decision_days,
    }
    return render(request, "portal/notices/review.html", context, status=422 if missing else 200)


@SPONSOR
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask, and throw the draft away."""
    actor = actor_of(request)
    notice = find_by_uid(actor, uid)
    if notice is None:
        raise Http404
    if request.method != "POST":
        return render(request, "portal/notices/discard.html", {"notice": notice})
    try:
        discard_draft(actor=actor, uid=uid)
    except Conflict as error:
        messages.error(request, str(error.message))
        return _to_receipt(notice)
    messages.success(request, _("The draft was discarded."))
    return HttpResponseRedirect(reverse("portal:notice_list"))


@SPONSOR
@require_safe
def localities(request: HttpRequest) -> HttpResponse:
    """Names of localities of a province, for suggesting while one types."""
    names = locality_names(request.GET.get("province", ""), request.GET.get("q", ""))
    return JsonResponse(names, safe=False)
