"""Known customers over the API: read, written one by one or in batches (R-8, check 4)."""

import hashlib
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Router, Status

from universo.customers import by_code
from universo.customers.by_code import Wanted
from universo.customers.operations import NEW
from universo.domain.tax_ids import normalise_cuit
from universo.identity.roles import Scope
from universo.usecases.store_customers import (
    ClientKey,
    Target,
    retire,
    store_batch,
    store_customer,
)
from universo.web.api import cursors, rows
from universo.web.api.bearer import BearerKey
from universo.web.api.lists import LISTS, READ, WRITE, WRITE_JSON
from universo.web.api.parameters import (
    CLIENT_KEY,
    CODE,
    CUIT,
    CURSOR,
    LIMIT,
    ONLY_SOURCE,
    OWNER,
    SINCE,
    SOURCE,
    STATE,
)
from universo.web.api.schemas import BatchOut, CustomerFacts, CustomerOut, CustomerPage
from universo.web.shared.access import actor_of

WRITE_ROWS = BearerKey(Scope.CUSTOMERS_WRITE, LISTS, rows.MEDIA)

router = Router(tags=["customers"])


@router.get(
    "/customers",
    auth=READ,
    response=CustomerPage,
    operation_id="list_customers",
    summary=_("List customers"),
    description=_("The customers that you may see, in the order in which they came on the list."),
)
def list_customers(
    request: HttpRequest,
    owner: str = OWNER,
    source: str | None = ONLY_SOURCE,
    cuit: str = CUIT,
    state: Literal["current", "retired", "all"] = STATE,
    recorded_since: datetime | None = SINCE,
    limit: int = LIMIT,
    cursor: str = CURSOR,
) -> dict[str, Any]:
    """The customers that you may see, in the order in which they came."""
    if recorded_since is not None and timezone.is_naive(recorded_since):
        recorded_since = timezone.make_aware(recorded_since)
    wanted = Wanted(owner, source, normalise_cuit(cuit), state, recorded_since)
    after = cursors.read(cursor)
    found = by_code.some(actor_of(request), wanted, after=after, count=limit + 1)
    more = found[limit - 1].pk if len(found) > limit else None
    return {
        "items": [rows.told(customer) for customer in found[:limit]],
        "next_cursor": cursors.write(more) if more is not None else None,
    }


@router.post(
    "/customers/batch",
    auth=WRITE_ROWS,
    response=BatchOut,
    operation_id="store_customers",
    summary=_("Add and change many"),
    description=_(
        "Each row is judged by itself: new, changed, same, or rejected with the reasons. The good rows"
        " are stored together or not at all. Customers that are not sent stay as they are."
    ),
    openapi_extra=rows.REQUEST_BODY,
)
def store_customers(
    request: HttpRequest,
    owner: str = OWNER,
    source: str = SOURCE,
    idempotency_key: str = CLIENT_KEY,
) -> HttpResponse:
    """Store a batch; its answer is JSON already."""
    actor = actor_of(request)
    target = Target(by_code.list_owner(actor, owner), source)
    given = rows.read(request)
    client = None
    if idempotency_key:
        asked = f"{target.owner_id}\n{target.source}\n".encode() + request.body
        client = ClientKey(idempotency_key, hashlib.sha256(asked).hexdigest())
    answer, again = store_batch(
        actor=actor, now=timezone.now(), target=target, rows=given, client=client
    )
    headers = {"Idempotent-Replay": "true"} if again else {}
    return HttpResponse(answer, content_type="application/json; charset=utf-8", headers=headers)


@router.get(
    "/customers/{path:external_id}",
    auth=READ,
    response=CustomerOut,
    operation_id="get_customer",
    summary=_("Read one"),
    description=_("The customer with this code of this source."),
)
def get_customer(
    request: HttpRequest, external_id: str = CODE, owner: str = OWNER, source: str = SOURCE
) -> dict[str, Any]:
    """The customer with this code."""
    code = " ".join(external_id.split()).replace("\0", "")
    return rows.told(by_code.one(actor_of(request), owner=owner, source=source, code=code))


@router.put(
    "/customers/{path:external_id}",
    auth=WRITE_JSON,
    response={200: CustomerOut, 201: CustomerOut},
    operation_id="put_customer",
    summary=_("Add or change one"),
    description=_(
        "Leaves the customer with exactly these facts: what is not sent becomes empty. The same again"
        " changes nothing. 201 when it is new."
    ),
)
def put_customer(
    request: HttpRequest,
    facts: CustomerFacts,
    external_id: str = CODE,
    owner: str = OWNER,
    source: str = SOURCE,
) -> Any:
    """Store one customer; 201 when it is new."""
    actor = actor_of(request)
    target = Target(by_code.list_owner(actor, owner), source)
    kept, outcome = store_customer(
        actor=actor,
        now=timezone.now(),
        target=target,
        code=external_id,
        facts=facts.model_dump(),
    )
    return Status(201 if outcome == NEW else 200, rows.told(kept))


@router.delete(
    "/customers/{path:external_id}",
    auth=WRITE,
    response={204: None},
    operation_id="retire_customer",
    summary=_("Retire one"),
    description=_(
        "It is no customer any more and counts for no notice from now on. What was found before keeps"
        " pointing to it. Written again, it is a customer from that day."
    ),
)
def retire_customer(
    request: HttpRequest, external_id: str = CODE, owner: str = OWNER, source: str = SOURCE
) -> Any:
    """Retire one customer; again is the same."""
    code = " ".join(external_id.split()).replace("\0", "")
    named = {"owner": owner, "source": source, "code": code}
    retire(actor=actor_of(request), now=timezone.now(), **named)
    return Status(204, None)


@router.get("/customers/batch", auth=READ, response=CustomerOut, include_in_schema=False)
def get_customer_batch(request: HttpRequest, owner: str = OWNER, source: str = SOURCE) -> Any:
    """The customer whose code is «batch»: its address is that of the batches too."""
    return get_customer(request, "batch", owner, source)


@router.put(
    "/customers/batch",
    auth=WRITE_JSON,
    response={200: CustomerOut, 201: CustomerOut},
    include_in_schema=False,
)
def put_customer_batch(
    request: HttpRequest, facts: CustomerFacts, owner: str = OWNER, source: str = SOURCE
) -> Any:
    """Add or change the customer whose code is «batch»."""
    return put_customer(request, facts, "batch", owner, source)


@router.delete("/customers/batch", auth=WRITE, response={204: None}, include_in_schema=False)
def retire_customer_batch(request: HttpRequest, owner: str = OWNER, source: str = SOURCE) -> Any:
    """Retire the customer whose code is «batch»."""
    return retire_customer(request, "batch", owner, source)
