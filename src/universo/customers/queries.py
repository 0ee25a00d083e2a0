"""Reading known customers: Hasar's own and those of each reseller (R-8, check 4)."""

from django.db.models import Q, QuerySet

from universo.customers.models import KnownCustomer
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.program.choices import Category

KEEPERS = (StaffRole.ACCOUNT_EXECUTIVE, StaffRole.PROGRAM_ADMIN, StaffRole.CHANNEL_MANAGER)
HASAR = "hasar"


def visible_to(actor: Actor) -> QuerySet[KnownCustomer]:
    """Return the customers the actor may read: a reseller its own base, Hasar's people all."""
    rows = KnownCustomer.objects.select_related("province", "owner")
    if actor.sees_everything or actor.has(*KEEPERS):
        return rows
    if actor.partner_id is not None and actor.in_category(Category.RESELLER):
        return rows.filter(owner_id=actor.partner_id)
    return rows.none()


def may_write(actor: Actor, owner_id: int | None) -> bool:
    """Tell whether the actor keeps this list: Hasar's (no `owner_id`) or its own as a reseller."""
    if owner_id is None:
        return actor.has(*KEEPERS)
    return actor.partner_id == owner_id and actor.in_category(Category.RESELLER)


def customers(actor: Actor, *, text: str = "", owner: str = "") -> QuerySet[KnownCustomer]:
    """Return customers by name, code, mail or CUIT; `owner` is `hasar`, a partner's id or empty."""
    rows = visible_to(actor)
    if owner == HASAR:
        rows = rows.filter(owner__isnull=True)
    elif owner.isdecimal() and len(owner) < 12:
        rows = rows.filter(owner_id=int(owner))
    return rows.filter(_matches(text.strip())).order_by("legal_name", "pk")


def _matches(text: str) -> Q:
    if not text:
        return Q()
    found = Q(legal_name__icontains=text) | Q(trade_name__icontains=text)
    found |= Q(external_id__iexact=text) | Q(email__icontains=text)
    digits = "".join(filter(str.isdigit, text))
    if len(digits) >= 3 and not any(map(str.isalpha, text)):
        found |= Q(cuit__contains=digits)
    return found


def customer(actor: Actor, customer_id: int) -> KnownCustomer:
    """Return one customer; NotPermitted when it is out of sight."""
    found = visible_to(actor).filter(pk=customer_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def owners(actor: Actor) -> list[tuple[int, str]]:
    """Return (id, name) of the resellers whose customers the actor sees, by name."""
    rows = visible_to(actor).filter(owner__isnull=False).order_by("owner__legal_name")
    pairs = rows.values_list("owner_id", "owner__trade_name", "owner__legal_name").distinct()
    return [(int(pk or 0), str(trade or legal)) for pk, trade, legal in pairs]
