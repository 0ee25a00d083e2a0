"""Finance closes a month: one settlement per partner and currency, told to each partner (P-11)."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.program.queries import terms_on
from universo.rewards import mails, settling
from universo.rewards.models import Settlement, SettlementLine
from universo.rewards.operations import lock_accounts
from universo.rewards.settling import Candidate, Outcome, UnableToSettle
from universo.rewards.wording import amount_text


@transaction.atomic
def settle_period(
    *,
    actor: Actor,
    now: datetime,
    period: date,
    partners: Collection[int] | None = None,
    early: bool = False,
    seen: str = "",
) -> list[Settlement]:
    """Close the month of `period` for all partners, or for those given, in one go.

    Takes every reward not settled yet whose fact is earlier than the next month, so what arrived
    late enters too. A total that is not positive, or under the least amount of the terms in force,
    is left for the next one. `early` confirms closing the current month with what there is up to
    today; what comes later goes into the next month. `seen` is the fingerprint of the preview that
    the person read, if any.

    Raises NotPermitted, UnableToSettle (fields `period`, `early`), Conflict when the month was
    closed meanwhile or the amounts are no longer those of the preview.
    """
    if not actor.has(StaffRole.FINANCE):
        raise NotPermitted("")
    period, today = settling.first_day(period), local_date(now)
    settling.check_period(period, today, early=early)
    settling.lock_numbers()
    terms = terms_on(today)
    involved = {row.partner_id for row in settling.candidates(period, today, terms, partners)}
    lock_accounts(involved)
    # Again, now that nothing can be booked for them until this is over.
    found = settling.candidates(period, today, terms, involved)
    ready = [row for row in found if row.outcome is Outcome.READY]
    _refuse_idle(period, found, ready)
    if seen and seen != settling.fingerprint(found):
        raise Conflict(_("The rewards changed while you were reading. Look at the amounts again."))
    made = [
        settling.close(actor=actor, now=now, period=period, today=today, terms=terms, found=row)
        for row in ready
    ]
    for settlement in made:
        _record(actor, now, settlement)
        mails.closed(settlement, now)
    return made


def _refuse_idle(period: date, found: list[Candidate], ready: list[Candidate]) -> None:
    if ready:
        return
    values = {"month": f"{period:%m/%Y}"}
    before = Settlement.objects.filter(period=period).select_related("closed_by").last()
    if before is not None and all(row.outcome is Outcome.CLOSED for row in found):
        raise Conflict(
            _("%(month)s had already been closed by %(who)s. What comes later goes into the next.")
            % {**values, "who": before.closed_by.full_name}
        )
    if found:
        raise UnableToSettle(
            _("Nothing to close in %(month)s: what there is carries over to the next month.")
            % values
        )
    raise UnableToSettle(_("There are no rewards to settle in %(month)s.") % values)


def _record(actor: Actor, now: datetime, made: Settlement) -> None:
    data = {
        "reference": made.reference,
        "month": f"{made.period:%m/%Y}",
        "amount_minor": made.total_minor,
        "currency": made.currency,
        "amount": amount_text(made.total_minor, made.currency),
    }
    notices = SettlementLine.objects.filter(settlement=made).values_list("accrual__notice_id")
    subjects = [("settlement", made.pk), ("partner", made.partner_id)]
    subjects += [("notice", pk) for (pk,) in notices.distinct().order_by("accrual__notice_id")]
    for kind, subject in subjects:
        record(
            actor=actor,
            now=now,
            name="rewards.settlement.closed",
            subject_kind=kind,
            subject_id=subject,
            partner_may_read=True,
            **data,
        )
