# ruff: noqa: S608 - statements are put together from names of ours only
"""What the timelines of opportunities are told of collections that a file brought, many at a time."""

from datetime import datetime

from universo.identity.actor import Actor
from universo.sales.feeds.doc_types import document_types
from universo.sales.import_staging import run
from universo.sales.telling import SIGNS

_AMOUNT = "translate(to_char(c.amount_minor / 100.0, 'FM999,999,999,999,990.00'), ',.', '.,')"
_TITLE = "lpad(d.point_of_sale::text, 5, '0') || '-' || lpad(d.number::text, 8, '0')"
_TELL = f"""
    INSERT INTO audit_event
        (at, actor_id, actor_name, name, subject_kind, subject_id, partner_may_read, data)
    SELECT %(now)s, %(user)s, %(actor)s, %(name)s, 'notice', k.notice_id, true,
        jsonb_build_object('document', coalesce(t.name, d.type_code::text) || ' ' || {_TITLE},
            'receipt', c.receipt_number, 'means', c.means,
            'amount', coalesce(g.sign, d.currency) || ' ' || {_AMOUNT})
    FROM sales_collection c JOIN sales_document d ON d.id = c.document_id
    JOIN sales_opportunitylink k ON k.document_id = d.id AND k.undone_at IS NULL
    LEFT JOIN unnest(%(codes)s::int[], %(names)s::text[]) AS t (code, name) ON t.code = d.type_code
    LEFT JOIN unnest(%(currencies)s::text[], %(signs)s::text[]) AS g (currency, sign)
        ON g.currency = d.currency
    WHERE c.id = ANY(%(ids)s) ORDER BY c.id
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
        ids=collection_ids, codes=list(types), names=[one.name for one in types.values()],
        currencies=list(SIGNS), signs=list(SIGNS.values()),
    )  # fmt: skip
