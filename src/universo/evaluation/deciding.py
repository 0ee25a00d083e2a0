"""What must hold for a decision, and writing it: the compare-and-set and the frozen terms (P-7)."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from universo.domain.decision_clock import local_date
from universo.domain.lifecycle import NOTICE, check_move
from universo.errors import Conflict
from universo.evaluation.look_alikes import Ended, others_protecting
from universo.evaluation.models import CheckKind, Verdict
from universo.evaluation.operations import UnableToDecide, refuse_contradiction, store_verdict
from universo.evaluation.seen import REASON_OF_CHECK, SeenCheck, checks_of
from universo.evaluation.standing import what_happened
from universo.identity.actor import Actor
from universo.opportunities.models import DeclineReason, FrozenRate, Notice, NoticeStatus
from universo.program.queries import rates_in_force, terms_on

CHECK_OF_REASON = {reason: kind for kind, reason in REASON_OF_CHECK.items()}
NEEDS_PROOF = {
    DeclineReason.ALREADY_NOTIFIED: _(
        "Judge first which earlier notice is of the same customer: it is the proof."
    ),
    DeclineReason.KNOWN_CUSTOMER: _(
        "Judge first which known customer is the same. Only one that was on the list before the"
        " notice came is a proof."
    ),
}


def refuse_acceptance(notice: Notice, now: datetime, ended: Ended) -> dict[str, SeenCheck]:
    """Return the checks when they allow accepting; otherwise raise UnableToDecide or Conflict.

    The four checks must be decided and none failed (R-8); no look-alike may contradict them; and
    nobody else may be first or protected for the same CUIT (P-5, P-6).
    """
    checks = checks_of(notice, now)
    verdicts = {kind: seen.check.verdict for kind, seen in checks.items()}
    pending = [k for k, verdict in verdicts.items() if verdict == Verdict.PENDING]
    if pending:
        raise UnableToDecide(
            _("Decide the four checks before accepting. Still to be decided: %(checks)s.")
            % {"checks": _names(pending)}
        )
    failed = [k for k, verdict in verdicts.items() if verdict == Verdict.FAILED]
    if failed:
        raise UnableToDecide(
            _("A notice with a check that did not pass cannot be accepted: %(checks)s.")
            % {"checks": _names(failed)}
        )
    for seen in checks.values():
        refuse_contradiction(seen, seen.check.note)
    _refuse_second(notice, now, ended)
    return checks


def _names(kinds: list[str]) -> str:
    return ", ".join(f"«{CheckKind(kind).label}»" for kind in kinds)


def _refuse_second(notice: Notice, now: datetime, ended: Ended) -> None:
    """One CUIT, one sponsor: whoever was received earlier comes first, an accepted one is alone."""
    assert notice.prospect is not None
    assert notice.number is not None
    if not notice.prospect.cuit:
        return
    same = others_protecting(notice, now).filter(prospect__cuit=notice.prospect.cuit)
    rivals = list(same.order_by("number"))
    over = ended([one.pk for one in rivals if one.status == NoticeStatus.ACCEPTED])
    for one in rivals:
        if one.status == NoticeStatus.ACCEPTED and one.pk not in over:
            raise Conflict(
                _("%(reference)s, of another sponsor, is already accepted for this CUIT.")
                % {"reference": one.reference}
            )
        if one.status == NoticeStatus.SUBMITTED and (one.number or 0) < notice.number:
            raise Conflict(
                _("%(reference)s, of another sponsor, came earlier for this CUIT: decide it first.")
                % {"reference": one.reference}
            )


def grounds_of_decline(
    actor: Actor, now: datetime, notice: Notice, reason: str
) -> dict[str, list[int]]:
    """Fail the check that the reason names and return the findings that prove it, by what they are.

    Raises UnableToDecide (field `reason`) when that check passed, or when nothing proves it.
    """
    kind = CHECK_OF_REASON.get(DeclineReason(reason))
    if kind is None:
        return {"notices": [], "customers": []}
    seen = checks_of(notice, now)[kind]
    if seen.check.verdict == Verdict.PASSED:
        raise UnableToDecide(
            _("You said that «%(check)s» passes: change that verdict or choose another reason.")
            % {"check": CheckKind(kind).label},
            field="reason",
        )
    if DeclineReason(reason) in NEEDS_PROOF and not seen.proven:
        raise UnableToDecide(NEEDS_PROOF[DeclineReason(reason)], field="reason")
    store_verdict(actor, now, notice, kind, Verdict.FAILED, seen.check.note)
    proof = [one.finding for one in seen.proven]
    return {
        "notices": [one.other_notice_id for one in proof if one.other_notice_id],
        "customers": [one.known_customer_id for one in proof if one.known_customer_id],
    }


def move(notice: Notice, now: datetime, status: str, **columns: Any) -> Notice:
    """Decide by compare-and-set: under review and not past due, or Conflict (protocol 4, R-10)."""
    check_move(NOTICE, NoticeStatus.SUBMITTED, status)
    moved = Notice.objects.filter(
        pk=notice.pk, status=NoticeStatus.SUBMITTED, due_at__gt=now
    ).update(status=status, decided_at=now, updated_at=now, **columns)
    fresh = Notice.objects.select_related(
        "partner", "author", "prospect", "executive", "decided_by", "terms"
    ).get(pk=notice.pk)
    if not moved:
        raise Conflict(what_happened(fresh))
    return fresh


def terms_at_acceptance(now: datetime) -> dict[str, Any]:
    """Return base and protection in force at `now`, as columns of the notice (P-6, P-7)."""
    terms = terms_on(local_date(now))
    until = local_date(now) + timedelta(days=terms.protection_days)
    return {"frozen_basis": terms.reward_basis, "protected_until_date": until}


def freeze_rates(notice: Notice, now: datetime) -> int:
    """Copy the rates in force of the notice's own level with it (P-7, P-12); return how many."""
    rows = [
        FrozenRate(
            notice=notice,
            family_id=rate.family_id,
            product_id=rate.product_id,
            rate_bp=rate.rate_bp,
        )
        for rate in rates_in_force(notice.level, local_date(now))
    ]
    return len(FrozenRate.objects.bulk_create(rows))
