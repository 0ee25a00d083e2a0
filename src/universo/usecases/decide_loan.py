"""Hasar answers a request for a demonstration unit, and for more days with it (R-2)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.benefits.choices import Service
from universo.benefits.queries import benefit_of_partner
from universo.benefits.units import holding, mails, queries
from universo.benefits.units.choices import Answer, LoanStatus
from universo.benefits.units.models import DemoUnit, Extension, Loan
from universo.domain.decision_clock import local_date
from universo.domain.unit_lending import due_of, refusal
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.program.clock import calendar_of
from universo.program.queries import terms_on
from universo.usecases.ask_for_unit import move, note, rule_sentence, term_of


@transaction.atomic
def approve_loan(
    *, actor: Actor, now: datetime, loan_id: int, unit_id: int, from_date: date
) -> Loan:
    """Approve a request and reserve a unit for it; the last day follows from the first.

    Raises NotPermitted, DomainError when the partner lost the benefit, InvalidInput (`from_date`,
    `unit`), Conflict when it was decided or the unit was taken a moment ago.
    """
    found, today = locked(actor, loan_id), local_date(now)
    _still(found, LoanStatus.REQUESTED)
    if not benefit_of_partner(found.partner_id, Service.UNITS, today).allowed:
        raise DomainError(_("The partner may not use this benefit today: decline the request."))
    if from_date < today:
        raise InvalidInput({"from_date": [_("Choose today or a later day.")]})
    others = queries.others_held(found.partner_id, found.product_id, but=found.pk)
    asked_on = queries.rules_for(local_date(found.requested_at))
    against = refusal(asked_on, others, from_date, found.days)
    if against is not None:
        raise DomainError(rule_sentence(against)[1], field="from_date")
    version, due_date = term_of(from_date, found.days, today)
    unit = _usable(found, unit_id)
    move(
        found, LoanStatus.REQUESTED, LoanStatus.APPROVED,
        from_date=from_date, due_date=due_date, calendar=version, decided_at=now,
        decided_by_id=actor.user_id,
    )  # fmt: skip
    if not queries.free_units(found.product_id, from_date, due_date, today).filter(pk=unit.pk):
        raise Conflict(holding.TAKEN, field="unit")
    found.hold = holding.reserve(actor=actor, now=now, found=found, unit=unit)
    note(actor, now, "benefits.loan.approved", found, due_date=due_date.isoformat())
    mails.tell_partner(found, "approved", now)
    return found


@transaction.atomic
def decline_loan(*, actor: Actor, now: datetime, loan_id: int, reason: str) -> Loan:
    """Answer a request with no, and say why. Raises NotPermitted, InvalidInput, Conflict."""
    found, why = locked(actor, loan_id), reason_of(reason)
    _still(found, LoanStatus.REQUESTED)
    move(
        found, LoanStatus.REQUESTED, LoanStatus.DECLINED,
        reason=why, decided_at=now, decided_by_id=actor.user_id,
    )  # fmt: skip
    note(actor, now, "benefits.loan.declined", found, reason=why)
    mails.tell_partner(found, "declined", now, reason=why)
    return found


@transaction.atomic
def cancel_loan(*, actor: Actor, now: datetime, loan_id: int, reason: str) -> Loan:
    """Call off a loan that was approved and not handed over. Raises as `decline_loan`."""
    found, why = locked(actor, loan_id), reason_of(reason)
    _still(found, LoanStatus.APPROVED)
    move(found, LoanStatus.APPROVED, LoanStatus.CANCELLED, reason=why)
    holding.call_off(actor=actor, now=now, hold=found.hold)
    note(actor, now, "benefits.loan.cancelled", found, reason=why)
    mails.tell_partner(found, "cancelled", now, reason=why)
    return found


@transaction.atomic
def change_unit(*, actor: Actor, now: datetime, loan_id: int, unit_id: int) -> Loan:
    """Reserve another unit for a loan that was not handed over. Raises NotPermitted, Conflict."""
    found = locked(actor, loan_id)
    _still(found, LoanStatus.APPROVED)
    unit = _usable(found, unit_id)
    if unit.pk != found.hold.unit_id:
        holding.swap(found.hold, unit)
        note(actor, now, "benefits.loan.unit_changed", found)
    return found


@transaction.atomic
def answer_extension(
    *, actor: Actor, now: datetime, extension_id: int, granted: bool, reason: str = ""
) -> Extension:
    """Grant more days, counted from the last one, or refuse them with a reason.

    Raises NotPermitted, InvalidInput (field `reason`), Conflict when it was answered, the unit is
    back, or it is promised to somebody else before the new last day.
    """
    if not queries.is_keeper(actor):
        raise NotPermitted("")
    asked = Extension.objects.filter(pk=extension_id).first()
    if asked is None:
        raise NotPermitted("")
    found = locked(actor, asked.loan_id)
    asked.refresh_from_db()
    if asked.answer != Answer.WAITING or found.status != LoanStatus.OUT:
        raise Conflict(_("Somebody else did it a moment ago."))
    asked.answered_at, asked.answered_by_id = now, actor.user_id
    if granted:
        calendar = calendar_of(found.calendar, terms_on(local_date(now)).day_policy)
        asked.answer, asked.due_date = Answer.GRANTED, due_of(calendar, found.due_date, asked.days)
        holding.lengthen(found.hold, asked.due_date)
        Loan.objects.filter(pk=found.pk).update(due_date=asked.due_date)
        found.due_date = asked.due_date
    else:
        asked.answer, asked.reason = Answer.REFUSED, reason_of(reason)
    asked.save()
    word = "extension_granted" if granted else "extension_refused"
    _note_answer(actor, now, found, asked, granted)
    key = f"extension.{asked.pk}.answered"
    mails.tell_partner(found, word, now, key, reason=asked.reason)
    return asked


def locked(actor: Actor, loan_id: int) -> Loan:
    """Lock a loan for somebody of Hasar who decides about it. Raises NotPermitted.

    The order of locks: the loan, then its unit, then the days of the unit.
    """
    if not queries.is_keeper(actor):
        raise NotPermitted("")
    found = (
        Loan.objects.select_for_update(of=("self",))
        .select_related("product", "partner", "calendar", "hold__unit__product")
        .filter(pk=loan_id)
        .first()
    )
    if found is None:
        raise NotPermitted("")
    return found


def reason_of(text: str, field: str = "reason") -> str:
    """Return a reason as it is kept. Raises InvalidInput when there is none."""
    tidy = " ".join(text.replace("\0", "").split())[:240]
    if len(tidy) < 5:
        raise InvalidInput({field: [_("Write the reason.")]})
    return tidy


def _still(found: Loan, status: str) -> None:
    if found.status != status:
        raise Conflict(_("Somebody else did it a moment ago."))


def _usable(found: Loan, unit_id: int) -> DemoUnit:
    units = DemoUnit.objects.select_for_update().filter(product_id=found.product_id, gone="")
    unit = units.filter(pk=unit_id).first()
    if unit is None:
        raise InvalidInput({"unit": [_("Choose one of the list.")]})
    return unit


def _note_answer(actor: Actor, now: datetime, found: Loan, asked: Extension, granted: bool) -> None:
    if granted:
        due = found.due_date.isoformat()
        note(actor, now, "benefits.loan.extended", found, due_date=due, days=asked.days)
    else:
        note(actor, now, "benefits.loan.extension_refused", found, reason=asked.reason)
