"""Races on real transactions: two executives, decision against lapse, lapse against lapse (R-9, R-10).

Each contender has a connection of its own and starts at a barrier; exactly one outcome is stored.
"""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

import builders
from cast import Cast
from evaluating import NOON, at, evaluated, pass_all, ready, send
from universo.audit.models import Event
from universo.errors import Conflict
from universo.evaluation.judging import judge_finding
from universo.evaluation.models import CheckKind, Finding
from universo.evaluation.operations import set_verdict
from universo.notifications.models import Mail
from universo.opportunities.models import FrozenRate, Notice
from universo.usecases.decide_notice import accept_notice, decline_notice
from universo.usecases.evaluate_notice import evaluate_notice
from universo.usecases.lapse_notices import lapse_notices

HOUR = timedelta(hours=1)
MICROSECOND = timedelta(microseconds=1)
NOTE = "El teléfono no corresponde a la empresa."
Attempt = Callable[[], Any]


@pytest.fixture(autouse=True)
def _committed(real_transactions: None) -> None:
    """Every test here needs committed rows."""


def run(*attempts: Attempt) -> list[Any]:
    """Run all at once; return what each returned or raised, in order."""
    results: list[Any] = [None] * len(attempts)
    barrier = threading.Barrier(len(attempts))

    def one(place: int, attempt: Attempt) -> None:
        try:
            barrier.wait(timeout=10)
            results[place] = attempt()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(attempts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def accepting(cast: Cast, notice: Notice, when: Any) -> Attempt:
    return lambda: accept_notice(actor=cast.executive, clock=at(when), notice_id=notice.pk)


def declining(cast: Cast, notice: Notice, when: Any, reason: str = "OTHER") -> Attempt:
    return lambda: decline_notice(
        actor=cast.other_executive,
        clock=at(when),
        notice_id=notice.pk,
        reason=reason,
        note=NOTE,
    )


def shared(cast: Cast) -> Notice:
    """A notice that both executives may decide."""
    notice = ready(cast.sponsor, cast.executive)
    cast.sponsor_partner.account_executive_id = cast.other_executive.user_id
    cast.sponsor_partner.save()
    return notice


def facts(notice: Notice) -> tuple[int, int, int]:
    """How many decisions were told in the timeline, in mails to the sponsor, and in frozen rates."""
    told = Event.objects.filter(
        subject_id=notice.pk,
        name__in=[f"opportunities.notice.{end}" for end in ("accepted", "declined", "lapsed")],
    )
    mails = Mail.objects.filter(
        key__in=[f"notice_{end}.{notice.pk}" for end in ("accepted", "declined", "lapsed")]
    )
    return told.count(), mails.count(), FrozenRate.objects.filter(notice=notice).count()


@pytest.mark.parametrize("round_", range(4))
def test_accept_against_decline(real_cast: Cast, round_: int) -> None:
    notice = shared(real_cast)
    when = NOON + 2 * HOUR
    results = run(accepting(real_cast, notice, when), declining(real_cast, notice, when))
    assert sum(isinstance(one, Notice) for one in results) == 1
    assert sum(isinstance(one, Conflict) for one in results) == 1
    notice.refresh_from_db()
    accepted = notice.status == "ACCEPTED"
    assert isinstance(results[0], Notice) is accepted
    assert facts(notice) == (1, 1, 3 if accepted else 0)


def test_eight_acceptances_are_one(real_cast: Cast) -> None:
    notice = shared(real_cast)
    results = run(*[accepting(real_cast, notice, NOON + 2 * HOUR)] * 8)
    assert sum(isinstance(one, Notice) for one in results) == 1
    assert sum(isinstance(one, Conflict) for one in results) == 7
    assert facts(notice) == (1, 1, 3)


@pytest.mark.parametrize("round_", range(3))
def test_a_decision_in_time_against_the_sweep_after_it(real_cast: Cast, round_: int) -> None:
    """Whoever comes first is right by his own clock; never both, never an acceptance past due."""
    notice = shared(real_cast)
    assert notice.due_at is not None
    due = notice.due_at
    results = run(
        accepting(real_cast, notice, due - MICROSECOND), lambda: lapse_notices(due + HOUR)
    )
    notice.refresh_from_db()
    assert notice.status in {"ACCEPTED", "LAPSED"}
    assert isinstance(results[0], Notice) is (notice.status == "ACCEPTED")
    assert results[1] == (notice.status == "LAPSED")
    assert facts(notice)[:2] == (1, 1)


def test_at_the_instant_the_acceptance_is_refused_whatever_the_job_does(real_cast: Cast) -> None:
    notice = shared(real_cast)
    assert notice.due_at is not None
    due = notice.due_at
    results = run(accepting(real_cast, notice, due), declining(real_cast, notice, due))
    assert all(isinstance(one, Conflict) for one in results)
    notice.refresh_from_db()
    assert notice.status == "SUBMITTED"  # reads as lapsed; the job records it
    assert lapse_notices(due) == 1


def test_the_time_is_asked_after_the_wait_for_the_lock(real_cast: Cast) -> None:
    """An acceptance clicked in time that had to wait beyond the due instant is refused."""
    notice = shared(real_cast)
    assert notice.due_at is not None
    moments = [notice.due_at - MICROSECOND]
    holding, release = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Notice.objects.select_for_update().get(pk=notice.pk)
            holding.set()
            release.wait(timeout=10)

    def late() -> Any:
        holding.wait(timeout=10)
        threading.Timer(0.3, _let_go, [moments, notice, release]).start()
        return accept_notice(
            actor=real_cast.executive, clock=lambda: moments[-1], notice_id=notice.pk
        )

    results = run(hold, late)
    assert isinstance(results[1], Conflict), results[1]


def _let_go(moments: list[Any], notice: Notice, release: threading.Event) -> None:
    moments.append(notice.due_at)
    release.set()


def test_eight_sweeps_record_each_lapse_once(real_cast: Cast) -> None:
    made = [send(real_cast.sponsor) for _one in range(12)]
    due = max(notice.due_at for notice in made if notice.due_at)
    results = run(*[lambda: lapse_notices(due)] * 8)
    assert sum(results) == 12
    for notice in made:
        assert facts(notice) == (1, 1, 0)
    assert lapse_notices(due) == 0


def test_a_verdict_taken_back_at_the_last_moment_is_seen_or_comes_too_late(real_cast: Cast) -> None:
    notice = shared(real_cast)
    results = run(
        accepting(real_cast, notice, NOON + 2 * HOUR),
        lambda: set_verdict(
            actor=real_cast.executive,
            now=NOON + 2 * HOUR,
            notice_id=notice.pk,
            kind=CheckKind.NEED,
            verdict="FAILED",
        ),
    )
    assert sum(isinstance(one, Exception) for one in results) == 1, results


@pytest.mark.parametrize("round_", range(3))
def test_two_sponsors_of_one_cuit_are_never_both_accepted(real_cast: Cast, round_: int) -> None:
    cuit = builders.cuit(61_040_056)
    first = evaluated(real_cast.sponsor, cuit=cuit)
    second = evaluated(real_cast.referrer, cuit=cuit)
    for finding in Finding.objects.filter(check_of__kind=CheckKind.DUPLICATES):
        judge_finding(
            actor=real_cast.executive, now=NOON, finding_id=finding.pk, verdict="DIFFERENT"
        )
    for notice in (first, second):
        pass_all(real_cast.executive, notice)
    when = NOON + 2 * HOUR
    results = run(accepting(real_cast, second, when), accepting(real_cast, first, when))
    assert isinstance(results[1], Notice)
    assert isinstance(results[0], Conflict)
    assert Notice.objects.filter(status="ACCEPTED").get() == first


def test_gathering_the_evidence_eight_times_at_once_gives_it_once(real_cast: Cast) -> None:
    cuit = builders.cuit(61_040_056)
    send(real_cast.referrer, cuit=cuit)
    notice = send(real_cast.sponsor, cuit=cuit)
    results = run(*[lambda: evaluate_notice(now=NOON, notice_id=notice.pk)] * 8)
    assert results == [True] * 8
    assert Finding.objects.filter(check_of__notice=notice).count() == 1
