"""A person judges look-alikes, and points out what the search missed. Every verdict is kept."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.customers import queries as customers
from universo.errors import NotPermitted
from universo.evaluation.look_alikes import LookAlike, compare_with, others_protecting
from universo.evaluation.models import (
    Check,
    CheckKind,
    Finding,
    FindingVerdict,
    Judgement,
    Verdict,
)
from universo.evaluation.operations import UnableToDecide, lock_for_evaluation, tell
from universo.evaluation.seen import checks_of
from universo.evaluation.storing import store_finding
from universo.identity.actor import Actor
from universo.opportunities.models import Notice


@transaction.atomic
def judge_finding(*, actor: Actor, now: datetime, finding_id: int, verdict: str) -> Finding:
    """Say of a look-alike whether it is the same or another one; OPEN takes it back.

    Raises NotPermitted, Conflict once it was decided or fell due, UnableToDecide when the check
    already passed and the look-alike would contradict it.
    """
    found = Finding.objects.select_related("check_of").filter(pk=finding_id).first()
    if found is None:
        raise NotPermitted("")
    notice = lock_for_evaluation(actor, now, found.check_of.notice_id)
    found = Finding.objects.select_related("check_of").get(pk=finding_id)
    if verdict not in FindingVerdict.values:
        raise UnableToDecide(_("Choose one of the verdicts."), field="verdict")
    if found.verdict == verdict:
        return found
    if verdict != FindingVerdict.DIFFERENT and found.check_of.verdict == Verdict.PASSED:
        seen = checks_of(notice, now)[found.check_of.kind]
        if any(one.counts for one in seen.findings if one.finding.pk == finding_id):
            raise UnableToDecide(_("This check already passed: take that verdict back first."))
    _give(actor, now, notice, found, verdict)
    return found


def _give(actor: Actor, now: datetime, notice: Notice, found: Finding, verdict: str) -> None:
    """Write the verdict, and keep it beside what the matcher says at this moment."""
    pending = verdict == FindingVerdict.OPEN
    found.verdict = verdict
    found.verdict_by_id = None if pending else actor.user_id
    found.verdict_at = None if pending else now
    found.save(update_fields=["verdict", "verdict_by", "verdict_at"])
    assert actor.user_id is not None
    Judgement.objects.create(
        finding=found,
        verdict=verdict,
        given_by_id=actor.user_id,
        given_at=now,
        score=found.score,
        probability=found.probability,
        outcome=found.outcome,
        evidence=found.evidence,
        matcher=found.matcher,
    )
    tell(
        actor,
        now,
        notice.pk,
        f"finding.{'reopened' if pending else verdict.lower()}",
        check=found.check_of.kind,
        finding=found.pk,
        score=found.score,
    )


@transaction.atomic
def point_out_notice(*, actor: Actor, now: datetime, notice_id: int, number: int) -> Finding:
    """Add the notice with this number as the same customer's: the search had missed it.

    Raises NotPermitted, Conflict, UnableToDecide when there is none that could be a proof.
    """
    notice = lock_for_evaluation(actor, now, notice_id)
    rows = others_protecting(notice, now).select_related("prospect__province")
    other = rows.filter(number=number, number__lt=notice.number).first()
    if other is None or other.prospect is None:
        raise UnableToDecide(
            _("No earlier notice of another sponsor that is still in force has that number."),
            field="number",
        )
    return _point_out(actor, now, notice, CheckKind.DUPLICATES, other.prospect, notice_id=other.pk)


@transaction.atomic
def point_out_customer(*, actor: Actor, now: datetime, notice_id: int, customer_id: int) -> Finding:
    """Add this known customer as the same company: the search had missed it.

    Raises NotPermitted, Conflict, UnableToDecide when it was not on its list before the notice came.
    """
    notice = lock_for_evaluation(actor, now, notice_id)
    customer = customers.customer(actor, customer_id)
    assert notice.received_at is not None
    if customer.recorded_at > notice.received_at:
        raise UnableToDecide(
            _("That customer was added after the notice came: it is no proof against it."),
            field="customer",
        )
    return _point_out(actor, now, notice, CheckKind.CUSTOMERS, customer, customer_id=customer.pk)


def _point_out(
    actor: Actor, now: datetime, notice: Notice, kind: str, other: Any, **ids: int
) -> Finding:
    check, _new = Check.objects.select_for_update().get_or_create(notice=notice, kind=kind)
    if check.verdict == Verdict.PASSED:
        raise UnableToDecide(_("This check already passed: take that verdict back first."))
    alike: LookAlike = compare_with(notice, other, **ids)
    already = Finding.objects.filter(
        check_of=check, other_notice_id=alike.notice_id, known_customer_id=alike.customer_id
    )
    if already.exists():
        raise UnableToDecide(_("The search found it: judge it where it stands."))
    finding = store_finding(check, now, alike, added_by_id=actor.user_id)
    tell(actor, now, notice.pk, "finding.added", check=kind, finding=finding.pk)
    _give(actor, now, notice, finding, FindingVerdict.SAME)
    return finding
