"""What was booked for support turns out wrong: another person takes it back, or a part of it (R-2, P-9).

Nothing that was booked changes: a row of its own goes into the partner's next settlement.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.benefits.support import fund, mails
from universo.benefits.support.choices import RequestStatus
from universo.benefits.support.models import Correction, SupportRequest
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError, InvalidInput
from universo.identity.actor import Actor
from universo.rewards.refunds import book_correction
from universo.rewards.wording import amount_text
from universo.usecases.ask_support import note
from universo.usecases.decide_support import reason_of
from universo.usecases.prove_support import for_finance


@transaction.atomic
def take_back_request(
    *, actor: Actor, now: datetime, uid: UUID, request_id: int, amount_minor: int, reason: str
) -> Correction:
    """Take back what was booked, or a part of it, once; the same `uid` gives the first again.

    What is taken back is free in the fund until its last day. Raises NotPermitted unless finance asks,
    InvalidInput (`amount`, `reason`), DomainError for who booked it, Conflict when it was not booked or
    was taken back by somebody else.
    """
    found, why = for_finance(actor, request_id), reason_of(reason)
    known = Correction.objects.filter(request=found).first()
    if known is not None:
        return _same(known, uid, amount_minor, why)
    refund = found.refund
    if found.status != RequestStatus.REIMBURSED or refund is None:
        raise Conflict(_("It was not booked: there is nothing to take back."))
    if found.booked_by_id == actor.user_id:
        raise DomainError(_("You booked it: another person takes it back."))
    if not 0 < amount_minor <= refund.amount_minor:
        most = amount_text(refund.amount_minor, found.currency)
        sentence = _("Type an amount above zero, and at most what was paid back: %(most)s.")
        raise InvalidInput({"amount": [sentence % {"most": most}]})
    today = local_date(now)
    fund.take_back(fund.Stamp(actor, now, today), found, amount_minor)
    booked = book_correction(
        actor=actor, now=now, uid=uid, day=today, of=refund, amount_minor=amount_minor, reason=why
    )
    made = Correction.objects.create(
        uid=uid, request=found, refund=booked, amount_minor=amount_minor, reason=why, made_at=now,
        made_by_id=actor.user_id or 0, booked_by_id=found.booked_by_id or 0,
    )  # fmt: skip
    _tell(actor, now, found, made)
    return made


def _same(known: Correction, uid: UUID, amount_minor: int, why: str) -> Correction:
    if (known.uid, known.amount_minor, known.reason) != (uid, amount_minor, why):
        raise Conflict(_("Somebody else did it a moment ago."))
    return known


def _tell(actor: Actor, now: datetime, found: SupportRequest, made: Correction) -> None:
    amount = amount_text(made.amount_minor, found.currency)
    note(actor, now, "benefits.support.taken_back", found, amount=amount, reason=made.reason)
    more: dict[str, Any] = {"back": amount, "reason": made.reason}
    mails.tell_partner(found, "taken_back", now, **more)
