"""The figures of a sponsor's home: read only, across rooms."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet, Sum

from universo.audit.models import Event
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.insights.stages import ACCEPTED, CLOSED, REVIEW, WON, in_group
from universo.opportunities.models import Notice, NoticeStatus
from universo.opportunities.queries import visible_to
from universo.rewards.choices import Account
from universo.rewards.models import Entry, Settlement, SettlementStatus
from universo.routing.models import Assignment, AssignmentStatus

MONTHS_SHOWN = 6
SOON = timedelta(days=2)
HALF_YEAR = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Amount:
    """Minor units of a currency."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Month:
    """What was presented, accepted and won in a local month (by the day of each act)."""

    first_day: date
    presented: int
    accepted: int
    won: int


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Share of decided notices that were accepted in half a year; lapsed ones count as decided."""

    percent: int | None
    points: int | None  # against the half year before; None when either has no decision


@dataclass(frozen=True, slots=True)
class SponsorFigures:
    """The strip of figures of the sponsor's home."""

    in_review: int
    due_soon: int
    acceptance: Acceptance
    accrued: tuple[Amount, ...]
    payable: tuple[Amount, ...]


def own_notices(actor: Actor) -> QuerySet[Notice]:
    """Return the sent notices of the actor's organisation; none for anybody else."""
    if actor.partner_id is None:
        return Notice.objects.none()
    return visible_to(actor).exclude(status=NoticeStatus.DRAFT)


def sponsor_figures(actor: Actor, now: datetime) -> SponsorFigures:
    """Return the figures of the actor's organisation at `now`."""
    review = in_group(own_notices(actor), REVIEW, now)
    return SponsorFigures(
        in_review=review.count(),
        due_soon=review.filter(due_at__lte=now + SOON).count(),
        acceptance=_acceptance(actor, now),
        accrued=accrued_to(actor.partner_id or 0),
        payable=payable_to(actor.partner_id or 0),
    )


def group_counts(actor: Actor, now: datetime) -> dict[str, int]:
    """Return how many notices each group of the list holds, and all of them under ""."""
    own = own_notices(actor)
    return {g: in_group(own, g, now).count() for g in ("", REVIEW, ACCEPTED, WON, CLOSED)}


def _acceptance(actor: Actor, now: datetime) -> Acceptance:
    recent = _percent(actor, now - HALF_YEAR, now)
    before = _percent(actor, now - 2 * HALF_YEAR, now - HALF_YEAR)
    points = None if recent is None or before is None else recent - before
    return Acceptance(recent, points)


def _percent(actor: Actor, start: datetime, end: datetime) -> int | None:
    own = own_notices(actor)
    decided = own.filter(decided_at__gte=start, decided_at__lt=end)
    accepted = decided.filter(status=NoticeStatus.ACCEPTED).count()
    declined = decided.filter(status=NoticeStatus.DECLINED).count()
    open_until_due = [NoticeStatus.SUBMITTED, NoticeStatus.LAPSED]
    lapsed = own.filter(status__in=open_until_due, due_at__gte=start, due_at__lte=end).count()
    total = accepted + declined + lapsed
    return None if total == 0 else (2 * 100 * accepted + total) // (2 * total)


def accrued_to(partner_id: int) -> tuple[Amount, ...]:
    """Accrued and not settled yet, from the ledger (P-11)."""
    entries = Entry.objects.filter(account=Account.ACCRUED, posting__partner_id=partner_id)
    sums = entries.values_list("posting__currency").annotate(total=Sum("amount_minor")).order_by()
    return tuple(Amount(total, currency) for currency, total in sorted(sums) if total)


def payable_to(partner_id: int) -> tuple[Amount, ...]:
    """In closed settlements and not paid yet (P-11)."""
    closed = Settlement.objects.filter(
        partner_id=partner_id, status=SettlementStatus.CLOSED
    ).order_by()
    sums = closed.values_list("currency").annotate(total=Sum("total_minor"))
    return tuple(Amount(total, currency) for currency, total in sorted(sums) if total)


def six_months(actor: Actor, now: datetime) -> list[Month]:
    """Return the last six local months, this one included, the oldest first."""
    firsts = _first_days(local_date(now))
    own = own_notices(actor)
    presented = _by_month(own.values_list("received_at", flat=True))
    accepted = _by_month(
        own.filter(status=NoticeStatus.ACCEPTED).values_list("decided_at", flat=True)
    )
    won_rows = Assignment.objects.filter(notice__in=own, status=AssignmentStatus.WON)
    won = _by_month(won_rows.values_list("closed_at", flat=True))
    return [Month(day, presented[day], accepted[day], won[day]) for day in firsts]


def _first_days(today: date) -> list[date]:
    days = [today.replace(day=1)]
    while len(days) < MONTHS_SHOWN:
        days.append((days[-1] - timedelta(days=1)).replace(day=1))
    return days[::-1]


def _by_month(instants: Iterable[datetime | None]) -> Counter[date]:
    return Counter(local_date(at).replace(day=1) for at in instants if at is not None)


def recent_events(actor: Actor, limit: int = 6) -> list[Event]:
    """Return the latest lines about the organisation's notices that its people may read."""
    ids = own_notices(actor).values("pk")
    rows = Event.objects.filter(subject_kind="notice", subject_id__in=ids, partner_may_read=True)
    return list(rows.order_by("-at", "-id")[:limit])
