"""Writing known customers; each list has one keeper: Hasar, or the reseller whose base it is."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from universo.customers.customer_data import CustomerData
from universo.customers.models import KnownCustomer
from universo.customers.queries import may_write
from universo.customers.search_keys import keys_for
from universo.errors import Conflict, NotPermitted
from universo.identity.actor import Actor

NEW, CHANGED, SAME = "new", "changed", "same"


@dataclass(frozen=True, slots=True)
class Stored:
    """A customer as stored, and what happened to it: new, changed or same."""

    customer: KnownCustomer
    outcome: str


def lock_list(actor: Actor, owner_id: int | None) -> None:
    """Let one writer at a time into a list; raises NotPermitted when it is not the actor's."""
    if not may_write(actor, owner_id):
        raise NotPermitted("")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [7_204_001, owner_id or 0])


def add_customer(
    *, actor: Actor, now: datetime, owner_id: int | None, data: CustomerData
) -> KnownCustomer:
    """Add a customer to a list. Without a code of its own it gets one.

    Raises NotPermitted, and Conflict (field `external_id`) when the list has that code.
    """
    lock_list(actor, owner_id)
    code = data.external_id or data.cuit or f"U-{secrets.token_hex(4).upper()}"
    if not data.external_id and _with_code(owner_id, code):
        code = f"U-{secrets.token_hex(4).upper()}"
    if _with_code(owner_id, code):
        raise Conflict(_("Another customer of this list has that code."), field="external_id")
    return _new(actor, now, owner_id, code, data)


def change_customer(*, actor: Actor, customer: KnownCustomer, data: CustomerData) -> list[str]:
    """Change a customer and return the names of the changed columns; no code keeps the code.

    The instant it was first recorded stays: it dates the proof of check 4 (R-8).
    """
    lock_list(actor, customer.owner_id)
    code = data.external_id or customer.external_id
    if code != customer.external_id and _with_code(customer.owner_id, code):
        raise Conflict(_("Another customer of this list has that code."), field="external_id")
    return _update(customer, code, data)


def store_line(
    *,
    actor: Actor,
    now: datetime,
    owner_id: int | None,
    data: CustomerData,
    source_id: int | None = None,
) -> Stored:
    """Add or change the customer of a line by its source and code (or CUIT); the list is locked.

    The same line again changes nothing. Who had been retired is a customer again from `now` on, and
    that is the new date of the proof: a notice sent in between came first (R-8, check 4).
    """
    if not may_write(actor, owner_id):
        raise NotPermitted("")
    rows = KnownCustomer.objects.filter(owner_id=owner_id, source_id=source_id)
    found = rows.filter(external_id=data.code).first()
    if found is None:
        return Stored(_new(actor, now, owner_id, data.code, data, source_id), NEW)
    is_back = found.retired_at is not None
    if is_back:
        found.retired_at, found.recorded_at = None, now
        found.save(update_fields=["retired_at", "recorded_at"])
    changed = _update(found, data.code, data)
    return Stored(found, CHANGED if changed or is_back else SAME)


def retire_customer(*, actor: Actor, now: datetime, customer: KnownCustomer) -> bool:
    """Say that somebody is no customer any more; False when it was said before.

    He counts for no notice from `now` on; what was found before keeps pointing to him (R-8, check 4).
    Raises NotPermitted.
    """
    lock_list(actor, customer.owner_id)
    rows = KnownCustomer.objects.filter(pk=customer.pk, retired_at__isnull=True)
    return bool(rows.update(retired_at=now))


def _with_code(owner_id: int | None, code: str) -> bool:
    return KnownCustomer.objects.filter(owner_id=owner_id, external_id=code).exists()


def _columns(code: str, data: CustomerData) -> dict[str, object]:
    keys = keys_for(
        legal_name=data.legal_name,
        trade_name=data.trade_name,
        phone=data.phone,
        email=data.email,
        web=data.web,
    )
    return {"external_id": code, **data.fields(), **keys}


def _new(
    actor: Actor,
    now: datetime,
    owner_id: int | None,
    code: str,
    data: CustomerData,
    source_id: int | None = None,
) -> KnownCustomer:
    return KnownCustomer.objects.create(
        owner_id=owner_id,
        source_id=source_id,
        recorded_at=now,
        recorded_by_id=actor.user_id,
        **_columns(code, data),
    )


def _update(customer: KnownCustomer, code: str, data: CustomerData) -> list[str]:
    columns = _columns(code, data)
    changed = [name for name, value in columns.items() if getattr(customer, name) != value]
    if changed:
        for name in changed:
            setattr(customer, name, columns[name])
        customer.save()
    return changed
