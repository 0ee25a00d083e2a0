"""The sponsor's story: notices, decisions, rewards, what he joined, and his goals (R-3)."""

from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from universo.benefits.training.goal_queries import progress_of
from universo.domain.decision_clock import local_date
from universo.insights.queries import group_counts, own_notices
from universo.insights.stages import WON
from universo.insights.story import began, story_of
from universo.partners.level_queries import rule_on, sponsors
from universo.program.choices import Category, SponsorLevel
from universo.rewards.queries import totals
from universo.usecases.review_levels import counted_of
from universo.web.shared.access import actor_of, partner
from universo.web.shared.timeline import entries_of, told_once

PER_PAGE = 40


@partner(Category.SPONSOR, former=True)
@require_safe
def story(request: HttpRequest) -> HttpResponse:
    """Everything that happened, the latest first, by month; figures and goals beside it."""
    actor, now = actor_of(request), timezone.now()
    counts = group_counts(actor, now)
    page = Paginator(story_of(actor), PER_PAGE).get_page(request.GET.get("page"))
    # One act is told of the settlement, its batch and the notice: the line of the notice leads somewhere.
    told = told_once(sorted(page.object_list, key=lambda event: event.subject_kind != "notice"))
    entries = entries_of(sorted(told, key=lambda event: (event.at, event.pk), reverse=True))
    _name_customers(actor, entries)
    months = groupby(entries, key=lambda entry: local_date(entry["at"]).replace(day=1))
    context = {
        "page": page,
        "months": [(month, list(rows)) for month, rows in months],
        "counts": {"all": counts[""], "won": counts[WON]},
        "totals": totals(actor),
        "began": began(actor),
        "level": _level(actor, local_date(now)),
        "goals": progress_of(actor.partner_id or 0, local_date(now)),
    }
    return render(request, "portal/story/story.html", context)


def _level(actor: Any, today: Any) -> dict[str, Any] | None:
    """Return the sponsor's level with the goal in force and its next review; None without a rule."""
    rule = rule_on(today)
    found = sponsors(today, rule, actor.partner_id or 0) if rule else []
    if rule is None or not found:
        return None
    return {
        "label": SponsorLevel(found[0].level).label,
        "rule": rule,
        "next": found[0].next,
        "count": counted_of(found[0].partner.pk, rule, today),
    }


def _name_customers(actor: Any, entries: list[dict[str, Any]]) -> None:
    """Add the notice and its customer to the lines about notices."""
    ids = {e["event"].subject_id for e in entries if e["event"].subject_kind == "notice"}
    names = dict(own_notices(actor).filter(pk__in=ids).values_list("pk", "prospect__legal_name"))
    for entry in entries:
        event = entry["event"]
        entry["notice_id"] = event.subject_id if event.subject_kind == "notice" else None
        entry["customer"] = names.get(entry["notice_id"], "")
