"""Rates change from a day to come, by two people; what was accepted never moves (R-13, P-7)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

import builders
from cast import Cast
from universo.audit.models import Event
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.notifications.models import Mail
from universo.program.models import Product, RateChange, RateProposal, RewardRate
from universo.program.operations import RateKey
from universo.program.queries import rates_for, rates_in_force
from universo.program.rate_board import rate_board, rate_history, turns
from universo.usecases.change_rates import confirm_rates, propose_rates, withdraw_rates

NOW = builders.NOON
TODAY = date(2026, 11, 23)
DAY = date(2026, 12, 1)


@pytest.fixture
def second(cast: Cast) -> Actor:
    return builders.staff("Sara Segunda", "PROGRAM_ADMIN")


def key(cast: Cast, level: str = "INTRODUCER", product: int | None = None) -> RateKey:
    return RateKey(cast.families["POS-SOFT"].pk, product, level)


def propose(
    cast: Cast, *, rate: RateKey | None = None, rate_bp: int = 850, **changes: Any
) -> RateProposal:
    values: dict[str, Any] = {
        "actor": cast.admin,
        "now": NOW,
        "uid": builders.new_uid(),
        "rates": {rate or key(cast): rate_bp},
        "from_date": DAY,
        "reason": "Revisión semestral",
    }
    return propose_rates(**{**values, **changes})


def rate_on(day: date, level: str = "INTRODUCER") -> int:
    found = [r for r in rates_in_force(level, day) if r.family_code == "POS-SOFT"]
    return next(r.rate_bp for r in found if not r.product_id)


def test_a_proposal_alone_moves_nothing(cast: Cast, second: Actor) -> None:
    propose(cast)
    assert rate_on(DAY) == 700
    assert RewardRate.objects.filter(rate_bp=850).count() == 0


def test_confirmed_by_another_the_range_closes_and_the_next_opens(
    cast: Cast, second: Actor
) -> None:
    confirm_rates(actor=second, now=NOW, proposal_id=propose(cast).pk)
    assert rate_on(DAY - timedelta(days=1)) == 700
    assert rate_on(DAY) == 850
    rows = rate_history(cast.admin, key(cast).family_id, "INTRODUCER")
    assert [(r.rate_bp, r.valid.lower, r.valid.upper) for r in rows] == [
        (850, DAY, None),
        (700, date(2026, 1, 1), DAY),
    ]


def test_nobody_confirms_his_own_proposal(cast: Cast, second: Actor) -> None:
    change = propose(cast)
    with pytest.raises(DomainError, match="otro administrador"):
        confirm_rates(actor=cast.admin, now=NOW, proposal_id=change.pk)
    assert rate_on(DAY) == 700


def test_the_database_refuses_one_person_twice(cast: Cast) -> None:
    change = propose(cast)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        RateProposal.objects.filter(pk=change.pk).update(
            status="CONFIRMED", confirmed_by=cast.admin.user_id, confirmed_at=NOW
        )


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY, date(2099, 1, 1)])
def test_never_backwards_nor_absurd(cast: Cast, day: date) -> None:
    with pytest.raises(DomainError) as refused:
        propose(cast, from_date=day)
    assert refused.value.field == "from_date"


def test_a_day_that_came_without_confirmation_is_not_confirmed(cast: Cast, second: Actor) -> None:
    change = propose(cast, from_date=TODAY + timedelta(days=1))
    with pytest.raises(Conflict):
        confirm_rates(actor=second, now=NOW + timedelta(days=1), proposal_id=change.pk)
    assert rate_on(DAY) == 700


def test_just_before_midnight_of_buenos_aires_it_still_is(cast: Cast, second: Actor) -> None:
    change = propose(cast, from_date=TODAY + timedelta(days=1))
    late = NOW.replace(hour=2, minute=59) + timedelta(days=1)  # 23:59 in Buenos Aires
    confirm_rates(actor=second, now=late, proposal_id=change.pk)
    assert rate_on(TODAY + timedelta(days=1)) == 850


@pytest.mark.parametrize("bp", [-1, 10_001])
def test_a_rate_is_a_part_of_the_whole(cast: Cast, bp: int) -> None:
    with pytest.raises(DomainError) as refused:
        propose(cast, rate_bp=bp)
    assert refused.value.field == "rate"


def test_one_change_of_a_rate_waits_at_a_time(cast: Cast) -> None:
    propose(cast)
    with pytest.raises(Conflict):
        propose(cast, rate_bp=900)
    propose(cast, rate=key(cast, "REFERRER"))  # another level is another rate


def test_a_change_between_two_ends_where_the_next_begins(cast: Cast, second: Actor) -> None:
    confirm_rates(actor=second, now=NOW, proposal_id=propose(cast, from_date=date(2027, 1, 1)).pk)
    confirm_rates(actor=second, now=NOW, proposal_id=propose(cast, rate_bp=100).pk)
    assert [rate_on(d) for d in (TODAY, DAY, date(2026, 12, 31), date(2027, 1, 1))] == [
        700,
        100,
        100,
        850,
    ]


def test_a_planned_change_is_replaced_on_its_own_day(cast: Cast, second: Actor) -> None:
    confirm_rates(actor=second, now=NOW, proposal_id=propose(cast).pk)
    confirm_rates(actor=second, now=NOW, proposal_id=propose(cast, rate_bp=120).pk)
    assert rate_on(DAY) == 120
    assert rate_on(TODAY) == 700


def test_a_level_without_a_rate_gets_its_first(cast: Cast, second: Actor) -> None:
    first = RateKey(cast.families["FISCAL"].pk, None, "REFERRER")
    confirm_rates(actor=second, now=NOW, proposal_id=propose(cast, rate=first).pk)
    found = {r.family_code: r for r in rates_in_force("REFERRER", DAY)}
    assert found["FISCAL"].rate_bp == 850
    assert "FISCAL" not in {r.family_code for r in rates_in_force("REFERRER", TODAY)}


def test_a_product_has_a_rate_of_its_own(cast: Cast, second: Actor) -> None:
    family = cast.families["POS-SOFT"]
    product = Product.objects.create(code="PDV-1", name="PDV uno", family=family)
    stranger = Product.objects.create(code="F-1", name="Otra", family=cast.families["FISCAL"])
    confirm_rates(
        actor=second, now=NOW, proposal_id=propose(cast, rate=key(cast, product=product.pk)).pk
    )
    rates = [r for r in rates_in_force("INTRODUCER", DAY) if r.family_id == family.pk]
    assert [(r.product, r.rate_bp) for r in rates] == [("", 700), ("PDV uno", 850)]
    with pytest.raises(DomainError) as refused:
        propose(cast, rate=key(cast, product=stranger.pk))
    assert refused.value.field == "product"


def test_withdrawn_it_cannot_be_confirmed(cast: Cast, second: Actor) -> None:
    change = propose(cast)
    withdraw_rates(actor=second, now=NOW, proposal_id=change.pk)
    with pytest.raises(Conflict):
        confirm_rates(actor=second, now=NOW, proposal_id=change.pk)


def test_twice_confirmed_opens_one_range(cast: Cast, second: Actor) -> None:
    change = propose(cast)
    confirm_rates(actor=second, now=NOW, proposal_id=change.pk)
    with pytest.raises(Conflict):
        confirm_rates(actor=second, now=NOW, proposal_id=change.pk)
    assert RewardRate.objects.filter(rate_bp=850).count() == 1


def test_only_administrators(cast: Cast) -> None:
    change = propose(cast)
    for name, actor in cast.everyone().items():
        if name == "admin":
            continue
        with pytest.raises(NotPermitted):
            propose(cast, actor=actor, rate=key(cast, "REFERRER"))
        with pytest.raises(NotPermitted):
            confirm_rates(actor=actor, now=NOW, proposal_id=change.pk)
        assert list(rate_board(actor, TODAY)) == [] or name == "auditor"


def test_the_other_administrators_are_told_and_both_acts_recorded(
    cast: Cast, second: Actor
) -> None:
    change = propose(cast)
    assert [m.recipient for m in Mail.objects.all()] == [second.email]
    confirm_rates(actor=second, now=NOW, proposal_id=change.pk)
    events = Event.objects.filter(subject_kind="program", subject_id=change.pk)
    assert [e.name.rpartition(".")[2] for e in events] == ["proposed", "confirmed"]
    assert events[1].data["proposed_by"] == cast.admin.name
    assert events[0].data["from_date"] == "2026-12-01"


def test_what_was_accepted_keeps_its_rate(cast: Cast, second: Actor) -> None:
    """P-7: the frozen copy is not reached by a change of the table."""
    from universo.opportunities.models import FrozenRate, Notice

    notice = Notice.objects.create(
        uid=builders.new_uid(),
        partner=cast.sponsor_partner,
        author_id=cast.sponsor.user_id,
        status="DRAFT",
        created_at=NOW,
        updated_at=NOW,
    )
    frozen = FrozenRate.objects.create(
        notice=notice, family=cast.families["POS-SOFT"], product=None, rate_bp=700
    )
    confirm_rates(actor=second, now=NOW, proposal_id=propose(cast).pk)
    frozen.refresh_from_db()
    assert frozen.rate_bp == 700


def test_the_board_says_today_the_next_and_what_waits(cast: Cast, second: Actor) -> None:
    confirm_rates(actor=second, now=NOW, proposal_id=propose(cast).pk)
    propose(cast, rate_bp=900, from_date=date(2027, 2, 1))
    row = next(r for r in rate_board(cast.admin, TODAY) if r.family.code == "POS-SOFT")
    cell = next(c for c in row.cells if c.level == "INTRODUCER")
    assert (cell.now and cell.now.rate_bp, cell.upcoming and cell.upcoming.rate_bp) == (700, 850)
    assert [c.rate_bp for c in cell.waiting] == [900]


def many(cast: Cast) -> dict[RateKey, int]:
    return {
        key(cast): 850,
        key(cast, "REFERRER"): 600,
        RateKey(cast.families["FISCAL"].pk, None, "INTRODUCER"): 450,
    }


def test_many_rates_of_one_proposal_begin_together(cast: Cast, second: Actor) -> None:
    made = propose(cast, rates=many(cast))
    confirm_rates(actor=second, now=NOW, proposal_id=made.pk)
    found = {(r.family_code, r.rate_bp) for r in rates_in_force("INTRODUCER", DAY)}
    assert {("POS-SOFT", 850), ("FISCAL", 450)} <= found
    assert ("POS-SOFT", 600) in {
        (r.family_code, r.rate_bp) for r in rates_in_force("REFERRER", DAY)
    }
    assert not RateChange.objects.filter(is_waiting=True).exists()


def test_of_many_rates_all_are_proposed_or_none(cast: Cast) -> None:
    propose(cast, rate=key(cast, "REFERRER"))
    with pytest.raises(Conflict, match=r"Software de punto de venta, Orientador"):
        propose(cast, rates=many(cast))
    assert RateProposal.objects.count() == 1
    assert RateChange.objects.count() == 1


def test_confirming_fails_whole_when_one_of_its_rates_cannot_begin(
    cast: Cast, second: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from universo.usecases import change_rates

    made = propose(cast, rates=many(cast))
    real, calls = change_rates.open_rate, []

    def second_fails(**values: Any) -> RewardRate:
        calls.append(values)
        if len(calls) == 2:
            raise IntegrityError("planted")
        return real(**values)

    monkeypatch.setattr(change_rates, "open_rate", second_fails)
    with pytest.raises(IntegrityError), transaction.atomic():
        confirm_rates(actor=second, now=NOW, proposal_id=made.pk)
    assert rate_on(DAY) == 700
    made.refresh_from_db()
    assert made.status == "PROPOSED"


def test_sent_twice_it_is_one_proposal_and_other_content_is_a_conflict(cast: Cast) -> None:
    uid = builders.new_uid()
    first = propose(cast, uid=uid)
    assert propose(cast, uid=uid, now=NOW + timedelta(days=400)).pk == first.pk
    with pytest.raises(Conflict):
        propose(cast, uid=uid, rate_bp=900)
    assert RateProposal.objects.count() == 1


def test_nothing_changed_is_no_proposal(cast: Cast) -> None:
    with pytest.raises(DomainError):
        propose(cast, rates={})


def test_the_past_and_what_is_to_come_are_told_by_day(cast: Cast, second: Actor) -> None:
    confirm_rates(actor=second, now=NOW, proposal_id=propose(cast).pk)
    latest = turns(cast.admin)[0]
    assert (latest.rate.valid.lower, latest.before, latest.rate.rate_bp) == (DAY, 700, 850)
    assert {t.before for t in turns(cast.admin)[1:]} == {None}
    assert turns(cast.finance) == []


def test_a_first_rate_ends_where_one_that_was_planned_before_begins(
    cast: Cast, second: Actor
) -> None:
    first = RateKey(cast.families["FISCAL"].pk, None, "REFERRER")
    for day, bp in ((date(2027, 1, 1), 500), (DAY, 300)):
        made = propose(cast, rate=first, rate_bp=bp, from_date=day)
        confirm_rates(actor=second, now=NOW, proposal_id=made.pk)
    rows = rate_history(cast.admin, first.family_id, "REFERRER")
    assert [(r.rate_bp, r.valid.lower, r.valid.upper) for r in rows] == [
        (500, date(2027, 1, 1), None),
        (300, DAY, date(2027, 1, 1)),
    ]


@pytest.mark.parametrize("bp", [0, 10_000])
def test_nothing_and_the_whole_are_rates(cast: Cast, second: Actor, bp: int) -> None:
    confirm_rates(actor=second, now=NOW, proposal_id=propose(cast, rate_bp=bp).pk)
    assert rate_on(DAY) == bp


def test_a_sponsor_reads_its_own_level_whatever_it_asks_for(cast: Cast) -> None:
    """R-13: an Orientador who asks for the Mediador's percentages gets his own."""
    for actor, own in ((cast.referrer, 500), (cast.sponsor, 700)):
        for asked in (None, "REFERRER", "INTRODUCER"):
            found = rates_for(actor, TODAY, asked)
            assert {r.rate_bp for r in found if r.family_code == "POS-SOFT"} == {own}
    assert rates_for(cast.reseller, TODAY, "INTRODUCER") == []
