"""The rewards of many invoices at once: the same arithmetic as `domain.reward_math`, set-wise in SQL.

One statement for a part of the invoices: facts, running n, T and K of each line, targets, what of
them is new, postings, entries, accruals, taken facts and the notices' timelines. What it stores is,
to the byte, what `operations` stores for one invoice at a time; a property test holds them together.

What is stored is looked up by its index for each invoice (LATERAL … OFFSET 0): joined as wholes, each
part would read all links, collections and accruals that there are, and a long file would never end.
What was found is joined as wholes, without nested loops, for the planner expects few rows of it.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from universo.identity.actor import Actor
from universo.rewards.booking import WRITE_STEPS
from universo.rewards.wording import BLANK, SIGNS

PART = 10_000  # invoices of one statement

# Links of won opportunities, and the order in which they are booked.
_LINKED = """
linked AS MATERIALIZED (
  SELECT row_number() OVER (ORDER BY k.document_id, k.id) AS place, k.id AS link_id, k.document_id,
    k.notice_id, k.is_whole, o.partner_id, coalesce(nullif(o.frozen_basis, ''), 'net') AS basis,
    d.currency, d.total_minor, lpad(d.point_of_sale::text, greatest(5, length(d.point_of_sale::text)), '0')
      || '-' || lpad(d.number::text, greatest(8, length(d.number::text)), '0') AS label
  FROM unnest(%(ids)s::bigint[]) AS wanted (id)
  CROSS JOIN LATERAL (
    SELECT * FROM sales_opportunitylink l
    WHERE l.document_id = wanted.id AND l.undone_at IS NULL OFFSET 0) k
  CROSS JOIN LATERAL (SELECT * FROM sales_document b WHERE b.id = wanted.id OFFSET 0) d
  CROSS JOIN LATERAL (SELECT * FROM opportunities_notice b WHERE b.id = k.notice_id OFFSET 0) o
  CROSS JOIN LATERAL (
    SELECT FROM routing_assignment a WHERE a.notice_id = k.notice_id AND a.status = 'WON' LIMIT 1) won),
notes AS MATERIALIZED (
  SELECT k.link_id, k.basis, n.id, n.kind, n.issue_date, n.total_minor,
    CASE n.kind WHEN 'CREDIT_NOTE' THEN -1 ELSE 1 END AS sign
  FROM linked k CROSS JOIN LATERAL (
    SELECT * FROM sales_document b WHERE b.corrects_id = k.document_id OFFSET 0) n)"""

# The lines of each link with their frozen rate (P-7); what a debit note brings starts at zero.
_LINES = """
held AS (
  SELECT k.link_id, k.notice_id, k.is_whole, 0 AS of_note, l.position, l.id AS line_id, l.family_id,
    l.product_id, CASE k.basis WHEN 'net' THEN l.net_minor ELSE l.gross_minor END AS base
  FROM linked k CROSS JOIN LATERAL (
    SELECT * FROM sales_documentline b WHERE b.document_id = k.document_id OFFSET 0) l
  UNION ALL
  SELECT k.link_id, k.notice_id, k.is_whole, n.id, b.position, b.id, b.family_id, b.product_id, 0
  FROM notes n JOIN linked k USING (link_id) CROSS JOIN LATERAL (
    SELECT * FROM sales_documentline l WHERE l.document_id = n.id AND l.changes_id IS NULL OFFSET 0) b
  WHERE n.kind = 'DEBIT_NOTE'),
