"""Verdicts, judgements and the decision (R-8, R-9, R-10, P-7)."""

from datetime import UTC, date, datetime, timedelta

import pytest

import builders
from cast import Cast
from evaluating import HOUR, NOON, at, evaluated, findings, known, pass_all, ready, send
from universo.audit.models import Event
from universo.errors import Conflict, NotPermitted
from universo.evaluation import deciding, operations, queries
from universo.evaluation.judging import judge_finding
from universo.evaluation.models import Check, CheckKind, FindingVerdict, Verdict
from universo.evaluation.operations import UnableToDecide, set_verdict
from universo.identity.actor import Actor
from universo.notifications.models import Mail
from universo.opportunities.models import DeclineReason, FrozenRate, Notice, NoticeStatus
from universo.program.operations import RateKey, open_rate
from universo.usecases.ask_clarification import ask_clarification
from universo.usecases.decide_notice import accept_notice, decline_notice
from universo.usecases.evaluate_notice import evaluate_notice
from universo.usecases.lapse_notices import lapse_notices
from universo.usecases.remind_executives import remind_executives

CUIT = builders.cuit(61_040_056)
LATER = NOON + 2 * HOUR
MICROSECOND = timedelta(microseconds=1)
NOTE = "El teléfono no atiende y el CUIT no corresponde."


def accept(actor: Actor, notice: Notice, when=LATER) -> Notice:
    return accept_notice(actor=actor, clock=at(when), notice_id=notice.pk)


def decline(actor: Actor, notice: Notice, reason="DATA", note=NOTE, when=LATER) -> Notice:
    return decline_notice(
        actor=actor, clock=at(when), notice_id=notice.pk, reason=reason, note=note
    )


def test_acceptance_freezes_rates_base_and_protection(cast: Cast) -> None:
    notice = accept(cast.executive, ready(cast.sponsor, cast.executive))
    assert notice.status == NoticeStatus.ACCEPTED
    assert notice.decided_at == LATER
    assert notice.frozen_basis == "net"
    assert notice.protected_until_date == date(2027, 11, 23)
    frozen = {r.family.code: r.rate_bp for r in FrozenRate.objects.filter(notice=notice)}
    assert frozen == {"POS-SOFT": 700, "GESTION": 900, "FISCAL": 500}


def test_the_level_is_that_of_the_notice(cast: Cast) -> None:
    notice = ready(cast.referrer, cast.executive)
    cast.referrer_partner.enrolments.update(level="INTRODUCER")
    accept(cast.executive, notice)
    frozen = {r.family.code: r.rate_bp for r in FrozenRate.objects.filter(notice=notice)}
    assert frozen == {"POS-SOFT": 500, "GESTION": 700}


def test_acceptance_needs_the_four_checks(cast: Cast) -> None:
    notice = evaluated(cast.sponsor)
    for kind in CheckKind.values:
        with pytest.raises(UnableToDecide, match="cuatro"):
            accept(cast.executive, notice)
        set_verdict(
            actor=cast.executive, now=NOON, notice_id=notice.pk, kind=kind, verdict="PASSED"
        )
    accept(cast.executive, notice)


def test_a_failed_check_forbids_accepting(cast: Cast) -> None:
    notice = ready(cast.sponsor, cast.executive)
    set_verdict(
        actor=cast.executive, now=NOON, notice_id=notice.pk, kind="NEED", verdict="FAILED", note="x"
    )
    with pytest.raises(UnableToDecide, match="Necesidad"):
        accept(cast.executive, notice)


