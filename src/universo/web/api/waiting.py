"""Collections that wait for their invoice, over the API: read, cleared and taken back meanwhile (R-12)."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Router, Status
from ninja.params.functions import Path

from universo.identity.actor import Actor
from universo.usecases.take_collection import (
    certify_waiting,
    clear_waiting_cheque,
    reverse_waiting,
)
from universo.web.api.collection_rows import find_waiting, told, told_waiting
from universo.web.api.documents import MOST_ID, READ, WRITE_JSON
from universo.web.api.sales_schemas import (
    CertificateIn,
    ClearingIn,
    CollectionOut,
    ReversalIn,
    WaitingOut,
)
from universo.web.shared.access import actor_of

WAITING: Any = Path(..., ge=1, le=MOST_ID, description=_("Its «waiting_id»."))
ANSWERS = {200: CollectionOut, 202: WaitingOut}
router = Router(tags=["collections"])


@router.get(
    "/collections/waiting/{int:waiting_id}",
    auth=READ,
    response=ANSWERS,
    operation_id="get_waiting_collection",
    summary=_("Read one that waits"),
    description=_(
        "While its invoice is not registered, 202 and its state; from then on 200 and the collection."
    ),
)
def get_waiting(request: HttpRequest, waiting_id: int = WAITING) -> Any:
    """What became of it."""
    return _told(actor_of(request), waiting_id)


@router.post(
    "/collections/waiting/{int:waiting_id}/clearing",
    auth=WRITE_JSON,
    response=ANSWERS,
    operation_id="clear_waiting_cheque",
    summary=_("A cheque that waits cleared"),
    description=_("It counts from that day once its invoice comes. Twice is once."),
)
def clear(request: HttpRequest, clearing: ClearingIn, waiting_id: int = WAITING) -> Any:
    """A cheque clears before its invoice is there."""
    actor = actor_of(request)
    clear_waiting_cheque(
        actor=actor, now=timezone.now(), waiting_id=waiting_id, **clearing.model_dump()
    )
    return _told(actor, waiting_id)


@router.post(
    "/collections/waiting/{int:waiting_id}/reversal",
    auth=WRITE_JSON,
    response=ANSWERS,
    operation_id="reverse_waiting_collection",
    summary=_("Take back one that waits"),
    description=_(
        "It is registered with its invoice, and taken back in the same step. Same «uid», same one."
    ),
)
def take_back(request: HttpRequest, reversal: ReversalIn, waiting_id: int = WAITING) -> Any:
    """Take a collection back before its invoice is there."""
    actor = actor_of(request)
    reverse_waiting(actor=actor, now=timezone.now(), waiting_id=waiting_id, **reversal.model_dump())
    return _told(actor, waiting_id)


@router.post(
    "/collections/waiting/{int:waiting_id}/certificate",
    auth=WRITE_JSON,
    response=ANSWERS,
    operation_id="certify_waiting_withholding",
    summary=_("The certificate of one that waits came"),
    description=_("The withholding counts once its invoice comes. Twice is once."),
)
def certify(request: HttpRequest, certificate: CertificateIn, waiting_id: int = WAITING) -> Any:
    """A withholding's certificate comes before its invoice is there."""
    actor = actor_of(request)
    certify_waiting(
        actor=actor, now=timezone.now(), waiting_id=waiting_id, **certificate.model_dump()
    )
    return _told(actor, waiting_id)


def _told(actor: Actor, waiting_id: int) -> Any:
    found = find_waiting(actor, waiting_id)
    if found.collection_id is not None:
        return Status(200, told(actor, found.collection_id))
    return Status(202, told_waiting(found))
