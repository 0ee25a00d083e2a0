"""Finance registers what was collected, and what bounced; the reward follows at once (R-12, P-9, §3)."""

import uuid
from datetime import date, datetime
from typing import Any

from django.db import transaction

from universo.identity.actor import Actor
from universo.rewards.operations import accrue_document
from universo.sales import collecting
from universo.sales.models import Collection, Reversal
from universo.sales.operations import require_finance
from universo.sales.telling import amount_text, tell_both


@transaction.atomic
def record_collection(
    *, actor: Actor, now: datetime, uid: uuid.UUID, document_id: int, receipt_number: str,
    means: str, amount_minor: int, received_date: date, cleared_date: date | None = None,
    certificate: str = "", item: int = 1,
) -> Collection:  # fmt: skip
    """Register a receipt's part on an invoice; the same `uid` gives the same one (protocol 5).

    A cheque without `cleared_date` does not count yet. Raises NotPermitted, InvalidInput, Conflict.
    """
    made, is_new = collecting.store_collection(
        actor=actor, now=now, uid=uid, document_id=document_id, receipt_number=receipt_number,
        means=means, amount_minor=amount_minor, received_date=received_date,
        cleared_date=cleared_date, certificate=certificate, item=item,
    )  # fmt: skip
    if is_new:
        _happened(actor, now, "collection.registered", made)
    return made


def collection_of_uid(*, actor: Actor, uid: uuid.UUID) -> Collection | None:
    """Return the collection that came with this id before, if any. Raises NotPermitted."""
    require_finance(actor)
    return Collection.objects.filter(uid=uid).first()


@transaction.atomic
def clear_cheque(
    *, actor: Actor, now: datetime, collection_id: int, cleared_date: date
) -> Collection:
    """A cheque in portfolio was paid: it counts from that day. Twice is once. Raises Conflict."""
    found, changed = collecting.clear(
        actor=actor, now=now, collection_id=collection_id, cleared_date=cleared_date
    )
    if changed:
        _happened(actor, now, "collection.cleared", found)
    return found


@transaction.atomic
def register_certificate(
    *, actor: Actor, now: datetime, collection_id: int, certificate: str
) -> Collection:
    """The certificate of a withholding came: it counts from today. Twice is once. Raises Conflict."""
    found, changed = collecting.certify(
        actor=actor, now=now, collection_id=collection_id, certificate=certificate
    )
    if changed:
        _happened(actor, now, "collection.certified", found)
    return found


@transaction.atomic
def reverse_collection(
    *, actor: Actor, now: datetime, uid: uuid.UUID, collection_id: int, on_date: date, reason: str
) -> Reversal:
    """Take back one whole collection: a bounced cheque, a voided receipt. Same `uid`, same reversal.

    Raises NotPermitted, InvalidInput, Conflict when it was taken back before.
    """
    made, is_new = collecting.store_reversal(
        actor=actor, now=now, uid=uid, collection_id=collection_id, on_date=on_date, reason=reason
    )
    if is_new:
        _happened(actor, now, "collection.reversed", made.collection)
    return made


def _happened(actor: Actor, now: datetime, what: str, collection: Collection) -> None:
    data: dict[str, Any] = {
        "receipt": collection.receipt_number,
        "means": collection.means,
        "amount": amount_text(collection.amount_minor, collection.document.currency),
    }
    tell_both(actor, now, what, collection.document, **data)
    accrue_document(actor=actor, now=now, document_id=collection.document_id)
