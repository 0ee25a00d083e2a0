# ruff: noqa: S608 - statements are put together from names of ours only
"""What the timelines of opportunities are told of collections that a file brought, many at a time."""

from datetime import datetime

from universo.identity.actor import Actor
from universo.sales.feeds.doc_types import document_types
from universo.sales.import_staging import array, run
from universo.sales.telling import SIGNS

_AMOUNT = "translate(to_char(c.amount_minor / 100.0, 'FM999,999,999,999,990.00'), ',.', '.,')"
_TITLE = "lpad(d.point_of_sale::text, 5, '0') || '-' || lpad(d.number::text, 8, '0')"
# What is stored is looked up by its index for each collection; as wholes, all of it would be read.
_TELL = f"""
    WITH found AS MATERIALIZED (
        SELECT c.id, k.notice_id, c.receipt_number, c.means, d.currency, d.type_code,
            {_TITLE} AS title, {_AMOUNT} AS amount
        FROM sales_collection c
        CROSS JOIN LATERAL (SELECT * FROM sales_document b WHERE b.id = c.document_id OFFSET 0) d
        CROSS JOIN LATERAL (
            SELECT * FROM sales_opportunitylink b
            WHERE b.document_id = c.document_id AND b.undone_at IS NULL OFFSET 0) k
        WHERE c.id = ANY(%(ids)s::bigint[]))
    INSERT INTO audit_event
        (at, actor_id, actor_name, name, subject_kind, subject_id, partner_may_read, data)
    SELECT %(now)s, %(user)s, %(actor)s, %(name)s, 'notice', c.notice_id, true,
        jsonb_build_object('document', coalesce(t.name, c.type_code::text) || ' ' || c.title,
            'receipt', c.receipt_number, 'means', c.means,
            'amount', coalesce(g.sign, c.currency) || ' ' || c.amount)
    FROM found c
    LEFT JOIN unnest(%(codes)s::int[], %(names)s::text[]) AS t (code, name) ON t.code = c.type_code
    LEFT JOIN unnest(%(currencies)s::text[], %(signs)s::text[]) AS g (currency, sign)
        ON g.currency = c.currency
    ORDER BY c.id
"""


def tell_notices(actor: Actor, now: datetime, what: str, collection_ids: list[int]) -> None:
    """Add `sales.collection.<what>` under the opportunities of these collections' invoices.

    Under the invoices themselves nothing is added: their pages list collections and their file.
    """
    if not collection_ids:
        return
    types = document_types()
    run(
        _TELL, now=now, user=actor.user_id, actor=actor.name, name=f"sales.collection.{what}",
        ids=array(collection_ids), codes=list(types), names=[one.name for one in types.values()],
        currencies=list(SIGNS), signs=list(SIGNS.values()),
    )  # fmt: skip
