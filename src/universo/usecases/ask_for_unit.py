"""A partner asks for a demonstration unit, takes the request back, or asks for more days (R-2)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.choices import Service
from universo.benefits.queries import require_benefit
from universo.benefits.units import mails, queries
from universo.benefits.units.choices import Answer, LoanStatus
from universo.benefits.units.models import Extension, Loan
from universo.domain.decision_clock import local_date
from universo.domain.lifecycle import check_move
from universo.domain.unit_lending import LOAN, Refusal, due_of, refusal
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.partners.models import Partner
from universo.program.clock import current_calendar
from universo.program.models import CalendarVersion
from universo.program.queries import terms_on

AHEAD_DAYS = 180  # how far ahead a unit may be asked for


@dataclass(frozen=True, slots=True)
class LoanRequest:
    """What a partner asks for: a model, the first day, how many business days, and what for."""

    product_id: int
    from_date: date
    days: int
    purpose: str
    notice_id: int | None = None


def term_of(from_date: date, days: int, today: date) -> tuple[CalendarVersion, date]:
    """Return the calendar read today and the last day of a loan. Raises CalendarError."""
    version, calendar = current_calendar(terms_on(today))
    return version, due_of(calendar, from_date, days)


@transaction.atomic
def request_loan(*, actor: Actor, now: datetime, uid: UUID, data: LoanRequest) -> Loan:
    """Ask for a unit of a model; the same `uid` with the same body gives the first request again.

    Raises NotPermitted without the benefit, InvalidInput (fields of LoanRequest), Conflict when
    another body came under `uid`.
    """
    today = local_date(now)
    require_benefit(actor, Service.UNITS, today)
    # Requests of one partner come one at a time: the rules look at the others.
    partner = Partner.objects.select_for_update().get(pk=actor.partner_id or 0)
    known = Loan.objects.filter(uid=uid).first()
    if known is not None:
        return _same(known, partner, data)
    purpose = " ".join(data.purpose.replace("\0", "").split())
    _check(actor, data, purpose, today)
    version, due_date = term_of(data.from_date, data.days, today)
    _refuse(actor, data, due_date, today)
    made = Loan.objects.create(
        uid=uid,
        partner=partner,
        author_id=actor.user_id or 0,
        product_id=data.product_id,
        notice_id=data.notice_id,
        purpose=purpose,
        from_date=data.from_date,
        days=data.days,
        due_date=due_date,
        calendar=version,
        status=LoanStatus.REQUESTED,
        requested_at=now,
    )
    note(actor, now, "benefits.loan.requested", made, from_date=data.from_date.isoformat())
    mails.tell_keepers(made, "requested", now)
    return made


@transaction.atomic
def withdraw_loan(*, actor: Actor, now: datetime, loan_id: int) -> Loan:
    """The partner takes its request back. Raises NotPermitted, Conflict when it was decided."""
    found = queries.visible_to(actor).filter(pk=loan_id, partner_id=actor.partner_id or 0).first()
    if found is None:
        raise NotPermitted("")
    move(found, LoanStatus.REQUESTED, LoanStatus.WITHDRAWN)
    note(actor, now, "benefits.loan.withdrawn", found)
    return found


@transaction.atomic
def ask_extension(
    *, actor: Actor, now: datetime, uid: UUID, loan_id: int, days: int, purpose: str
) -> Extension:
    """Ask for more business days with a unit that is out; the same `uid` gives the first again.

    Raises NotPermitted, InvalidInput (fields `days`, `purpose`), Conflict when it is not out any
    more or another request waits.
    """
    today = local_date(now)
    require_benefit(actor, Service.UNITS, today)
    found = _locked_own(actor, loan_id)
    known = Extension.objects.filter(uid=uid).first()
    if known is not None:
        if (known.loan_id, known.days) != (found.pk, days):
            raise Conflict(_("From this page something else was already recorded."))
        return known
    if found.status != LoanStatus.OUT:
        raise Conflict(_("Somebody else did it a moment ago."))
    purpose = " ".join(purpose.replace("\0", "").split())
    _check_extension(found, days, purpose, today)
    try:
        with transaction.atomic():
            made = Extension.objects.create(
                uid=uid, loan=found, days=days, purpose=purpose, asked_at=now,
                asked_by_id=actor.user_id or 0,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("A request for more days waits for its answer.")) from error
    note(actor, now, "benefits.loan.extension_asked", found, days=days, purpose=purpose)
    key = f"extension.{made.pk}.asked"
    mails.tell_keepers(found, "extension_asked", now, key, days=days, purpose=purpose)
    return made


def move(found: Loan, old: str, new: str, **values: Any) -> None:
    """Move a loan by its machine and a compare-and-set. Raises Conflict when the race was lost."""
    check_move(LOAN, old, new)
    changed = Loan.objects.filter(pk=found.pk, status=old).update(status=new, **values)
    if not changed:
        raise Conflict(_("Somebody else did it a moment ago."))
    found.status = new
    for name, value in values.items():
        setattr(found, name, value)


def note(actor: Actor, now: datetime, name: str, found: Loan, **data: Any) -> None:
    """Tell the timelines of the loan and of its partner; the partner may read it."""
    unit = found.unit
    for kind, subject in (("loan", found.pk), ("partner", found.partner_id)):
        record(
            actor=actor,
            now=now,
            name=name,
            subject_kind=kind,
            subject_id=subject,
            partner_may_read=True,
            reference=found.reference,
            model=found.product.name,
            serial=unit.serial if unit else "",
            **data,
        )


def rule_sentence(found: Refusal) -> tuple[str, Any]:
    """Return the field and the sentence of what the rules refuse."""
    if found.code == "too_long":
        return "days", _("The longest loan is of %(most)d business days.") % {"most": found.most}
    if found.code == "too_many":
        return "product", _(
            "Your company has, or has asked for, as many of this model as it may have at a time:"
            " %(most)d."
        ) % {"most": found.most}
    again = found.again.strftime("%d/%m/%Y") if found.again else ""
    return "from_date", _("Your company had this model not long ago: again from %(day)s on.") % {
        "day": again
    }


def _same(known: Loan, partner: Partner, data: LoanRequest) -> Loan:
    stored = LoanRequest(
        known.product_id, known.from_date, known.days, known.purpose, known.notice_id
    )
    tidy = " ".join(data.purpose.replace("\0", "").split())
    sent = LoanRequest(data.product_id, data.from_date, data.days, tidy, data.notice_id)
    if known.partner_id != partner.pk or stored != sent:
        raise Conflict(_("From this page something else was already recorded."))
    return known


def _check(actor: Actor, data: LoanRequest, purpose: str, today: date) -> None:
    errors: dict[str, list[Any]] = {}
    if data.product_id not in {row.pk for row in queries.models_lent()}:
        errors["product"] = [_("Choose one of the list.")]
    if data.from_date < today:
        errors["from_date"] = [_("Choose today or a later day.")]
    elif (data.from_date - today).days > AHEAD_DAYS:
        errors["from_date"] = [_("Units are lent half a year ahead at most.")]
    if not 1 <= data.days <= 250:
        errors["days"] = [_("Write how many business days.")]
    if not 10 <= len(purpose) <= 400:
        errors["purpose"] = [_("Say what for, in 10 to 400 characters.")]
    if data.notice_id is not None and data.notice_id not in {
        row.pk for row in queries.linkable_notices(actor)
    }:
        errors["notice"] = [_("Choose one of the list.")]
    if errors:
        raise InvalidInput(errors)


def _refuse(actor: Actor, data: LoanRequest, due_date: date, today: date) -> None:
    """Raise InvalidInput for what is against the rules, or when no unit is free on those days."""
    others = queries.others_held(actor.partner_id or 0, data.product_id)
    # The rules of the day of the request: what was allowed then is not taken back.
    found = refusal(queries.rules_for(today), others, data.from_date, data.days)
    if found is not None:
        field, sentence = rule_sentence(found)
        raise InvalidInput({field: [sentence]})
    if not queries.free_units(data.product_id, data.from_date, due_date, today).exists():
        raise InvalidInput(
            {
                "from_date": [
                    _("No unit of this model is free until %(day)s. Look at its calendar.")
                    % {"day": due_date.strftime("%d/%m/%Y")}
                ]
            }
        )


def _locked_own(actor: Actor, loan_id: int) -> Loan:
    found = (
        Loan.objects.select_for_update(of=("self",))
        .select_related("product", "partner", "hold__unit")
        .filter(pk=loan_id, partner_id=actor.partner_id or 0)
        .first()
    )
    if found is None:
        raise NotPermitted("")
    return found


def _check_extension(found: Loan, days: int, purpose: str, today: date) -> None:
    rows = found.extensions.filter(answer=Answer.GRANTED)
    most = queries.rules_for(today).extension_days - sum(row.days for row in rows)
    if most < 1:
        raise DomainError(_("This loan cannot be made longer any more."), field="days")
    errors: dict[str, list[Any]] = {}
    if not 1 <= days <= most:
        errors["days"] = [_("At most %(most)d business days more.") % {"most": most}]
    if not 10 <= len(purpose) <= 240:
        errors["purpose"] = [_("Say what for, in 10 to 240 characters.")]
    if errors:
        raise InvalidInput(errors)
