"""A software company states its integrations with Hasar's products, and corrects them (R-1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.integrations.models import (
    Integration,
)
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.program.choices import Category
from universo.program.models import Product, ProductFamily

OTHER_DATA = _("From this page something else was already recorded.")


@dataclass(frozen=True, slots=True)
class IntegrationData:
    """What a partner states of an integration; `product_id` narrows the family."""

    software: str
    summary: str
    family_id: int
    product_id: int | None = None
    is_public: bool = False


@transaction.atomic
def state_integration(
    *, actor: Actor, now: datetime, uid: UUID, data: IntegrationData
) -> Integration:
    """Record an integration of the actor's partner; the same `uid` gives the first one again.

    Raises NotPermitted unless it is a software company today, InvalidInput (fields of
    IntegrationData), Conflict when something else came under this `uid`.
    """
    partner_id = require_isv(actor)
    values = _checked(data)
    known = Integration.objects.filter(uid=uid).first()
    if known is not None:
        if known.partner_id != partner_id or any(
            getattr(known, name) != value for name, value in values.items()
        ):
            raise Conflict(OTHER_DATA)
        return known
    made = Integration.objects.create(
        uid=uid, partner_id=partner_id, created_at=now, created_by_id=actor.user_id or 0, **values
    )
    note(actor, now, "stated", made)
    return made


@transaction.atomic
def edit_integration(
    *, actor: Actor, now: datetime, integration_id: int, data: IntegrationData
) -> Integration:
    """Correct an integration that has no certification asked for yet, or only its words afterwards.

    Raises NotPermitted, InvalidInput, Conflict when what it works with was judged already.
    """
    partner_id = require_isv(actor)
    rows = Integration.objects.select_for_update()
    found = rows.filter(pk=integration_id, partner_id=partner_id).first()
    if found is None:
        raise NotPermitted("")
    values = _checked(data)
    other = (found.family_id, found.product_id) != (values["family_id"], values["product_id"])
    if other and found.certifications.exists():
        raise Conflict(
            _("What it works with was reviewed already: state another integration."), field="family"
        )
    Integration.objects.filter(pk=found.pk).update(**values)
    found.refresh_from_db()
    note(actor, now, "edited", found)
    return found


def note(actor: Actor, now: datetime, verb: str, found: Integration, **data: Any) -> None:
    """Tell the timelines of the integration and of its partner; the partner may read it."""
    for kind, subject in (("integration", found.pk), ("partner", found.partner_id)):
        record(
            actor=actor, now=now, name=f"benefits.integration.{verb}", subject_kind=kind,
            subject_id=subject, partner_may_read=True, software=found.software, **data,
        )  # fmt: skip


def require_isv(actor: Actor) -> int:
    """Return the partner of a software company. Raises NotPermitted for others."""
    if actor.partner_id is None or not actor.in_category(Category.ISV):
        raise NotPermitted("")
    return actor.partner_id


def _checked(data: IntegrationData) -> dict[str, Any]:
    software = " ".join(data.software.replace("\0", "").split())
    summary = " ".join(data.summary.replace("\0", "").split())
    errors: dict[str, list[Any]] = {}
    if not 2 <= len(software) <= 120:
        errors["software"] = [_("Write the name of your software.")]
    if not 10 <= len(summary) <= 600:
        errors["summary"] = [_("Write it in 10 to 600 characters.")]
    product = Product.objects.filter(pk=data.product_id or 0).first()
    if not ProductFamily.objects.filter(pk=data.family_id).exists():
        errors["family"] = [_("Choose one of the list.")]
    elif data.product_id is not None and (product is None or product.family_id != data.family_id):
        errors["product"] = [_("Choose a product of that family.")]
    if errors:
        raise InvalidInput(errors)
    return {
        "software": software, "summary": summary, "family_id": data.family_id,
        "product_id": data.product_id, "is_public": data.is_public,
    }  # fmt: skip