@pytest.mark.parametrize(
    "who", ["other_executive", "admin", "auditor", "channel_manager", "sponsor"]
)
def test_only_the_executive_evaluates(cast: Cast, who: str) -> None:
    notice = ready(cast.sponsor, cast.executive)
    actor = cast.everyone()[who]
    for attempt in (
        lambda: accept(actor, notice),
        lambda: decline(actor, notice),
        lambda: set_verdict(
            actor=actor, now=NOON, notice_id=notice.pk, kind="DATA", verdict="PASSED"
        ),
        lambda: ask_clarification(
            actor=actor, now=NOON, notice_id=notice.pk, question="¿Cuántas cajas tiene?"
        ),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    assert Notice.objects.get(pk=notice.pk).status == NoticeStatus.SUBMITTED


def test_the_partners_new_executive_may_decide(cast: Cast) -> None:
    notice = ready(cast.sponsor, cast.executive)
    cast.sponsor_partner.account_executive_id = cast.other_executive.user_id
    cast.sponsor_partner.save()
    assert accept(cast.other_executive, notice).decided_by_id == cast.other_executive.user_id


def test_a_microsecond_before_the_instant_works_and_at_it_not(cast: Cast) -> None:
    notice = ready(cast.sponsor, cast.executive)
    with pytest.raises(Conflict, match="terminó"):
        accept(cast.executive, notice, notice.due_at)
    with pytest.raises(Conflict, match="terminó"):
        decline(cast.executive, notice, when=notice.due_at)
    assert accept(cast.executive, notice, notice.due_at - MICROSECOND).status == "ACCEPTED"


def test_the_second_decision_reads_who_was_first(cast: Cast) -> None:
    notice = ready(cast.sponsor, cast.executive)
    accept(cast.executive, notice)
    with pytest.raises(Conflict, match="Elena Ejecutiva"):
        decline(cast.executive, notice)


def test_declining_fails_the_check_of_its_reason(cast: Cast) -> None:
    notice = evaluated(cast.sponsor)
    decline(cast.executive, notice, "DATA")
    assert Check.objects.get(notice=notice, kind="DATA").verdict == Verdict.FAILED


def test_declining_against_ones_own_verdict_is_refused(cast: Cast) -> None:
    notice = ready(cast.sponsor, cast.executive)
    with pytest.raises(UnableToDecide) as caught:
        decline(cast.executive, notice, "NEED")
    assert caught.value.field == "reason"


@pytest.mark.parametrize("note", ["", "   ", "corta"])
def test_declining_needs_a_note(cast: Cast, note: str) -> None:
    with pytest.raises(UnableToDecide) as caught:
        decline(cast.executive, evaluated(cast.sponsor), note=note)
    assert caught.value.field == "note"


@pytest.mark.parametrize("reason", ["ALREADY_NOTIFIED", "KNOWN_CUSTOMER"])
def test_declining_as_a_duplicate_needs_its_proof(cast: Cast, reason: str) -> None:
    with pytest.raises(UnableToDecide) as caught:
        decline(cast.executive, evaluated(cast.sponsor), reason)
    assert caught.value.field == "reason"


def _duplicate(cast: Cast) -> Notice:
    send(cast.referrer, cuit=CUIT, legal_name="Canario Secreto S.A.")
    return evaluated(cast.sponsor, cuit=CUIT)


def test_a_duplicate_is_declined_without_saying_whose(cast: Cast) -> None:
    notice = _duplicate(cast)
    (finding,) = findings(notice, CheckKind.DUPLICATES)
    judge_finding(actor=cast.executive, now=NOON, finding_id=finding.pk, verdict="SAME")
    note = "Lo informó antes Ferreyra Instalaciones, OP-000001."
    decline(cast.executive, notice, DeclineReason.ALREADY_NOTIFIED, note)
    mail = Mail.objects.get(key=f"notice_declined.{notice.pk}")
    assert "ya había sido informado" in mail.text
    for secret in ("Ferreyra", "Canario", "OP-000001"):
        assert secret not in mail.text + mail.html + mail.subject
    told = Event.objects.filter(subject_id=notice.pk, partner_may_read=True)
    assert "Ferreyra" not in str([event.data for event in told])
    grounds = Event.objects.get(name="evaluation.notice.decided", subject_id=notice.pk)
    assert grounds.data["proof"]["notices"] == [finding.other_notice_id]
    assert not grounds.partner_may_read


def test_a_strong_look_alike_must_be_judged_before_passing(cast: Cast) -> None:
    notice = _duplicate(cast)
    with pytest.raises(UnableToDecide):
        set_verdict(
            actor=cast.executive,
            now=NOON,
            notice_id=notice.pk,
            kind=CheckKind.DUPLICATES,
            verdict="PASSED",
        )
    (finding,) = findings(notice, CheckKind.DUPLICATES)
    judge_finding(actor=cast.executive, now=NOON, finding_id=finding.pk, verdict="SAME")
    with pytest.raises(UnableToDecide):
        pass_all(cast.executive, notice)


def test_one_cuit_is_never_accepted_for_two_sponsors(cast: Cast) -> None:
    notice = _duplicate(cast)
    (finding,) = findings(notice, CheckKind.DUPLICATES)
    judge_finding(actor=cast.executive, now=NOON, finding_id=finding.pk, verdict="DIFFERENT")
    pass_all(cast.executive, notice)
    with pytest.raises(Conflict, match="OP-"):
        accept(cast.executive, notice)
    first = finding.other_notice
    assert first is not None
    evaluate_notice(now=NOON, notice_id=first.pk)
    pass_all(cast.executive, first)
    accept(cast.executive, first)
    with pytest.raises(Conflict, match="ya está aceptad"):
        accept(cast.executive, notice)


def test_hardware_of_a_referrer_passes_only_with_what_it_is_limited_to(cast: Cast) -> None:
    partial = evaluated(cast.referrer, families=["POS-SOFT", "FISCAL"])
    said = {"actor": cast.executive, "now": NOON, "kind": "NEED", "verdict": "PASSED"}
    with pytest.raises(UnableToDecide) as caught:
        set_verdict(notice_id=partial.pk, **said)
    assert caught.value.field == "note"
    set_verdict(notice_id=partial.pk, note="Solo el software.", **said)
    whole = evaluated(cast.referrer, families=["FISCAL"])
    with pytest.raises(UnableToDecide):
        set_verdict(notice_id=whole.pk, note="Solo el software.", **said)


def test_passing_what_is_pending_leaves_out_what_has_evidence_against_it(cast: Cast) -> None:
    known(cast.admin, cuit=CUIT)
    notice = evaluated(cast.sponsor, cuit=CUIT)
    assert operations.pass_pending(actor=cast.executive, now=NOON, notice_id=notice.pk) == 3
    left = Check.objects.get(notice=notice, verdict=Verdict.PENDING)
    assert left.kind == CheckKind.CUSTOMERS


def test_a_judgement_can_be_taken_back(cast: Cast) -> None:
    notice = _duplicate(cast)
    (finding,) = findings(notice, CheckKind.DUPLICATES)
    for verdict in (FindingVerdict.SAME, FindingVerdict.OPEN):
        judge_finding(actor=cast.executive, now=NOON, finding_id=finding.pk, verdict=verdict)
    finding.refresh_from_db()
    assert (finding.verdict, finding.verdict_by_id) == ("OPEN", None)


def test_nothing_is_judged_after_the_term(cast: Cast) -> None:
    notice = _duplicate(cast)
    (finding,) = findings(notice, CheckKind.DUPLICATES)
    with pytest.raises(Conflict):
        judge_finding(
            actor=cast.executive, now=notice.due_at, finding_id=finding.pk, verdict="SAME"
        )


def test_lapsing_is_recorded_once_and_told_once(cast: Cast) -> None:
    notice = evaluated(cast.sponsor)
    assert lapse_notices(notice.due_at - MICROSECOND) == 0
    assert lapse_notices(notice.due_at + HOUR) == 1
    assert lapse_notices(notice.due_at + 2 * HOUR) == 0
    notice.refresh_from_db()
    assert notice.status == NoticeStatus.LAPSED
    event = Event.objects.get(name="opportunities.notice.lapsed", subject_id=notice.pk)
    assert event.data["lapsed_at"] == notice.due_at.isoformat()
    assert Mail.objects.filter(key=f"notice_lapsed.{notice.pk}").count() == 1


def test_without_the_job_the_notice_reads_as_lapsed_at_that_instant(cast: Cast) -> None:
    notice = evaluated(cast.sponsor)
    actor = cast.executive

    def tabs(when):
        return [
            state
            for state in (queries.OPEN, queries.LAPSED)
            if queries.queue(actor, when, state=state).exists()
        ]

    assert tabs(notice.due_at - MICROSECOND) == ["open"]
    assert tabs(notice.due_at) == ["lapsed"]


def test_reminders_come_once_at_each_set_day(cast: Cast) -> None:
    notice = evaluated(cast.sponsor)
    days = [date.fromisoformat(day) for day in notice.counted_dates]
    sent = {}
    for day in days:
        morning = NOON + (day - NOON.date()) * 1
        count = remind_executives(morning)
        assert remind_executives(morning + HOUR) == 0
        if count:
            sent[days.index(day) + 1] = count
    assert sent == {3: 1, 11: 1, 14: 1, 15: 1}


def test_a_question_reaches_the_sponsor_once(cast: Cast) -> None:
    notice = evaluated(cast.sponsor)
    ask = {"actor": cast.executive, "notice_id": notice.pk, "question": "¿Cuántas cajas tiene?"}
    first = ask_clarification(now=NOON, **ask)
    assert ask_clarification(now=NOON + HOUR, **ask) == first
    mail = Mail.objects.get(key=f"clarification_asked.{notice.pk}.{first.pk}")
    assert "¿Cuántas cajas tiene?" in mail.text
    assert mail.recipient == cast.sponsor.email
    with pytest.raises(Conflict):
        ask_clarification(now=notice.due_at, **{**ask, "question": "¿Y ahora, cuántas tiene?"})


def test_who_looked_is_kept_once_a_day(cast: Cast) -> None:
    notice = evaluated(cast.sponsor)
    look = {"actor": cast.executive, "notice_id": notice.pk}
    assert operations.record_view(now=NOON, **look)
    assert not operations.record_view(now=NOON + HOUR, **look)
    assert operations.record_view(now=NOON + 24 * HOUR, **look)
    assert operations.record_view(now=NOON, actor=cast.auditor, notice_id=notice.pk)


def test_acceptance_tells_the_sponsor_and_the_channel_managers(cast: Cast) -> None:
    notice = accept(cast.executive, ready(cast.sponsor, cast.executive))
    assert Mail.objects.get(key=f"notice_accepted.{notice.pk}").recipient == cast.sponsor.email
    routed = Mail.objects.get(key=f"notice_to_route.{notice.pk}")
    assert routed.recipient == cast.channel_manager.email


@pytest.mark.parametrize("when", ["at the instant", "decided meanwhile"])
def test_the_move_itself_compares_and_sets(cast: Cast, when: str) -> None:
    """The last line: even without the checks before it (protocol 4)."""
    stale = ready(cast.sponsor, cast.executive)
    now = LATER
    if when == "at the instant":
        now = stale.due_at
    else:
        accept(cast.executive, stale)
    with pytest.raises(Conflict):
        deciding.move(
            stale,
            now,
            NoticeStatus.DECLINED,
            decided_by_id=cast.executive.user_id,
            decline_reason="OTHER",
        )


@pytest.mark.parametrize(
    ("when", "rate_bp"),
    [
        (datetime(2026, 11, 24, 2, 59, 59, tzinfo=UTC), 700),  # 23:59:59 in Buenos Aires
        (datetime(2026, 11, 24, 3, 0, tzinfo=UTC), 850),
    ],
)
def test_the_rates_are_those_of_the_local_day_of_acceptance(
    cast: Cast, when: datetime, rate_bp: int
) -> None:
    """P-7: neither those of the day on which it was sent, nor those of Greenwich's day."""
    key = RateKey(cast.families["POS-SOFT"].pk, None, "INTRODUCER")
    open_rate(actor=cast.admin, now=NOON, key=key, rate_bp=850, from_date=date(2026, 11, 24))
    notice = accept(cast.executive, ready(cast.sponsor, cast.executive), when)
    frozen = FrozenRate.objects.get(notice=notice, family__code="POS-SOFT")
    assert frozen.rate_bp == rate_bp
