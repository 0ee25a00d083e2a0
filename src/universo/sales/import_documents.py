# ruff: noqa: S608 - statements are put together from names of ours only
"""What the staged documents of a file would do, and doing it, many at a time in the database.

Identity is issuer, type, point of sale and number. Nothing here reads a row into memory but for those
that say something else than what is stored (`import_conflicts`).
"""

from datetime import datetime
from typing import Any

from universo.sales.checks import TOLERANCE_MINOR
from universo.sales.feeds.codes import Rejection
from universo.sales.import_staging import rows, run
from universo.sales.models import ImportBatch

MOST_LINES = 1_000
_KEY = ("issuer_cuit", "type_code", "point_of_sale", "number")
_KEYS = ", ".join(_KEY)
_PARTS = ("net_taxed_minor", "non_taxed_minor", "exempt_minor", "other_taxes_minor", "vat_minor")


def same_key(left: str, right: str) -> str:
    """Return the condition that two rows are of one document."""
    return " AND ".join(f"{left}.{name} = {right}.{name}" for name in _KEY)


# Stated on both sides, and not the same, is a difference; what a file does not state, it leaves.
_SAME = """
    d.issue_date = s.issue_date AND d.currency = s.currency AND d.total_minor = s.total_minor
    AND ('' IN (d.receiver_doc, s.receiver_doc) OR d.receiver_doc = s.receiver_doc)
    AND ('' IN (d.receiver_name, s.receiver_name) OR d.receiver_name = s.receiver_name)
    AND coalesce(d.exchange_rate = s.exchange_rate, true)
    AND coalesce(d.net_minor = s.net_minor, true)
    AND coalesce(d.exempt_minor = s.exempt_minor, true)
    AND coalesce(d.non_taxed_minor = s.non_taxed_minor, true)
    AND (d.net_minor IS NULL OR s.net_minor IS NULL OR d.vat_minor = coalesce(s.vat_minor, 0))
    AND coalesce(d.other_taxes_minor = s.other_taxes_minor, true)
    AND ('' IN (d.authorisation_code, s.authorisation_code)
         OR d.authorisation_code = s.authorisation_code)
"""
_TWICE = f"""
    UPDATE sales_stageddocument s SET is_repeat = true,
        outcome = CASE WHEN (s.issue_date, s.receiver_doc, s.currency, s.total_minor)
                            = (f.issue_date, f.receiver_doc, f.currency, f.total_minor)
                        AND ROW({", ".join(f"s.{one}" for one in _PARTS)})
                            IS NOT DISTINCT FROM ROW({", ".join(f"f.{one}" for one in _PARTS)})
                       THEN 'U' ELSE 'C' END,
        remarks = jsonb_build_array(jsonb_build_object(
            'code', '{Rejection.DUPLICATE}', 'params', jsonb_build_object('first', f.row)))
    FROM (SELECT {_KEYS}, min(row) AS row FROM sales_stageddocument
          WHERE batch_id = %(batch)s AND outcome = 'N' GROUP BY {_KEYS} HAVING count(*) > 1) t
    JOIN sales_stageddocument f ON f.batch_id = %(batch)s AND f.head_row = t.row AND f.row = t.row
    WHERE s.batch_id = %(batch)s AND s.outcome = 'N' AND s.row > t.row AND {same_key("s", "t")}
"""
_SUMS = ", ".join(f"sum({name}) AS {name}" for name in (*_PARTS, "net_minor", "total_minor"))
_ALIKE = ("issue_date", "receiver_doc", "currency", "exchange_rate", "document_total_minor")
_DISAGREE = " OR ".join(
    f"min({name}) FILTER (WHERE outcome = 'N') IS DISTINCT FROM"
    f" max({name}) FILTER (WHERE outcome = 'N')"
    f" OR count({name}) FILTER (WHERE outcome = 'N')"
    f" NOT IN (0, count(*) FILTER (WHERE outcome = 'N'))"
    for name in _ALIKE
)
_GROUPED = f"""
    SELECT {_KEYS}, min(row) FILTER (WHERE outcome = 'N') AS head, max(row) AS last,
        count(*) AS lines, min(row) FILTER (WHERE outcome = 'R') AS spoilt,
        ({_DISAGREE}) AS disagree, min(document_total_minor) AS stated, {_SUMS}
    FROM sales_stageddocument WHERE batch_id = %(batch)s AND number IS NOT NULL
    GROUP BY {_KEYS} HAVING count(*) > 1 OR min(document_total_minor) IS NOT NULL
"""
_REASON = f"""CASE
    WHEN g.spoilt IS NOT NULL THEN jsonb_build_object('code', '{Rejection.SIBLING}',
        'params', jsonb_build_object('row', g.spoilt))
    WHEN g.lines > %(most)s THEN jsonb_build_object('code', '{Rejection.TOO_MANY_LINES}',
        'params', jsonb_build_object('most', %(most)s))
    WHEN g.disagree THEN jsonb_build_object('code', '{Rejection.LINES_DISAGREE}',
        'params', jsonb_build_object('row', CASE WHEN s.row = g.head THEN g.last ELSE g.head END))
    WHEN abs(g.stated - g.total_minor) > %(tolerance)s THEN
        jsonb_build_object('code', '{Rejection.DOES_NOT_ADD_UP}',
            'params', jsonb_build_object('gap_minor', g.stated - g.total_minor))
    END"""
