"""Finding companies again, and keeping the lists of known customers (R-8, check 4)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import builders
from cast import Cast
from evaluating import NOON, known
from universo.customers import queries
from universo.customers.customer_data import CustomerData
from universo.customers.models import KnownCustomer
from universo.customers.search import candidates, sought
from universo.errors import Conflict, NotPermitted
from universo.usecases.record_customer import record_customer

CUIT = builders.cuit(61_040_056)


def test_the_search_asks_a_bounded_number_of_questions(cast: Cast) -> None:
    for number in range(60):
        known(cast.admin, external_id=f"K{number}", legal_name=f"Ferretería Norte {number}")
    one = known(
        cast.admin,
        external_id="X",
        legal_name="Ferretería Norte",
        trade_name="El Norte",
        cuit=CUIT,
        phone="011 4555-1234",
        web="norte.com.ar",
    )
    with CaptureQueriesContext(connection) as asked:
        found = candidates(KnownCustomer.objects.all(), sought(one), per_key=10)
    assert len(asked) == 6  # cuit, phone, domain, two names, the rows
    assert len(found) <= 20
    assert found[0] == one


def test_the_names_are_found_through_the_index(cast: Cast) -> None:
    from django.db.models import Q

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    rows = KnownCustomer.objects.filter(
        Q(name_key__trigram_word_similar="tornillo") | Q(name_key__trigram_similar="tornillo")
    )
    assert "customers_known_name" in rows.explain()


def test_a_name_full_of_wildcards_finds_nobody(cast: Cast) -> None:
    known(cast.admin, legal_name="Uno S.A.")
    odd = known(cast.admin, external_id="Z", legal_name="100% _ Natural")
    assert candidates(KnownCustomer.objects.exclude(pk=odd.pk), sought(odd)) == []


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
