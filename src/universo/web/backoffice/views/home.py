"""The first page of Hasar's people: for each role what waits for it, and how things go."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from universo.audit.queries import all_events, journal_status, watched_events
from universo.domain.decision_clock import BUENOS_AIRES, local_date
from universo.evaluation import queries as evaluation
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.insights import backoffice as insights
from universo.insights.expected import expected_sums
from universo.insights.finance_waits import finance_waits
from universo.insights.reward_months import money_months
from universo.opportunities.queries import meters_of
from universo.partners.queries import application_counts, applications
from universo.program import administration
from universo.program.queries import terms_on
from universo.program.rate_board import proposals
from universo.routing.queries import lead_counts, notices_waiting
from universo.web.backoffice.benefit_waits import benefit_waits
from universo.web.backoffice.finance_home import ageing as _ageing
from universo.web.backoffice.finance_home import wait as _wait
from universo.web.backoffice.subjects import url_of
from universo.web.shared.access import ANY_STAFF, actor_of
from universo.web.shared.formatting import money, number
from universo.web.shared.reward_pictures import month_pictures
from universo.web.shared.timeline import text_of, told_once

SHOWN = 5
URGENT_DAYS = 2
WEEK = timedelta(days=7)
BENEFIT_ROLES = (StaffRole.PROGRAM_ADMIN, StaffRole.CHANNEL_MANAGER, StaffRole.FINANCE)


@ANY_STAFF
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for each of the person's roles; auditors see all of it."""
    actor, now = actor_of(request), timezone.now()
    parts: dict[str, Any] = {}
    for roles, name, build in (
        ((StaffRole.ACCOUNT_EXECUTIVE,), "queue", _queue),
        ((StaffRole.CHANNEL_MANAGER,), "routing", _routing),
        ((StaffRole.FINANCE,), "finance", _finance),
        ((StaffRole.PROGRAM_ADMIN,), "joining", _joining),
        (BENEFIT_ROLES, "benefits", _benefits),
        ((StaffRole.AUDITOR, StaffRole.PROGRAM_ADMIN), "audit", _audit),
    ):
        if actor.has(*roles) or actor.sees_everything:
            parts[name] = build(actor, now)
    context = {
        "greeting": _greeting(actor, now),
        "lede": _lede(actor, parts),
        "now": now,
        "chart_in_main": "audit" in parts and "queue" not in parts,
        **parts,
        **_figures(actor, now),
    }
    return render(request, "backoffice/home/home.html", context)


def _greeting(actor: Actor, now: datetime) -> str:
    hour = now.astimezone(BUENOS_AIRES).hour
    name = actor.name.split()[0] if actor.name.split() else ""
    if hour < 13:
        return _("Good morning, %(name)s") % {"name": name}
    if hour < 20:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def _lede(actor: Actor, parts: dict[str, Any]) -> str:
    """One sentence with what presses most; nothing waits for one who only reads."""
    if actor.roles == {StaffRole.AUDITOR}:
        return _("You read everything and change nothing.")
    urgent = parts.get("queue", {}).get("urgent", 0)
    if urgent:
        return ngettext(
            "%(count)s notice falls due within two business days.",
            "%(count)s notices fall due within two business days.",
            urgent,
        ) % {"count": number(urgent)}
    waiting = sum(part.get("waiting", 0) for part in parts.values() if part)
    if waiting:
        return ngettext(
            "%(count)s thing waits for you.", "%(count)s things wait for you.", waiting
        ) % {"count": number(waiting)}
    return _("Nothing waits for you now.")


def _queue(actor: Actor, now: datetime) -> dict[str, Any]:
    """The next notices by time left, with their meters (R-9)."""
    rows = list(evaluation.queue(actor, now, state=evaluation.OPEN)[:50])
    meters = meters_of(rows, now)
    urgent = sum(1 for meter in meters.values() if meter.days_left <= URGENT_DAYS)
    return {
        "rows": [(row, meters.get(row.pk)) for row in rows[:SHOWN]],
        "waiting": evaluation.queue_counts(actor, now)[evaluation.OPEN],
        "urgent": urgent,
    }


