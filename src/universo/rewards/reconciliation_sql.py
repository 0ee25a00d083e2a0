"""What the comparison of the ledger asks the database: each statement yields what does not match.

Nothing here is shared with booking. A reward is not computed again but proven: R is half-up of a / b
exactly when (2R - 1) b <= 2a < (2R + 1) b. But for WRONG_LINES, which returns n, r, T and K, each
statement returns subject, currency, expected, found, document, notice, settlement, partner.
"""

# One row for each invoice line under a link: what the documents say and what is booked.
LINES = """
WITH paid AS (
  SELECT c.document_id, sum(c.amount_minor) AS k
  FROM sales_collection c
  WHERE NOT EXISTS (SELECT FROM sales_reversal r WHERE r.collection_id = c.id)
    AND (c.means NOT IN ('CHEQUE', 'WITHHOLDING')
         OR c.means = 'CHEQUE' AND c.cleared_date IS NOT NULL
         OR c.means = 'WITHHOLDING' AND c.certificate <> '')
  GROUP BY c.document_id),
note AS (
  SELECT id, corrects_id, kind, CASE kind WHEN 'CREDIT_NOTE' THEN -1 ELSE 1 END AS sign, total_minor
  FROM sales_document WHERE corrects_id IS NOT NULL),
raised AS (SELECT corrects_id AS document_id, sum(sign * total_minor) AS t FROM note GROUP BY 1),
changed AS (
  SELECT coalesce(l.changes_id, l.id) AS line_id, sum(note.sign * l.net_minor) AS net,
    sum(note.sign * l.gross_minor) AS gross
  FROM note JOIN sales_documentline l ON l.document_id = note.id
  WHERE l.changes_id IS NOT NULL OR note.kind = 'DEBIT_NOTE' GROUP BY 1),
own AS (
  SELECT document_id AS invoice_id, id, family_id, product_id, net_minor AS net, gross_minor AS gross
  FROM sales_documentline
  UNION ALL
  SELECT note.corrects_id, l.id, l.family_id, l.product_id, 0, 0
  FROM note JOIN sales_documentline l ON l.document_id = note.id
  WHERE note.kind = 'DEBIT_NOTE' AND l.changes_id IS NULL),
earning AS (
  SELECT k.id AS link_id, own.id AS line_id, coalesce((
      SELECT f.rate_bp FROM opportunities_frozenrate f
      WHERE f.notice_id = k.notice_id AND f.family_id = own.family_id
        AND coalesce(f.product_id, own.product_id, 0) = coalesce(own.product_id, 0)
      ORDER BY f.product_id IS NULL LIMIT 1), 0) AS r,
    CASE WHEN o.frozen_basis = 'total' THEN own.gross + coalesce(c.gross, 0)
      ELSE own.net + coalesce(c.net, 0) END AS n,
    d.total_minor + coalesce(raised.t, 0) AS t, coalesce(paid.k, 0) AS k
  FROM sales_opportunitylink k
  JOIN opportunities_notice o ON o.id = k.notice_id
  JOIN sales_document d ON d.id = k.document_id
  JOIN own ON own.invoice_id = d.id
  LEFT JOIN changed c ON c.line_id = own.id
  LEFT JOIN raised ON raised.document_id = d.id
  LEFT JOIN paid ON paid.document_id = d.id
  WHERE k.undone_at IS NULL
    AND k.notice_id IN (SELECT notice_id FROM routing_assignment WHERE status = 'WON')
    AND (k.is_whole OR EXISTS (
      SELECT FROM sales_linkedline h WHERE h.link_id = k.id AND h.line_id = own.id))),
booked AS (
  SELECT link_id, line_id, sum(amount_minor) AS found FROM rewards_accrual GROUP BY 1, 2),
compared AS (
  SELECT coalesce(e.link_id, b.link_id) AS link_id, coalesce(e.line_id, b.line_id) AS line_id,
    coalesce(e.n, 0) AS n, coalesce(e.r, 0) AS r, coalesce(e.t, 0) AS t, coalesce(e.k, 0) AS k,
    coalesce(b.found, 0) AS found
  FROM earning e FULL JOIN booked b ON b.link_id = e.link_id AND b.line_id = e.line_id),
proven AS (SELECT *, greatest(0, least(k, t)) AS c FROM compared)
"""
COUNT_LINES = "".join((LINES, "SELECT count(*) FROM compared"))
WRONG_LINES = (
    LINES
    + """
SELECT d.point_of_sale, d.number, l.position, d.currency, p.n::bigint, p.r, p.t::bigint, p.k::bigint,
  p.found::bigint, d.id, k.notice_id, o.partner_id
FROM proven p
JOIN sales_opportunitylink k ON k.id = p.link_id
JOIN sales_document d ON d.id = k.document_id
JOIN sales_documentline l ON l.id = p.line_id
JOIN opportunities_notice o ON o.id = k.notice_id
WHERE CASE WHEN p.n <= 0 OR p.c = 0 THEN p.found <> 0
  ELSE NOT ((2 * p.found - 1) * 10000 * p.t <= 2 * p.n * p.r * p.c
            AND 2 * p.n * p.r * p.c < (2 * p.found + 1) * 10000 * p.t) END
ORDER BY d.id, l.position, l.id"""
)

