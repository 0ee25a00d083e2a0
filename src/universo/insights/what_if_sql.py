"""What a what-if asks the database: its links, and the replay of a part of them, set-wise (P-7, §3).

The facts of each link in the order in which they were booked, n, T and C after each, and two targets of
each line: with the frozen rate and basis, and with the supposed ones. The first is there to be compared
with what was booked; a property test holds both to the domain's arithmetic.
"""

from universo.rewards.bulk_booking import PAID

# Links that ever booked something, or could have, and to which something happened in the period.
LINKS = """
SELECT k.id
FROM sales_opportunitylink k
WHERE EXISTS (SELECT FROM rewards_takenfact t WHERE t.link_id = k.id) AND (
  EXISTS (SELECT FROM rewards_accrual a WHERE a.link_id = k.id
    AND a.occurred_date >= %(since)s AND a.occurred_date < %(before)s)
  OR EXISTS (SELECT FROM sales_collection c WHERE c.document_id = k.document_id
    AND coalesce(c.cleared_date, c.received_date) >= %(since)s
    AND coalesce(c.cleared_date, c.received_date) < %(before)s)
  OR EXISTS (SELECT FROM sales_collection c JOIN sales_reversal r ON r.collection_id = c.id
    WHERE c.document_id = k.document_id AND r.on_date >= %(since)s AND r.on_date < %(before)s)
  OR EXISTS (SELECT FROM sales_document n WHERE n.corrects_id = k.document_id
    AND n.issue_date >= %(since)s AND n.issue_date < %(before)s)
  OR (k.undone_at AT TIME ZONE 'America/Argentina/Buenos_Aires')::date
    BETWEEN %(since)s AND %(before)s - 1)"""
COUNT = "".join(("SELECT count(*) FROM (", LINKS, ") k"))
IDS = "".join((LINKS, " ORDER BY k.id"))

# Looked up by its index for each link (LATERAL … OFFSET 0), so that a part reads its own and no more.
_ASKED = """
linked AS MATERIALIZED (
  SELECT k.id AS link_id, k.document_id, k.notice_id, k.is_whole, o.partner_id, o.level,
    (k.undone_at AT TIME ZONE 'America/Argentina/Buenos_Aires')::date AS undone_on,
    coalesce(nullif(o.frozen_basis, ''), 'net') AS basis, d.currency, d.total_minor
  FROM unnest(%(ids)s::bigint[]) AS wanted (id)
  CROSS JOIN LATERAL (SELECT * FROM sales_opportunitylink b WHERE b.id = wanted.id OFFSET 0) k
  CROSS JOIN LATERAL (SELECT * FROM sales_document b WHERE b.id = k.document_id OFFSET 0) d
  JOIN opportunities_notice o ON o.id = k.notice_id),
supposed AS MATERIALIZED (
  SELECT * FROM unnest(%(families)s::bigint[], %(products)s::bigint[], %(levels)s::text[],
    %(rates)s::int[]) AS s (family_id, product_id, level, rate)),
notes AS MATERIALIZED (
  SELECT k.link_id, n.id, n.kind, n.issue_date, n.total_minor,
    CASE n.kind WHEN 'CREDIT_NOTE' THEN -1 ELSE 1 END AS sign
  FROM linked k CROSS JOIN LATERAL (
    SELECT * FROM sales_document b WHERE b.corrects_id = k.document_id OFFSET 0) n)"""

# A line's supposed rate: its product's, else the product's own frozen one, else its family's, else the
# frozen one. Of a link of part of an invoice, only its lines.
_LINES = """
held AS (
  SELECT k.link_id, l.id AS line_id, l.family_id, l.product_id, l.net_minor AS net,
    l.gross_minor AS gross
  FROM linked k CROSS JOIN LATERAL (
    SELECT * FROM sales_documentline b WHERE b.document_id = k.document_id OFFSET 0) l
  UNION ALL
  SELECT n.link_id, b.id, b.family_id, b.product_id, 0, 0
  FROM notes n JOIN sales_documentline b ON b.document_id = n.id
  WHERE n.kind = 'DEBIT_NOTE' AND b.changes_id IS NULL),
rated AS (
  SELECT h.*, k.level, k.basis, coalesce(special.rate_bp, plain.rate_bp, 0) AS frozen,
    special.rate_bp IS NOT NULL AS is_own
  FROM held h JOIN linked k USING (link_id)
  LEFT JOIN opportunities_frozenrate plain ON plain.notice_id = k.notice_id
    AND plain.family_id = h.family_id AND plain.product_id IS NULL
  LEFT JOIN opportunities_frozenrate special ON special.notice_id = k.notice_id
    AND special.family_id = h.family_id AND special.product_id = h.product_id
  WHERE k.is_whole OR EXISTS (
    SELECT FROM sales_linkedline own WHERE own.link_id = h.link_id AND own.line_id = h.line_id)),
lines AS MATERIALIZED (
  SELECT r.link_id, r.line_id, r.family_id, r.net, r.gross, r.basis = 'net' AS by_net,
    coalesce(%(basis)s, r.basis) = 'net' AS else_by_net, r.frozen,
    coalesce(p.rate, CASE WHEN r.is_own THEN r.frozen END, f.rate, r.frozen) AS rate
  FROM rated r
  LEFT JOIN supposed p ON (p.family_id, p.product_id, p.level) = (r.family_id, r.product_id, r.level)
  LEFT JOIN supposed f ON f.family_id = r.family_id AND f.product_id IS NULL AND f.level = r.level)"""

