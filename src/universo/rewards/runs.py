"""The drafts of a month: kept for the eyes of a second person, held one by one, compared again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from universo.domain.lifecycle import RUN, check_move
from universo.errors import Conflict, NotPermitted
from universo.identity.actor import Actor
from universo.program.models import Terms
from universo.rewards.choices import RunStatus
from universo.rewards.models import Settlement
from universo.rewards.operations import BATCH
from universo.rewards.run_models import DraftStatement, SettlementRun
from universo.rewards.settling import Candidate, Outcome, UnableToSettle, candidates


@dataclass(frozen=True, slots=True)
class Moved:
    """A partner whose rewards are not those of the draft any more; amounts in minor units."""

    partner_id: int
    partner: str
    currency: str
    before_minor: int
    now_minor: int
    now: str  # Outcome as of now; empty: nothing is open any more


def store_run(
    *,
    actor: Actor,
    now: datetime,
    period: date,
    before: date,
    early: bool,
    terms: Terms,
    found: Iterable[Candidate],
    replaces: SettlementRun | None = None,
) -> SettlementRun:
    """Keep what closing a month would do; the caller has looked that no other run waits."""
    assert actor.user_id is not None
    run = SettlementRun.objects.create(
        period=period,
        before_date=before,
        early=early,
        status=RunStatus.PREPARED,
        terms=terms,
        prepared_at=now,
        prepared_by_id=actor.user_id,
        replaces=replaces,
    )
    DraftStatement.objects.bulk_create((_draft(run, row) for row in found), batch_size=BATCH)
    return run


def _draft(run: SettlementRun, row: Candidate) -> DraftStatement:
    return DraftStatement(
        run=run,
        partner_id=row.partner_id,
        currency=row.currency,
        total_minor=row.total_minor,
        minimum_minor=row.minimum_minor,
        count=row.count,
        since_date=row.since,
        outcome=row.outcome.value,
        content_md5=row.content,
    )


def keep_holds(old: SettlementRun, new: SettlementRun) -> None:
    """Hold in the new run what was held in the one that it replaces, for the same reasons."""
    held = {(d.partner_id, d.currency): d for d in old.drafts.filter(held_at__isnull=False)}
    for draft in new.drafts.filter(partner_id__in={partner for partner, _currency in held}):
        before = held.get((draft.partner_id, draft.currency))
        if before is not None:
            DraftStatement.objects.filter(pk=draft.pk).update(
                held_at=before.held_at, held_by=before.held_by_id, hold_reason=before.hold_reason
            )


def locked_run(run_id: int) -> SettlementRun:
    """Lock a run. Raises NotPermitted when it does not exist, Conflict unless it still waits."""
    run = SettlementRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise NotPermitted("")
    if run.status != RunStatus.PREPARED:
        raise Conflict(already_decided(run))
    return run


def already_decided(run: SettlementRun) -> str:
    """Return the sentence for whoever comes second."""
    if run.status == RunStatus.APPROVED and run.approved_by:
        return _("%(month)s had already been closed by %(who)s. What comes later goes into the next.") % {
            "month": f"{run.period:%m/%Y}",
            "who": run.approved_by.full_name,
        }  # fmt: skip
    who = run.discarded_by.full_name if run.discarded_by else ""
    return _("These drafts were discarded by %(who)s.") % {"who": who}


def move_run(run: SettlementRun, to: RunStatus, **values: object) -> None:
    """Move a waiting run on; the row is locked."""
    check_move(RUN, run.status, to)
    SettlementRun.objects.filter(pk=run.pk, status=run.status).update(status=to, **values)
    run.refresh_from_db()


def moved(run: SettlementRun) -> list[Moved]:
    """Return the partners of whom approving would settle something else than the drafts say.

    What is held, or carries over now as before, does not matter.
    """
    drafts = {(d.partner_id, d.currency): d for d in run.drafts.select_related("partner")}
    fresh = {
        (row.partner_id, row.currency): row
        for row in candidates(run.period, run.before_date, run.terms)
    }
    found = []
    for key in sorted(drafts.keys() | fresh.keys()):
        draft, row = drafts.get(key), fresh.get(key)
        if draft is not None and draft.held_at is not None:
            continue
        if _ready_content(draft) != (row.content if row and row.outcome is Outcome.READY else ""):
            found.append(_moved(draft, row))
    return sorted(found, key=lambda one: (one.partner.casefold(), one.partner_id, one.currency))


def _ready_content(draft: DraftStatement | None) -> str:
    ready = draft is not None and draft.outcome == Outcome.READY
    return draft.content_md5 if ready and draft is not None else ""


def _moved(draft: DraftStatement | None, row: Candidate | None) -> Moved:
    if draft is not None:
        partner_id, name, currency = draft.partner_id, str(draft.partner), draft.currency
    else:
        assert row is not None
        partner_id, name, currency = row.partner_id, row.partner, row.currency
    return Moved(
        partner_id,
        name,
        currency,
        draft.total_minor if draft else 0,
        row.total_minor if row else 0,
        row.outcome.value if row else "",
    )


def check_not_idle(period: date, found: list[Candidate]) -> None:
    """Refuse to prepare a month of which nothing can be closed.

    Raises Conflict when it was closed already, UnableToSettle when there is nothing or all of it
    carries over.
    """
    if any(row.outcome is Outcome.READY for row in found):
        return
    values = {"month": f"{period:%m/%Y}"}
    before = Settlement.objects.filter(period=period).select_related("closed_by").last()
    if before is not None and all(row.outcome is Outcome.CLOSED for row in found):
        raise Conflict(
            _("%(month)s had already been closed by %(who)s. What comes later goes into the next.")
            % {**values, "who": before.closed_by.full_name}
        )
    if found:
        raise UnableToSettle(
            _("Nothing to close in %(month)s: what there is carries over to the next month.")
            % values
        )
    raise UnableToSettle(_("There are no rewards to settle in %(month)s.") % values)
