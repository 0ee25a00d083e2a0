"""A demonstration unit leaves with a partner and comes back, looked at at both ends (R-2)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.benefits.units import holding, mails
from universo.benefits.units.choices import Condition, LoanStatus, PhotoEnd
from universo.benefits.units.models import DemoUnit, Loan, LoanPhoto
from universo.benefits.units.photos import StoredPhoto, drop_photos, store_photos
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, InvalidInput
from universo.identity.actor import Actor
from universo.usecases.ask_for_unit import move, note
from universo.usecases.decide_loan import locked


@dataclass(frozen=True, slots=True)
class Look:
    """How a unit looks at one end of the loan; `photos` are the bytes of pictures."""

    condition: str
    note: str = ""
    photos: Sequence[bytes] = ()


def dispatch_loan(*, actor: Actor, now: datetime, loan_id: int, look: Look) -> Loan:
    """The unit leaves with the partner. The photos are written before the transaction, and removed
    when nothing was recorded.

    Raises NotPermitted, InvalidInput (fields of Look), DomainError (field `photos`), Conflict when
    the loan is not approved any more, its days are over, or its unit is not there.
    """
    return _with_photos(look, lambda tidy, stored: _dispatch(actor, now, loan_id, tidy, stored))


def return_loan(*, actor: Actor, now: datetime, loan_id: int, look: Look, location: str) -> Loan:
    """The unit came back: it is free again, in the condition in which it came, where it is put.

    Raises NotPermitted, InvalidInput (fields of Look, `location`), DomainError (`photos`), Conflict.
    """
    return _with_photos(
        look, lambda tidy, stored: _return(actor, now, loan_id, tidy, stored, location)
    )


def _with_photos(look: Look, act: Callable[[Look, list[StoredPhoto]], Loan]) -> Loan:
    if look.condition not in Condition.values:
        raise InvalidInput({"condition": [_("Choose one of the list.")]})
    tidy = Look(look.condition, " ".join(look.note.replace("\0", "").split())[:400], look.photos)
    stored = store_photos(tidy.photos)
    try:
        return act(tidy, stored)
    except BaseException:
        drop_photos(stored)
        raise


@transaction.atomic
def _dispatch(
    actor: Actor, now: datetime, loan_id: int, look: Look, stored: list[StoredPhoto]
) -> Loan:
    found, today = locked(actor, loan_id), local_date(now)
    if found.status != LoanStatus.APPROVED:
        raise Conflict(_("Somebody else did it a moment ago."))
    if today > found.due_date:
        raise Conflict(_("The days of this loan are over: call it off."))
    holding.lock_unit(found.hold)
    holding.send_away(found.hold, today)
    move(
        found, LoanStatus.APPROVED, LoanStatus.OUT,
        dispatched_at=now, dispatched_by_id=actor.user_id, dispatched_date=today,
        condition_out=look.condition, note_out=look.note,
    )  # fmt: skip
    DemoUnit.objects.filter(pk=found.hold.unit_id).update(condition=look.condition)
    _keep(actor, now, found, PhotoEnd.DISPATCH, stored)
    note(actor, now, "benefits.loan.dispatched", found, due_date=found.due_date.isoformat())
    mails.tell_partner(found, "dispatched", now)
    return found


@transaction.atomic
def _return(
    actor: Actor, now: datetime, loan_id: int, look: Look, stored: list[StoredPhoto], location: str
) -> Loan:
    found = locked(actor, loan_id)
    place = " ".join(location.replace("\0", "").split())[:120]
    if not place:
        raise InvalidInput({"location": [_("Write where it is kept.")]})
    if found.status == LoanStatus.OUT:
        holding.lock_unit(found.hold)
    end_loan(actor, now, found, LoanStatus.RETURNED, look)
    holding.let_go(actor=actor, now=now, hold=found.hold, last=local_date(now))
    DemoUnit.objects.filter(pk=found.hold.unit_id).update(condition=look.condition, location=place)
    _keep(actor, now, found, PhotoEnd.RETURN, stored)
    note(actor, now, "benefits.loan.returned", found, condition=look.condition)
    mails.tell_partner(found, "ended", now)
    return found


def end_loan(
    actor: Actor, now: datetime, found: Loan, status: LoanStatus, look: Look | None
) -> None:
    """Close a loan that is out, inside the transaction of the caller. Raises Conflict."""
    values: dict[str, Any] = {"ended_at": now, "ended_by_id": actor.user_id}
    values["ended_date"] = local_date(now)
    if look is not None:
        values |= {"condition_in": look.condition, "note_in": look.note}
    move(found, LoanStatus.OUT, status, **values)


def _keep(
    actor: Actor, now: datetime, found: Loan, end: PhotoEnd, stored: list[StoredPhoto]
) -> None:
    LoanPhoto.objects.bulk_create(
        LoanPhoto(
            loan=found, end=end, stored_name=one.stored_name, content_type=one.content_type,
            size=one.size, sha256=one.sha256, taken_at=now, taken_by_id=actor.user_id or 0,
        )
        for one in stored
    )  # fmt: skip
