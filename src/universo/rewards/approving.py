"""Closing all statements of an approved run at once: numbers, postings, lines, in sets (P-11)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max

from universo.audit.operations import record_all
from universo.domain import ledger
from universo.domain.money import Money
from universo.identity.actor import Actor
from universo.rewards.models import Settlement, SettlementLine, SettlementStatus
from universo.rewards.operations import BATCH, book_all
from universo.rewards.run_models import DraftStatement, SettlementRun
from universo.rewards.settling import Outcome
from universo.rewards.wording import amount_text

# Every open accrual of the run's partners and currencies goes into its new settlement: those of
# `settling.open_accruals`.
LINES = """
INSERT INTO rewards_settlementline (settlement_id, accrual_id)
SELECT s.id, a.id
FROM rewards_settlement s
JOIN rewards_posting p ON p.partner_id = s.partner_id AND p.currency = s.currency
JOIN rewards_accrual a ON a.posting_id = p.id AND (a.occurred_date < %(before)s
  OR a.trigger IN ('UNLINK', 'CORRECTION') AND EXISTS (
    SELECT FROM rewards_accrual e WHERE e.link_id = a.link_id AND e.line_id = a.line_id
      AND e.id < a.id AND e.occurred_date < %(before)s))
WHERE s.run_id = %(run)s
  AND NOT EXISTS (SELECT 1 FROM rewards_settlementline l WHERE l.accrual_id = a.id)
ORDER BY s.number, a.occurred_date, a.id
"""
# And every open refund likewise.
REFUND_LINES = """
INSERT INTO rewards_refundline (settlement_id, refund_id)
SELECT s.id, r.id
FROM rewards_settlement s
JOIN rewards_posting p ON p.partner_id = s.partner_id AND p.currency = s.currency
JOIN rewards_refund r ON r.posting_id = p.id AND r.occurred_date < %s
WHERE s.run_id = %s
  AND NOT EXISTS (SELECT 1 FROM rewards_refundline l WHERE l.refund_id = r.id)
ORDER BY s.number, r.occurred_date, r.id
"""
WRONG_TOTALS = """
SELECT count(*) FROM rewards_settlement s
LEFT JOIN (
  SELECT settlement_id, sum(amount_minor) AS amount FROM (
    SELECT l.settlement_id, a.amount_minor
    FROM rewards_settlementline l JOIN rewards_accrual a ON a.id = l.accrual_id
    UNION ALL
    SELECT l.settlement_id, r.amount_minor
    FROM rewards_refundline l JOIN rewards_refund r ON r.id = l.refund_id) AS held
  WHERE settlement_id IN (SELECT id FROM rewards_settlement WHERE run_id = %s)
  GROUP BY 1) AS h ON h.settlement_id = s.id
WHERE s.run_id = %s AND h.amount IS DISTINCT FROM s.total_minor
"""


def close_all(*, actor: Actor, now: datetime, run: SettlementRun) -> list[Settlement]:
    """Store the settlements of a run's ready drafts that nobody holds, in the order of the drafts.

    The caller holds all accounts, and has just seen that the amounts are those of the drafts.
    """
    assert actor.user_id is not None
    drafts = list(run.drafts.filter(outcome=Outcome.READY, held_at__isnull=True))
    postings = book_all(postings=[_posting(run, draft) for draft in drafts], at=now, actor=actor)
    last = Settlement.objects.aggregate(last=Max("number"))["last"] or 0
    made = Settlement.objects.bulk_create(
        (
            Settlement(
                partner_id=draft.partner_id,
                currency=draft.currency,
                period=run.period,
                number=number,
                status=SettlementStatus.CLOSED,
                total_minor=draft.total_minor,
                terms_id=run.terms_id,
                posting=posting,
                run=run,
                closed_at=now,
                closed_by_id=actor.user_id,
            )
            for number, (draft, posting) in enumerate(
                zip(drafts, postings, strict=True), start=last + 1
            )
        ),
        batch_size=BATCH,
    )
    with connection.cursor() as cursor:
        cursor.execute(LINES, {"before": run.before_date, "run": run.pk})
        cursor.execute(REFUND_LINES, [run.before_date, run.pk])
    _check_lines(run)
    record_all(actor=actor, now=now, name="rewards.settlement.closed", rows=_told(run, made))
    return made


def _posting(run: SettlementRun, draft: DraftStatement) -> ledger.Posting:
    ids = (str(draft.partner_id), draft.currency, run.period.isoformat())
    return ledger.settle(
        ledger.Cause(ledger.CauseKind.SETTLEMENT, ids),
        str(draft.partner_id),
        Money(draft.total_minor, draft.currency),
    )


def _check_lines(run: SettlementRun) -> None:
    """The last look: each settlement holds exactly what its total says."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG_TOTALS, [run.pk, run.pk])
        wrong = cursor.fetchone()[0]
    if wrong:
        raise RuntimeError("the rewards changed under the lock of all accounts")


def _told(run: SettlementRun, made: list[Settlement]) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """The closing, on the timelines of the settlement, of its partner and of each notice in it."""
    data = {row.pk: settlement_facts(row) for row in made}
    for row in made:
        yield "settlement", row.pk, data[row.pk]
        yield "partner", row.partner_id, data[row.pk]
    held = SettlementLine.objects.filter(settlement__run=run).order_by()
    for pk, notice_id in held.values_list("settlement_id", "accrual__notice_id").distinct():
        yield "notice", notice_id, data[pk]


def settlement_facts(row: Settlement) -> dict[str, Any]:
    """Return what the timeline keeps of a settlement."""
    return {
        "reference": row.reference,
        "month": f"{row.period:%m/%Y}",
        "amount_minor": row.total_minor,
        "currency": row.currency,
        "amount": amount_text(row.total_minor, row.currency),
    }
