"""Closing a month: which rewards it holds, by partner and currency, and what becomes of them (P-11)."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Sum, TextField
from django.db.models.functions import MD5, Cast
from django.utils.translation import gettext_lazy as _

from universo.errors import DomainError
from universo.partners.models import Partner
from universo.program.models import Terms
from universo.rewards.choices import AccrualTrigger
from universo.rewards.models import Accrual, Settlement
from universo.rewards.refund_models import Refund

# Not what happened to an invoice, but what was registered wrongly of it.
CORRECTS = (AccrualTrigger.UNLINK, AccrualTrigger.CORRECTION)


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
    """The rewards of a partner in one currency that no settlement holds yet; amounts in minor units.

    `content` is a digest of which accruals and refunds they are: equal sums of others differ in it.
    """

    partner_id: int
    partner: str
    currency: str
    total_minor: int
    minimum_minor: int
    count: int
    since: date
    outcome: Outcome
    content: str


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


def open_accruals(before: date) -> QuerySet[Accrual]:
    """Return the accruals of facts before this day that no settlement holds; late ones included.

    So is what was taken back or corrected since of such a fact, whatever its day: a month that is
    closed today settles nothing of which it is known that it is not owed.
    """
    earlier = Accrual.objects.filter(
        link=OuterRef("link"), line=OuterRef("line"), pk__lt=OuterRef("pk"),
        occurred_date__lt=before,
    )  # fmt: skip
    known_wrong = Q(trigger__in=CORRECTS) & Exists(earlier)
    rows = Accrual.objects.filter(settled_in__isnull=True)
    return rows.filter(Q(occurred_date__lt=before) | known_wrong)


def candidates(period: date, before: date, terms: Terms) -> list[Candidate]:
    """Return, by partner and currency, what closing `period` would do with facts before this day."""
    sums = _open_sums(before)
    latest = _latest_closed()
    names = {row.pk: str(row) for row in Partner.objects.filter(pk__in={row[0] for row in sums})}
    found = []
    for (partner_id, currency), (total, count, since, content) in sums.items():
        minimum = terms.minimum_payment_minor(currency)
        outcome = _outcome(total, minimum, period, latest.get((partner_id, currency)))
        found.append(
            Candidate(
                partner_id, names[partner_id], currency, total, minimum, count, since, outcome,
                content,
            )
        )  # fmt: skip
    return sorted(found, key=lambda row: (row.partner.casefold(), row.partner_id, row.currency))


def _open_sums(before: date) -> dict[tuple[int, str], tuple[int, int, date, str]]:
    """Return total, count, oldest day and digest of what is open, by partner and currency."""
    rows = open_accruals(before).values_list("posting__partner_id", "posting__currency")
    sums = {tuple(row[:2]): tuple(row[2:]) for row in _summed(rows)}
    refunds = Refund.objects.filter(settled_in__isnull=True, occurred_date__lt=before)
    for partner_id, currency, total, count, since, content in _summed(
        refunds.values_list("posting__partner_id", "posting__currency")
    ):
        key = (partner_id, currency)
        had = sums.get(key, (0, 0, since, ""))
        both = hashlib.md5(f"{had[3]}+{content}".encode(), usedforsecurity=False).hexdigest()
        sums[key] = (had[0] + total, had[1] + count, min(had[2], since), both)
    return sums


def _summed(rows: Any) -> Any:
    return rows.order_by().annotate(
        total=Sum("amount_minor"),
        count=Count("id"),
        since=Min("occurred_date"),
        content=MD5(StringAgg(Cast("id", TextField()), ",", order_by="id")),
    )


def _latest_closed() -> dict[tuple[int, str], date]:
    rows = Settlement.objects.order_by().values_list("partner_id", "currency")
    return {(partner, currency): last for partner, currency, last in rows.annotate(Max("period"))}


def _outcome(total: int, minimum: int, period: date, latest: date | None) -> Outcome:
    if latest is not None and latest >= period:
        return Outcome.CLOSED if latest == period else Outcome.LATER_CLOSED
    if total <= 0:
        return Outcome.NEGATIVE
    return Outcome.READY if total >= minimum else Outcome.BELOW_MINIMUM