# Each accrual by itself: its arithmetic, and that it went on from where the one before had ended.
WRONG_ACCRUALS = """
SELECT p.cause, p.currency, a.expected, a.found, k.document_id, a.notice_id, NULL, p.partner_id
FROM (
  SELECT posting_id, link_id, notice_id, already_minor AS found, coalesce(sum(amount_minor) OVER (
      PARTITION BY link_id, line_id ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 0)::bigint AS expected,
    CASE WHEN trigger = 'UNLINK' OR base_minor <= 0 OR collected_minor = 0 THEN target_minor = 0
      ELSE (2 * target_minor::numeric - 1) * 10000 * total_minor
             <= 2 * base_minor::numeric * rate_bp * collected_minor
           AND 2 * base_minor::numeric * rate_bp * collected_minor
             < (2 * target_minor::numeric + 1) * 10000 * total_minor END
      AND amount_minor = target_minor - already_minor AS is_right
  FROM rewards_accrual) a
JOIN rewards_posting p ON p.id = a.posting_id
JOIN sales_opportunitylink k ON k.id = a.link_id
WHERE a.expected <> a.found OR NOT a.is_right ORDER BY p.id"""

# Each posting against what caused it: its sides, its partner and currency, and the cause's own name.
CAUSED = """
WITH side AS (
  SELECT posting_id, count(*) AS n, sum(amount_minor) AS total,
    sum(amount_minor) FILTER (WHERE account = 'REWARDS') AS rewards,
    sum(amount_minor) FILTER (WHERE account = 'ACCRUED') AS accrued,
    sum(amount_minor) FILTER (WHERE account = 'PAYABLE') AS payable,
    sum(amount_minor) FILTER (WHERE account = 'PAID') AS paid
  FROM rewards_entry GROUP BY posting_id),
cause AS (
  SELECT a.posting_id, o.partner_id, d.currency, a.trigger || ':' || a.link_id || ':' || a.line_id || ':'
      || CASE a.trigger WHEN 'COLLECTION' THEN 'collection-' || a.collection_id
           WHEN 'REVERSAL' THEN 'reversal-' || (
             SELECT r.id FROM sales_reversal r WHERE r.collection_id = a.collection_id)
           WHEN 'UNLINK' THEN 'undone' WHEN 'CORRECTION' THEN 'correction-%'
           ELSE 'note-' || a.note_id END AS name,
    -a.amount_minor AS rewards, a.amount_minor AS accrued, NULL::bigint AS payable,
    NULL::bigint AS paid, a.amount_minor AS amount, d.id AS document_id, a.notice_id,
    NULL::bigint AS settlement_id
  FROM rewards_accrual a JOIN opportunities_notice o ON o.id = a.notice_id
  JOIN sales_documentline l ON l.id = a.line_id
  JOIN sales_opportunitylink k ON k.id = a.link_id JOIN sales_document d ON d.id = k.document_id
  UNION ALL
  SELECT r.posting_id, p.partner_id, p.currency, 'SUPPORT:' || replace(r.uid::text, '-', ''),
    -r.amount_minor, r.amount_minor, NULL, NULL, r.amount_minor, NULL, NULL, NULL
  FROM rewards_refund r JOIN rewards_posting p ON p.id = r.posting_id
  UNION ALL
  SELECT s.posting_id, s.partner_id, s.currency,
    'SETTLEMENT:' || s.partner_id || ':' || s.currency || ':' || s.period,
    NULL, -s.total_minor, s.total_minor, NULL, s.total_minor, NULL, NULL, s.id
  FROM rewards_settlement s
  UNION ALL
  SELECT p.posting_id, s.partner_id, s.currency, 'PAYMENT:' || s.id || '%', NULL, NULL,
    -s.total_minor, s.total_minor, s.total_minor, NULL, NULL, s.id
  FROM rewards_payment p JOIN rewards_settlement s ON s.id = p.settlement_id
  UNION ALL
  SELECT b.posting_id, s.partner_id, s.currency, 'PAYMENT_RETURN:' || s.id || ':' || p.id, NULL, NULL,
    s.total_minor, -s.total_minor, s.total_minor, NULL, NULL, s.id
  FROM rewards_paymentreturn b JOIN rewards_payment p ON p.id = b.payment_id
  JOIN rewards_settlement s ON s.id = p.settlement_id)
"""
WRONG_POSTINGS = (
    CAUSED
    + """
SELECT coalesce(p.cause, c.name, '?'), coalesce(p.currency, c.currency), coalesce(c.amount, 0),
  coalesce(CASE WHEN c.accrued IS NOT NULL THEN abs(s.accrued) * sign(c.amount)
    ELSE abs(s.paid) END, 0)::bigint,
  c.document_id, c.notice_id, c.settlement_id, coalesce(c.partner_id, p.partner_id)
FROM rewards_posting p
FULL JOIN cause c ON c.posting_id = p.id
FULL JOIN side s ON s.posting_id = coalesce(p.id, c.posting_id)
WHERE p.id IS NULL OR c.posting_id IS NULL OR s.posting_id IS NULL OR s.n < 2 OR s.total <> 0
  OR (s.rewards, s.accrued, s.payable, s.paid)
     IS DISTINCT FROM (c.rewards, c.accrued, c.payable, c.paid)
  OR p.partner_id <> c.partner_id OR p.currency <> c.currency OR (p.cause LIKE c.name) IS NOT TRUE
ORDER BY p.id"""
)

