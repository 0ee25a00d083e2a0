"""An administrator grants what a reached goal brings: into the fund, to the level, or in words (R-2, R-4)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.training import mails, typed
from universo.benefits.training.choices import GoalBenefit
from universo.benefits.training.models import GoalGrant, GoalReached
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.partners.level_queries import level_of
from universo.partners.operations import change_level
from universo.program.choices import SponsorLevel
from universo.usecases.keep_fund import GrantData, grant_support


@dataclass(frozen=True, slots=True)
class Given:
    """What is given besides the words: an amount of the fund until its last day, in minor units, or the
    upper level from a day on."""

    amount_minor: int = 0
    currency: str = ""
    expires_date: date | None = None
    level_from: date | None = None


@transaction.atomic
def grant(
    *, actor: Actor, now: datetime, reached_id: int, note: str, given: Given | None = None
) -> GoalGrant:
    """Grant the benefit of a reached goal, once, and tell the partner how.

    A goal of the fund adds the amount to it, one of the level gives an Orientador the upper level from
    its day on; both in this transaction. Raises NotPermitted, InvalidInput and DomainError (`note`,
    `amount`, `currency`, `expires_date`, `level_from`), Conflict when it was granted or another change
    of level is fixed.
    """
    if actor.user_id is None or not actor.has(StaffRole.PROGRAM_ADMIN):
        raise NotPermitted("")
    said = typed.line(note)
    faults = typed.lengths({"note": said}, {"note": (5, 400)})
    if faults:
        raise InvalidInput(faults)
    found = GoalReached.objects.select_related("goal", "partner").filter(pk=reached_id).first()
    if found is None:
        raise NotPermitted("")
    try:
        with transaction.atomic():
            made = GoalGrant.objects.create(
                reached=found, note=said, granted_at=now, granted_by_id=actor.user_id
            )
    except IntegrityError as error:
        raise Conflict(_("Somebody else did it a moment ago.")) from error
    _give(actor, now, found, given or Given(), said)
    record(
        actor=actor, now=now, name="benefits.goal.granted", subject_kind="partner",
        subject_id=found.partner_id, goal=found.goal.title, note=said, partner_may_read=True,
    )  # fmt: skip
    mails.tell_reached(found, "granted", now, note=said)
    return made


def rises(found: GoalReached, day: date) -> bool:
    """Tell whether granting it gives the upper level: a goal of the level, reached by an Orientador."""
    is_level = found.goal.benefit == GoalBenefit.REVIEW
    return is_level and level_of(found.partner_id, day) == SponsorLevel.REFERRER


def _give(actor: Actor, now: datetime, found: GoalReached, given: Given, said: str) -> None:
    if found.goal.benefit == GoalBenefit.FUND:
        if given.expires_date is None:
            raise InvalidInput({"expires_date": [_("Choose today or a later day.")]})
        data = GrantData(
            [found.partner_id], given.currency, given.amount_minor, given.expires_date,
            f"{found.goal.title}: {said}",
        )  # fmt: skip
        # An id of the achievement: the fund, too, has it once.
        uid = uuid5(NAMESPACE_URL, f"universo:goal-reached:{found.pk}")
        grant_support(actor=actor, now=now, uid=uid, data=data)
    elif rises(found, local_date(now)):
        if given.level_from is None:
            raise InvalidInput({"level_from": [_("Choose today or a later day.")]})
        who: dict[str, Any] = {"actor": actor, "now": now, "partner_id": found.partner_id}
        try:
            change_level(level=SponsorLevel.INTRODUCER, from_date=given.level_from, **who)
        except Conflict as error:
            raise Conflict(error.message, field="level_from") from error
