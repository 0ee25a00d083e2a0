"""«Evaluación»: the programme's text on the review of an opportunity, as a story (R-8, R-9, R-10)."""

from datetime import timedelta

import pytest

import builders
from cast import Cast
from evaluating import NOON, at, findings, known
from universo.audit.queries import timeline
from universo.errors import Conflict
from universo.evaluation.judging import judge_finding
from universo.evaluation.models import CheckKind
from universo.evaluation.operations import pass_pending, set_verdict
from universo.notifications.models import Mail
from universo.opportunities.models import DeclineReason, FrozenRate, Notice, NoticeStatus
from universo.usecases.decide_notice import accept_notice, decline_notice
from universo.usecases.evaluate_notice import evaluate_notice
from universo.usecases.lapse_notices import lapse_notices
from universo.usecases.submit_notice import submit_notice

DAY = timedelta(days=1)
CUIT = builders.cuit(61_040_056)


def _send(cast: Cast, who: str, when, **changes) -> Notice:
    return submit_notice(
        actor=cast.everyone()[who],
        clock=at(when),
        uid=builders.new_uid(),
        data=builders.notice_data(**changes),
    )


def test_the_first_is_accepted_the_second_is_a_duplicate_the_third_lapses(cast: Cast) -> None:
    # Two sponsors notify the same customer, an hour apart; a third notifies somebody else.
    first = _send(cast, "sponsor", NOON, cuit=CUIT, legal_name="Ferretería El Tornillo S.R.L.")
    second = _send(cast, "referrer", NOON + DAY / 24, cuit=CUIT, legal_name="EL TORNILLO SRL")
    third = _send(
        cast, "referrer", NOON, legal_name="Hotel Sierras Altas S.A.", phone="03541 42-1188"
    )

    # The job gathers the evidence; the first has nothing against it.
    for notice in (first, second, third):
        assert evaluate_notice(now=NOON + DAY, notice_id=notice.pk)
    assert findings(first, CheckKind.DUPLICATES)[0].other_notice == second  # later: told only
    assert pass_pending(actor=cast.executive, now=NOON + DAY, notice_id=first.pk) == 4
    accepted = accept_notice(
        actor=cast.executive, clock=at(NOON + 2 * DAY), notice_id=first.pk, note="Bienvenida."
    )
    assert accepted.status == NoticeStatus.ACCEPTED
    assert FrozenRate.objects.filter(notice=first).count() == 3

    # The second is the same customer: the executive says so and declines.
    (proof,) = findings(second, CheckKind.DUPLICATES)
    judge_finding(actor=cast.executive, now=NOON + 2 * DAY, finding_id=proof.pk, verdict="SAME")
    decline_notice(
        actor=cast.executive,
        clock=at(NOON + 2 * DAY),
        notice_id=second.pk,
        reason=DeclineReason.ALREADY_NOTIFIED,
        note="Lo informó antes Benítez Equipamientos.",
    )
    told = Mail.objects.get(key=f"notice_declined.{second.pk}")
    assert "Benítez" not in told.text + told.html

    # Nobody answers the third: at its instant it is dismissed, with or without the job.
    assert third.due_at is not None
    set_verdict(
        actor=cast.executive,
        now=third.due_at - DAY,
        notice_id=third.pk,
        kind="DATA",
        verdict="PASSED",
    )
    with pytest.raises(Conflict):
        accept_notice(actor=cast.executive, clock=at(third.due_at), notice_id=third.pk)
    assert lapse_notices(third.due_at) == 1

    # Each sponsor reads his own outcome, and no name of anybody else.
    for notice, who, end in (
        (first, cast.sponsor, "accepted"),
        (second, cast.referrer, "declined"),
        (third, cast.referrer, "lapsed"),
    ):
        events = list(timeline(who, "notice", notice.pk))
        assert [event.name for event in events][-1] == f"opportunities.notice.{end}"
        assert not any(event.name.startswith("evaluation.") for event in events)


def test_a_customer_of_a_reseller_is_not_a_future_customer(cast: Cast) -> None:
    known(cast.reseller, cast.reseller_partner.pk, cuit=CUIT, legal_name="El Tornillo Ferretería")
    notice = _send(cast, "sponsor", NOON, cuit=CUIT)
    evaluate_notice(now=NOON, notice_id=notice.pk)
    assert pass_pending(actor=cast.executive, now=NOON + DAY, notice_id=notice.pk) == 3
    (proof,) = findings(notice, CheckKind.CUSTOMERS)
    judge_finding(actor=cast.executive, now=NOON + DAY, finding_id=proof.pk, verdict="SAME")
    done = decline_notice(
        actor=cast.executive,
        clock=at(NOON + DAY),
        notice_id=notice.pk,
        reason=DeclineReason.KNOWN_CUSTOMER,
        note="Ya es cliente de un distribuidor del grupo.",
    )
    assert done.status == NoticeStatus.DECLINED
    assert not FrozenRate.objects.exists()


def test_a_dismissed_notice_protects_nobody(cast: Cast) -> None:
    first = _send(cast, "sponsor", NOON, cuit=CUIT)
    assert first.due_at is not None
    second = _send(cast, "referrer", first.due_at, cuit=CUIT)
    evaluate_notice(now=first.due_at, notice_id=second.pk)  # the job that records it never ran
    assert findings(second, CheckKind.DUPLICATES) == []
    pass_pending(actor=cast.executive, now=first.due_at, notice_id=second.pk)
    accept_notice(actor=cast.executive, clock=at(first.due_at + DAY), notice_id=second.pk)
