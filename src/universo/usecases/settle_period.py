"""Closing a month: one person of finance prepares its statements, another one approves them (P-11)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from universo.audit.operations import record
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.program.queries import terms_on
from universo.rewards import mails, runs, settling
from universo.rewards.approving import close_all
from universo.rewards.choices import RunStatus
from universo.rewards.models import Settlement
from universo.rewards.operations import lock_all_accounts
from universo.rewards.run_models import DraftStatement, SettlementRun
from universo.rewards.seen import check_seen, seen_run

TELL = "rewards.tell_closed"
PART = 200  # mails written in one transaction


@transaction.atomic
def prepare_run(
    *,
    actor: Actor,
    now: datetime,
    period: date,
    early: bool = False,
    replaces_id: int | None = None,
) -> SettlementRun:
    """Keep drafts of the statements of a month for all partners, for a second person to approve.

    Takes every reward not settled yet whose fact is earlier than the next month, so what arrived
    late enters too. `early` confirms the current month, with what there is up to today. With
    `replaces_id` that waiting run is discarded, and what was held in it stays held.

    Raises NotPermitted, UnableToSettle (fields `period`, `early`), Conflict when another run waits
    or the month is closed.
    """
    _require_finance(actor)
    period, today = settling.first_day(period), local_date(now)
    settling.check_period(period, today, early=early)
    lock_all_accounts()
    old = _discarded(actor, now, replaces_id) if replaces_id is not None else None
    waiting = SettlementRun.objects.filter(status=RunStatus.PREPARED).first()
    if waiting is not None:
        raise Conflict(
            _("The drafts of %(month)s wait for approval: approve or discard them first.")
            % {"month": f"{waiting.period:%m/%Y}"}
        )
    terms, before = terms_on(today), settling.cutoff(period, today)
    found = settling.candidates(period, before, terms)
    runs.check_not_idle(period, found)
    run = runs.store_run(
        actor=actor, now=now, period=period, before=before, early=settling.next_month(period) > today,
        terms=terms, found=found, replaces=old,
    )  # fmt: skip
    if old is not None:
        runs.keep_holds(old, run)
    _record(actor, now, "rewards.run.prepared", run, count=len(found))
    return run


@transaction.atomic
def approve_run(
    *, actor: Actor, now: datetime, run_id: int, seen: str | None = None
) -> list[Settlement]:
    """Close every ready statement of a run that nobody holds: booked, numbered, told to its partner.

    `seen` is `seen_run` of what the page showed. Raises NotPermitted, DomainError when the actor
    prepared it himself or all is held, Conflict when it was decided already, is not what was seen, or
    the rewards are no longer those of the drafts.
    """
    _require_finance(actor)
    lock_all_accounts()
    run = runs.locked_run(run_id)
    if run.prepared_by_id == actor.user_id:
        raise DomainError(_("You prepared it: another person of finance approves it."))
    if runs.moved(run):
        raise Conflict(_("The rewards changed since this was prepared. Prepare it again."))
    check_seen(seen, seen_run(run))
    runs.move_run(run, RunStatus.APPROVED, approved_at=now, approved_by=actor.user_id)
    made = close_all(actor=actor, now=now, run=run)
    if not made:
        raise DomainError(_("Everything is held: there is nothing to close."))
    _record(actor, now, "rewards.run.approved", run, count=len(made))
    app.configure_task(TELL).defer(run_id=run.pk)
    return made


@transaction.atomic
def discard_run(*, actor: Actor, now: datetime, run_id: int) -> None:
    """Drop the drafts of a month. Raises NotPermitted, Conflict when they were decided already."""
    _require_finance(actor)
    _discarded(actor, now, run_id)


def _discarded(actor: Actor, now: datetime, run_id: int) -> SettlementRun:
    run = runs.locked_run(run_id)
    runs.move_run(run, RunStatus.DISCARDED, discarded_at=now, discarded_by=actor.user_id)
    _record(actor, now, "rewards.run.discarded", run)
    return run


@transaction.atomic
def hold_draft(*, actor: Actor, now: datetime, draft_id: int, reason: str) -> DraftStatement:
    """Leave a partner's statement out of the run, with a reason: it carries over.

    Raises NotPermitted, DomainError without a reason, Conflict when the run was decided already.
    """
    draft = _draft(actor, draft_id)
    reason = " ".join(reason.replace("\x00", "").split())[:240]
    if len(reason) < 5:
        raise DomainError(_("Write the reason."), field="reason")
    DraftStatement.objects.filter(pk=draft.pk).update(
        held_at=now, held_by=actor.user_id, hold_reason=reason
    )
    return _held(actor, now, "rewards.draft.held", draft, reason)


@transaction.atomic
def release_draft(*, actor: Actor, now: datetime, draft_id: int) -> DraftStatement:
    """Take a held statement back into the run. Raises NotPermitted, Conflict as `hold_draft`."""
    draft = _draft(actor, draft_id)
    DraftStatement.objects.filter(pk=draft.pk).update(held_at=None, held_by=None, hold_reason="")
    return _held(actor, now, "rewards.draft.released", draft, draft.hold_reason)


def tell_closed(*, now: datetime, run_id: int) -> None:
    """Write the mails of a closed run, a part at a time; again, it writes those that are missing."""
    made = Settlement.objects.filter(run_id=run_id).order_by("number")
    ids = list(made.values_list("pk", flat=True))
    for start in range(0, len(ids), PART):
        with transaction.atomic():
            for settlement in made.filter(pk__in=ids[start : start + PART]):
                mails.closed(settlement, now)


def _draft(actor: Actor, draft_id: int) -> DraftStatement:
    _require_finance(actor)
    draft = DraftStatement.objects.select_related("partner").filter(pk=draft_id).first()
    if draft is None:
        raise NotPermitted("")
    runs.locked_run(draft.run_id)
    return draft


def _held(
    actor: Actor, now: datetime, name: str, draft: DraftStatement, reason: str
) -> DraftStatement:
    record(
        actor=actor,
        now=now,
        name=name,
        subject_kind="partner",
        subject_id=draft.partner_id,
        month=f"{draft.run.period:%m/%Y}",
        amount_minor=draft.total_minor,
        currency=draft.currency,
        reason=reason,
    )
    draft.refresh_from_db()
    return draft


def _record(actor: Actor, now: datetime, name: str, run: SettlementRun, count: int = 0) -> None:
    record(
        actor=actor,
        now=now,
        name=name,
        subject_kind="run",
        subject_id=run.pk,
        month=f"{run.period:%m/%Y}",
        count=count,
    )


def _require_finance(actor: Actor) -> None:
    if not actor.has(StaffRole.FINANCE):
        raise NotPermitted("")
