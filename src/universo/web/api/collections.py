"""Collections over the API: receipts, cheques that clear, certificates, what is taken back (P-9)."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Router, Status
from ninja.params.functions import Path
from pydantic import ValidationError

from universo.errors import DomainError, InvalidInput
from universo.identity.actor import Actor
from universo.usecases.record_collection import (
    clear_cheque,
    register_certificate,
    reverse_collection,
)
from universo.usecases.take_collection import Taken, take_collection
from universo.web.api import rows
from universo.web.api.collection_rows import find_waiting, told, told_waiting
from universo.web.api.documents import (
    MOST_ID,
    MOST_ROWS,
    READ,
    WRITE_JSON,
    WRITE_ROWS,
    batch_answer,
    key_of,
    rejected,
)
from universo.web.api.parameters import CLIENT_KEY
from universo.web.api.sales_schemas import (
    CertificateIn,
    ClearingIn,
    CollectionIn,
    CollectionOut,
    ReversalIn,
    StoredBatch,
    WaitingOut,
)
from universo.web.shared.access import actor_of

KEYS = uuid.UUID("6a0f7c1e-3a55-4d0c-9a57-0e2f6c1d8b42")  # ids made from the client's own keys
COLLECTION: Any = Path(..., ge=1, le=MOST_ID, description=_("The number that it has here."))
router = Router(tags=["collections"])


@router.post(
    "/collections",
    auth=WRITE_JSON,
    response={200: CollectionOut, 201: CollectionOut, 202: WaitingOut},
    operation_id="create_collection",
    summary=_("Register one"),
    description=_(
        "A receipt, or the part of it that one means pays of one invoice; the rewards follow at once."
        " The same «uid» or Idempotency-Key gives the same one (200), with other data it is refused (409)."
        " While its invoice is not registered it waits (202), and is registered when that comes."
    ),
)
def create_collection(
    request: HttpRequest, collection: CollectionIn, idempotency_key: str = CLIENT_KEY
) -> Any:
    """Store a collection; 201 when it is new, 202 while it waits for its invoice."""
    actor = actor_of(request)
    uid = collection.uid
    if uid is None and idempotency_key:
        uid = uuid.uuid5(KEYS, f"{actor.user_id}\n{idempotency_key}")
    taken = _take(actor, collection, uid)
    if taken.collection is None:
        assert taken.waiting is not None
        return Status(202, told_waiting(find_waiting(actor, taken.waiting.pk)))
    return Status(201 if taken.is_new else 200, told(actor, taken.collection.pk))


@router.post(
    "/collections/batch",
    auth=WRITE_ROWS,
    response=StoredBatch,
    operation_id="create_collections",
    summary=_("Register many"),
    description=_(
        "Each row, with its «uid», is judged and stored by itself: new, same, waiting for its invoice,"
        " or rejected with the reasons. At most 200 at a time."
    ),
    openapi_extra=rows.body_of("CollectionIn", MOST_ROWS),
)
def create_collections(request: HttpRequest) -> HttpResponse:
    """Store a batch, a row in its own transaction."""
    actor = actor_of(request)
    return batch_answer([_stored(actor, row) for row in rows.items_of(request, MOST_ROWS)])


@router.get(
    "/collections/{int:collection_id}",
    auth=READ,
    response=CollectionOut,
    operation_id="get_collection",
    summary=_("Read one"),
    description=_("A collection, whether it counts and what took it back."),
)
def get_collection(request: HttpRequest, collection_id: int = COLLECTION) -> dict[str, Any]:
    """One collection."""
    return told(actor_of(request), collection_id)


@router.post(
    "/collections/{int:collection_id}/reversal",
    auth=WRITE_JSON,
    response=CollectionOut,
    operation_id="reverse_collection",
    summary=_("Take it back"),
    description=_(
        "A bounced cheque, a voided receipt: the whole collection. Same «uid», same one."
    ),
)
def take_back(
    request: HttpRequest, reversal: ReversalIn, collection_id: int = COLLECTION
) -> dict[str, Any]:
    """Take a collection back."""
    return _done(request, collection_id, reverse_collection, reversal.model_dump())


@router.post(
    "/collections/{int:collection_id}/clearing",
    auth=WRITE_JSON,
    response=CollectionOut,
    operation_id="clear_cheque",
    summary=_("A cheque cleared"),
    description=_("It counts as collected from that day. Twice is once."),
)
def clear(
    request: HttpRequest, clearing: ClearingIn, collection_id: int = COLLECTION
) -> dict[str, Any]:
    """A cheque clears."""
    return _done(request, collection_id, clear_cheque, clearing.model_dump())


@router.post(
    "/collections/{int:collection_id}/certificate",
    auth=WRITE_JSON,
    response=CollectionOut,
    operation_id="register_certificate",
    summary=_("A certificate came"),
    description=_("The withholding counts as collected from today. Twice is once."),
)
def certify(
    request: HttpRequest, certificate: CertificateIn, collection_id: int = COLLECTION
) -> dict[str, Any]:
    """A certificate comes."""
    return _done(request, collection_id, register_certificate, certificate.model_dump())


def _done(
    request: HttpRequest, collection_id: int, act: Any, given: dict[str, Any]
) -> dict[str, Any]:
    actor = actor_of(request)
    act(actor=actor, now=timezone.now(), collection_id=collection_id, **given)
    return told(actor, collection_id)


def _take(actor: Actor, given: CollectionIn, uid: uuid.UUID | None) -> Taken:
    if uid is None:
        said = gettext("Send «uid», or the header Idempotency-Key: it makes a retry harmless.")
        raise InvalidInput({"uid": [said]})
    try:
        return take_collection(
            actor=actor,
            now=timezone.now(),
            invoice=key_of(given.invoice),
            **given.model_dump(exclude={"invoice", "uid"}),
            uid=uid,
        )
    except InvalidInput as error:
        names = {"document_id": "invoice", "amount": "amount_minor"}
        raise InvalidInput(
            {names.get(name, name): said for name, said in error.errors.items()}
        ) from error


def _stored(actor: Actor, row: Any) -> dict[str, Any]:
    try:
        given = CollectionIn.model_validate(row)
        taken = _take(actor, given, given.uid)
    except (ValidationError, DomainError) as error:
        return rejected(error)
    if taken.waiting is not None:
        outcome = "waiting" if taken.waiting.is_open else "same"
        return {"id": None, "waiting_id": taken.waiting.pk, "outcome": outcome, "errors": []}
    assert taken.collection is not None
    outcome = "new" if taken.is_new else "same"
    return {"id": taken.collection.pk, "outcome": outcome, "errors": []}