lines AS MATERIALIZED (
  SELECT h.link_id, h.line_id, h.of_note, h.position, h.base,
    coalesce(r.rate_bp, 0) AS rate, coalesce(b.booked, 0) AS booked
  FROM held h
  LEFT JOIN LATERAL (
    SELECT f.rate_bp FROM opportunities_frozenrate f
    WHERE f.notice_id = h.notice_id AND f.family_id = h.family_id
      AND (f.product_id IS NULL OR f.product_id = h.product_id)
    ORDER BY f.product_id NULLS LAST LIMIT 1) r ON true
  CROSS JOIN LATERAL (
    SELECT sum(a.amount_minor)::bigint AS booked FROM rewards_accrual a
    WHERE a.link_id = h.link_id AND a.line_id + 0 = h.line_id OFFSET 0) b
  WHERE h.is_whole OR EXISTS (
    SELECT FROM sales_linkedline own WHERE own.link_id = h.link_id AND own.line_id = h.line_id))"""

# What counts as collected (P-9) of the invoices of `linked`.
PAID = """
paid AS MATERIALIZED (
  SELECT k.link_id, c.id, c.amount_minor, coalesce(c.cleared_date, c.received_date) AS day
  FROM linked k CROSS JOIN LATERAL (
    SELECT * FROM sales_collection b WHERE b.document_id = k.document_id OFFSET 0) c
  WHERE (c.means <> 'CHEQUE' OR c.cleared_date IS NOT NULL)
    AND (c.means <> 'WITHHOLDING' OR c.certificate <> ''))"""

# Everything that happened to an invoice: what it adds to T and to K, in the order of its day.
_FACTS = """
happened AS (
  SELECT link_id, 'collection-' || id AS key, day, 'COLLECTION' AS trigger, 0 AS raises,
    amount_minor AS pays, id AS collection_id, NULL::bigint AS note_id
  FROM paid
  UNION ALL
  SELECT p.link_id, 'reversal-' || r.id, greatest(p.day, r.on_date), 'REVERSAL', 0, -p.amount_minor,
    p.id, NULL
  FROM paid p CROSS JOIN LATERAL (
    SELECT * FROM sales_reversal b WHERE b.collection_id = p.id OFFSET 0) r
  UNION ALL
  SELECT link_id, 'note-' || id, issue_date, kind, sign * total_minor, 0, NULL, id FROM notes
  UNION ALL
  SELECT k.link_id, 'correction-' || x.id,
    (x.decided_at AT TIME ZONE 'America/Argentina/Buenos_Aires')::date, 'CORRECTION', 0, 0, NULL, NULL
  FROM (SELECT link_id, document_id FROM linked UNION ALL SELECT link_id, id FROM notes) k
  CROSS JOIN LATERAL (
    SELECT * FROM sales_documentconflict b
    WHERE b.document_id = k.document_id AND b.status = 'REPLACED' OFFSET 0) x),
facts AS MATERIALIZED (
  SELECT h.*, t.key IS NOT NULL AS is_taken, row_number() OVER (
    PARTITION BY h.link_id ORDER BY t.key IS NULL, h.day, h.key COLLATE "C") AS turn
  FROM happened h LEFT JOIN LATERAL (
    SELECT b.key FROM rewards_takenfact b WHERE b.link_id = h.link_id AND b.key = h.key OFFSET 0) t
    ON true)"""

# n, T and C of each line after each fact, its target, and what was booked before.
_TARGETS = """
changes AS (
  SELECT n.link_id, n.id AS note_id, coalesce(l.changes_id, l.id) AS line_id,
    sum(n.sign * CASE n.basis WHEN 'net' THEN l.net_minor ELSE l.gross_minor END) AS amount
  FROM notes n CROSS JOIN LATERAL (
    SELECT * FROM sales_documentline b WHERE b.document_id = n.id OFFSET 0) l
  WHERE l.changes_id IS NOT NULL OR n.kind = 'DEBIT_NOTE'
  GROUP BY n.link_id, n.id, coalesce(l.changes_id, l.id)),
stood AS (
  SELECT f.*, k.total_minor + (sum(f.raises) OVER so_far)::bigint AS total,
    (sum(f.pays) OVER so_far)::bigint AS collected
  FROM facts f JOIN linked k USING (link_id)
  WINDOW so_far AS (PARTITION BY f.link_id ORDER BY f.turn)),
