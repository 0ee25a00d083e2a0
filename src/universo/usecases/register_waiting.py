"""Collections that waited are registered when their invoice comes, by whatever way, or cancelled (R-12)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from universo.audit.operations import record
from universo.identity.actor import SYSTEM, Actor
from universo.rewards.operations import accrue_documents
from universo.sales import waiting
from universo.sales.import_collections import linked_invoices
from universo.sales.import_telling import tell_notices
from universo.sales.models import WaitingCollection
from universo.sales.telling import amount_text
from universo.sales.waiting_one import SUBJECT

PART = 5_000  # invoices of one transaction


def register_waiting(*, actor: Actor, now: datetime, document_ids: Sequence[int]) -> int:
    """Register what waited for these invoices, tell it, bring rewards up to date; return how many.

    Inside the transaction that stored them, which began with `waiting.expect_none`. Twice is once.
    """
    found = waiting.register(now=now, document_ids=document_ids)
    made, taken_back = list(found.made), list(found.taken_back)
    tell_notices(actor, now, "registered", made)
    tell_notices(actor, now, "reversed", taken_back)
    accrue_collections(actor, now, made)
    return len(made)


def accrue_collections(actor: Actor, now: datetime, collection_ids: list[int]) -> None:
    """Bring the rewards of the invoices up to date that belong to an opportunity (protocol 6)."""
    if not collection_ids:
        return
    ids = linked_invoices(collection_ids)
    if ids:
        accrue_documents(actor=actor, now=now, document_ids=ids)


def register_late(*, now: datetime) -> int:
    """Register what fits its invoice by now, as where that was replaced; return how many."""
    registered, after = 0, 0
    while True:
        with transaction.atomic():
            waiting.expect_none()
            part = waiting.late(after, PART)
            if not part:
                return registered
            registered += register_waiting(actor=SYSTEM, now=now, document_ids=part)
            after = part[-1]


@transaction.atomic
def cancel_waiting(
    *, actor: Actor, now: datetime, waiting_id: int, reason: str
) -> WaitingCollection:
    """A person of finance says that a collection waits no more and never counts. Twice is once.

    Raises NotPermitted, InvalidInput (`reason`), Conflict when it was registered meanwhile.
    """
    found, changed = waiting.cancel(actor=actor, now=now, waiting_id=waiting_id, reason=reason)
    if changed:
        record(
            actor=actor, now=now, name="sales.waiting.cancelled",
            subject_kind="import" if found.batch_id else SUBJECT,
            subject_id=found.batch_id or found.pk, receipt=found.receipt_number, reason=found.reason,
            amount=amount_text(found.amount_minor, found.currency),
        )  # fmt: skip
    return found
