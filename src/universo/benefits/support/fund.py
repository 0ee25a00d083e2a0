"""Moving the fund: the only place that adds movements. What the domain allots the database checks.

Order of locks: the request, then the grants of its partner and currency by their number, then (when it
is paid back) the partner's account.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, F, Sum, When
from django.utils.translation import gettext_lazy as _

from universo.benefits.support.choices import MoveKind
from universo.benefits.support.models import Grant, Movement, SupportRequest
from universo.domain import fund_math
from universo.errors import Conflict
from universo.identity.actor import Actor
from universo.rewards.wording import amount_text


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who moves something, when, and on which local day."""

    actor: Actor
    now: datetime
    day: date


def grant_all(stamp: Stamp, grants: Iterable[Grant]) -> None:
    """Begin grants that were just stored with their first movement."""
    _add(stamp, MoveKind.GRANT, {row.pk: row.amount_minor for row in grants})


def reserve(stamp: Stamp, found: SupportRequest, amount_minor: int) -> None:
    """Reserve an amount for a request. Raises Conflict when the fund has less."""
    lots = [
        fund_math.Lot(row.pk, row.expires_date, row.free_minor)
        for row in _locked(found.partner_id, found.currency)
    ]
    try:
        parts = fund_math.allot(lots, amount_minor, stamp.day)
    except fund_math.FundError as error:
        raise Conflict(
            _("The fund of this partner has %(free)s left: approve less, or grant more first.")
            % {"free": amount_text(error.free, found.currency)},
            field="amount",
        ) from error
    _add(stamp, MoveKind.RESERVATION, _by_lot(parts), found)


def settle(stamp: Stamp, found: SupportRequest, used_minor: int) -> None:
    """Use a part of what a request holds, and give the rest back; what expired meanwhile expires.

    Raises FundError when more is used than is held.
    """
    grants = _locked(found.partner_id, found.currency)
    held = held_by(found)
    ends = {row.pk: row.expires_date for row in grants}
    rows = [fund_math.Held(lot, ends[lot], amount) for lot, amount in held.items()]
    uses, releases = fund_math.spend(rows, used_minor)
    _add(stamp, MoveKind.USE, _by_lot(uses), found)
    _add(stamp, MoveKind.RELEASE, _by_lot(releases), found)
    gone = {part.lot: part.amount for part in releases if ends[part.lot] < stamp.day}
    _add(stamp, MoveKind.EXPIRY, gone)


def take_back(stamp: Stamp, found: SupportRequest, amount_minor: int) -> None:
    """Give a part of what a request used back to the fund; what expired meanwhile expires.

    Raises FundError when less was used.
    """
    ends = {row.pk: row.expires_date for row in _locked(found.partner_id, found.currency)}
    rows = Movement.objects.filter(request=found, kind=MoveKind.USE).order_by()
    sums = rows.values_list("grant_id").annotate(Sum("amount_minor"))
    used = [fund_math.Held(lot, ends[lot], amount) for lot, amount in sums]
    parts = _by_lot(fund_math.give_back(used, amount_minor))
    _add(stamp, MoveKind.RETURN, parts, found)
    _add(stamp, MoveKind.EXPIRY, {lot: n for lot, n in parts.items() if ends[lot] < stamp.day})


def expire(stamp: Stamp) -> list[Grant]:
    """Expire what is free in grants past their last day, and return these grants as they were."""
    rows = list(
        Grant.objects.select_for_update()
        .filter(expires_date__lt=stamp.day, free_minor__gt=0)
        .order_by("pk")
    )
    lots = [fund_math.Lot(row.pk, row.expires_date, row.free_minor) for row in rows]
    _add(stamp, MoveKind.EXPIRY, _by_lot(fund_math.expiring(lots, stamp.day)))
    return rows


def held_by(found: SupportRequest) -> dict[int, int]:
    """Return what a request holds, by grant."""
    signed = Case(
        When(kind=MoveKind.RESERVATION, then=F("amount_minor")), default=-F("amount_minor")
    )
    moves = Movement.objects.filter(request=found).exclude(kind=MoveKind.RETURN)
    rows = moves.order_by().values_list("grant_id")
    return {lot: amount for lot, amount in rows.annotate(sum=Sum(signed)) if amount}


def _locked(partner_id: int, currency: str) -> list[Grant]:
    rows = Grant.objects.select_for_update().filter(partner_id=partner_id, currency=currency)
    return list(rows.order_by("pk"))


def _by_lot(parts: Iterable[fund_math.Part]) -> dict[int, int]:
    return {part.lot: part.amount for part in parts}


def _add(
    stamp: Stamp, kind: MoveKind, amounts: dict[int, int], found: SupportRequest | None = None
) -> None:
    Movement.objects.bulk_create(
        Movement(
            grant_id=lot, kind=kind, amount_minor=amount, on_date=stamp.day, request=found,
            at=stamp.now, actor_id=stamp.actor.user_id,
        )
        for lot, amount in sorted(amounts.items())
    )  # fmt: skip
