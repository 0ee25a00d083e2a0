"""Rates: the table of today, what waits, and each rate's past and future (R-13)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.identity.queries import holders
from universo.identity.roles import StaffRole
from universo.program import administration, rate_board
from universo.program.choices import SponsorLevel
from universo.web.backoffice.program_tabs import LEVEL_SLUGS, SLUG_OF, tabs_of
from universo.web.shared.access import actor_of, staff
from universo.web.shared.formatting import rate

KEEPERS = staff(StaffRole.PROGRAM_ADMIN)
TURNS_SHOWN = 40


@KEEPERS
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Families by levels: the rate in force today, the next change, what waits (R-13)."""
    actor, today = actor_of(request), local_date(timezone.now())
    rows = rate_board.rate_board(actor, today)
    current = [cell.now for row in rows for cell in row.cells if cell.now]
    turns = rate_board.turns(actor)
    context = {
        "tabs": tabs_of("rates"),
        "levels": [SponsorLevel(level).label for level in SponsorLevel.values],
        "rows": [
            {"family": row.family, "cells": [(SLUG_OF[c.level], c) for c in row.cells]}
            for row in rows
        ],
        "waiting": rate_board.proposals(actor, "PROPOSED"),
        "me": actor.user_id,
        "to_come": [_told(t) for t in reversed(turns) if t.rate.valid.lower > today],
        "past": [_told(t) for t in turns if t.rate.valid.lower <= today][:TURNS_SHOWN],
        "demo": any(row.is_demo for row in current),
        "alone": is_alone(actor),
        "may_write": administration.may_keep(actor),
    }
    return render(request, "backoffice/program/rates.html", context)


def _told(turn: rate_board.Turn) -> dict[str, Any]:
    """A turn as the list tells it: what, which level, from and to which rate, whose doing."""
    row = turn.rate
    before = _("no rate") if turn.before is None else rate(turn.before)
    return {
        "day": row.valid.lower,
        "what": row.product or row.family,
        "level": SponsorLevel(row.level).label,
        "before": before,
        "rate": rate(row.rate_bp),
        "who": row.created_by,
        "url": reverse("backoffice:rate_cell", args=[row.family_id, SLUG_OF[row.level]]),
    }


def is_alone(actor: Actor) -> bool:
    """Tell whether nobody else could confirm what this administrator proposes."""
    others = holders(StaffRole.PROGRAM_ADMIN).exclude(pk=actor.user_id or 0)
    return administration.may_keep(actor) and not others.exists()


@KEEPERS
@require_safe
def cell(request: HttpRequest, family_id: int, level: str) -> HttpResponse:
    """A family and level: its rates as they were and will be, and who proposed and confirmed them."""
    actor = actor_of(request)
    if level not in LEVEL_SLUGS:
        raise Http404
    family = administration.family(actor, family_id)
    code = LEVEL_SLUGS[level]
    found = rate_board.proposals(actor).filter(changes__family=family, changes__level=code)
    context = {
        "family": family,
        "level_label": code.label,
        "history": rate_board.rate_history(actor, family_id, code),
        "proposals": found.distinct(),
        "today": local_date(timezone.now()),
        "may_write": administration.may_keep(actor),
    }
    return render(request, "backoffice/program/rate_cell.html", context)
