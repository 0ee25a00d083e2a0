"""The dated checklists by which integrations are certified (R-1)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.integrations import queries
from universo.benefits.integrations.models import (
    Certification,
    Checklist,
)
from universo.domain.decision_clock import local_date
from universo.errors import InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.program.models import ProductFamily


@transaction.atomic
def set_checklist(
    *, actor: Actor, now: datetime, family_id: int | None, points: Sequence[str], months: int,
    from_date: date,
) -> Checklist:  # fmt: skip
    """Set what is looked at from today or a later day on; reviews asked for before keep theirs.

    Raises NotPermitted, InvalidInput (`points`, `months`, `from_date`, `family`).
    """
    if not queries.is_keeper(actor):
        raise NotPermitted("")
    tidy = [" ".join(point.replace("\0", "").split())[:240] for point in points]
    tidy = [point for point in tidy if point]
    errors: dict[str, list[Any]] = {}
    if not 1 <= len(tidy) <= 40:
        errors["points"] = [_("Write 1 to 40 points, one a line.")]
    if not 1 <= months <= 60:
        errors["months"] = [_("Write 1 to 60 months.")]
    if from_date < local_date(now):
        errors["from_date"] = [_("Choose today or a later day.")]
    if family_id is not None and not ProductFamily.objects.filter(pk=family_id).exists():
        errors["family"] = [_("Choose one of the list.")]
    if errors:
        raise InvalidInput(errors)
    # What was set for that day or later, and nobody was judged by, is replaced.
    judged = Certification.objects.values("checklist_id")
    Checklist.objects.filter(family_id=family_id, valid_from__gte=from_date).exclude(
        pk__in=judged
    ).delete()
    made, is_new = Checklist.objects.get_or_create(
        family_id=family_id, valid_from=from_date,
        defaults={"points": tidy, "months": months, "created_at": now,
                  "created_by_id": actor.user_id},
    )  # fmt: skip
    if not is_new:
        raise InvalidInput(
            {"from_date": [_("Somebody was judged by the one of that day already.")]}
        )
    record(
        actor=actor, now=now, name="benefits.checklist.set", subject_kind="program",
        subject_id=made.pk, family=made.family.name if made.family else "",
        from_date=from_date.isoformat(), points=len(tidy), months=months,
    )  # fmt: skip
    return made
