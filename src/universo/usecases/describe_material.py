"""What is said of a piece of material: its words, its products, for whom it is, what it replaces (R-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.library.choices import AUDIENCES, Kind, Language
from universo.benefits.library.models import Item
from universo.benefits.library.naming import names_of
from universo.benefits.library.queries import may_keep
from universo.errors import InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.program.models import Product, ProductFamily

KNOWN_AUDIENCES = {code for code, _label in AUDIENCES}


@dataclass(frozen=True, slots=True)
class ItemData:
    """What is said of a piece. `replaces_id` is another piece whose place it takes."""

    kind: str
    title: str
    summary: str = ""
    language: str = "ES"
    product_ids: Sequence[int] = ()
    family_ids: Sequence[int] = ()
    audience: Sequence[str] = ()
    replaces_id: int | None = None


@transaction.atomic
def change_item(*, actor: Actor, now: datetime, item_id: int, item: ItemData) -> Item:
    """Change what is said of a piece; its kind stays. Raises NotPermitted, InvalidInput."""
    require_keeper(actor)
    found = Item.objects.select_for_update().filter(pk=item_id).first()
    if found is None:
        raise NotPermitted("")
    errors = item_faults(item, found)
    if errors:
        raise InvalidInput(errors)
    _set(found, item)
    found.save()
    _connect(found, item)
    say(actor, now, "benefits.library_item.changed", found)
    return found


def require_keeper(actor: Actor) -> None:
    """Raise NotPermitted unless the actor keeps the library."""
    if not may_keep(actor):
        raise NotPermitted("")


def tidied(text: str, size: int) -> str:
    """Return a text without what a database cannot keep, cut to a size."""
    return text.replace("\0", "").strip()[:size]


def item_faults(data: ItemData, found: Item | None = None) -> dict[str, list[Any]]:
    """Return what is wrong with what is said of a piece, by field."""
    errors: dict[str, list[Any]] = {}
    kind = found.kind if found else data.kind
    if kind not in Kind.values:
        errors["kind"] = [_("Choose one of the list.")]
    if data.language not in Language.values:
        errors["language"] = [_("Choose one of the list.")]
    if len(tidied(data.title, 160)) < 3:
        errors["title"] = [_("Write a title.")]
    if not set(data.audience) <= KNOWN_AUDIENCES:
        errors["audience"] = [_("Choose one of the list.")]
    if data.replaces_id is not None and _would_circle(data.replaces_id, found):
        errors["replaces"] = [_("It cannot replace itself, nor what already replaces it.")]
    return errors


def _would_circle(replaces_id: int, found: Item | None) -> bool:
    """Tell whether the chain from a piece on leads back to the one it would replace."""
    at = found
    for _step in range(100):
        if at is None:
            return False
        if at.pk == replaces_id:
            return True
        at = at.replaced_by
    return True


def make_item(actor: Actor, now: datetime, uid: UUID, data: ItemData) -> Item:
    """Store a piece without versions."""
    made = Item(uid=uid, kind=data.kind, created_at=now, created_by_id=actor.user_id)
    _set(made, data)
    made.save()
    _connect(made, data)
    return made


def _set(item: Item, data: ItemData) -> None:
    item.title = tidied(data.title, 160)
    item.summary = tidied(data.summary, 600)
    item.language = data.language
    item.audience = sorted(set(data.audience))


def _connect(item: Item, data: ItemData) -> None:
    """Set products and families, the words the search knows them by, and what the piece replaces."""
    item.products.set(Product.objects.filter(pk__in=data.product_ids))
    item.families.set(ProductFamily.objects.filter(pk__in=data.family_ids))
    item.names = names_of(item)
    item.save(update_fields=["names"])
    Item.objects.filter(replaced_by=item).exclude(pk=data.replaces_id or 0).update(replaced_by=None)
    if data.replaces_id is not None:
        Item.objects.filter(pk=data.replaces_id).update(replaced_by=item)


def say(actor: Actor, now: datetime, name: str, item: Item, **data: Any) -> None:
    """Tell the timeline of a piece."""
    record(
        actor=actor, now=now, name=name, subject_kind="library_item", subject_id=item.pk,
        title=item.title, **data,
    )  # fmt: skip
