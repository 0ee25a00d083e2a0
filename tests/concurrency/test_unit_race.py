"""Two people give the same unit away at once, on real transactions: one does, the other is told."""

import pytest

import unit_cases as cases
from cast import Cast
from racing import race
from unit_cases import NOON, TODAY
from universo.benefits.units.models import Loan, UnitHold
from universo.errors import Conflict
from universo.notifications.models import Mail
from universo.usecases.decide_loan import approve_loan
from universo.usecases.hand_over_unit import Look, dispatch_loan
from universo.usecases.keep_units import send_to_repair

ROUNDS = 5


@pytest.mark.django_db(transaction=True)
def test_one_unit_approved_twice_at_once_is_given_once(real_cast: Cast) -> None:
    cast = real_cast
    for number in range(ROUNDS):
        unit = cases.unit(cast, code=f"CF-{number}")
        loans = [
            cases.asked(actor, product_id=unit.product_id)
            for actor in (cast.reseller, cast.rival_reseller, cast.sponsor)
        ]
        outcomes = race(
            *(
                lambda loan=loan, unit=unit: approve_loan(
                    actor=cast.admin, now=NOON, loan_id=loan.pk, unit_id=unit.pk, from_date=TODAY
                )
                for loan in loans
            )
        )
        assert [type(one) for one in outcomes if one is not None] == [Conflict, Conflict]
        assert UnitHold.objects.filter(unit=unit, is_live=True).count() == 1
        states = Loan.objects.filter(product_id=unit.product_id).values_list("status", flat=True)
        assert sorted(states) == ["APPROVED", "REQUESTED", "REQUESTED"]
        keys = [f"units.loan.{loan.pk}.approved" for loan in loans]
        assert Mail.objects.filter(key__in=keys).count() == 1


@pytest.mark.django_db(transaction=True)
def test_handed_over_and_sent_to_repair_at_once_it_is_in_one_place(real_cast: Cast) -> None:
    cast = real_cast
    for number in range(ROUNDS):
        unit = cases.unit(cast, code=f"CF-{number}")
        loan = cases.approved(cast, cast.reseller, unit)
        outcomes = race(
            lambda loan=loan: dispatch_loan(
                actor=cast.admin, now=NOON, loan_id=loan.pk, look=Look("GOOD")
            ),
            lambda unit=unit: send_to_repair(
                actor=cast.channel_manager, now=NOON, unit_id=unit.pk, until=TODAY, reason="No anda"
            ),
        )
        assert outcomes[0] is None  # the days are the loan's, whoever comes first
        assert isinstance(outcomes[1], Conflict)
        assert UnitHold.objects.filter(unit=unit, is_away=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_handing_over_done_twice_at_once_is_done_once(real_cast: Cast) -> None:
    cast = real_cast
    loan = cases.approved(cast, cast.reseller, cases.unit(cast))
    outcomes = race(
        *[lambda: dispatch_loan(actor=cast.admin, now=NOON, loan_id=loan.pk, look=Look("GOOD"))] * 4
    )
    assert sum(one is None for one in outcomes) == 1
    assert all(isinstance(one, Conflict) for one in outcomes if one is not None)