_TOGETHER = f"""
    UPDATE sales_stageddocument s SET
        head_row = CASE WHEN r.reason IS NULL THEN r.head ELSE s.row END,
        outcome = CASE WHEN r.reason IS NULL THEN 'N' ELSE 'R' END,
        remarks = CASE WHEN r.reason IS NULL THEN s.remarks ELSE jsonb_build_array(r.reason) END,
        {", ".join(f"{one} = r.{one}" for one in (*_PARTS, "net_minor", "total_minor"))}
    FROM (SELECT s.row AS at, g.head, {_REASON} AS reason,
              {", ".join(f"g.{one}" for one in (*_PARTS, "net_minor"))},
              coalesce(g.stated, g.total_minor) AS total_minor
          FROM sales_stageddocument s JOIN ({_GROUPED}) g ON {same_key("s", "g")}
          WHERE s.batch_id = %(batch)s AND s.outcome = 'N') r
    WHERE s.batch_id = %(batch)s AND s.row = r.at
"""
# The lines of both, by amount; a file without lines of its own says nothing about them.
_SAME_LINES = """
    NOT %(lined)s OR (SELECT array_agg(l.line_net_minor || '/' || l.line_gross_minor || '/'
                          || coalesce(l.family_id, 0) ORDER BY l.line_net_minor, l.line_gross_minor,
                          l.family_id)
        FROM sales_stageddocument l WHERE l.batch_id = s.batch_id AND l.head_row = s.row)
    = (SELECT array_agg(l.net_minor || '/' || l.gross_minor || '/' || coalesce(l.family_id, 0)
                          ORDER BY l.net_minor, l.gross_minor, l.family_id)
        FROM sales_documentline l WHERE l.document_id = d.id)
"""
_COMPARE = f"""
    UPDATE sales_stageddocument s SET document_id = d.id,
        outcome = CASE WHEN {_SAME} AND ({_SAME_LINES}) THEN 'U' ELSE 'C' END
    FROM sales_document d
    WHERE s.batch_id = %(batch)s AND s.head_row BETWEEN %(first)s AND %(last)s AND s.row = s.head_row
        AND s.outcome IN ('N', 'C') AND {same_key("d", "s")}
        AND (s.is_repeat OR d.batch_id IS DISTINCT FROM %(batch)s)
"""
_WRITTEN = (
    "kind, issue_date, receiver_doc_type, receiver_doc, receiver_name, currency, exchange_rate,"
    " net_minor, exempt_minor, non_taxed_minor, total_minor, authorisation_code"
)
_HEADS = """s.batch_id = %(batch)s AND s.head_row BETWEEN %(first)s AND %(last)s
    AND s.row = s.head_row AND s.outcome = 'N'"""
