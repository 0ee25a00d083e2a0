"""Closing a month: what a settlement would hold, and storing it (P-11)."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db import connection
from django.db.models import Count, Max, Min, Sum
from django.utils.translation import gettext_lazy as _

from universo.domain import ledger
from universo.domain.money import Money
from universo.errors import DomainError
from universo.identity.actor import Actor
from universo.partners.models import Partner
from universo.program.models import Terms
from universo.rewards.models import Accrual, Settlement, SettlementLine, SettlementStatus
from universo.rewards.operations import ACCOUNTS_LOCK, book

NUMBERS_LOCK = 0  # no partner has this id: it orders those who close, and comes before accounts


class UnableToSettle(DomainError):
    """This month cannot be closed, or nothing in it can."""


class Outcome(StrEnum):
    """What closing would do with a partner's rewards in one currency."""

    READY = "ready"
    NEGATIVE = "negative"  # owes: it carries over (P-11)
    BELOW_MINIMUM = "below_minimum"  # under the least amount of the terms: it carries over
    CLOSED = "closed"  # this month is closed already: what came later goes into the next one
    LATER_CLOSED = "later_closed"  # a later month is closed: it goes into the next one after it


@dataclass(frozen=True, slots=True)
class Candidate:
    """The rewards of a partner in one currency that no settlement holds yet; amounts in minor units."""

    partner_id: int
    partner: str
    currency: str
    total_minor: int
    minimum_minor: int
    count: int
    since: date
    outcome: Outcome


def first_day(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)


def next_month(period: date) -> date:
    """Return the first day of the month after `period`."""
    return (first_day(period) + timedelta(days=32)).replace(day=1)


def cutoff(period: date, today: date) -> date:
    """Return the exclusive day up to which facts enter: the month's end, or today's if earlier."""
    return min(next_month(period), today + timedelta(days=1))


def check_period(period: date, today: date, *, early: bool) -> None:
    """Refuse a month that has not begun, and the current one unless its early close is confirmed.

    Raises UnableToSettle (field `early` for the current month).
    """
    if first_day(period) > today:
        raise UnableToSettle(_("This month has not begun: it cannot be closed."), field="period")
    if next_month(period) > today and not early:
        raise UnableToSettle(
            _("This month is not over. Confirm that you close it with what there is up to today."),
            field="early",
        )


def lock_numbers() -> None:
    """Let one person close at a time; taken before the partners' accounts (protocol 3)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ACCOUNTS_LOCK, NUMBERS_LOCK])


def candidates(
    period: date, today: date, terms: Terms, partners: Collection[int] | None = None
) -> list[Candidate]:
    """Return, by partner and currency, what closing `period` would do; late entries included."""
    open_rows = Accrual.objects.filter(
        settled_in__isnull=True, occurred_date__lt=cutoff(period, today)
    )
    if partners is not None:
        open_rows = open_rows.filter(posting__partner_id__in=partners)
    sums = (
        open_rows.order_by()
        .values_list("posting__partner_id", "posting__currency")
        .annotate(total=Sum("amount_minor"), count=Count("id"), since=Min("occurred_date"))
    )
    latest = _latest_closed()
    names = {row.pk: row for row in Partner.objects.filter(pk__in=[row[0] for row in sums])}
    found = []
    for partner_id, currency, total, count, since in sums:
        minimum = terms.minimum_payment_minor(currency)
        outcome = _outcome(total, minimum, period, latest.get((partner_id, currency)))
        name = str(names[partner_id])
        found.append(Candidate(partner_id, name, currency, total, minimum, count, since, outcome))
    return sorted(found, key=lambda row: (row.partner.casefold(), row.partner_id, row.currency))


def _latest_closed() -> dict[tuple[int, str], date]:
    rows = Settlement.objects.order_by().values_list("partner_id", "currency")
    return {(partner, currency): last for partner, currency, last in rows.annotate(Max("period"))}


def _outcome(total: int, minimum: int, period: date, latest: date | None) -> Outcome:
    if latest is not None and latest >= period:
        return Outcome.CLOSED if latest == period else Outcome.LATER_CLOSED
    if total <= 0:
        return Outcome.NEGATIVE
    return Outcome.READY if total >= minimum else Outcome.BELOW_MINIMUM


def fingerprint(found: Iterable[Candidate]) -> str:
    """Return a digest of what is ready, so that nobody closes something else than what he read."""
    rows = [
        f"{row.partner_id}:{row.currency}:{row.total_minor}:{row.count}"
        for row in found
        if row.outcome is Outcome.READY
    ]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]


def close(
    *, actor: Actor, now: datetime, period: date, today: date, terms: Terms, found: Candidate
) -> Settlement:
    """Store the settlement of one candidate; the caller holds the numbers' and the account's locks."""
    assert actor.user_id is not None
    cause = ledger.Cause(
        ledger.CauseKind.SETTLEMENT, (str(found.partner_id), found.currency, period.isoformat())
    )
    posting = book(
        posting=ledger.settle(
            cause, str(found.partner_id), Money(found.total_minor, found.currency)
        ),
        at=now,
        actor=actor,
    )
    last = Settlement.objects.aggregate(last=Max("number"))["last"] or 0
    made = Settlement.objects.create(
        partner_id=found.partner_id,
        currency=found.currency,
        period=period,
        number=last + 1,
        status=SettlementStatus.CLOSED,
        total_minor=found.total_minor,
        terms=terms,
        posting=posting,
        closed_at=now,
        closed_by_id=actor.user_id,
    )
    _hold(made, cutoff(period, today))
    return made


def _hold(made: Settlement, before: date) -> None:
    accruals = list(
        Accrual.objects.filter(
            settled_in__isnull=True,
            occurred_date__lt=before,
            posting__partner_id=made.partner_id,
            posting__currency=made.currency,
        ).order_by("occurred_date", "id")
    )
    if sum(accrual.amount_minor for accrual in accruals) != made.total_minor:
        raise RuntimeError("the rewards changed under the lock of their account")
    SettlementLine.objects.bulk_create(
        SettlementLine(settlement=made, accrual=accrual) for accrual in accruals
    )
