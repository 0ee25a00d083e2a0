"""Rates change on a day to come, one or many at once, proposed by one administrator and confirmed by
another: all of a proposal takes effect, or nothing (R-13)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

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
from universo.program.models import Product, RateChange, RateChangeStatus, RateProposal
from universo.program.operations import RateKey, lock_families, open_rate

WHOLE_BP = 10_000
FAR_YEARS = 5
MIN_REASON = 5


@transaction.atomic
def propose_rates(
    *,
    actor: Actor,
    now: datetime,
    uid: UUID,
    rates: Mapping[RateKey, int],
    from_date: date,
    reason: str,
) -> RateProposal:
    """Propose rates in basis points from a day on, tomorrow at the earliest; nothing moves yet.

    Not even today, since notices accepted this morning froze the rates of this morning (P-7). The same
    uid and content again give the first proposal (protocol 5). Raises NotPermitted, DomainError with
    the wrong field, Conflict when a change of one of these rates waits already.
    """
    proposer = _administrator(actor)
    families = lock_families(key.family_id for key in rates)
    reason = reason.strip()[:240]
    given = RateProposal.objects.filter(uid=uid).first()
    if given is not None:
        return _same(given, proposer, rates, from_date, reason)
    if any(k.family_id not in families or k.level not in SponsorLevel.values for k in rates):
        raise NotPermitted("")
    _check(rates, from_date, local_date(now), reason)
    made = RateProposal.objects.create(
        uid=uid,
        from_date=from_date,
        reason=reason,
        status=RateChangeStatus.PROPOSED,
        proposed_at=now,
        proposed_by_id=proposer,
    )
    for key, rate_bp in rates.items():
        _add(made, key, rate_bp, families[key.family_id].name)
    _record(actor, now, "program.rate_change.proposed", made, reason=reason)
    _tell_others(actor, now, made)
    return made


@transaction.atomic
def confirm_rates(*, actor: Actor, now: datetime, proposal_id: int) -> RateProposal:
    """Confirm somebody else's proposal: each of its rates closes the range in force and opens the next.

    Raises NotPermitted, DomainError for one's own proposal, Conflict when it does not wait any more
    or its day has come (dated, never backwards).
    """
    found = _locked(actor, proposal_id)
    if found.proposed_by_id == actor.user_id:
        raise DomainError(_("You proposed this change: another administrator must confirm it."))
    _waiting(found)
    if found.from_date <= local_date(now):
        raise Conflict(
            _("The day of this change has come without a confirmation. Propose it again.")
        )
    for change in found.changes.all():
        key = RateKey(change.family_id, change.product_id, change.level)
        open_rate(actor=actor, now=now, key=key, rate_bp=change.rate_bp, from_date=found.from_date)
    _end(found, RateChangeStatus.CONFIRMED, confirmed_at=now, confirmed_by_id=actor.user_id)
    _record(
        actor,
        now,
        "program.rate_change.confirmed",
        found,
        proposed_by=found.proposed_by.full_name,
    )
    return found


@transaction.atomic
def withdraw_rates(*, actor: Actor, now: datetime, proposal_id: int) -> RateProposal:
    """Take a proposal back: its author, or whoever was to confirm it. Raises NotPermitted, Conflict."""
    found = _locked(actor, proposal_id)
    _waiting(found)
    _end(found, RateChangeStatus.WITHDRAWN, withdrawn_at=now, withdrawn_by_id=actor.user_id)
    _record(actor, now, "program.rate_change.withdrawn", found)
    return found


def _administrator(actor: Actor) -> int:
    if not actor.has(StaffRole.PROGRAM_ADMIN) or actor.user_id is None:
        raise NotPermitted("")
    return actor.user_id


def _same(
    given: RateProposal, proposer: int, rates: Mapping[RateKey, int], from_date: date, reason: str
) -> RateProposal:
    """Return the proposal that this uid made, if it says the same. Raises Conflict."""
    rows = given.changes.values_list("family_id", "product_id", "level", "rate_bp")
    stored = {RateKey(*row[:3]): row[3] for row in rows}
    said = (given.proposed_by_id, given.from_date, given.reason, stored)
    if said != (proposer, from_date, reason, dict(rates)):
        raise Conflict(_("This proposal was already sent with other content."))
    return given


def _check(rates: Mapping[RateKey, int], from_date: date, today: date, reason: str) -> None:
    if not rates:
        raise DomainError(_("Change at least one rate."))
    if not all(0 <= rate_bp <= WHOLE_BP for rate_bp in rates.values()):
        raise DomainError(_("A rate goes from 0 to 100 %."), field="rate")
    check_day(from_date, today)
    if len(reason) < MIN_REASON:
        raise DomainError(_("Write the reason."), field="reason")


def check_day(from_date: date, today: date) -> None:
    """Refuse a day that is not after today, or absurdly far. Raises DomainError (from_date)."""
    if from_date <= today:
        raise DomainError(
            _("A rate changes from tomorrow on, never backwards. Choose a later day."),
            field="from_date",
        )
    if from_date.year > today.year + FAR_YEARS:
        raise DomainError(_("The day is too far away. Check the year."), field="from_date")


def _add(proposal: RateProposal, key: RateKey, rate_bp: int, family: str) -> None:
    product = None
    if key.product_id is not None:
        product = Product.objects.filter(pk=key.product_id, family_id=key.family_id).first()
        if product is None:
            raise DomainError(_("Choose a product of this family."), field="product")
    try:
        with transaction.atomic():
            proposal.changes.create(
                family_id=key.family_id, product=product, level=key.level, rate_bp=rate_bp
            )
    except IntegrityError as error:
        raise Conflict(
            _("A change of this rate already waits for a second person: %(what)s, %(level)s.")
            % {"what": product or family, "level": SponsorLevel(key.level).label}
        ) from error


def _locked(actor: Actor, proposal_id: int) -> RateProposal:
    _administrator(actor)
    lock_families(
        RateChange.objects.filter(proposal_id=proposal_id).values_list("family_id", flat=True)
    )
    found = RateProposal.objects.select_for_update().filter(pk=proposal_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def _waiting(found: RateProposal) -> None:
    if found.status == RateChangeStatus.CONFIRMED:
        raise Conflict(_("Somebody had already confirmed this change."))
    if found.status == RateChangeStatus.WITHDRAWN:
        raise Conflict(_("This change had been withdrawn."))


def _end(found: RateProposal, status: RateChangeStatus, **values: Any) -> None:
    waiting = RateProposal.objects.filter(pk=found.pk, status=RateChangeStatus.PROPOSED)
    if not waiting.update(status=status, **values):
        raise Conflict(_("Somebody else did it a moment ago."))
    found.changes.update(is_waiting=False)
    found.refresh_from_db()


def _changes(proposal: RateProposal) -> Iterable[RateChange]:
    return proposal.changes.select_related("family", "product")


def _record(actor: Actor, now: datetime, name: str, proposal: RateProposal, **data: Any) -> None:
    """One line of the audit for each rate, so that each is found by what it speaks of."""
    for change in _changes(proposal):
        record(
            actor=actor,
            now=now,
            name=name,
            subject_kind="program",
            subject_id=proposal.pk,
            what=change.what,
            level=change.level,
            rate_bp=change.rate_bp,
            from_date=proposal.from_date.isoformat(),
            **data,
        )


def _tell_others(actor: Actor, now: datetime, proposal: RateProposal) -> None:
    changes = list(_changes(proposal))
    for person in holders(StaffRole.PROGRAM_ADMIN).exclude(pk=actor.user_id or 0):
        enqueue_mail(
            key=f"rate_change.waiting.{proposal.pk}",
            to=person.email,
            template="rate_change_waiting",
            context={
                "name": person.full_name,
                "proposer": actor.name,
                "proposal": proposal,
                "changes": changes,
            },
            now=now,
        )
