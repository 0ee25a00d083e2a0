"""Storing a few thousand customers in the transaction of the caller, who learns what became of each."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

from universo.customers import list_rows
from universo.customers.customer_data import CustomerData
from universo.customers.list_rows import ListOf
from universo.customers.making import FIELDS, Ready, Values, make_ready
from universo.customers.operations import CHANGED, NEW, SAME
from universo.customers.queries import may_write
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.program.models import Province

_read = attrgetter(*("province" if name == "province_id" else name for name in FIELDS))
_PROVINCE = FIELDS.index("province_id")


def store_some(
    *,
    actor: Actor,
    now: datetime,
    owner_id: int | None,
    source_id: int | None,
    rows: Sequence[CustomerData],
) -> dict[str, str]:
    """Add or change customers by their code and return by code what became of each.

    As `bulk.store_many` does, but under the lock that the caller holds (`operations.lock_list`), in
    its transaction and in this process; no two rows have one code. They are found at once.
    Raises NotPermitted for a list that is not the actor's.
    """
    if not may_write(actor, owner_id):
        raise NotPermitted("")
    its = ListOf(owner_id, source_id, actor.user_id, now)
    values = {data.code: _values(data) for data in rows}
    stored = its.stored(values)
    new = [code for code in values if code not in stored]
    changed = [code for code, row in stored.items() if row.is_retired or row.values != values[code]]
    provinces = dict(Province.objects.values_list("letter", "name"))
    made = make_ready([values[code] for code in (*new, *changed)], provinces)
    ready = dict(zip((*new, *changed), map(Ready._make, made), strict=True))
    list_rows.add(its, [(code, values[code], ready[code]) for code in new], file_keys=True)
    list_rows.change(its, [(stored[code], values[code], ready[code]) for code in changed])
    return dict.fromkeys(values, SAME) | dict.fromkeys(new, NEW) | dict.fromkeys(changed, CHANGED)


def _values(data: CustomerData) -> Values:
    values: list[str | None] = list(_read(data))
    values[_PROVINCE] = values[_PROVINCE] or None
    return tuple(values)
