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

from universo.errors import DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.sales import queries
from universo.usecases.record_collection import (
    clear_cheque,
    collection_of_uid,
    record_collection,
    register_certificate,
    reverse_collection,
)
from universo.web.api import rows
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
)
from universo.web.shared.access import actor_of

KEYS = uuid.UUID("6a0f7c1e-3a55-4d0c-9a57-0e2f6c1d8b42")  # ids made from the client's own keys
COLLECTION: Any = Path(..., ge=1, le=MOST_ID, description=_("The number that it has here."))
router = Router(tags=["collections"])


@router.post(
    "/collections",
    auth=WRITE_JSON,
    response={200: CollectionOut, 201: CollectionOut},
    operation_id="create_collection",
    summary=_("Register one"),
    description=_(
        "A receipt, or the part of it that one means pays of one invoice; the rewards follow at once."
        " The same «uid» or Idempotency-Key gives the same one (200), with other data it is refused (409)."
    ),
)
def create_collection(
    request: HttpRequest, collection: CollectionIn, idempotency_key: str = CLIENT_KEY
) -> Any:
    """Store a collection; 201 when it is new."""
    actor = actor_of(request)
    uid = collection.uid
    if uid is None and idempotency_key:
        uid = uuid.uuid5(KEYS, f"{actor.user_id}\n{idempotency_key}")
    made, is_new = _store(actor, collection, uid)
    return Status(201 if is_new else 200, _told(actor, made.pk))


@router.post(
    "/collections/batch",
    auth=WRITE_ROWS,
    response=StoredBatch,
    operation_id="create_collections",
    summary=_("Register many"),
    description=_(
        "Each row, with its «uid», is judged and stored by itself: new, same, or rejected with the"
        " reasons. At most 200 at a time."
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
    return _told(actor_of(request), collection_id)


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
    return _told(actor, collection_id)


def _store(actor: Actor, given: CollectionIn, uid: uuid.UUID | None) -> tuple[Any, bool]:
    if uid is None:
        said = gettext("Send «uid», or the header Idempotency-Key: it makes a retry harmless.")
        raise InvalidInput({"uid": [said]})
    invoice = queries.by_identity(actor, key_of(given.invoice))
    if invoice is None:
        raise InvalidInput({"invoice": [gettext("The invoice that it names is not registered.")]})
    is_new = collection_of_uid(actor=actor, uid=uid) is None
    try:
        made = record_collection(
            actor=actor,
            now=timezone.now(),
            document_id=invoice.pk,
            **given.model_dump(exclude={"invoice", "uid"}),
            uid=uid,
        )
    except InvalidInput as error:
        names = {"document_id": "invoice", "amount": "amount_minor"}
        raise InvalidInput(
            {names.get(name, name): said for name, said in error.errors.items()}
        ) from error
    return made, is_new


def _stored(actor: Actor, row: Any) -> dict[str, Any]:
    try:
        given = CollectionIn.model_validate(row)
        made, is_new = _store(actor, given, given.uid)
    except (ValidationError, DomainError) as error:
        return rejected(error)
    return {"id": made.pk, "outcome": "new" if is_new else "same", "errors": []}


def _told(actor: Actor, collection_id: int) -> dict[str, Any]:
    found = queries.find_collection(actor, collection_id)
    if found is None:
        raise NotPermitted("")
    reversal = getattr(found, "reversal", None)
    names = (
        "id", "uid", "document_id", "receipt_number", "item", "means", "amount_minor",
        "received_date", "cleared_date", "certificate",
    )  # fmt: skip
    return {
        **{name: getattr(found, name) for name in names},
        "counts": found.counts_as_collected and reversal is None,
        "reversal": reversal and {"on_date": reversal.on_date, "reason": reversal.reason},
    }
