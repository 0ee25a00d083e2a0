"""A program sends a collection, whether its invoice is registered or comes later (R-12, protocols 5 and 6)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from universo.audit.operations import record
from universo.identity.actor import Actor
from universo.sales import queries, waiting_one
from universo.sales.collecting import stated_body
from universo.sales.models import Collection, WaitingCollection
from universo.sales.operations import require_finance
from universo.sales.telling import amount_text
from universo.sales.waiting import lock_waiting
from universo.sales.waiting_queries import invoice_of
from universo.usecases.record_collection import (
    clear_cheque,
    collection_of_uid,
    record_collection,
    register_certificate,
    reverse_collection,
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a collection: registered, or kept in `waiting` until its invoice comes."""

    collection: Collection | None
    waiting: WaitingCollection | None
    is_new: bool


@transaction.atomic
def take_collection(
    *, actor: Actor, now: datetime, uid: uuid.UUID, invoice: Mapping[str, Any], **stated: Any
) -> Taken:
    """Register a collection on the invoice that it names, or keep it until that comes; `uid` once.

    `invoice` is the identity of a document, `stated` what `record_collection` takes besides. What a
    person cancelled stays cancelled. Raises NotPermitted, InvalidInput, Conflict.
    """
    require_finance(actor)
    taken = _taken(actor, now, uid, invoice, stated)
    if taken is None:
        lock_waiting()  # before any invoice is locked (protocol 3); it may have come meanwhile
        taken = _taken(actor, now, uid, invoice, stated)
    if taken is None:
        kept = waiting_one.keep(
            actor=actor, now=now, uid=uid, invoice=invoice, body=stated_body(**stated)
        )
        _tell(actor, now, "kept", kept, document=invoice_of(kept),
              amount=amount_text(kept.amount_minor, kept.currency))  # fmt: skip
        taken = Taken(None, kept, True)
    return taken


def _taken(
    actor: Actor, now: datetime, uid: uuid.UUID, invoice: Mapping[str, Any], stated: dict[str, Any]
) -> Taken | None:
    """What is known of it, or its registration; None while its invoice is not there."""
    before = waiting_one.known(uid, invoice, stated_body(**stated))
    if before is not None:
        return Taken(before.collection, None if before.collection else before, False)
    found = queries.by_identity(actor, dict(invoice))
    if found is None:
        return None
    is_new = collection_of_uid(actor=actor, uid=uid) is None
    made = record_collection(actor=actor, now=now, uid=uid, document_id=found.pk, **stated)
    return Taken(made, None, is_new)


@transaction.atomic
def clear_waiting_cheque(
    *, actor: Actor, now: datetime, waiting_id: int, cleared_date: date
) -> None:
    """A cheque that waits, or waited, for its invoice was paid. Twice is once. Raises as `clear_cheque`."""
    found = waiting_one.locked(actor, waiting_id)
    if found.collection_id is not None:
        clear_cheque(
            actor=actor, now=now, collection_id=found.collection_id, cleared_date=cleared_date
        )
    elif waiting_one.clear(found, now=now, cleared_date=cleared_date):
        _tell(actor, now, "cleared", found)


@transaction.atomic
def certify_waiting(*, actor: Actor, now: datetime, waiting_id: int, certificate: str) -> None:
    """The certificate of a withholding that waits, or waited, for its invoice came. Twice is once.

    Raises as `register_certificate`.
    """
    found = waiting_one.locked(actor, waiting_id)
    if found.collection_id is not None:
        register_certificate(
            actor=actor, now=now, collection_id=found.collection_id, certificate=certificate
        )
    elif waiting_one.certify(found, certificate=certificate):
        _tell(actor, now, "certified", found, certificate=found.certificate)


@transaction.atomic
def reverse_waiting(
    *, actor: Actor, now: datetime, waiting_id: int, uid: uuid.UUID, on_date: date, reason: str
) -> None:
    """Take back what waits, or waited, for its invoice. Same `uid`, same one; as `reverse_collection`."""
    found = waiting_one.locked(actor, waiting_id)
    if found.collection_id is not None:
        reverse_collection(
            actor=actor, now=now, uid=uid, collection_id=found.collection_id, on_date=on_date,
            reason=reason,
        )  # fmt: skip
    elif waiting_one.take_back(found, now=now, uid=uid, on_date=on_date, reason=reason):
        _tell(actor, now, "taken_back", found, reason=found.taken_back_reason)


def _tell(actor: Actor, now: datetime, what: str, kept: WaitingCollection, **data: Any) -> None:
    record(
        actor=actor, now=now, name=f"sales.waiting.{what}", subject_kind=waiting_one.SUBJECT,
        subject_id=kept.pk, receipt=kept.receipt_number, **data,
    )  # fmt: skip
