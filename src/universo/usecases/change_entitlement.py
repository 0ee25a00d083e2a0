"""An administrator changes who is entitled to a benefit, from a day on (R-2)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.choices import Asked, Service
from universo.benefits.models import Entitlement
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.program.choices import Category, SponsorLevel

LOCK = 0x42454E45  # "BENE": one change of the table at a time
MOST = 999
FAR_YEARS = 5
WITHOUT_AMOUNT = {str(Asked.NONE), str(Asked.NOTHING_OVERDUE)}


@dataclass(frozen=True, slots=True)
class Grant:
    """What the table is to say of a service for a category, or for a level of sponsors."""

    service: str
    category: str
    level: str = ""
    granted: bool = True
    asked: str = str(Asked.NONE)
    amount: int = 0


@transaction.atomic
def change_entitlement(
    *, actor: Actor, now: datetime, grant: Grant, from_date: date, reason: str
) -> Entitlement | None:
    """Make the table say this from a local day on, today at the earliest; None when it ends there.

    What is in force ends the day before; what was to begin later is replaced. The same again changes
    nothing. Raises NotPermitted, InvalidInput (fields `amount`, `asked`, `from_date`, `reason`),
    Conflict when nothing would change.
    """
    if actor.user_id is None or not actor.has(StaffRole.PROGRAM_ADMIN):
        raise NotPermitted("")
    reason = reason.replace("\0", "").strip()[:240]
    _check(grant, from_date, reason, local_date(now))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    rows = Entitlement.objects.filter(
        service=grant.service, category=grant.category, level=grant.level
    )
    _refuse_no_change(list(rows), grant, from_date)
    rows.filter(valid__startswith__gte=from_date).delete()
    for row in rows.filter(valid__contains=from_date):
        row.valid = (row.valid.lower, from_date)
        row.ended_by_id = actor.user_id
        row.save(update_fields=["valid", "ended_by"])
    made = None
    if grant.granted:
        made = Entitlement.objects.create(
            service=grant.service,
            category=grant.category,
            level=grant.level,
            asked=grant.asked,
            amount=grant.amount,
            valid=(from_date, None),
            reason=reason,
            created_at=now,
            created_by_id=actor.user_id,
        )
    _record(actor, now, grant, from_date, reason)
    return made


def _check(grant: Grant, from_date: date, reason: str, today: date) -> None:
    if grant.service not in Service.values or grant.category not in Category.values:
        raise NotPermitted("")
    if grant.level and (
        grant.category != Category.SPONSOR or grant.level not in SponsorLevel.values
    ):
        raise NotPermitted("")
    errors: dict[str, list[Any]] = {}
    if grant.granted and grant.asked not in Asked.values:
        errors["asked"] = [_("Choose one of the list.")]
    elif grant.granted and grant.asked in WITHOUT_AMOUNT and grant.amount:
        errors["amount"] = [_("This condition has no number: leave it empty.")]
    elif grant.granted and grant.asked not in WITHOUT_AMOUNT and not 1 <= grant.amount <= MOST:
        errors["amount"] = [_("Write a number from 1 to 999.")]
    if from_date < today:
        errors["from_date"] = [
            _("The table is never changed backwards: choose today or a later day.")
        ]
    elif from_date.year > today.year + FAR_YEARS:
        errors["from_date"] = [_("The date is too far ahead. Check the year.")]
    if len(reason) < 5:
        errors["reason"] = [_("Write the reason.")]
    if errors:
        raise InvalidInput(errors)


def _refuse_no_change(rows: list[Entitlement], grant: Grant, from_date: date) -> None:
    """Raise Conflict when from that day on the table says this already."""
    after = [row for row in rows if row.valid.upper is None or row.valid.upper > from_date]
    if not grant.granted:
        same = not after
    else:
        same = len(after) == 1 and (
            after[0].valid.lower <= from_date
            and after[0].valid.upper is None
            and (after[0].asked, after[0].amount) == (grant.asked, grant.amount)
        )
    if same:
        raise Conflict(_("The table says so already."))


def _record(actor: Actor, now: datetime, grant: Grant, from_date: date, reason: str) -> None:
    record(
        actor=actor,
        now=now,
        name="benefits.entitlement.changed" if grant.granted else "benefits.entitlement.ended",
        subject_kind="program",
        subject_id=0,
        service=grant.service,
        category=grant.category,
        level=grant.level,
        asked=grant.asked,
        amount=grant.amount,
        from_date=from_date.isoformat(),
        reason=reason,
    )
