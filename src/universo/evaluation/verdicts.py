"""Reading people's verdicts on look-alikes: the last one of each, with what the matcher had said."""

from datetime import datetime

from django.db.models import Min

from universo.errors import NotPermitted
from universo.evaluation.measuring import Given
from universo.evaluation.models import FindingVerdict, Judgement
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole


def may_read_figures(actor: Actor) -> bool:
    """Tell whether the actor reads how the matcher does: programme administrators and auditors."""
    return actor.sees_everything or actor.has(StaffRole.PROGRAM_ADMIN)


def verdicts_since(actor: Actor, since: datetime) -> list[Given]:
    """Return the last verdict on each look-alike, if it was given from `since` on and stands.

    No name of a customer or a partner is among them: an administrator reads no notices
    (PROGRAMME.md §4). Raises NotPermitted.
    """
    if not may_read_figures(actor):
        raise NotPermitted("")
    last = Judgement.objects.order_by("finding_id", "-given_at", "-pk").distinct("finding_id")
    rows = Judgement.objects.filter(pk__in=last.values("pk"), given_at__gte=since)
    rows = rows.exclude(verdict=FindingVerdict.OPEN)
    rows = rows.select_related("finding__check_of__notice").annotate(
        first_at=Min("finding__judgements__given_at")
    )
    return [
        Given(
            finding_id=one.finding_id,
            notice_id=one.finding.check_of.notice_id,
            reference=one.finding.check_of.notice.reference,
            kind=one.finding.check_of.kind,
            is_same=one.verdict == FindingVerdict.SAME,
            outcome=one.outcome,
            probability=one.probability,
            evidence=one.evidence,
            matcher=one.matcher,
            found_at=one.finding.found_at,
            first_at=one.first_at,
            given_at=one.given_at,
            pointed_out=one.finding.added_by_id is not None,
        )
        for one in rows
    ]