_LINE = "family_id, product_id, description, line_net_minor, line_gross_minor"
_INSERT = f"""
    WITH made AS (
        INSERT INTO sales_document ({_KEYS}, {_WRITTEN}, vat_minor, other_taxes_minor, content_sha256,
            version, origin, batch_id, recorded_at, recorded_by_id)
        SELECT {_KEYS}, {_WRITTEN}, coalesce(vat_minor, 0), coalesce(other_taxes_minor, 0),
            encode(sha256(convert_to(concat_ws('|', {_KEYS}, {_WRITTEN}, vat_minor,
                other_taxes_minor), 'UTF8')), 'hex'),
            1, 'FILE', batch_id, %(now)s, %(user)s
        FROM sales_stageddocument s WHERE {_HEADS} ORDER BY s.head_row
        ON CONFLICT ({_KEYS}) DO NOTHING
        RETURNING id, {_KEYS}
    ), lines AS (
        INSERT INTO sales_documentline
            (document_id, position, family_id, product_id, description, net_minor, gross_minor)
        SELECT m.id, {{position}}, {", ".join(f"l.{one}" for one in _LINE.split(", "))}
        FROM made m JOIN sales_stageddocument s ON {_HEADS} AND {same_key("m", "s")} {{lines}}
        WHERE l.line_net_minor IS NOT NULL
    )
    SELECT count(*) AS made FROM made
"""
_INSERT_ONE = _INSERT.format(position="1", lines="").replace(" l.", " s.")
_INSERT_LINED = _INSERT.format(
    position="row_number() OVER (PARTITION BY m.id ORDER BY l.row)",
    lines="JOIN sales_stageddocument l ON l.batch_id = %(batch)s AND l.head_row = s.row"
    " AND l.head_row BETWEEN %(first)s AND %(last)s",
)


def check(batch: ImportBatch, *, lined: bool) -> None:
    """Put the lines of each document together, find those that come twice, compare with the books."""
    if lined:
        run(_TOGETHER, batch=batch.pk, most=MOST_LINES, tolerance=TOLERANCE_MINOR)
    else:
        run(_TWICE, batch=batch.pk)
    compare(batch, 0, 2**31 - 1, lined=lined)


def compare(batch: ImportBatch, first: int, last: int, *, lined: bool) -> int:
    """Tell what is stored already from what is not: the same, or a candidate to differ ('C')."""
    return run(_COMPARE, batch=batch.pk, first=first, last=last, lined=lined)


def write(
    batch: ImportBatch, first: int, last: int, *, lined: bool, now: datetime, user_id: int | None
) -> int:
    """Store the new documents of a range of rows with their lines; return how many.

    What was made is joined to its rows as a whole: the planner expects few, and one by one each would
    be looked for among all of the range.
    """
    statement = _INSERT_LINED if lined else _INSERT_ONE
    run("SET LOCAL enable_nestloop = off")
    found = rows(statement, batch=batch.pk, first=first, last=last, now=now, user=user_id)
    run("SET LOCAL enable_nestloop = on")
    return int(found[0]["made"])


def written(batch: ImportBatch, first: int, last: int) -> list[int]:
    """Return the ids of the documents that a range of rows brought."""
    found: list[dict[str, Any]] = rows(
        f"SELECT d.id FROM sales_stageddocument s JOIN sales_document d ON {same_key('d', 's')}"
        f" WHERE {_HEADS} AND d.batch_id = %(batch)s",
        batch=batch.pk, first=first, last=last,
    )  # fmt: skip
    return [row["id"] for row in found]
