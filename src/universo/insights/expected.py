"""What rewards will be earned once what is invoiced is collected (R-12): by invoice, and by its age.

One statement over linked invoices with something left to collect, the same arithmetic as the ledger's:
reward of the whole less reward of what is collected (PROGRAMME.md §3), on integers, each rounded once.
Each invoice looks up its own lines and notes (LATERAL): joined as wholes, an estimate of few rows
makes the planner read all of them again for each.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from universo.identity.actor import Actor
from universo.sales.feeds.doc_types import document_types
from universo.sales.queries import may_read

AGES = (30, 60, 90)  # days since the invoice: up to 30, up to 60, up to 90, more

_BILLS = """
WITH bills AS (
  SELECT k.id AS link_id, k.is_whole, k.notice_id, d.id, d.currency, d.issue_date, d.receiver_name,
    d.type_code, d.point_of_sale, d.number, o.number AS notice_number, o.partner_id,
    coalesce(nullif(o.frozen_basis, ''), 'net') AS basis,
    d.total_minor + coalesce(notes.amount, 0) AS total, greatest(0, coalesce(paid.amount, 0)) AS paid
  FROM sales_opportunitylink k
  JOIN sales_document d ON d.id = k.document_id
  JOIN opportunities_notice o ON o.id = k.notice_id
  LEFT JOIN LATERAL (
    SELECT sum(CASE n.kind WHEN 'CREDIT_NOTE' THEN -n.total_minor ELSE n.total_minor END) AS amount
    FROM sales_document n WHERE n.corrects_id = d.id) notes ON true
  LEFT JOIN LATERAL (
    SELECT sum(c.amount_minor) AS amount FROM sales_collection c
    WHERE c.document_id = d.id AND (c.means <> 'CHEQUE' OR c.cleared_date IS NOT NULL)
      AND (c.means <> 'WITHHOLDING' OR c.certificate <> '')
      AND NOT EXISTS (SELECT FROM sales_reversal r WHERE r.collection_id = c.id)) paid ON true
  WHERE k.undone_at IS NULL AND (%(partner)s::bigint IS NULL OR o.partner_id = %(partner)s)),
owed AS (
  SELECT b.*, e.amount FROM bills b CROSS JOIN LATERAL (
    SELECT sum(div(2 * r.base * r.rate + 10000, 20000)
      - div(2 * r.base * r.rate * b.paid + 10000 * b.total, 20000 * b.total))::bigint AS amount
    FROM (
      SELECT greatest(0, l.base + coalesce((
          SELECT sum((CASE n.kind WHEN 'CREDIT_NOTE' THEN -1 ELSE 1 END)
            * (CASE b.basis WHEN 'net' THEN c.net_minor ELSE c.gross_minor END))
          FROM sales_document n JOIN sales_documentline c ON c.document_id = n.id
          WHERE n.corrects_id = b.id AND c.changes_id = l.id), 0))::numeric AS base,
        coalesce((
          SELECT f.rate_bp FROM opportunities_frozenrate f
          WHERE f.notice_id = b.notice_id AND f.family_id = l.family_id
            AND (f.product_id = l.product_id OR f.product_id IS NULL)
          ORDER BY f.product_id NULLS LAST LIMIT 1), 0) AS rate
      FROM (
        SELECT o.id, o.family_id, o.product_id,
          CASE b.basis WHEN 'net' THEN o.net_minor ELSE o.gross_minor END AS base
        FROM sales_documentline o WHERE o.document_id = b.id
        UNION ALL
        -- What a debit note brings is a line of its own.
        SELECT o.id, o.family_id, o.product_id,
          CASE b.basis WHEN 'net' THEN o.net_minor ELSE o.gross_minor END
        FROM sales_document n JOIN sales_documentline o ON o.document_id = n.id
        WHERE n.corrects_id = b.id AND n.kind = 'DEBIT_NOTE' AND o.changes_id IS NULL) l
      WHERE b.is_whole OR EXISTS (SELECT FROM sales_linkedline held
        WHERE held.link_id = b.link_id AND held.line_id = l.id) OFFSET 0) r) e
  WHERE b.paid < b.total)
"""

_ROWS = """
SELECT b.id, b.currency, b.issue_date, b.receiver_name, b.type_code, b.point_of_sale, b.number,
  b.notice_id, b.notice_number, b.total, b.paid, b.amount
FROM owed b WHERE b.amount > 0
ORDER BY b.issue_date, b.id LIMIT %(limit)s"""

_SUMS = """
SELECT b.currency, CASE WHEN %(today)s - b.issue_date <= 30 THEN 0
    WHEN %(today)s - b.issue_date <= 60 THEN 1 WHEN %(today)s - b.issue_date <= 90 THEN 2 ELSE 3 END,
  count(DISTINCT b.id), sum(b.amount)::bigint, min(b.issue_date)
FROM owed b WHERE b.amount > 0
GROUP BY 1, 2 ORDER BY 1, 2"""


@dataclass(frozen=True, slots=True)
class ExpectedReward:
    """An invoice under an opportunity with something left to collect; amounts in minor units."""

    document_id: int
    currency: str
    issue_date: date
    customer: str
    invoice: str
    notice_id: int
    notice_reference: str
    total_minor: int
    collected_minor: int
    expected_minor: int

    @property
    def outstanding_minor(self) -> int:
        """What is left to collect of the invoice."""
        return self.total_minor - self.collected_minor


@dataclass(frozen=True, slots=True)
class Ageing:
    """Rewards expected in one currency by the age of the invoice, youngest first (see AGES)."""

    currency: str
    counts: tuple[int, ...]
    amounts: tuple[int, ...]
    oldest: date

    @property
    def total_minor(self) -> int:
        """All of it."""
        return sum(self.amounts)


def expected_of(actor: Actor, limit: int = 100) -> list[ExpectedReward]:
    """Return what the actor's organisation will earn as invoices are collected, the oldest first."""
    if actor.partner_id is None:
        return []
    rows = _ask(_ROWS, partner=actor.partner_id, limit=limit)
    return [_row(*row) for row in rows]


def _row(
    pk: int, currency: str, issued: date, customer: str, type_code: int, place: int, number: int,
    notice_id: int, notice_number: int, total: int, paid: int, amount: int,
) -> ExpectedReward:  # fmt: skip
    kind = document_types().get(type_code)
    label = f"{kind.name} " if kind else ""
    return ExpectedReward(
        pk, currency, issued, customer, f"{label}{place:05d}-{number:08d}", notice_id,
        f"OP-{notice_number:06d}", int(total), int(paid), amount,
    )  # fmt: skip


def expected_sums(actor: Actor, today: date) -> list[Ageing]:
    """Return rewards expected by currency and age of the invoice: the actor's own, for finance all."""
    if actor.partner_id is None and not may_read(actor):
        return []
    found: dict[str, dict[int, tuple[int, int, date]]] = {}
    for currency, age, count, amount, oldest in _ask(_SUMS, partner=actor.partner_id, today=today):
        found.setdefault(currency, {})[age] = (count, amount, oldest)
    ages = range(len(AGES) + 1)
    return [
        Ageing(
            currency,
            tuple(by_age.get(age, (0, 0))[0] for age in ages),
            tuple(by_age.get(age, (0, 0))[1] for age in ages),
            min(row[2] for row in by_age.values()),
        )
        for currency, by_age in sorted(found.items())
    ]


def _ask(tail: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_BILLS + tail, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
