"""Known customers as programs ask for them: by the code of their source, or some at a time."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from universo.customers.models import CustomerSource, KnownCustomer
from universo.customers.queries import HASAR, visible_to
from universo.errors import NotPermitted
from universo.identity.actor import Actor

CURRENT, RETIRED, ALL = "current", "retired", "all"
MAX_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to list: `owner` is `hasar`, a partner's number or empty (all that the actor sees)."""

    owner: str = ""
    source: str | None = None  # a name; "" for those written by hand
    cuit: str = ""
    state: str = CURRENT
    recorded_since: datetime | None = None


def list_owner(actor: Actor, owner: str) -> int | None:
    """Return the id of the owner of a list, None for Hasar's; NotPermitted when out of sight.

    Without `owner`: the actor's own list.
    """
    if not owner:
        return actor.partner_id
    if owner == HASAR and actor.is_staff:
        return None
    number = int(owner) if owner.isascii() and owner.isdecimal() and len(owner) < 12 else 0
    if number and (actor.is_staff or number == actor.partner_id):
        return number
    raise NotPermitted("")


def some(actor: Actor, wanted: Wanted, *, after: int, count: int) -> list[KnownCustomer]:
    """Return up to `count` customers with ids above `after`, in the order in which they came.

    By id, since a name may change between two questions and a row would be missed.
    """
    rows = _of_list(visible_to(actor), actor, wanted.owner).select_related("source")
    if wanted.source is not None:
        rows = _of_source(rows, wanted.source)
    if wanted.cuit:
        rows = rows.filter(cuit=wanted.cuit)
    if wanted.state != ALL:
        rows = rows.filter(retired_at__isnull=wanted.state == CURRENT)
    if wanted.recorded_since is not None:
        rows = rows.filter(recorded_at__gte=wanted.recorded_since)
    return list(rows.filter(pk__gt=after).order_by("pk")[:count])


def one(actor: Actor, *, owner: str, source: str, code: str) -> KnownCustomer:
    """Return the customer with this code of this source; NotPermitted when there is none in sight."""
    rows = visible_to(actor).filter(owner_id=list_owner(actor, owner))
    found = _of_source(rows, source).select_related("source").filter(external_id=code).first()
    if found is None:
        raise NotPermitted("")
    return found


def source_id(owner_id: int | None, name: str) -> int | None:
    """Return the id of a list's source with this name; None when there is none yet."""
    rows = CustomerSource.objects.filter(owner_id=owner_id, name=name)
    return rows.values_list("pk", flat=True).first()


def _of_list(rows: QuerySet[KnownCustomer], actor: Actor, owner: str) -> QuerySet[KnownCustomer]:
    if not owner and actor.is_staff:
        return rows
    return rows.filter(owner_id=list_owner(actor, owner))


def _of_source(rows: QuerySet[KnownCustomer], name: str) -> QuerySet[KnownCustomer]:
    wanted = " ".join(name.split())
    return rows.filter(source__name=wanted) if wanted else rows.filter(source__isnull=True)
