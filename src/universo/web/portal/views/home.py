"""The first page of a partner: what waits, how things go, what is new."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from universo.benefits.catalogue import BENEFITS
from universo.domain.decision_clock import BUENOS_AIRES, local_date
from universo.identity.actor import Actor
from universo.insights.queries import (
    Amount,
    SponsorFigures,
    own_notices,
    recent_events,
    six_months,
    sponsor_figures,
)
from universo.insights.stages import by_urgency
from universo.opportunities.queries import drafts, search, unanswered_count, with_details
from universo.program.choices import Category
from universo.program.queries import terms_on
from universo.rewards.payment_queries import partner_tasks
from universo.routing.queries import lead_counts
from universo.web.portal.alliance_home import alliance_cards
from universo.web.portal.reseller_home import reseller_cards
from universo.web.portal.rows import rows_of
from universo.web.shared import formatting
from universo.web.shared.access import actor_of, partner
from universo.web.shared.timeline import entries_of

SHOWN = 8


@partner()
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The sponsor's panel; partners of other categories see what is theirs."""
    actor, now = actor_of(request), timezone.now()
    context: dict[str, Any] = {
        "greeting": _greeting(actor, now),
        "now": now,
        "is_sponsor": actor.in_category(Category.SPONSOR),
        "benefits": BENEFITS,
        "decision_days": terms_on(local_date(now)).decision_days,
        # Not only sponsors are paid: support in selling is paid back to any partner.
        "settling": partner_tasks(actor, now),
    }
    if actor.in_category(Category.RESELLER):
        context["leads"] = lead_counts(actor)
        context["reseller"] = reseller_cards(actor, local_date(now))
    if actor.in_category(Category.ALLIANCE):
        context["alliance"] = alliance_cards(actor, local_date(now))
    if actor.in_category(Category.SPONSOR):
        context.update(_sponsor(request, actor, now))
    return render(request, "portal/home/home.html", context)


def _greeting(actor: Actor, now: datetime) -> str:
    hour = now.astimezone(BUENOS_AIRES).hour
    first = actor.name.split()[0] if actor.name.split() else actor.name
    if 5 <= hour < 13:
        return _("Good morning, %(name)s") % {"name": first}
    if 13 <= hour < 20:
        return _("Good afternoon, %(name)s") % {"name": first}
    return _("Good evening, %(name)s") % {"name": first}


def _sponsor(request: HttpRequest, actor: Actor, now: datetime) -> dict[str, Any]:
    words = request.GET.get("q", "")
    own = own_notices(actor)
    shown = by_urgency(with_details(search(own, words)), now)[:SHOWN]
    figures = sponsor_figures(actor, now)
    months = six_months(actor, now)
    return {
        "stats": _stats(figures),
        "due_soon": figures.due_soon,
        "rows": rows_of(shown, now),
        "words": words,
        "has_notices": own.exists(),
        "drafts": list(drafts(actor)[:3]),
        "questions": unanswered_count(actor, now),
        "month_names": [str(MONTHS_3[month.first_day.month]).capitalize() for month in months],
        "series": [
            (_("Presented"), [month.presented for month in months]),
            (_("Accepted ones"), [month.accepted for month in months]),
            (_("Won ones"), [month.won for month in months]),
        ],
        "news": _news(actor),
    }


def _stats(figures: SponsorFigures) -> list[dict[str, Any]]:
    percent, points = figures.acceptance.percent, figures.acceptance.points
    soon = ngettext("%(count)d about to expire", "%(count)d about to expire", figures.due_soon)
    change = ngettext("%(sign)s%(count)d point", "%(sign)s%(count)d points", abs(points or 0))
    return [
        {
            "label": _("Under review"),
            "value": formatting.number(figures.in_review),
            "note": soon % {"count": figures.due_soon} if figures.due_soon else "",
            "tone": "bad",
        },
        {
            "label": _("Acceptance rate"),
            "value": "—" if percent is None else formatting.rate(percent * 100),
            "note": change % {"sign": "+" if points > 0 else "−", "count": abs(points)}
            if points
            else "",
            "tone": "ok" if (points or 0) > 0 else "bad",
        },
        {
            "label": _("Accrued reward"),
            "value": _first(figures.accrued),
            "note": _others(figures.accrued),
        },
        {
            "label": _("To be paid to you"),
            "value": _first(figures.payable),
            "note": _others(figures.payable),
        },
    ]


def _first(amounts: tuple[Amount, ...]) -> str:
    if not amounts:
        return "—"
    return formatting.money(amounts[-1].minor, amounts[-1].currency, brief=True)


def _others(amounts: tuple[Amount, ...]) -> str:
    return " · ".join(formatting.money(a.minor, a.currency, brief=True) for a in amounts[:-1])


def _news(actor: Actor) -> list[dict[str, Any]]:
    events = recent_events(actor)
    entries = entries_of(events)
    found = own_notices(actor).filter(pk__in={event.subject_id for event in events})
    customers = dict(found.values_list("pk", "prospect__legal_name"))
    for entry in entries:
        entry["notice_id"] = entry["event"].subject_id
        entry["customer"] = customers.get(entry["notice_id"], "")
    return entries