# What is paid back: the part of what was spent, half up, never above its limit; and no correction takes
# back more than it gave, or of another partner or currency.
WRONG_REFUNDS = """
SELECT r.reference, p.currency, x.amount::bigint, r.amount_minor, NULL, NULL, l.settlement_id, p.partner_id
FROM rewards_refund r JOIN rewards_posting p ON p.id = r.posting_id
LEFT JOIN rewards_refundline l ON l.refund_id = r.id
CROSS JOIN LATERAL (SELECT least(r.limit_minor::numeric,
  div(2 * r.base_minor::numeric * r.rate_bp + 10000, 20000)) AS amount) AS x
WHERE r.corrects_id IS NULL AND x.amount <> r.amount_minor
UNION ALL
SELECT r.reference, p.currency, -o.amount_minor, r.amount_minor, NULL, NULL, l.settlement_id,
  p.partner_id
FROM rewards_refund r JOIN rewards_posting p ON p.id = r.posting_id
JOIN rewards_refund o ON o.id = r.corrects_id JOIN rewards_posting q ON q.id = o.posting_id
LEFT JOIN rewards_refundline l ON l.refund_id = r.id
WHERE r.amount_minor >= 0 OR o.corrects_id IS NOT NULL OR o.amount_minor + r.amount_minor < 0
  OR (p.partner_id, p.currency) <> (q.partner_id, q.currency)
ORDER BY 1"""

