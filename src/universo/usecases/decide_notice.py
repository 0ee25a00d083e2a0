"""The executive accepts or declines a notice within its term (R-8, R-9, R-10)."""

from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.errors import NotPermitted
from universo.evaluation import deciding, mails
from universo.evaluation.operations import UnableToDecide, lock_for_evaluation, tidy
from universo.evaluation.queries import may_evaluate, visible_to
from universo.evaluation.seen import checks_of
from universo.identity.actor import Actor
from universo.opportunities.clients import client_keys, lock_clients
from universo.opportunities.models import DeclineReason, Notice, NoticeStatus
from universo.timekeeping import Clock
from universo.usecases.evaluate_notice import closed_sales

SHORTEST_NOTE = 10


@transaction.atomic
def accept_notice(*, actor: Actor, clock: Clock, notice_id: int, note: str = "") -> Notice:
    """Accept formally: the four checks passed, the term not over; freeze rates and base (P-7).

    The customer's keys are locked first and only then the time is asked, so an acceptance that
    waited beyond the due instant is refused. Raises NotPermitted, UnableToDecide, and Conflict
    when somebody decided first, the term expired or another sponsor is first for this CUIT.
    """
    found, now = _locked(actor, clock, notice_id)
    clean = tidy(note, field="note")
    checks = deciding.refuse_acceptance(found, now, closed_sales)
    notice = deciding.move(
        found,
        now,
        NoticeStatus.ACCEPTED,
        decided_by_id=actor.user_id,
        decision_note=clean,
        **deciding.terms_at_acceptance(now),
    )
    rates = deciding.freeze_rates(notice, now)
    assert notice.protected_until_date is not None
    _tell_partner(
        actor,
        now,
        notice,
        "accepted",
        protected_until=notice.protected_until_date.isoformat(),
        note=clean,
    )
    verdicts = {kind: seen.check.verdict for kind, seen in checks.items()}
    _tell_staff(actor, now, notice, outcome="ACCEPTED", checks=verdicts, rates=rates)
    mails.tell_accepted(notice, now)
    return notice


@transaction.atomic
def decline_notice(*, actor: Actor, clock: Clock, notice_id: int, reason: str, note: str) -> Notice:
    """Decline with a reason and a note that the sponsor reads; the reason's check fails with it.

    Of a duplicate the sponsor reads only that the customer had already been notified (§4). Raises
    as accept_notice; UnableToDecide names the field `reason` or `note`.
    """
    found, now = _locked(actor, clock, notice_id)
    if reason not in DeclineReason.values:
        raise UnableToDecide(_("Choose a reason."), field="reason")
    clean = tidy(note, field="note")
    if len(clean) < SHORTEST_NOTE:
        raise UnableToDecide(_("Write a sentence that explains it to the sponsor."), field="note")
    proof = deciding.grounds_of_decline(actor, now, found, reason)
    notice = deciding.move(
        found,
        now,
        NoticeStatus.DECLINED,
        decided_by_id=actor.user_id,
        decline_reason=reason,
        decision_note=clean,
    )
    hidden = reason == DeclineReason.ALREADY_NOTIFIED
    _tell_partner(actor, now, notice, "declined", reason=reason, note="" if hidden else clean)
    verdicts = {kind: seen.check.verdict for kind, seen in checks_of(notice, now).items()}
    _tell_staff(actor, now, notice, outcome="DECLINED", reason=reason, note=clean,
                checks=verdicts, proof=proof)  # fmt: skip
    mails.tell_declined(notice, now)
    return notice


def _locked(actor: Actor, clock: Clock, notice_id: int) -> tuple[Notice, datetime]:
    """Lock the customer, then the notice, and only then ask the time (protocols 2 and 3)."""
    rows = visible_to(actor).select_related("prospect", "partner")
    seen = rows.filter(pk=notice_id).first()
    if seen is None or not may_evaluate(actor, seen):
        raise NotPermitted("")
    lock_clients(client_keys(cast(Any, seen.prospect)))  # it has the same two fields
    Notice.objects.select_for_update(no_key=True).get(pk=notice_id)
    now = clock()
    return lock_for_evaluation(actor, now, notice_id), now


def _tell_partner(actor: Actor, now: datetime, notice: Notice, what: str, **data: Any) -> None:
    record(
        actor=actor,
        now=now,
        name=f"opportunities.notice.{what}",
        subject_kind="notice",
        subject_id=notice.pk,
        partner_may_read=True,
        reference=notice.reference,
        **data,
    )


def _tell_staff(actor: Actor, now: datetime, notice: Notice, **data: Any) -> None:
    """Keep the grounds, which may name others, where only Hasar's people read them."""
    record(
        actor=actor,
        now=now,
        name="evaluation.notice.decided",
        subject_kind="notice",
        subject_id=notice.pk,
        **data,
    )