bases AS (
  SELECT s.*, l.line_id, l.of_note, l.position, l.rate, l.booked,
    greatest(0, least(s.collected, s.total)) AS counted,
    l.base + coalesce(sum(c.amount) OVER (
      PARTITION BY s.link_id, l.line_id ORDER BY s.turn), 0)::bigint AS base
  FROM stood s JOIN lines l USING (link_id)
  LEFT JOIN changes c ON c.link_id = s.link_id AND c.note_id = s.note_id AND c.line_id = l.line_id),
targets AS (
  SELECT *, CASE WHEN base <= 0 OR counted = 0 THEN 0
    ELSE div(2 * base::numeric * rate * counted + 10000 * total::numeric, 20000 * total::numeric)
    END::bigint AS target
  FROM bases),
moves AS (
  SELECT *, CASE WHEN lag(is_taken) OVER before IS FALSE THEN lag(target) OVER before
    ELSE booked END AS already
  FROM targets WINDOW before AS (PARTITION BY link_id, line_id ORDER BY turn)),
steps AS MATERIALIZED (
  SELECT row_number() OVER (ORDER BY k.place, m.turn, m.of_note, m.position) AS n, m.link_id,
    k.notice_id, m.line_id, k.partner_id, k.currency,
    m.trigger || ':' || m.link_id || ':' || m.line_id || ':' || m.key AS cause, m.trigger,
    m.collection_id, m.note_id, m.day AS occurred_date, k.basis, m.base, m.rate, m.total, m.counted,
    m.target, m.already, k.label
  FROM moves m JOIN linked k USING (link_id)
  WHERE NOT m.is_taken AND m.target <> m.already)"""

_TAKEN = """
taken AS (
  INSERT INTO rewards_takenfact (link_id, key, taken_at)
  SELECT f.link_id, f.key, %(at)s FROM facts f JOIN linked k USING (link_id)
  WHERE NOT f.is_taken ORDER BY k.place, f.turn)"""

_TOLD = """
moved AS (
  SELECT min(n) AS n, notice_id, trigger, label, currency, sum(target - already)::bigint AS amount
  FROM steps GROUP BY link_id, notice_id, trigger, label, currency),
told AS (
  INSERT INTO audit_event (at, actor_id, actor_name, name, subject_kind, subject_id,
    partner_may_read, data)
  SELECT %(at)s, %(actor)s, %(actor_name)s,
    'rewards.accrual.' || CASE WHEN amount >= 0 THEN 'booked' ELSE 'taken_back' END, 'notice',
    notice_id, true, jsonb_build_object('trigger', trigger, 'document', label,
      'amount_minor', amount, 'currency', currency, 'amount',
      CASE WHEN amount < 0 THEN '-' ELSE '' END || (%(signs)s::json ->> currency) || %(blank)s
        || translate(to_char(abs(amount) / 100.0, 'FM999,999,999,999,999,990.00'), ',.', '.,'))
  FROM moved ORDER BY n)"""

_ACCRUE = ",\n".join(
    (
        "WITH " + _LINKED.strip(), _LINES, PAID, _FACTS, _TARGETS,
        WRITE_STEPS.format(steps="steps", at="%(at)s::timestamptz", actor="%(actor)s::bigint"),
        _TAKEN, _TOLD,
    )
) + "\nSELECT count(*) FROM steps"  # fmt: skip


def accrue_many(*, actor: Actor, now: datetime, invoice_ids: Sequence[int]) -> int:
    """Book what the fresh facts of these invoices accrue, and return how many accruals it made.

    The caller has locked the invoices and all accounts, and the ids are in order.
    """
    made = 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL work_mem = '64MB'; SET LOCAL jit = off; SET LOCAL enable_nestloop = off"
        )
        for start in range(0, len(invoice_ids), PART):
            values: dict[str, Any] = {
                # As text: the driver would look at each of a list by itself.
                "ids": f"{{{','.join(map(str, invoice_ids[start : start + PART]))}}}",
                "at": now,
                "actor": actor.user_id,
                "actor_name": actor.name,
                "signs": json.dumps(SIGNS),
                "blank": BLANK,
            }
            cursor.execute(_ACCRUE, values)
            made += int(cursor.fetchone()[0])
        cursor.execute("SET LOCAL enable_nestloop = on")
    return made
