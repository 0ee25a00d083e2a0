"""Writing known customers; each list has one keeper: Hasar, or the reseller whose base it is."""

import secrets
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from universo.customers.customer_data import CustomerData
from universo.customers.models import KnownCustomer
from universo.customers.proof import Said, weigh
from universo.customers.queries import may_write
from universo.errors import Conflict, NotPermitted
from universo.identity.actor import Actor

NEW, CHANGED, SAME = "new", "changed", "same"


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


def change_customer(
    *, actor: Actor, now: datetime, customer: KnownCustomer, data: CustomerData
) -> list[str]:
    """Change a customer and return the names of the changed columns; no code keeps the code.

    The instant it was recorded stays, for it dates the proof of check 4 (R-8); of a row that becomes
    another company (`proof`) it is `now`.
    """
    lock_list(actor, customer.owner_id)
    customer.refresh_from_db()  # a file may have changed or retired it before the lock was ours
    code = data.external_id or customer.external_id
    if code != customer.external_id and _with_code(customer.owner_id, code):
        raise Conflict(_("Another customer of this list has that code."), field="external_id")
    return _update(customer, now, code, data)


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
    return {"external_id": code, **data.fields()}


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


def _update(customer: KnownCustomer, now: datetime, code: str, data: CustomerData) -> list[str]:
    columns = _columns(code, data)
    changed = [name for name, value in columns.items() if getattr(customer, name) != value]
    if changed:
        before = Said(customer.legal_name, customer.cuit)
        for name in changed:
            setattr(customer, name, columns[name])
        kept = Said(customer.proof_name, customer.proof_cuit)
        is_new, kept = weigh(kept, before, Said(customer.legal_name, customer.cuit))
        customer.proof_name, customer.proof_cuit = kept
        if is_new:
            customer.recorded_at = now
        customer.save()
    return changed
