"""Finding companies again, and keeping the lists of known customers (R-8, check 4)."""

from datetime import timedelta

import pytest

import builders
from cast import Cast
from evaluating import NOON, known
from universo.customers import listing, queries
from universo.customers.customer_data import CustomerData
from universo.customers.models import KnownCustomer
from universo.errors import Conflict, NotPermitted
from universo.usecases.record_customer import record_customer

CUIT = builders.cuit(61_040_056)


def test_a_change_keeps_the_day_of_the_first_record(cast: Cast) -> None:
    made = known(cast.admin, cuit=CUIT, legal_name="Uno S.A.")
    record_customer(
        actor=cast.admin,
        now=NOON + timedelta(days=9),
        owner_id=None,
        data=CustomerData(legal_name="Uno Bis S.A.", cuit=CUIT),
        customer_id=made.pk,
    )
    fresh = KnownCustomer.objects.get()
    assert (fresh.legal_name, fresh.recorded_at) == ("Uno Bis S.A.", made.recorded_at)
    assert fresh.name_key == "uno bis"


@pytest.mark.parametrize("who", ["sponsor", "reseller", "finance", "auditor"])
def test_hasars_list_has_its_keepers(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        known(cast.everyone()[who])


def test_a_reseller_writes_its_own_list_only(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        known(cast.reseller, cast.rival_reseller_partner.pk)
    known(cast.reseller, cast.reseller_partner.pk, legal_name="Mía S.A.")
    assert queries.visible_to(cast.reseller).count() == 1
    assert queries.visible_to(cast.rival_reseller).count() == 0
    assert queries.visible_to(cast.sponsor).count() == 0


def test_a_code_is_used_once_in_a_list(cast: Cast) -> None:
    known(cast.admin, external_id="C1")
    with pytest.raises(Conflict) as caught:
        known(cast.admin, external_id="C1")
    assert caught.value.field == "external_id"
    known(cast.reseller, cast.reseller_partner.pk, external_id="C1")


@pytest.mark.parametrize("text", ["²²²²²²²", "٣٣٣٣٣٣٣", "²²²", "@", "%_\\"])
def test_odd_digits_and_marks_are_searched_for_without_harm(cast: Cast, text: str) -> None:
    known(cast.admin, legal_name="Uno S.A.")
    assert listing.page(cast.admin, listing.Wanted(text=text)).rows == []
