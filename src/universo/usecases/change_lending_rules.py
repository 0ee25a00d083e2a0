"""An administrator changes the rules of lending demonstration units, from a day on (R-2)."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.units.models import LendingRules
from universo.domain.decision_clock import local_date
from universo.domain.unit_lending import Rules
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.usecases.decide_loan import reason_of

LOCK = 0x554E4954  # "UNIT": one change of the rules at a time
LIMITS = {
    "units_at_a_time": (1, 20),
    "months_between": (0, 60),
    "longest_days": (1, 120),
    "extension_days": (0, 60),
}


@transaction.atomic
def change_lending_rules(
    *, actor: Actor, now: datetime, rules: Rules, from_date: date, reason: str
) -> LendingRules:
    """Set the rules from today or a later day on; what was set for that day or later is replaced.

    Loans asked for before are judged by the rules of their day. Raises NotPermitted, InvalidInput
    (fields of Rules, `from_date`, `reason`), Conflict when nothing would change.
    """
    if actor.user_id is None or not actor.has(StaffRole.PROGRAM_ADMIN):
        raise NotPermitted("")
    why = reason_of(reason)
    _check(rules, from_date, local_date(now))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    later = LendingRules.objects.filter(valid_from__gte=from_date)
    before = LendingRules.objects.filter(valid_from__lt=from_date).order_by("-valid_from").first()
    if not later.exists() and before is not None and before.rules == rules:
        raise Conflict(_("The table says so already."))
    later.delete()
    made = LendingRules.objects.create(
        valid_from=from_date,
        **asdict(rules),
        reason=why,
        created_at=now,
        created_by_id=actor.user_id,
    )
    record(
        actor=actor,
        now=now,
        name="benefits.lending_rules.changed",
        subject_kind="program",
        subject_id=made.pk,
        from_date=from_date.isoformat(),
        reason=why,
        **asdict(rules),
    )
    return made


def _check(rules: Rules, from_date: date, today: date) -> None:
    errors: dict[str, list[Any]] = {}
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(rules, name) <= most:
            errors[name] = [
                _("Type a number from %(least)s to %(most)s.") % {"least": least, "most": most}
            ]
    if from_date < today:
        errors["from_date"] = [
            _("The table is never changed backwards: choose today or a later day.")
        ]
    elif from_date.year > today.year + 5:
        errors["from_date"] = [_("The date is too far ahead. Check the year.")]
    if errors:
        raise InvalidInput(errors)
