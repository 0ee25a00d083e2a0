"""Taking units and letting them go: the only place that writes on which days each is taken.

What the database refuses (`units_in_one_place`, `units_away_once`) comes back as a Conflict.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from universo.benefits.units.choices import HoldKind
from universo.benefits.units.models import DemoUnit, Loan, UnitHold
from universo.errors import Conflict
from universo.identity.actor import Actor

ONE_DAY = timedelta(days=1)
TAKEN = _("This unit is taken on those days. Choose another one.")
AWAY = _("This unit is not on its shelf: something else has it.")


@contextmanager
def _refused_as(sentence: object) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Conflict(sentence, field="unit") from error


def reserve(*, actor: Actor, now: datetime, found: Loan, unit: DemoUnit) -> UnitHold:
    """Reserve a unit for the days of a loan. Raises Conflict when it is taken on one of them."""
    with _refused_as(TAKEN):
        return UnitHold.objects.create(
            unit=unit,
            kind=HoldKind.LOAN,
            loan=found,
            during=DateRange(found.from_date, found.due_date + ONE_DAY),
            opened_at=now,
            opened_by_id=actor.user_id or 0,
        )


def lock_unit(hold: UnitHold) -> None:
    """Lock the unit of a hold, whose loan is locked already, before its days are touched."""
    DemoUnit.objects.select_for_update().get(pk=hold.unit_id)


def swap(hold: UnitHold, unit: DemoUnit) -> None:
    """Give a loan that has not left another unit. Raises Conflict when it is taken."""
    with _refused_as(TAKEN):
        UnitHold.objects.filter(pk=hold.pk, is_away=False).update(unit=unit)
    hold.refresh_from_db()


def send_away(hold: UnitHold, today: date) -> None:
    """A reserved unit leaves today, perhaps before its first day. Raises Conflict."""
    first = min(hold.during.lower, today)
    with _refused_as(TAKEN):
        UnitHold.objects.filter(pk=hold.pk).update(during=DateRange(first, hold.during.upper))
    with _refused_as(AWAY):
        UnitHold.objects.filter(pk=hold.pk).update(is_away=True)
    hold.refresh_from_db()


def lengthen(hold: UnitHold, due_date: date) -> None:
    """Let a unit stay until a later day. Raises Conflict when it is promised before."""
    with _refused_as(_("The unit is promised to somebody else before that day.")):
        UnitHold.objects.filter(pk=hold.pk).update(
            during=DateRange(hold.during.lower, due_date + ONE_DAY)
        )
    hold.refresh_from_db()


def let_go(*, actor: Actor, now: datetime, hold: UnitHold, last: date) -> None:
    """A unit is back (or gone) as of a day: what was planned beyond is free again.

    Kept past its days, they stay as planned: the loan itself says when it came back, and the days
    since may be promised to somebody who could not have it.
    """
    upper = hold.during.upper
    end = last + ONE_DAY if upper is None or last + ONE_DAY < upper else upper
    UnitHold.objects.filter(pk=hold.pk).update(
        during=DateRange(hold.during.lower, max(end, hold.during.lower)),
        is_away=False,
        closed_at=now,
        closed_by_id=actor.user_id,
    )


def call_off(*, actor: Actor, now: datetime, hold: UnitHold) -> None:
    """What was planned will not be: its days are free."""
    UnitHold.objects.filter(pk=hold.pk).update(
        is_live=False, closed_at=now, closed_by_id=actor.user_id
    )


def take_away(
    *,
    actor: Actor,
    now: datetime,
    unit: DemoUnit,
    kind: HoldKind,
    first: date,
    last: date | None,
    note: str,
) -> UnitHold:
    """A unit leaves its shelf for a repair, or for good. Raises Conflict when something has it, or
    when it is promised on those days."""
    sentence = _("It is promised on those days. Give that loan another unit first.")
    if UnitHold.objects.filter(unit=unit, is_away=True).exists():
        sentence = AWAY
    with _refused_as(sentence):
        return UnitHold.objects.create(
            unit=unit,
            kind=kind,
            during=DateRange(first, last + ONE_DAY if last else None),
            is_away=True,
            note=note,
            opened_at=now,
            opened_by_id=actor.user_id or 0,
        )
