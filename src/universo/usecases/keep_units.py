"""Keeping the stock of demonstration units: in, to repair and back, sold, lost or retired (R-2)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.units import holding, mails, queries
from universo.benefits.units.choices import Condition, Gone, HoldKind, LoanStatus
from universo.benefits.units.models import DemoUnit, Loan, UnitHold
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.partners.models import Partner
from universo.program.models import Product
from universo.usecases.ask_for_unit import note
from universo.usecases.decide_loan import reason_of
from universo.usecases.hand_over_unit import end_loan

LONGEST_REPAIR_DAYS = 365
LOAN_ENDS: dict[str, LoanStatus] = {Gone.SOLD: LoanStatus.SOLD, Gone.LOST: LoanStatus.LOST}


@dataclass(frozen=True, slots=True)
class UnitData:
    """What is written of a unit; `serial` is kept in capitals."""

    product_id: int
    serial: str
    condition: str
    location: str
    contents: str = ""


@transaction.atomic
def add_unit(*, actor: Actor, now: datetime, data: UnitData) -> DemoUnit:
    """Take a unit into the stock from today on. Raises NotPermitted, InvalidInput (fields of
    UnitData; the model is `product`)."""
    _require_keeper(actor)
    values = _tidy(data)
    try:
        with transaction.atomic():
            made = DemoUnit.objects.create(
                **values, since_date=local_date(now), created_at=now,
                created_by_id=actor.user_id or 0,
            )  # fmt: skip
    except IntegrityError as error:
        raise InvalidInput(
            {"serial": [_("There is a unit of this model with this serial.")]}
        ) from error
    _record(actor, now, "benefits.unit.added", made)
    return made


@transaction.atomic
def edit_unit(*, actor: Actor, now: datetime, unit_id: int, data: UnitData) -> DemoUnit:
    """Correct what is written of a unit; its model stays once it was lent. Raises as `add_unit`."""
    found = _locked(actor, unit_id)
    values = _tidy(data)
    if data.product_id != found.product_id and found.holds.exists():
        raise InvalidInput({"product": [_("It was lent as this model already.")]})
    changed = [name for name, value in values.items() if getattr(found, name) != value]
    try:
        with transaction.atomic():
            for name in changed:
                setattr(found, name, values[name])
            found.save(update_fields=changed or None)
    except IntegrityError as error:
        raise InvalidInput(
            {"serial": [_("There is a unit of this model with this serial.")]}
        ) from error
    if changed:
        _record(actor, now, "benefits.unit.edited", found)
    return found


@transaction.atomic
def send_to_repair(
    *, actor: Actor, now: datetime, unit_id: int, until: date, reason: str
) -> UnitHold:
    """A unit on its shelf goes to repair until a day. Raises NotPermitted, InvalidInput (`until`,
    `reason`), Conflict when something has it or it is promised on those days."""
    found, today = _locked(actor, unit_id), local_date(now)
    why = reason_of(reason)
    if until < today or (until - today).days > LONGEST_REPAIR_DAYS:
        raise InvalidInput({"until": [_("Choose today or a later day, within a year.")]})
    hold = holding.take_away(
        actor=actor, now=now, unit=found, kind=HoldKind.REPAIR, first=today, last=until, note=why
    )
    day = until.isoformat()
    _record(actor, now, "benefits.unit.sent_to_repair", found, until_date=day, reason=why)
    return hold


@transaction.atomic
def end_repair(
    *, actor: Actor, now: datetime, unit_id: int, condition: str, location: str
) -> DemoUnit:
    """A unit is back from repair. Raises NotPermitted, InvalidInput, Conflict when it is not there."""
    found = _locked(actor, unit_id)
    place = " ".join(location.replace("\0", "").split())[:120]
    if condition not in Condition.values or not place:
        raise InvalidInput({"location": [_("Write where it is kept.")]})
    hold = UnitHold.objects.filter(unit=found, is_away=True, kind=HoldKind.REPAIR).first()
    if hold is None:
        raise Conflict(_("Somebody else did it a moment ago."))
    holding.let_go(actor=actor, now=now, hold=hold, last=local_date(now) - holding.ONE_DAY)
    found.condition, found.location = condition, place
    found.save(update_fields=["condition", "location"])
    _record(actor, now, "benefits.unit.back_from_repair", found)
    return found


@transaction.atomic
def take_out(
    *, actor: Actor, now: datetime, unit_id: int, how: str, reason: str, buyer_id: int | None = None
) -> DemoUnit:
    """A unit leaves the stock for good: sold (to a partner or otherwise), lost or retired.

    A loan that has it ends with it, sold or lost. Raises NotPermitted, InvalidInput (`how`,
    `buyer_id`, `reason`), Conflict when it is promised to somebody.
    """
    lent = _lock_lent(actor, unit_id)
    found, today = _locked(actor, unit_id), local_date(now)
    why = reason_of(reason)
    if how not in Gone.values:
        raise InvalidInput({"how": [_("Choose one of the list.")]})
    if buyer_id is not None and (
        how != Gone.SOLD or not Partner.objects.filter(pk=buyer_id).exists()
    ):
        raise InvalidInput({"buyer_id": [_("Only what is sold has a buyer.")]})
    _end_what_has_it(actor, now, found, lent, how)
    holding.take_away(
        actor=actor, now=now, unit=found, kind=HoldKind.GONE, first=today, last=None, note=why
    )
    DemoUnit.objects.filter(pk=found.pk).update(
        gone=how, gone_date=today, gone_note=why, buyer_id=buyer_id
    )
    found.refresh_from_db()
    _record(actor, now, "benefits.unit.taken_out", found, how=how, reason=why)
    if lent is not None:
        note(actor, now, "benefits.loan.ended", lent, how=lent.status, reason=why)
        mails.tell_partner(lent, "ended", now)
    return found


def _lock_lent(actor: Actor, unit_id: int) -> Loan | None:
    """Lock the loan that has a unit now, if one has: a loan is locked before its unit."""
    _require_keeper(actor)
    hold = UnitHold.objects.filter(unit_id=unit_id, is_away=True, loan__isnull=False).first()
    rows = Loan.objects.select_for_update(of=("self",)).select_related("product", "partner")
    return rows.filter(pk=hold.loan_id or 0).first() if hold else None


def _end_what_has_it(
    actor: Actor, now: datetime, found: DemoUnit, lent: Loan | None, how: str
) -> None:
    """End the loan or the repair that has the unit now. Raises Conflict when that changed meanwhile."""
    hold = UnitHold.objects.filter(unit=found, is_away=True).first()
    if (hold.loan_id if hold else None) != (lent.pk if lent else None):
        raise Conflict(_("Somebody else did it a moment ago."))
    if hold is None:
        return
    if lent is not None:
        if how not in LOAN_ENDS:
            raise Conflict(
                _("A partner has it: it can be sold or lost, or has to come back first.")
            )
        end_loan(actor, now, lent, LOAN_ENDS[how], None)
    holding.let_go(actor=actor, now=now, hold=hold, last=local_date(now) - holding.ONE_DAY)


def _require_keeper(actor: Actor) -> None:
    if not queries.is_keeper(actor):
        raise NotPermitted("")


def _locked(actor: Actor, unit_id: int) -> DemoUnit:
    _require_keeper(actor)
    found = DemoUnit.objects.select_for_update().filter(pk=unit_id).first()
    if found is None:
        raise NotPermitted("")
    if found.gone:
        raise Conflict(_("This unit is out of stock already."))
    return found


def _tidy(data: UnitData) -> dict[str, Any]:
    texts = {
        "serial": " ".join(data.serial.replace("\0", "").upper().split()),
        "location": " ".join(data.location.replace("\0", "").split()),
        "contents": " ".join(data.contents.replace("\0", "").split()),
    }
    errors: dict[str, list[Any]] = {}
    if not Product.objects.filter(pk=data.product_id).exists():
        errors["product"] = [_("Choose one of the list.")]
    if data.condition not in Condition.values:
        errors["condition"] = [_("Choose one of the list.")]
    for name, least, most in (("serial", 2, 60), ("location", 1, 120), ("contents", 0, 240)):
        if not least <= len(texts[name]) <= most:
            errors[name] = [
                _("Write from %(least)d to %(most)d characters.") % {"least": least, "most": most}
            ]
    if errors:
        raise InvalidInput(errors)
    return {"product_id": data.product_id, "condition": data.condition, **texts}


def _record(actor: Actor, now: datetime, name: str, found: DemoUnit, **data: Any) -> None:
    record(
        actor=actor,
        now=now,
        name=name,
        subject_kind="unit",
        subject_id=found.pk,
        model=found.product.name,
        serial=found.serial,
        **data,
    )
