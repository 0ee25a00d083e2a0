"""An administrator changes the rules of price lists and quotes, from a day on (R-2 b)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.prices.models import PriceRules
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole

LOCK = 0x50524943  # "PRIC": one change of the rules at a time
LIMITS = {"notice_days": (0, 60), "outlier_bp": (100, 100_000), "longest_validity_days": (1, 365)}


@dataclass(frozen=True, slots=True)
class Rules:
    """Whole business days of notice, the change that is pointed out, the longest validity of a quote."""

    notice_days: int
    outlier_bp: int
    longest_validity_days: int


@transaction.atomic
def change_price_rules(
    *, actor: Actor, now: datetime, rules: Rules, from_date: date, reason: str
) -> PriceRules:
    """Set the rules from today or a later day on; what was set for that day or later is replaced.

    Raises NotPermitted, InvalidInput (fields of Rules, `from_date`, `reason`), Conflict when nothing
    would change.
    """
    if actor.user_id is None or not actor.has(StaffRole.PROGRAM_ADMIN):
        raise NotPermitted("")
    why = " ".join(reason.replace("\0", "").split())[:240]
    _check(rules, from_date, local_date(now), why)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    later = PriceRules.objects.filter(valid_from__gte=from_date)
    before = PriceRules.objects.filter(valid_from__lt=from_date).order_by("-valid_from").first()
    if not later.exists() and before is not None and _same(before, rules):
        raise Conflict(_("The table says so already."))
    later.delete()
    made = PriceRules.objects.create(
        valid_from=from_date, **asdict(rules), reason=why, created_at=now,
        created_by_id=actor.user_id,
    )  # fmt: skip
    record(
        actor=actor, now=now, name="benefits.price_rules.changed", subject_kind="program",
        subject_id=made.pk, from_date=from_date.isoformat(), reason=why, **asdict(rules),
    )  # fmt: skip
    return made


def _same(row: PriceRules, rules: Rules) -> bool:
    return all(getattr(row, name) == value for name, value in asdict(rules).items())


def _check(rules: Rules, from_date: date, today: date, why: str) -> None:
    errors: dict[str, list[Any]] = {}
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(rules, name) <= most:
            scale = 100 if name == "outlier_bp" else 1
            said = {"least": least // scale, "most": most // scale}
            errors[name] = [_("Type a number from %(least)s to %(most)s.") % said]
    if from_date < today:
        errors["from_date"] = [
            _("The table is never changed backwards: choose today or a later day.")
        ]
    elif from_date.year > today.year + 5:
        errors["from_date"] = [_("The date is too far ahead. Check the year.")]
    if len(why) < 5:
        errors["reason"] = [_("Write the reason.")]
    if errors:
        raise InvalidInput(errors)
