"""Rates proposed in one step from the table, shown with whom they touch, and the second person (R-13)."""

import hashlib
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from universo.domain.decision_clock import local_date
from universo.errors import DomainError
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.insights.rate_impact import rate_impact
from universo.program import administration, rate_board
from universo.program.choices import SponsorLevel
from universo.program.operations import RateKey
from universo.usecases import change_rates
from universo.web.backoffice.acting import do_and_go, succeeded
from universo.web.backoffice.forms.rates import ProposalGrid
from universo.web.backoffice.views.rates import is_alone
from universo.web.shared.access import actor_of, staff

KEEPERS = staff(StaffRole.PROGRAM_ADMIN)


@KEEPERS
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest) -> HttpResponse:
    """The table to edit: first shown with whom it touches, then proposed, all of it or nothing."""
    actor, today = actor_of(request), local_date(timezone.now())
    data = request.POST if request.method == "POST" else None
    day = _day(data or request.GET, today)
    before = {key: row.rate_bp for key, row in rate_board.table_on(actor, day).items()}
    form = ProposalGrid(
        data,
        families=rate_board.offered(actor),
        before=before,
        initial={"from_date": day, "uid": uuid4()},
    )
    changes = _checked(form, today) if data is not None and form.is_valid() else {}
    wanted = digest(changes, day)
    # Only what was shown is proposed: not what was typed afterwards, nor over a table that moved.
    if changes and request.POST.get("step") == "propose" and request.POST.get("seen") == wanted:
        made = _propose(request, form, changes)
        if made:
            return HttpResponseRedirect(reverse("backoffice:rate_proposal", args=[made.pk]))
    context = {
        "form": form,
        "levels": [level.label for level in SponsorLevel],
        "preview": _preview(actor, changes, before) if changes and not form.errors else None,
        "seen": wanted,
        "alone": is_alone(actor),
        "may_write": administration.may_keep(actor),
    }
    status = 422 if form.errors else 200
    return render(request, "backoffice/program/rate_table.html", context, status=status)


def _day(given: Any, today: date) -> date:
    """Return the day typed if it is to come; tomorrow for what cannot be read, which the form says."""
    try:
        day = date.fromisoformat(given.get("from_date", ""))
    except ValueError:
        return today + timedelta(days=1)
    return max(day, today + timedelta(days=1))


def digest(changes: dict[RateKey, int], day: date) -> str:
    """Return a short digest of what would be proposed."""
    rows = sorted(f"{k.family_id}:{k.product_id}:{k.level}:{bp}" for k, bp in changes.items())
    return hashlib.sha256(f"{day} {rows}".encode()).hexdigest()[:16]


def _checked(form: ProposalGrid, today: date) -> dict[RateKey, int]:
    """Return what changes; what the operation would refuse is said now, at its field."""
    try:
        change_rates.check_day(form.cleaned_data["from_date"], today)
    except DomainError as error:
        form.add_error("from_date", str(error.message))
    changes = form.changed()
    if not changes:
        form.add_error(None, _("Change at least one rate."))
    return changes


def _propose(request: HttpRequest, form: ProposalGrid, changes: dict[RateKey, int]) -> Any:
    return succeeded(
        request,
        form,
        change_rates.propose_rates,
        _("The change waits for another administrator to confirm it."),
        uid=form.cleaned_data["uid"],
        rates=changes,
        from_date=form.cleaned_data["from_date"],
        reason=form.cleaned_data["reason"],
    )


def _preview(
    actor: Actor, changes: dict[RateKey, int], before: dict[RateKey, int]
) -> dict[str, Any]:
    names = {row.pk: row for row in rate_board.offered(actor)}
    products = {p.pk: p.name for row in names.values() for p in row.products.all()}
    return {
        "rows": [
            {
                "what": products.get(key.product_id or 0) or names[key.family_id].name,
                "level": SponsorLevel(key.level).label,
                "before": before.get(key),
                "rate_bp": rate_bp,
            }
            for key, rate_bp in changes.items()
        ],
        "impact": rate_impact(list(changes), timezone.now()),
    }


@KEEPERS
@require_safe
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """One proposal with whom it touches; another administrator confirms it here."""
    actor, now = actor_of(request), timezone.now()
    found = rate_board.proposal(actor, proposal_id)
    changes = list(found.changes.all())
    before = rate_board.table_on(actor, found.from_date - timedelta(days=1))
    waits = found.status == "PROPOSED"
    context = {
        "proposal": found,
        "rows": [
            {
                "what": change.what,
                "level": change.get_level_display(),
                "before": _rate(before, rate_board.key_of(change)),
                "rate_bp": change.rate_bp,
            }
            for change in changes
        ],
        "mine": found.proposed_by_id == actor.user_id,
        "late": waits and found.from_date <= local_date(now),
        "impact": rate_impact([rate_board.key_of(c) for c in changes], now) if waits else [],
        "alone": is_alone(actor),
        "may_write": administration.may_keep(actor),
    }
    return render(request, "backoffice/program/rate_proposal.html", context)


def _rate(table_before: rate_board.Table, key: RateKey) -> int | None:
    found = table_before.get(key)
    return found.rate_bp if found else None


@KEEPERS
@require_POST
def confirm(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The second person confirms."""
    url = reverse("backoffice:rate_proposal", args=[proposal_id])
    said = _("Confirmed: the rates change on their day.")
    return do_and_go(request, url, change_rates.confirm_rates, said, proposal_id=proposal_id)


@KEEPERS
@require_POST
def withdraw(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The proposal is taken back."""
    url = reverse("backoffice:rate_proposal", args=[proposal_id])
    said = _("The change was withdrawn.")
    return do_and_go(request, url, change_rates.withdraw_rates, said, proposal_id=proposal_id)
