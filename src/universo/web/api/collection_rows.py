"""Collections as the API tells them: registered ones, and those that wait for their invoice."""

from typing import Any

from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.sales import queries, waiting_queries

IDENTITY = ("issuer_cuit", "type_code", "point_of_sale", "number")
STATED = (
    "receipt_number", "item", "means", "amount_minor", "received_date", "cleared_date", "certificate",
)  # fmt: skip


def told(actor: Actor, collection_id: int) -> dict[str, Any]:
    """Return a registered one. Raises NotPermitted if there is none for this actor."""
    found = queries.find_collection(actor, collection_id)
    if found is None:
        raise NotPermitted("")
    reversal = getattr(found, "reversal", None)
    return {
        **{name: getattr(found, name) for name in ("id", "uid", "document_id", *STATED)},
        "counts": found.counts_as_collected and reversal is None,
        "reversal": reversal and {"on_date": reversal.on_date, "reason": reversal.reason},
    }


def told_waiting(found: Any) -> dict[str, Any]:
    """Return one that waits, or waited."""
    taken_back = found.taken_back_date and {
        "on_date": found.taken_back_date,
        "reason": found.taken_back_reason,
    }
    return {
        "waiting_id": found.pk,
        "uid": found.uid,
        "invoice": {name: getattr(found, name) for name in IDENTITY},
        **{name: getattr(found, name) for name in STATED},
        "state": found.status,
        "problems": [str(one) for one in waiting_queries.problems_of(found)],
        "reversal": taken_back,
    }


def find_waiting(actor: Actor, waiting_id: int) -> Any:
    """Return one that waits, or waited. Raises NotPermitted if there is none for this actor."""
    found = waiting_queries.find_waiting(actor, waiting_id)
    if found is None:
        raise NotPermitted("")
    return found
