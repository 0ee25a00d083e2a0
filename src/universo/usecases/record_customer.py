"""Known customers are written down, one at a time (R-8, check 4)."""

from datetime import datetime

from django.db import transaction

from universo.audit import operations as audit
from universo.customers import operations, queries
from universo.customers.customer_data import CustomerData
from universo.customers.models import KnownCustomer
from universo.identity.actor import Actor


@transaction.atomic
def record_customer(
    *,
    actor: Actor,
    now: datetime,
    owner_id: int | None,
    data: CustomerData,
    customer_id: int | None = None,
) -> KnownCustomer:
    """Add a customer to the list of `owner_id` (None: Hasar's), or change `customer_id`.

    Raises NotPermitted for a list that is not the actor's, Conflict for a code already used.
    """
    if customer_id is None:
        made = operations.add_customer(actor=actor, now=now, owner_id=owner_id, data=data)
        _tell(actor, now, made, "customers.customer.recorded")
        return made
    found = queries.customer(actor, customer_id)
    changed = operations.change_customer(actor=actor, now=now, customer=found, data=data)
    if changed:
        _tell(actor, now, found, "customers.customer.changed", fields=sorted(changed))
    return found


def _tell(actor: Actor, now: datetime, customer: KnownCustomer, name: str, **data: object) -> None:
    audit.record(
        actor=actor,
        now=now,
        name=name,
        subject_kind="customer",
        subject_id=customer.pk,
        partner_may_read=customer.owner_id is not None,
        customer=customer.legal_name,
        code=customer.external_id,
        **data,
    )
