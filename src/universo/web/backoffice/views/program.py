"""The programme at a glance: what is in force, what waits for a second person."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from universo.audit.queries import find_events
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.identity.queries import staff_people
from universo.identity.roles import StaffRole
from universo.program import administration
from universo.program.queries import terms_on
from universo.program.rate_board import proposals
from universo.web.backoffice.program_tabs import tabs_of
from universo.web.backoffice.views.rates import is_alone
from universo.web.backoffice.views.terms import policies_of
from universo.web.shared.access import actor_of, staff
from universo.web.shared.formatting import day, number
from universo.web.shared.timeline import entries_of

SHOWN = 8


@staff(StaffRole.PROGRAM_ADMIN)
@require_safe
def summary(request: HttpRequest) -> HttpResponse:
    """Figures, changes that wait, the calendar's doubts, the latest acts."""
    actor, today = actor_of(request), local_date(timezone.now())
    terms = terms_on(today)
    version = administration.calendar_version(actor)
    table = administration.read_calendar(version, terms.day_policy)
    events = find_events(actor, subject_kind="program")[:SHOWN]
    context = {
        "tabs": tabs_of("program"),
        "figures": _figures(actor, terms, version, today),
        "waiting": proposals(actor, "PROPOSED"),
        "terms": terms,
        "policies": policies_of(terms)[:4],
        "version": version,
        "doubtful_years": [y for y in (today.year, today.year + 1) if y not in table.firm_years],
        "alone": is_alone(actor),
        "history": entries_of(events),
    }
    return render(request, "backoffice/program/summary.html", context)


def _figures(actor: Actor, terms: Any, version: Any, today: date) -> list[dict[str, Any]]:
    families = list(administration.families(actor))
    products = sum(1 for f in families for p in f.products.all() if p.is_active and f.is_active)
    waiting = proposals(actor, "PROPOSED").count()
    people = sum(1 for person in staff_people(actor) if person.is_active)
    return [
        {
            "label": _("Families offered"),
            "value": number(sum(1 for f in families if f.is_active)),
            "note": _("%(count)s products") % {"count": number(products)},
            "url": reverse("backoffice:catalogue"),
        },
        {
            "label": _("Rates to confirm"),
            "value": number(waiting),
            "note": _("need a second person") if waiting else "",
            "tone": "warn",
            "url": reverse("backoffice:rates"),
        },
        {
            "label": _("Terms in force"),
            "value": f"v{terms.version}",
            "note": _("since %(day)s") % {"day": day(terms.valid_from)},
            "url": reverse("backoffice:terms"),
        },
        {
            "label": _("Table of holidays"),
            "value": f"v{version.number}",
            "note": day(version.created_at),
            "url": reverse("backoffice:calendar"),
        },
        {
            "label": _("People of Hasar"),
            "value": number(people),
            "url": reverse("backoffice:people"),
        },
    ]
