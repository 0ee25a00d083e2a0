"""Two people spend the same fund at once, on real transactions: it is never below zero."""

from typing import Any

import pytest

import reward_cases
import support_cases as cases
from cast import Cast
from racing import race
from support_cases import NOON
from universo.benefits.support import fund
from universo.benefits.support.models import Grant, SupportRequest
from universo.errors import Conflict
from universo.rewards.reconciliation import differences
from universo.usecases.ask_support import cancel_request
from universo.usecases.decide_support import approve_request
from universo.usecases.keep_fund import sweep_support
from universo.usecases.prove_support import book_request, hand_in

ROUNDS = 4


def _stand() -> list[tuple[int, int, int, int]]:
    columns = ("free_minor", "reserved_minor", "used_minor", "expired_minor")
    return list(Grant.objects.order_by("pk").values_list(*columns))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_locked", [True, False])
def test_a_fund_for_two_of_four_approves_two(
    real_cast: Cast, is_locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the code forgets its locks: then the database refuses."""
    cast = real_cast
    if not is_locked:
        rows = Grant.objects.order_by("pk")
        monkeypatch.setattr(
            fund, "_locked", lambda partner, currency: list(rows.filter(partner_id=partner))
        )
    for _round in range(ROUNDS):
        cases.grant(cast, cast.reseller_partner, 8_000_000)
        before = _stand()
        made = [cases.sent(cast.reseller) for _n in range(4)]
        outcomes = race(
            *(
                lambda one=one: approve_request(
                    actor=cast.admin, now=NOON, request_id=one.pk, amount_minor=4_000_000
                )
                for one in made
            )
        )
        refused = [one for one in outcomes if one is not None]
        assert len(refused) == 2 or not is_locked
        assert len(refused) >= 2
        states = SupportRequest.objects.filter(pk__in=[one.pk for one in made])
        assert states.filter(status="APPROVED").count() == 4 - len(refused)
        for row in _stand():
            assert min(row) >= 0
        assert sum(row[1] for row in _stand()) - sum(row[1] for row in before) == 4_000_000 * (
            4 - len(refused)
        )
        if is_locked:
            assert {type(one) for one in refused} == {Conflict}


@pytest.mark.django_db(transaction=True)
def test_booked_by_two_at_once_it_is_paid_back_once(
    real_cast: Cast, tmp_path: Any, settings: Any
) -> None:
    settings.UPLOAD_DIR = tmp_path
    cast = real_cast
    cases.grant(cast, cast.reseller_partner)
    made = cases.verified(cast, cast.reseller)
    outcomes = race(
        *[
            lambda: book_request(
                actor=cast.finance, now=NOON, request_id=made.pk, billed_cuit=cases.CUIT
            )
        ]
        * 4
    )
    assert [type(one) for one in outcomes if one is not None] == [Conflict] * 3
    assert reward_cases.balance("ACCRUED", cast.reseller_partner) == 4_000_000
    assert _stand() == [(6_000_000, 0, 4_000_000, 0)]
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_evidence_calling_off_and_lapsing_at_once_end_in_one_of_them(
    real_cast: Cast, tmp_path: Any, settings: Any
) -> None:
    settings.UPLOAD_DIR = tmp_path
    cast = real_cast
    cases.grant(cast, cast.reseller_partner, 8_000_000)
    for _round in range(ROUNDS):
        made = cases.approved(cast, cast.reseller, 1_000_000)
        SupportRequest.objects.filter(pk=made.pk).update(lapses_date=cases.TODAY)
        race(
            lambda made=made: hand_in(
                actor=cast.reseller, now=NOON, request_id=made.pk, proof=cases.proof()
            ),
            lambda made=made: cancel_request(actor=cast.reseller, now=NOON, request_id=made.pk),
            lambda: sweep_support(cases.later(1)),
        )
        made.refresh_from_db()
        assert made.status in {"CARRIED_OUT", "CANCELLED", "LAPSED"}
        held = sum(fund.held_by(made).values())
        assert held == (1_000_000 if made.status == "CARRIED_OUT" else 0)
