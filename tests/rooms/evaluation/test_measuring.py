"""The matcher held against people's verdicts: which count, and what is made of them (R-8)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

import builders
from cast import Cast
from evaluating import HOUR, NOON, evaluated, findings, known, send
from universo.customers.models import KnownCustomer
from universo.domain.shares import bounds
from universo.errors import NotPermitted
from universo.evaluation.judging import judge_finding, point_out_customer, point_out_notice
from universo.evaluation.look_alikes import matcher_version
from universo.evaluation.measuring import EDGES, Given, report
from universo.evaluation.models import CheckKind, Finding, Judgement
from universo.evaluation.operations import UnableToDecide
from universo.evaluation.verdicts import verdicts_since
from universo.opportunities.models import Notice
from universo.usecases.evaluate_notice import evaluate_notice

CUIT = builders.cuit(61_040_056)
DAY = timedelta(days=1)
ONE = Given(
    finding_id=1, notice_id=1, reference="OP-000001", kind="DUPLICATES", is_same=True,
    outcome="same", probability=0.97, evidence=[], matcher="1", found_at=NOON,
    first_at=NOON + HOUR, given_at=NOON + HOUR, pointed_out=False,
)  # fmt: skip


def _twin(cast: Cast) -> tuple[Notice, Finding]:
    send(cast.referrer, cuit=CUIT, legal_name="Distribuidora Andina S.A.")
    notice = evaluated(cast.sponsor, cuit=CUIT, legal_name="Andina Distribuciones S.A.")
    (finding,) = findings(notice, CheckKind.DUPLICATES)
    return notice, finding


def test_every_verdict_is_kept_with_what_the_matcher_had_said(cast: Cast) -> None:
    _notice, finding = _twin(cast)
    for hours, verdict in enumerate(("SAME", "OPEN", "DIFFERENT")):
        judge_finding(
            actor=cast.executive, now=NOON + hours * HOUR, finding_id=finding.pk, verdict=verdict
        )
    kept = list(Judgement.objects.filter(finding=finding))
    assert [one.verdict for one in kept] == ["SAME", "OPEN", "DIFFERENT"]
    assert {one.given_by_id for one in kept} == {cast.executive.user_id}
    assert kept[0].score == pytest.approx(sum(one["weight"] for one in kept[0].evidence))
    assert (kept[0].probability, kept[0].outcome) == (finding.probability, "same")
    assert kept[0].matcher == matcher_version()


def test_a_verdict_is_never_rewritten(cast: Cast) -> None:
    _notice, finding = _twin(cast)
    judge_finding(actor=cast.executive, now=NOON, finding_id=finding.pk, verdict="SAME")
    for change in ("UPDATE evaluation_judgement SET verdict = 'OPEN'",
                   "DELETE FROM evaluation_judgement"):  # fmt: skip
        with (
            pytest.raises(DatabaseError, match="only added"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)


def test_only_the_last_verdict_of_a_look_alike_is_measured(cast: Cast) -> None:
    _notice, finding = _twin(cast)
    judge_finding(actor=cast.executive, now=NOON + HOUR, finding_id=finding.pk, verdict="SAME")
    judge_finding(actor=cast.executive, now=NOON + DAY, finding_id=finding.pk, verdict="DIFFERENT")
    (one,) = verdicts_since(cast.admin, NOON)
    assert (one.is_same, one.outcome, one.first_at) == (False, "same", NOON + HOUR)
    assert verdicts_since(cast.admin, NOON + 2 * DAY) == []
    judge_finding(actor=cast.executive, now=NOON + 2 * DAY, finding_id=finding.pk, verdict="OPEN")
    assert verdicts_since(cast.admin, NOON) == []  # taken back


@pytest.mark.parametrize("who", ["executive", "sponsor", "finance", "reseller", "channel_manager"])
def test_the_figures_are_of_administrators_and_auditors(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        verdicts_since(cast.everyone()[who], NOON)
    assert verdicts_since(cast.auditor, NOON) == []


def test_a_later_search_keeps_the_verdict_and_says_when_the_look_alike_was_lost(cast: Cast) -> None:
    customer = known(cast.admin, cuit=CUIT, legal_name="Tornillos Pampa S.A.")
    notice = evaluated(cast.sponsor, cuit=CUIT, legal_name="Tornillos Pampa S.A.")
    (finding,) = findings(notice, CheckKind.CUSTOMERS)
    judge_finding(actor=cast.executive, now=NOON, finding_id=finding.pk, verdict="SAME")
    KnownCustomer.objects.filter(pk=customer.pk).update(retired_at=NOON - DAY)
    evaluate_notice(now=NOON + HOUR, notice_id=notice.pk)
    (finding,) = findings(notice, CheckKind.CUSTOMERS)
    assert (finding.verdict, finding.gone_at) == ("SAME", NOON + HOUR)
    evaluate_notice(now=NOON + 2 * HOUR, notice_id=notice.pk)
    (finding,) = findings(notice, CheckKind.CUSTOMERS)
    assert finding.gone_at == NOON + HOUR
    KnownCustomer.objects.filter(pk=customer.pk).update(retired_at=None)
    evaluate_notice(now=NOON + 3 * HOUR, notice_id=notice.pk)
    (finding,) = findings(notice, CheckKind.CUSTOMERS)
    assert (finding.verdict, finding.gone_at) == ("SAME", None)


def test_who_stopped_being_a_customer_after_the_notice_came_was_one(cast: Cast) -> None:
    customer = known(cast.admin, cuit=CUIT)
    notice = evaluated(cast.sponsor, cuit=CUIT)
    KnownCustomer.objects.filter(pk=customer.pk).update(retired_at=NOON + HOUR)
    evaluate_notice(now=NOON + DAY, notice_id=notice.pk)
    assert len(findings(notice, CheckKind.CUSTOMERS)) == 1


def test_what_a_person_points_out_is_a_proof_and_counts_as_missed(cast: Cast) -> None:
    first = send(cast.referrer, legal_name="Grupo Zonda S.A.", phone="0351 422-7788")
    notice = evaluated(cast.sponsor, legal_name="Almacenes del Litoral S.A.")
    assert findings(notice, CheckKind.DUPLICATES) == []
    assert first.number is not None
    said = {"actor": cast.executive, "now": NOON + HOUR, "notice_id": notice.pk}
    finding = point_out_notice(number=first.number, **said)
    assert (finding.verdict, finding.outcome) == ("SAME", "different")
    with pytest.raises(UnableToDecide):
        point_out_notice(number=first.number, **said)
    evaluate_notice(now=NOON + 2 * HOUR, notice_id=notice.pk)  # a search does not undo it
    (kept,) = findings(notice, CheckKind.DUPLICATES)
    assert (kept.verdict, kept.gone_at) == ("SAME", None)
    found = report(verdicts_since(cast.admin, NOON))
    assert [one.notice_id for one in found.missed] == [notice.pk]
    assert found.same_right.total == found.review_same.total == 0


def test_a_later_or_a_finished_notice_cannot_be_pointed_out(cast: Cast) -> None:
    over = send(cast.referrer, legal_name="Uno de Antes S.A.")
    Notice.objects.filter(pk=over.pk).update(due_at=NOON)
    notice = evaluated(cast.sponsor, legal_name="Almacenes del Litoral S.A.")
    later = send(cast.referrer, legal_name="Uno de Después S.A.", phone="0351 422-7788")
    for number in (over.number, later.number, notice.number, 99_999):
        with pytest.raises(UnableToDecide):
            point_out_notice(
                actor=cast.executive, now=NOON + HOUR, notice_id=notice.pk, number=number or 0
            )


def test_a_customer_added_after_the_notice_cannot_be_pointed_out(cast: Cast) -> None:
    notice = evaluated(cast.sponsor, legal_name="Almacenes del Litoral S.A.")
    customer = known(cast.admin, legal_name="Otra Cosa S.A.", external_id="Z")
    said = {"actor": cast.executive, "now": NOON + HOUR, "notice_id": notice.pk}
    KnownCustomer.objects.filter(pk=customer.pk).update(recorded_at=NOON + HOUR)
    with pytest.raises(UnableToDecide):
        point_out_customer(customer_id=customer.pk, **said)
    KnownCustomer.objects.filter(pk=customer.pk).update(recorded_at=NOON - HOUR)
    assert point_out_customer(customer_id=customer.pk, **said).verdict == "SAME"


def test_the_report_counts_what_people_confirmed() -> None:
    verdicts = [
        ONE,
        replace(ONE, finding_id=2, probability=0.96),
        replace(ONE, finding_id=3, is_same=False, probability=0.98),
        replace(ONE, finding_id=4, outcome="review", probability=0.3),
        replace(ONE, finding_id=5, outcome="review", probability=0.3, is_same=False,
                kind="CUSTOMERS", first_at=NOON + 3 * HOUR),
        replace(ONE, finding_id=6, outcome="different", probability=0.01, pointed_out=True),
    ]  # fmt: skip
    found = report(verdicts)
    assert found.verdicts == 6
    assert (found.same_right.hits, found.same_right.total) == (2, 3)
    assert (found.review_same.hits, found.review_same.total) == (1, 2)
    assert [one.finding_id for one in found.false_same] == [3]
    assert [one.finding_id for one in found.review_confirmed] == [4]
    assert [one.finding_id for one in found.missed] == [6]
    assert dict(found.by_kind)["CUSTOMERS"].hits == 1  # 30 % and another one: they agree
    assert [(month.month, agree, differ) for month, agree, differ in found.by_month] == [(11, 3, 2)]
    assert found.wait_hours == 1
    told = {band.low: band for band in found.bands if band.confirmed.total}
    assert (told[0.95].confirmed.hits, told[0.95].confirmed.total) == (2, 3)
    assert told[0.95].expected == pytest.approx(0.97)
    assert told[0.2].confirmed.total == 2


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=40))
def test_every_verdict_falls_in_exactly_one_band(rows: list[tuple[float, bool]]) -> None:
    found = report([replace(ONE, probability=p, is_same=same) for p, same in rows])
    assert sum(band.confirmed.total for band in found.bands) == len(rows)
    assert sum(band.confirmed.hits for band in found.bands) == sum(same for _p, same in rows)
    assert len(found.bands) == len(EDGES) - 1


@given(st.integers(0, 500), st.integers(0, 500))
def test_bounds_hold_the_share_and_narrow_with_more_cases(hits: int, more: int) -> None:
    total = hits + more
    low, high = bounds(hits, total)
    assert 0 <= low <= high <= 1
    if total:
        assert low <= hits / total <= high
        wide = high - low
        low, high = bounds(10 * hits, 10 * total)
        assert high - low < wide


def test_bounds_are_wilsons() -> None:
    assert bounds(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)  # a worked example
    assert bounds(0, 0) == (0, 1)
    with pytest.raises(ValueError, match="no share"):
        bounds(2, 1)
