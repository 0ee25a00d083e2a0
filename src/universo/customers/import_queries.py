"""Reading imports, sources and figures of the lists of known customers, as far as the actor sees them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from universo.customers.models import CustomerImport, CustomerSource, ImportStatus, ListFigures
from universo.customers.queries import KEEPERS
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.partners.models import Partner
from universo.program.choices import Category
from universo.tabular import files

Owned = TypeVar("Owned", bound=Model)


def visible_to(actor: Actor, rows: "QuerySet[Owned]") -> "QuerySet[Owned]":
    """Return what the actor may read of rows with an owner: a reseller's own, Hasar's people all."""
    if actor.sees_everything or actor.has(*KEEPERS):
        return rows
    if actor.partner_id is not None and actor.in_category(Category.RESELLER):
        return rows.filter(owner_id=actor.partner_id)
    return rows.none()


def imports(actor: Actor) -> QuerySet[CustomerImport]:
    """Return the imports the actor may read, the newest first."""
    rows = visible_to(actor, CustomerImport.objects.defer("preview", "shape"))
    return rows.select_related("source", "owner", "uploaded_by").order_by("-uploaded_at", "-pk")


def find_import(actor: Actor, import_id: int) -> CustomerImport:
    """Return one import. Raises NotPermitted when it is out of sight."""
    rows = CustomerImport.objects.select_related("source", "owner", "uploaded_by", "confirmed_by")
    found = visible_to(actor, rows).filter(pk=import_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def rejects_of(found: CustomerImport) -> Path | None:
    """Return the file of the rows left out, while it is kept."""
    if not found.stored_as or not found.counts.get("rejected"):
        return None
    path = files.path_of(found.stored_as, files.REJECTS)
    return path if path.exists() else None


def sources(actor: Actor, owner_id: int | None) -> QuerySet[CustomerSource]:
    """Return the sources of a list, by name."""
    rows = visible_to(actor, CustomerSource.objects.filter(owner_id=owner_id))
    return rows.order_by("name")


def find_source(actor: Actor, source_id: int) -> CustomerSource:
    """Return one source. Raises NotPermitted when it is out of sight."""
    rows = CustomerSource.objects.select_related("owner")
    found = visible_to(actor, rows).filter(pk=source_id).first()
    if found is None:
        raise NotPermitted("")
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """One source of a list, or what was written by hand (`source` None), with its last import."""

    source: CustomerSource | None
    figures: dict[str, Any]
    last: CustomerImport | None


@dataclass(frozen=True, slots=True)
class ListOfCustomers:
    """A list with its figures as last counted; None while it never was."""

    owner: Partner | None
    counted_at: datetime | None
    figures: dict[str, Any]
    parts: list[Part]


def base(actor: Actor) -> list[ListOfCustomers]:
    """Return the lists that the actor sees, Hasar's first, then by the reseller's name.

    Figures are those that a job counted: a list is never counted while somebody waits.
    """
    figures = list(visible_to(actor, ListFigures.objects.all()))
    found = list(visible_to(actor, CustomerSource.objects.order_by("name")))
    lasts = _last_imports(actor)
    owners = {one.owner_id for one in figures} | {one.owner_id for one in found}
    if actor.partner_id is not None:
        owners = {actor.partner_id}
    else:
        owners.add(None)
    partners = Partner.objects.in_bulk([owner for owner in owners if owner])
    result = []
    for owner in owners:
        mine = {(f.source_id, f.is_part): f for f in figures if f.owner_id == owner}
        whole = mine.get((None, False))
        parts = [
            Part(one, _of(mine.get((one.pk, True))), lasts.get(one.pk))
            for one in found
            if one.owner_id == owner
        ]
        by_hand = _of(mine.get((None, True)))
        if by_hand.get("size"):
            parts.append(Part(None, by_hand, None))
        counted = whole.counted_at if whole else None
        result.append(
            ListOfCustomers(partners[owner] if owner else None, counted, _of(whole), parts)
        )
    return sorted(result, key=lambda one: (one.owner is not None, str(one.owner or "")))


def _of(found: ListFigures | None) -> dict[str, Any]:
    return dict(found.figures) if found else {}


def _last_imports(actor: Actor) -> dict[int, CustomerImport]:
    rows = imports(actor).filter(status=ImportStatus.APPLIED, source__isnull=False)
    newest = rows.order_by("source_id", "-ended_at").distinct("source_id")
    return {one.source_id: one for one in newest if one.source_id}
