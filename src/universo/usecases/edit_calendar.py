"""An administrator edits the holiday table: each edit is a new version (P-2).

Due dates already computed never move: receipts name the version they were computed with (P-3).
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.program.choices import HolidayKind, HolidayState
from universo.program.models import CalendarVersion, Holiday
from universo.program.operations import HolidayData, next_calendar, put_day

FIRST_YEAR, LAST_YEAR = 2020, 2100
MIN_NOTE = 5


@transaction.atomic
def add_day(
    *, actor: Actor, now: datetime, version: int, data: HolidayData, note: str
) -> CalendarVersion:
    """Add a day. `version` is the number that the person was looking at.

    Raises NotPermitted, InvalidInput, Conflict when the table changed meanwhile or has the day.
    """
    note = _checked(actor, note, data)
    made, _copies = next_calendar(actor=actor, now=now, expected=version, note=note)
    day = put_day(made, data)
    _record(actor, now, "program.calendar.day_added", made, day, note)
    return made


@transaction.atomic
def change_day(
    *, actor: Actor, now: datetime, version: int, day_id: int, data: HolidayData, note: str
) -> CalendarVersion:
    """Change a day of the version that the person was looking at. Raises as `add_day`."""
    note = _checked(actor, note, data)
    made, copy = _copy(actor, now, version, day_id, note)
    before = copy.date.isoformat()
    day = put_day(made, data, copy)
    _record(actor, now, "program.calendar.day_changed", made, day, note, before=before)
    return made


@transaction.atomic
def remove_day(
    *, actor: Actor, now: datetime, version: int, day_id: int, note: str
) -> CalendarVersion:
    """Leave a day out of the next version; the earlier ones keep it. Raises as `add_day`."""
    note = _checked(actor, note)
    made, copy = _copy(actor, now, version, day_id, note)
    Holiday.objects.filter(pk=copy.pk).delete()
    _record(actor, now, "program.calendar.day_removed", made, copy, note)
    return made


def _copy(
    actor: Actor, now: datetime, version: int, day_id: int, note: str
) -> tuple[CalendarVersion, Holiday]:
    made, copies = next_calendar(actor=actor, now=now, expected=version, note=note)
    copy = copies.get(day_id)
    if copy is None:
        raise Conflict(_("This day is not in the table any more."))
    return made, copy


def _checked(actor: Actor, note: str, data: HolidayData | None = None) -> str:
    if not actor.has(StaffRole.PROGRAM_ADMIN):
        raise NotPermitted("")
    note = note.strip()[:240]
    if len(note) < MIN_NOTE:
        raise DomainError(_("Write why the table changes."), field="note")
    errors: dict[str, list[Any]] = {}
    if data is not None:
        if not FIRST_YEAR <= data.date.year <= LAST_YEAR:
            errors["date"] = [_("Check the year.")]
        if not data.name.strip():
            errors["name"] = [_("Write its name.")]
        if data.kind not in HolidayKind.values:
            errors["kind"] = [_("Choose one of the list.")]
        if data.state not in HolidayState.values:
            errors["state"] = [_("Choose one of the list.")]
        _check_scope(data, errors)
    if errors:
        raise InvalidInput(errors)
    return note


def _check_scope(data: HolidayData, errors: dict[str, list[Any]]) -> None:
    """National days are for all; a province's day names it; the banks' day is the banks'."""
    if data.kind == HolidayKind.PROVINCIAL:
        if not data.scope.startswith("AR-"):
            errors["province"] = [_("Choose the province.")]
    elif data.scope != ("bancos" if data.kind == HolidayKind.BANK else "AR"):
        errors["province"] = [_("Only a holiday of a province has one.")]


def _record(
    actor: Actor,
    now: datetime,
    name: str,
    made: CalendarVersion,
    day: Holiday,
    note: str,
    **data: Any,
) -> None:
    record(
        actor=actor,
        now=now,
        name=name,
        subject_kind="program",
        subject_id=made.pk,
        version=made.number,
        date=day.date.isoformat(),
        what=day.name,
        note=note,
        **data,
    )