# A settlement against its rewards; one that is paid has one payment that stands, others have none.
WRONG_SETTLEMENTS = """
WITH part AS (
  SELECT l.settlement_id, a.amount_minor, a.posting_id
  FROM rewards_settlementline l JOIN rewards_accrual a ON a.id = l.accrual_id
  UNION ALL
  SELECT l.settlement_id, r.amount_minor, r.posting_id
  FROM rewards_refundline l JOIN rewards_refund r ON r.id = l.refund_id),
held AS (
  SELECT part.settlement_id, sum(part.amount_minor) AS amount,
    bool_and(p.partner_id = s.partner_id AND p.currency = s.currency) AS is_own
  FROM part JOIN rewards_settlement s ON s.id = part.settlement_id
  JOIN rewards_posting p ON p.id = part.posting_id GROUP BY part.settlement_id)
SELECT 'LIQ-' || lpad(s.number::text, 6, '0'), s.currency, s.total_minor,
  coalesce(h.amount, 0)::bigint, NULL, NULL, s.id, s.partner_id
FROM rewards_settlement s LEFT JOIN held h ON h.settlement_id = s.id
WHERE h.amount IS DISTINCT FROM s.total_minor OR NOT h.is_own ORDER BY s.number"""
WRONG_PAYMENTS = """
WITH standing AS (
  SELECT p.settlement_id, sum(p.amount_minor) AS amount FROM rewards_payment p
  WHERE NOT EXISTS (SELECT FROM rewards_paymentreturn b WHERE b.payment_id = p.id) GROUP BY 1)
SELECT 'LIQ-' || lpad(s.number::text, 6, '0'), s.currency,
  CASE s.status WHEN 'PAID' THEN s.total_minor ELSE 0 END, coalesce(p.amount, 0)::bigint,
  NULL, NULL, s.id, s.partner_id
FROM rewards_settlement s LEFT JOIN standing p ON p.settlement_id = s.id
WHERE CASE s.status WHEN 'PAID' THEN s.total_minor ELSE 0 END <> coalesce(p.amount, 0)
ORDER BY s.number"""

# Each account of a partner and currency, from what explains it.
WRONG_ACCOUNTS = """
WITH explained AS (
  SELECT o.partner_id, d.currency, side.account, sum(side.sign * a.amount_minor) AS amount
  FROM rewards_accrual a JOIN opportunities_notice o ON o.id = a.notice_id
  JOIN sales_opportunitylink k ON k.id = a.link_id JOIN sales_document d ON d.id = k.document_id
  CROSS JOIN (VALUES ('REWARDS', -1), ('ACCRUED', 1)) AS side (account, sign) GROUP BY 1, 2, 3
  UNION ALL
  SELECT p.partner_id, p.currency, side.account, sum(side.sign * r.amount_minor)
  FROM rewards_refund r JOIN rewards_posting p ON p.id = r.posting_id
  CROSS JOIN (VALUES ('REWARDS', -1), ('ACCRUED', 1)) AS side (account, sign) GROUP BY 1, 2, 3
  UNION ALL
  SELECT s.partner_id, s.currency, side.account, sum(side.sign * s.total_minor)
  FROM rewards_settlement s
  CROSS JOIN (VALUES ('ACCRUED', -1), ('PAYABLE', 1)) AS side (account, sign) GROUP BY 1, 2, 3
  UNION ALL
  SELECT s.partner_id, s.currency, side.account, sum(side.sign * p.amount_minor)
  FROM rewards_payment p JOIN rewards_settlement s ON s.id = p.settlement_id
  CROSS JOIN (VALUES ('PAYABLE', -1), ('PAID', 1)) AS side (account, sign)
  WHERE NOT EXISTS (SELECT FROM rewards_paymentreturn b WHERE b.payment_id = p.id) GROUP BY 1, 2, 3),
expected AS (
  SELECT partner_id, currency, account, sum(amount) AS amount FROM explained GROUP BY 1, 2, 3),
found AS (
  SELECT p.partner_id, p.currency, e.account, sum(e.amount_minor) AS amount
  FROM rewards_entry e JOIN rewards_posting p ON p.id = e.posting_id GROUP BY 1, 2, 3)
SELECT coalesce(x.account, f.account), coalesce(x.currency, f.currency),
  coalesce(x.amount, 0)::bigint, coalesce(f.amount, 0)::bigint, NULL, NULL, NULL,
  coalesce(x.partner_id, f.partner_id)
FROM expected x FULL JOIN found f USING (partner_id, currency, account)
WHERE coalesce(x.amount, 0) <> coalesce(f.amount, 0) ORDER BY 8, 2, 1"""