def _routing(actor: Actor, now: datetime) -> dict[str, Any]:
    """Accepted notices without a channel, and how the leads go (R-11)."""
    waiting = notices_waiting(actor)
    return {
        "rows": list(waiting[:SHOWN]),
        "waiting": waiting.count(),
        "counts": lead_counts(actor),
    }


def _finance(actor: Actor, now: datetime) -> dict[str, Any]:
    """Rewards by account and currency, and what waits to be linked or cleared (P-9, P-11)."""
    found = insights.money(actor)
    if found is None:
        return {}
    today = local_date(now)
    waits = finance_waits(actor)
    columns = (
        (_("Accrued, not settled yet"), found.accrued),
        (_("Settled, to be paid"), found.payable),
        (_("Paid"), found.paid),
    )
    return {
        "accounts": [
            (label, [money(row.minor, row.currency) for row in amounts])
            for label, amounts in columns
        ],
        "waits": [_wait(wait, today) for wait in waits],
        "pictures": month_pictures(money_months(actor, today)),
        "ageing": [_ageing(row) for row in expected_sums(actor, today)],
        "waiting": sum(wait.count - wait.own for wait in waits),
        "settlements_url": reverse("backoffice:settlements"),
    }


def _benefits(actor: Actor, now: datetime) -> dict[str, Any]:
    """Requests, pages and levels that wait for an answer (R-2)."""
    return benefit_waits(actor, local_date(now))


def _joining(actor: Actor, now: datetime) -> dict[str, Any]:
    """Applications to decide, rates that need a second person, a year not published yet."""
    terms = terms_on(local_date(now))
    table = administration.read_calendar(administration.calendar_version(actor), terms.day_policy)
    rates = proposals(actor, "PROPOSED").exclude(proposed_by_id=actor.user_id or 0)
    count = application_counts(actor).get("CONFIRMED", 0)
    year = local_date(now).year
    return {
        "rows": list(applications(actor, state="CONFIRMED")[:SHOWN]),
        "applications": count,
        "rates": list(rates[:SHOWN]),
        "waiting": count + rates.count(),
        "doubtful_years": [y for y in (year, year + 1) if y not in table.firm_years],
    }


def _audit(actor: Actor, now: datetime) -> dict[str, Any]:
    """The journal, the week's list, the latest lines."""
    watched = told_once(watched_events(actor, now - WEEK)[: SHOWN * 4])
    latest = (
        told_once(all_events(actor)[: SHOWN * 4])[:SHOWN] if actor.has(StaffRole.AUDITOR) else None
    )
    return {
        "journal": journal_status(actor),
        "watched": [_entry(actor, event) for event in watched[:SHOWN]],
        "latest": None if latest is None else [_entry(actor, event) for event in latest],
    }


def _entry(actor: Actor, event: Any) -> dict[str, Any]:
    url = url_of(actor, event.subject_kind, event.subject_id, event.name)
    return {"text": text_of(event), "at": event.at, "url": url}


def _figures(actor: Actor, now: datetime) -> dict[str, Any]:
    """How the programme answers: the strip and the chart of six months."""
    months = insights.outcomes(actor, now)
    answers = insights.answering(actor, now)
    labels = [str(MONTHS_3[m.first_day.month]).rstrip(".").capitalize() for m in months]
    series = [
        (_("Accepted"), [m.accepted for m in months]),
        (_("Declined"), [m.declined for m in months]),
        (_("Dismissed"), [m.lapsed for m in months]),
        (_("To decide"), [m.open for m in months]),
    ]
    figures = [
        {
            "label": _("Notices received"),
            "value": number(answers.received),
            "note": _("in six months"),
        },
        {"label": _("Acceptance rate"), "value": _share(answers.acceptance_percent)},
        {
            "label": _("Median time to answer"),
            "value": _days(answers.median_days),
            "note": _("business days") if answers.median_days is not None else "",
        },
        {
            "label": _("Dismissed by the term"),
            "value": _share(answers.lapse_percent),
            "tone": "bad" if answers.lapse_percent else "ok",
        },
    ]
    return {"figures": figures, "months": labels, "series": series, "received": answers.received}


def _share(percent: int | None) -> str:
    return "—" if percent is None else f"{percent}\u00a0%"


def _days(value: float | None) -> str:
    if value is None:
        return "—"
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")
