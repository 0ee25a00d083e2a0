"""The organisation's notices: the list, one of them, taking it back, answering the executive."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from universo.audit.queries import timeline
from universo.domain.lifecycle import Stage
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.insights.queries import group_counts, own_notices
from universo.insights.stages import by_urgency, in_group, stages_of
from universo.opportunities.queries import (
    clarifications_of,
    decision_for_sponsor,
    drafts,
    find_notice,
    meter_of,
    search,
    with_details,
)
from universo.program.choices import Category
from universo.routing.queries import assignment_of, channel_is_known
from universo.usecases.answer_clarification import answer_clarification
from universo.usecases.withdraw_notice import withdraw_notice
from universo.web.portal.rows import rows_of
from universo.web.portal.stage_look import STAGES
from universo.web.portal.summary import notice_summary
from universo.web.shared.access import actor_of, partner
from universo.web.shared.timeline import entries_of

SPONSOR = partner(Category.SPONSOR, former=True)
PER_PAGE = 15


@SPONSOR
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """The notices of the organisation by group, searched, in pages; its drafts above them."""
    actor, now = actor_of(request), timezone.now()
    group, words = request.GET.get("estado", ""), request.GET.get("q", "")
    found = search(in_group(own_notices(actor), group, now), words)
    ordered = by_urgency(with_details(found), now)
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    counts = group_counts(actor, now)
    context = {
        "page": page,
        "rows": rows_of(page.object_list, now),
        "tabs": _tabs(group, counts),
        "group": group,
        "words": words,
        "total": counts[""],
        "drafts": list(drafts(actor)[:20]),
    }
    return render(request, "portal/notices/list.html", context)


def _tabs(group: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    labels = {
        "": _("All of them"),
        "review": _("Under review"),
        "accepted": _("Accepted ones"),
        "won": _("Won ones"),
        "closed": _("Not continued"),
    }
    url = reverse("portal:notice_list")
    return [
        {
            "label": label,
            "url": f"{url}?estado={name}" if name else url,
            "active": name == group,
            "count": counts[name],
        }
        for name, label in labels.items()
    ]


def _notice_or_404(actor: Actor, notice_id: int) -> Any:
    notice = find_notice(actor, notice_id)
    if notice is None:
        raise Http404
    return notice


@SPONSOR
@require_safe
def detail(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One notice: where it stands, its content, what happened, questions, receipt."""
    return _detail_page(request, _notice_or_404(actor_of(request), notice_id))


def _detail_page(
    request: HttpRequest, notice: Any, *, answer: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    stage = stages_of([notice], now)[notice.pk]
    assignment = assignment_of(notice.pk)
    context = {
        "notice": notice,
        "now": now,
        "stage": stage.value,
        "look": STAGES[stage],
        "under_review": stage is Stage.UNDER_REVIEW,
        "meter": meter_of(notice, now) if stage in (Stage.UNDER_REVIEW, Stage.LAPSED) else None,
        "summary": notice_summary(notice),
        "decision": decision_for_sponsor(notice),
        "channel": assignment.channel if assignment and channel_is_known(assignment) else None,
        "clarifications": list(clarifications_of(notice)),
        "answer": answer,
        "answer_error": error,
        "entries": _entries(actor, notice),
    }
    return render(request, "portal/notices/detail.html", context, status=status)


def _entries(actor: Actor, notice: Any) -> list[dict[str, Any]]:
    entries = entries_of(timeline(actor, "notice", notice.pk))
    return entries[::-1]


@SPONSOR
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Ask, and take the notice back."""
    actor = actor_of(request)
    notice = _notice_or_404(actor, notice_id)
    here = reverse("portal:notice_detail", args=[notice_id])
    if request.method != "POST":
        return render(request, "portal/notices/withdraw.html", {"notice": notice})
    try:
        withdraw_notice(actor=actor, now=timezone.now(), notice_id=notice_id)
    except NotPermitted:
        raise Http404 from None
    except Conflict as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("The notice was withdrawn. Your executive was told."))
    return HttpResponseRedirect(here)


@SPONSOR
@require_http_methods(["POST"])
def answer(request: HttpRequest, notice_id: int, clarification_id: int) -> HttpResponse:
    """Answer a question of the executive."""
    actor = actor_of(request)
    notice = _notice_or_404(actor, notice_id)
    if not clarifications_of(notice).filter(pk=clarification_id).exists():
        raise Http404
    text = request.POST.get("answer", "")
    try:
        answer_clarification(
            actor=actor, now=timezone.now(), clarification_id=clarification_id, answer=text
        )
    except NotPermitted:
        raise Http404 from None
    except Conflict as error:
        messages.error(request, str(error.message))
    except DomainError as error:
        sentence = str(error.message)
        return _detail_page(request, notice, answer=text, error=sentence, status=422)
    else:
        messages.success(request, _("The answer was sent to your executive."))
    return HttpResponseRedirect(reverse("portal:notice_detail", args=[notice_id]))