# What was taken into account, in the order of booking; a link that was undone ends with nothing.
_FACTS = """
happened AS (
  SELECT link_id, 'collection-' || id AS key, day, 0::bigint AS raises, amount_minor AS pays,
    NULL::bigint AS note_id
  FROM paid
  UNION ALL
  SELECT p.link_id, 'reversal-' || r.id, greatest(p.day, r.on_date), 0, -p.amount_minor, NULL
  FROM paid p CROSS JOIN LATERAL (
    SELECT * FROM sales_reversal b WHERE b.collection_id = p.id OFFSET 0) r
  UNION ALL
  SELECT link_id, 'note-' || id, issue_date, sign * total_minor, 0, id FROM notes),
facts AS MATERIALIZED (
  SELECT h.link_id, h.day, h.raises, h.pays, h.note_id, t.id AS turn, false AS is_end
  FROM happened h CROSS JOIN LATERAL (
    SELECT b.id FROM rewards_takenfact b WHERE b.link_id = h.link_id AND b.key = h.key OFFSET 0) t
  UNION ALL
  SELECT link_id, undone_on, 0, 0, NULL, 9223372036854775807, true
  FROM linked WHERE undone_on IS NOT NULL)"""

_TARGET = """CASE WHEN is_end OR {base} <= 0 OR counted = 0 THEN 0
    ELSE div(2 * {base}::numeric * {rate} * counted + 10000 * total::numeric, 20000 * total::numeric)
    END::bigint"""
_MOVES = """
changes AS (
  SELECT n.link_id, n.id AS note_id, coalesce(l.changes_id, l.id) AS line_id,
    sum(n.sign * l.net_minor) AS net, sum(n.sign * l.gross_minor) AS gross
  FROM notes n JOIN sales_documentline l ON l.document_id = n.id
  WHERE l.changes_id IS NOT NULL OR n.kind = 'DEBIT_NOTE'
  GROUP BY n.link_id, n.id, coalesce(l.changes_id, l.id)),
stood AS (
  SELECT f.*, k.total_minor + (sum(f.raises) OVER so_far)::bigint AS total,
    (sum(f.pays) OVER so_far)::bigint AS collected
  FROM facts f JOIN linked k USING (link_id)
  WINDOW so_far AS (PARTITION BY f.link_id ORDER BY f.turn)),
amounts AS (
  SELECT s.link_id, s.day, s.turn, s.is_end, s.total, l.line_id, l.family_id, l.frozen, l.rate,
    l.by_net, l.else_by_net, greatest(0, least(s.collected, s.total)) AS counted,
    l.net + coalesce(sum(c.net) OVER so_far, 0)::bigint AS net,
    l.gross + coalesce(sum(c.gross) OVER so_far, 0)::bigint AS gross
  FROM stood s JOIN lines l USING (link_id)
  LEFT JOIN changes c ON c.link_id = s.link_id AND c.note_id = s.note_id AND c.line_id = l.line_id
  WINDOW so_far AS (PARTITION BY s.link_id, l.line_id ORDER BY s.turn)),
bases AS (
  SELECT *, CASE WHEN by_net THEN net ELSE gross END AS base,
    CASE WHEN else_by_net THEN net ELSE gross END AS else_base
  FROM amounts),
targets AS (
  SELECT link_id, line_id, family_id, day, turn, @frozen AS frozen, @supposed AS made
  FROM bases),
moves AS (
  SELECT link_id, line_id, family_id, day, frozen - coalesce(lag(frozen) OVER before, 0) AS frozen,
    made - coalesce(lag(made) OVER before, 0) AS made
  FROM targets WINDOW before AS (PARTITION BY link_id, line_id ORDER BY turn))""".replace(
    "@frozen", _TARGET.format(base="base", rate="frozen")
).replace("@supposed", _TARGET.format(base="else_base", rate="rate"))

# A link agrees when its replay under the frozen rates is what was booked, on each line and day.
_COMPARED = """
booked AS (
  SELECT k.link_id, a.line_id, a.occurred_date AS day, sum(a.amount_minor) AS amount
  FROM linked k CROSS JOIN LATERAL (
    SELECT * FROM rewards_accrual b WHERE b.link_id = k.link_id OFFSET 0) a
  GROUP BY 1, 2, 3),
replayed AS (
  SELECT link_id, line_id, family_id, day, sum(frozen) AS frozen, sum(made) AS made
  FROM moves GROUP BY 1, 2, 3, 4),
compared AS MATERIALIZED (
  SELECT link_id, line_id, day, r.family_id, coalesce(b.amount, 0)::bigint AS booked,
    coalesce(r.frozen, 0)::bigint AS frozen, coalesce(r.made, 0)::bigint AS made
  FROM booked b FULL JOIN replayed r USING (link_id, line_id, day)),
apart AS MATERIALIZED (SELECT DISTINCT link_id FROM compared WHERE booked <> frozen)"""

# First the links that do not agree, by their number; then the sums of those that do.
_SUMS = """
SELECT link_id, NULL::bigint AS partner_id, NULL::text AS currency, NULL::bigint AS family_id,
  NULL::date AS month, NULL::bigint AS booked, NULL::bigint AS made FROM apart
UNION ALL
SELECT NULL, k.partner_id, k.currency, c.family_id, date_trunc('month', c.day)::date,
  sum(c.booked)::bigint, sum(c.made)::bigint
FROM compared c JOIN linked k USING (link_id)
WHERE c.link_id NOT IN (SELECT link_id FROM apart)
  AND c.day >= %(since)s AND c.day < %(before)s AND (c.booked <> 0 OR c.made <> 0)
GROUP BY 2, 3, 4, 5"""
REPLAY = "".join(("WITH", ",".join((_ASKED, _LINES, PAID, _FACTS, _MOVES, _COMPARED)), _SUMS))
