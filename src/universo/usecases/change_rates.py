"""A rate changes on a day to come, proposed by one administrator and confirmed by another (R-13)."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.identity.queries import holders
from universo.identity.roles import StaffRole
from universo.notifications.operations import enqueue_mail
from universo.program.choices import SponsorLevel
from universo.program.models import Product, RateChange, RateChangeStatus
from universo.program.operations import RateKey, lock_family, open_rate

WHOLE_BP = 10_000
FAR_YEARS = 5
MIN_REASON = 5


@transaction.atomic
def propose_rate(
    *, actor: Actor, now: datetime, key: RateKey, rate_bp: int, from_date: date, reason: str
) -> RateChange:
    """Propose a rate in basis points from a day on, tomorrow at the earliest; nothing moves yet.

    Not even today, since notices accepted this morning froze the rate of this morning (P-7). Raises
    NotPermitted, DomainError with the wrong field, Conflict when a change of this rate waits already.
    """
    proposer = _administrator(actor)
    family = lock_family(key.family_id)
    if family is None or key.level not in SponsorLevel.values:
        raise NotPermitted("")
    product = _product_of(key)
    _check_rate(rate_bp)
    _check_day(from_date, local_date(now))
    reason = reason.strip()[:240]
    if len(reason) < MIN_REASON:
        raise DomainError(_("Write the reason."), field="reason")
    try:
        with transaction.atomic():
            made = RateChange.objects.create(
                family=family,
                product=product,
                level=key.level,
                rate_bp=rate_bp,
                from_date=from_date,
                reason=reason,
                status=RateChangeStatus.PROPOSED,
                proposed_at=now,
                proposed_by_id=proposer,
            )
    except IntegrityError as error:
        raise Conflict(_("A change of this rate already waits for a second person.")) from error
    _record(actor, now, "program.rate_change.proposed", made, reason=reason)
    _tell_others(actor, now, made)
    return made


@transaction.atomic
def confirm_rate(*, actor: Actor, now: datetime, change_id: int) -> RateChange:
    """Confirm somebody else's proposal: closes the range in force and opens the next one.

    Raises NotPermitted, DomainError for one's own proposal, Conflict when it does not wait any more
    or its day has come (dated, never backwards).
    """
    found = _locked(actor, change_id)
    if found.proposed_by_id == actor.user_id:
        raise DomainError(_("You proposed this change: another administrator must confirm it."))
    _waiting(found)
    if found.from_date <= local_date(now):
        raise Conflict(
            _("The day of this change has come without a confirmation. Propose it again.")
        )
    moved = RateChange.objects.filter(pk=found.pk, status=RateChangeStatus.PROPOSED).update(
        status=RateChangeStatus.CONFIRMED, confirmed_at=now, confirmed_by_id=actor.user_id
    )
    if not moved:
        raise Conflict(_("Somebody else did it a moment ago."))
    key = RateKey(found.family_id, found.product_id, found.level)
    open_rate(actor=actor, now=now, key=key, rate_bp=found.rate_bp, from_date=found.from_date)
    found.refresh_from_db()
    _record(
        actor,
        now,
        "program.rate_change.confirmed",
        found,
        proposed_by=found.proposed_by.full_name,
    )
    return found


@transaction.atomic
def withdraw_rate(*, actor: Actor, now: datetime, change_id: int) -> RateChange:
    """Take a proposal back: its author, or whoever was to confirm it. Raises NotPermitted, Conflict."""
    found = _locked(actor, change_id)
    _waiting(found)
    RateChange.objects.filter(pk=found.pk, status=RateChangeStatus.PROPOSED).update(
        status=RateChangeStatus.WITHDRAWN, withdrawn_at=now, withdrawn_by_id=actor.user_id
    )
    found.refresh_from_db()
    _record(actor, now, "program.rate_change.withdrawn", found)
    return found


def _administrator(actor: Actor) -> int:
    if not actor.has(StaffRole.PROGRAM_ADMIN) or actor.user_id is None:
        raise NotPermitted("")
    return actor.user_id


def _locked(actor: Actor, change_id: int) -> RateChange:
    _administrator(actor)
    found = RateChange.objects.filter(pk=change_id).first()
    if found is None or lock_family(found.family_id) is None:
        raise NotPermitted("")
    return RateChange.objects.select_for_update().get(pk=change_id)


def _waiting(found: RateChange) -> None:
    if found.status == RateChangeStatus.CONFIRMED:
        raise Conflict(_("Somebody had already confirmed this change."))
    if found.status == RateChangeStatus.WITHDRAWN:
        raise Conflict(_("This change had been withdrawn."))


def _product_of(key: RateKey) -> Product | None:
    if key.product_id is None:
        return None
    found = Product.objects.filter(pk=key.product_id, family_id=key.family_id).first()
    if found is None:
        raise DomainError(_("Choose a product of this family."), field="product")
    return found


def _check_rate(rate_bp: int) -> None:
    if not 0 <= rate_bp <= WHOLE_BP:
        raise DomainError(_("A rate goes from 0 to 100 %."), field="rate")


def _check_day(from_date: date, today: date) -> None:
    if from_date <= today:
        raise DomainError(
            _("A rate changes from tomorrow on, never backwards. Choose a later day."),
            field="from_date",
        )
    if from_date.year > today.year + FAR_YEARS:
        raise DomainError(_("The day is too far away. Check the year."), field="from_date")


def _record(actor: Actor, now: datetime, name: str, change: RateChange, **data: Any) -> None:
    what = change.product.name if change.product else change.family.name
    record(
        actor=actor,
        now=now,
        name=name,
        subject_kind="program",
        subject_id=change.pk,
        what=what,
        level=change.level,
        rate_bp=change.rate_bp,
        from_date=change.from_date.isoformat(),
        **data,
    )


def _tell_others(actor: Actor, now: datetime, change: RateChange) -> None:
    for person in holders(StaffRole.PROGRAM_ADMIN).exclude(pk=actor.user_id or 0):
        enqueue_mail(
            key=f"rate_change.waiting.{change.pk}",
            to=person.email,
            template="rate_change_waiting",
            context={"name": person.full_name, "proposer": actor.name, "change": change},
            now=now,
        )
