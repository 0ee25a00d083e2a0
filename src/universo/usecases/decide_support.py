"""Hasar answers a request for support: the executive's word, one person's yes, a second one's (R-2)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.benefits.choices import Service
from universo.benefits.queries import benefit_of_partner
from universo.benefits.support import fund, mails, queries
from universo.benefits.support.choices import RequestStatus
from universo.benefits.support.models import SupportRequest
from universo.domain.decision_clock import local_date
from universo.domain.fund_math import share
from universo.domain.sales_support import last_day, needs_second
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.program.clock import current_calendar
from universo.program.queries import terms_on
from universo.rewards.wording import amount_text
from universo.usecases.ask_support import move, note, one_line


@transaction.atomic
def advise_request(
    *, actor: Actor, now: datetime, request_id: int, recommended: bool, advice: str
) -> SupportRequest:
    """The partner's executive says whether he recommends it, and why. Raises NotPermitted for others,
    InvalidInput (field `advice`), Conflict when it was decided."""
    found = _locked(actor, request_id)
    if actor.user_id is None or found.partner.account_executive_id != actor.user_id:
        raise NotPermitted("")
    if found.status not in (RequestStatus.SUBMITTED, RequestStatus.SECOND):
        raise Conflict(_("Somebody else did it a moment ago."))
    text = one_line(advice, 400)
    if len(text) < 5:
        raise InvalidInput({"advice": [_("Write the reason.")]})
    SupportRequest.objects.filter(pk=found.pk).update(
        advised_at=now, advised_by_id=actor.user_id, advice=text, is_recommended=recommended
    )
    found.refresh_from_db()
    return found


@transaction.atomic
def approve_request(
    *, actor: Actor, now: datetime, request_id: int, amount_minor: int
) -> SupportRequest:
    """Approve up to an amount, which is reserved; above the limit it waits for a second person.

    Raises NotPermitted, InvalidInput (field `amount`), Conflict when it was decided, the partner may
    not use the benefit any more, or its fund has less.
    """
    found = _for_keeper(actor, request_id)
    _still(found, RequestStatus.SUBMITTED)
    most = share(queries.lines_sum(found.lines.all(), "planned_minor"), found.rate_bp, amount_minor)
    if not 0 < amount_minor == most:
        sentence = _(
            "Type an amount above zero, and at most the part that the rules pay: %(most)s."
        )
        whole = queries.lines_sum(found.lines.all(), "planned_minor")
        top = amount_text(share(whole, found.rate_bp, whole), found.currency)
        raise InvalidInput({"amount": [sentence % {"most": top}]})
    values = {"approved_minor": amount_minor, "decided_at": now, "decided_by_id": actor.user_id}
    if needs_second(amount_minor, found.second_minor):
        move(found, RequestStatus.SECOND, **values)
        amount = amount_text(amount_minor, found.currency)
        note(actor, now, "benefits.support.half_approved", found, amount=amount)
        key = f"second.{now.isoformat()}"
        mails.tell_role(found, StaffRole.PROGRAM_ADMIN, "second", now, key)
        return found
    return _approved(actor, now, found, values)


@transaction.atomic
def confirm_request(*, actor: Actor, now: datetime, request_id: int) -> SupportRequest:
    """The second person approves what the first one did. Raises as `approve_request`, and DomainError
    when it is the same person."""
    found = _for_keeper(actor, request_id)
    _still(found, RequestStatus.SECOND)
    if found.decided_by_id == actor.user_id:
        raise DomainError(_("You approved it: another administrator has to agree."))
    return _approved(actor, now, found, {"second_at": now, "second_by_id": actor.user_id})


@transaction.atomic
def return_request(*, actor: Actor, now: datetime, request_id: int, reason: str) -> SupportRequest:
    """Send a request back to be corrected, and say why. Raises NotPermitted, InvalidInput, Conflict."""
    found, why = _for_keeper(actor, request_id), reason_of(reason)
    move(found, RequestStatus.RETURNED, reason=why, second_at=None, second_by_id=None)
    note(actor, now, "benefits.support.returned", found, reason=why)
    mails.tell_partner(found, "returned", now, f"returned.{now.isoformat()}")
    return found


@transaction.atomic
def decline_request(*, actor: Actor, now: datetime, request_id: int, reason: str) -> SupportRequest:
    """Answer with no, before or after the evidence; what was reserved goes back to the fund.

    Raises NotPermitted, InvalidInput (field `reason`), Conflict when it is not to be decided.
    """
    found, why = _for_keeper(actor, request_id), reason_of(reason)
    was = found.status
    move(found, RequestStatus.DECLINED, reason=why)
    if was == RequestStatus.CARRIED_OUT:
        fund.settle(fund.Stamp(actor, now, local_date(now)), found, 0)
    note(actor, now, "benefits.support.declined", found, reason=why)
    mails.tell_partner(found, "declined", now, f"declined.{now.isoformat()}")
    return found


def reason_of(text: str, field: str = "reason") -> str:
    """Return a reason as it is kept. Raises InvalidInput when there is none."""
    tidy = one_line(text, 240)
    if len(tidy) < 5:
        raise InvalidInput({field: [_("Write the reason.")]})
    return tidy


def _approved(
    actor: Actor, now: datetime, found: SupportRequest, values: dict[str, object]
) -> SupportRequest:
    today = local_date(now)
    if not benefit_of_partner(found.partner_id, Service.SUPPORT, today).allowed:
        raise Conflict(_("This partner may not use the benefit today: see the table of benefits."))
    calendar = current_calendar(terms_on(today))[1]
    lapses = last_day(calendar, found.to_date, today, found.evidence_days)
    move(found, RequestStatus.APPROVED, lapses_date=lapses, reason="", **values)
    fund.reserve(fund.Stamp(actor, now, today), found, found.approved_minor)
    amount = amount_text(found.approved_minor, found.currency)
    note(actor, now, "benefits.support.approved", found, amount=amount, due_date=lapses.isoformat())
    mails.tell_partner(found, "approved", now, f"approved.{now.isoformat()}")
    return found


def _locked(actor: Actor, request_id: int) -> SupportRequest:
    if not queries.visible_to(actor).filter(pk=request_id).exists():
        raise NotPermitted("")
    rows = SupportRequest.objects.select_for_update(of=("self",))
    return rows.select_related("partner__account_executive").get(pk=request_id)


def _for_keeper(actor: Actor, request_id: int) -> SupportRequest:
    if not queries.is_keeper(actor):
        raise NotPermitted("")
    return _locked(actor, request_id)


def _still(found: SupportRequest, status: str) -> None:
    if found.status != status:
        raise Conflict(_("Somebody else did it a moment ago."))
