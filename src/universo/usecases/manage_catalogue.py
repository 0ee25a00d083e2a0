"""An administrator keeps the catalogue: families and products are added, changed, taken out of the
offer, never deleted, since notices, rates and invoices name them."""

import re
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.library.naming import names_changed
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.program.choices import ProductKind
from universo.program.models import Product, ProductFamily

FAMILY_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,15}")
PRODUCT_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,31}")
Row = TypeVar("Row", ProductFamily, Product)


@transaction.atomic
def save_family(
    *,
    actor: Actor,
    now: datetime,
    family_id: int | None = None,
    code: str,
    name: str,
    kind: str = "",
    description: str = "",
) -> ProductFamily:
    """Add a family, or change its texts. Its kind stays as it began: levels depend on it (R-4).

    Raises NotPermitted, InvalidInput, Conflict when another family has the code.
    """
    _administrator(actor)
    found = ProductFamily.objects.select_for_update().filter(pk=family_id or 0).first()
    if family_id is not None and found is None:
        raise NotPermitted("")
    values = {
        "code": _clean_code(code),
        "name": name.strip()[:80],
        "description": description.strip()[:240],
    }
    errors = _faults(values, FAMILY_CODE)
    if found is None and kind not in ProductKind.values:
        errors["kind"] = [_("Choose one of the list.")]
    if errors:
        raise InvalidInput(errors)
    if found is None:
        made = _stored(ProductFamily(kind=kind, **values))
        _record(actor, now, "program.family.added", made)
        return made
    before = found.name
    made = _stored(_with(found, values))
    names_changed(family_id=made.pk)
    _record(actor, now, "program.family.changed", made, before=before)
    return made


@transaction.atomic
def save_product(
    *,
    actor: Actor,
    now: datetime,
    family_id: int,
    product_id: int | None = None,
    code: str,
    name: str,
) -> Product:
    """Add a product to a family, or change its code and name. Raises as `save_family`."""
    _administrator(actor)
    family = ProductFamily.objects.filter(pk=family_id).first()
    rows = Product.objects.select_for_update().filter(pk=product_id or 0, family_id=family_id)
    found = rows.first()
    if family is None or (product_id is not None and found is None):
        raise NotPermitted("")
    values = {"code": _clean_code(code), "name": name.strip()[:120]}
    errors = _faults(values, PRODUCT_CODE)
    if errors:
        raise InvalidInput(errors)
    if found is None:
        made = _stored(Product(family=family, **values))
        _record(actor, now, "program.product.added", made, family=family.name)
        return made
    before = found.name
    made = _stored(_with(found, values))
    names_changed(product_id=made.pk)
    _record(actor, now, "program.product.changed", made, before=before)
    return made


@transaction.atomic
def set_family_offered(*, actor: Actor, now: datetime, family_id: int, offered: bool) -> None:
    """Take a family out of the offer, or back in; what names it stays. Raises NotPermitted, Conflict."""
    _administrator(actor)
    found = _switched(ProductFamily, family_id, offered)
    name = "program.family.offered_again" if offered else "program.family.withdrawn"
    _record(actor, now, name, found)


@transaction.atomic
def set_product_offered(*, actor: Actor, now: datetime, product_id: int, offered: bool) -> None:
    """Take a product out of the offer, or back in. Raises NotPermitted, Conflict."""
    _administrator(actor)
    found = _switched(Product, product_id, offered)
    name = "program.product.offered_again" if offered else "program.product.withdrawn"
    _record(actor, now, name, found)


def _switched(model: Any, pk: int, offered: bool) -> Any:
    found = model.objects.select_for_update().filter(pk=pk).first()
    if found is None:
        raise NotPermitted("")
    if not model.objects.filter(pk=pk, is_active=not offered).update(is_active=offered):
        raise Conflict(_("Somebody else did it a moment ago."))
    return found


def _administrator(actor: Actor) -> None:
    if not actor.has(StaffRole.PROGRAM_ADMIN):
        raise NotPermitted("")


def _clean_code(text: str) -> str:
    return re.sub(r"\s+", "-", text.strip().upper())[:40]


def _faults(values: dict[str, str], code: re.Pattern[str]) -> dict[str, list[Any]]:
    errors: dict[str, list[Any]] = {}
    if not code.fullmatch(values["code"]):
        errors["code"] = [_("A code has capital letters, digits and hyphens, like PDV-15.")]
    if not values["name"]:
        errors["name"] = [_("Write its name.")]
    return errors


def _with(row: Row, values: dict[str, str]) -> Row:
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _stored(row: Row) -> Row:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict(_("Another one has this code."), field="code") from error
    return row


def _record(actor: Actor, now: datetime, name: str, row: Any, **data: Any) -> None:
    record(
        actor=actor,
        now=now,
        name=name,
        subject_kind="program",
        subject_id=row.pk,
        what=row.name,
        code=row.code,
        **data,
    )
