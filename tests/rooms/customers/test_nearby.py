"""The companies near another one, among known customers and among prospects (R-8, checks 2 and 4)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import builders
import routing_cases
from cast import Cast
from evaluating import known
from universo.customers import keeping, stale
from universo.customers.among import CustomersIn
from universo.customers.models import CustomerKey, KnownCustomer, Prospect, ProspectKey
from universo.customers.nearby import customers_near, findings, prospects_near
from universo.matching.following import MOST_HOLDERS
from universo.matching.keys import numbers_of
from universo.matching.party import PartyFacts, prepare

CUIT = builders.cuit(61_040_056)
TORNILLO = PartyFacts(
    legal_name="Ferretería El Tornillo S.R.L.",
    cuit=CUIT,
    phones=("011 4555-1234",),
    emails=("ventas@eltornillo.com.ar",),
    street="Cazón 345",
    locality="Tigre",
    province="Buenos Aires",
    contact="Ana Ferreyra",
)


def near(facts: PartyFacts) -> list[KnownCustomer]:
    found = customers_near(prepare(facts), CustomersIn(KnownCustomer.objects.all()))
    return [company for company, _ in found.companies]


@pytest.fixture
def tornillo(cast: Cast) -> KnownCustomer:
    return known(
        cast.admin,
        external_id="T",
        legal_name=TORNILLO.legal_name,
        cuit=CUIT,
        phone=TORNILLO.phones[0],
        email=TORNILLO.emails[0],
        street=TORNILLO.street,
        locality="Tigre",
        province="B",
        contact_name=TORNILLO.contact,
    )


def test_a_list_full_of_copies_hides_nobody_on_another_list(
    cast: Cast, tornillo: KnownCustomer
) -> None:
    for number in range(MOST_HOLDERS + 1):
        known(
            cast.reseller,
            cast.reseller_partner.pk,
            external_id=f"C{number}",
            legal_name=TORNILLO.legal_name,
            cuit=CUIT,
            phone=TORNILLO.phones[0],
            email=TORNILLO.emails[0],
            street=TORNILLO.street,
            locality="Tigre",
            province="B",
            contact_name=TORNILLO.contact,
        )
    keeping.count_holders()
    assert tornillo in near(TORNILLO)
    party = prepare(TORNILLO)
    judged = findings(
        party,
        customers_near(party, CustomersIn(KnownCustomer.objects.all())),
        lambda one: one.owner_id,
    )
    assert {one.pk for one, finding in judged if finding.outcome == "same"} >= {tornillo.pk}


@pytest.mark.parametrize(
    "spoilt",
    [
        PartyFacts(legal_name="Otra cosa", cuit=CUIT),
        PartyFacts(legal_name="Otra cosa", phones=("+54 9 11 4555-1234",)),
        PartyFacts(legal_name="Otra cosa", phones=("4555-1234",)),
        PartyFacts(legal_name="Otra cosa", emails=("VENTAS@eltornillo.com.ar",)),
        PartyFacts(legal_name="Otra cosa", web="www.eltornillo.com.ar"),
        PartyFacts(legal_name="el tornillo (ferreteria)"),
        PartyFacts(legal_name="Ferreteria El Tornilo", locality="Tigre"),
        PartyFacts(legal_name="Otra cosa", street="Cazon 345", locality="TIGRE"),
        PartyFacts(legal_name="Otra cosa", contact="Ferreyra Ana"),
    ],
)
def test_one_thing_in_common_is_enough(tornillo: KnownCustomer, spoilt: PartyFacts) -> None:
    assert near(spoilt) == [tornillo]


def test_who_has_nothing_in_common_is_not_near(tornillo: KnownCustomer) -> None:
    assert near(PartyFacts(legal_name="Panadería La Espiga", locality="Ushuaia")) == []


def test_what_many_share_is_not_followed(cast: Cast, tornillo: KnownCustomer) -> None:
    for number in range(MOST_HOLDERS + 1):
        known(cast.admin, external_id=f"N{number}", legal_name=f"Norte {number} Ferretería")
    only_a_common_word = PartyFacts(legal_name="Ferretería")
    assert near(only_a_common_word) == []
    assert near(PartyFacts(legal_name="Ferretería Tornillo")) == [tornillo]
    keeping.count_holders()
    assert near(only_a_common_word) == []
    rarity = customers_near(
        prepare(only_a_common_word), CustomersIn(KnownCustomer.objects.all())
    ).rarity
    assert rarity.count("word", "ferreteria") == MOST_HOLDERS + 2
    assert rarity.count("word", "jamas") == 1


def test_a_change_moves_the_keys(cast: Cast, tornillo: KnownCustomer) -> None:
    tornillo.phone = "0223 472-5203"
    tornillo.save()
    assert near(PartyFacts(legal_name="Otra", phones=("011 4555-1234",))) == []
    assert near(PartyFacts(legal_name="Otra", phones=("0223 472-5203",))) == [tornillo]
    assert CustomerKey.objects.count() == len(numbers_of(prepare(tornillo.facts())))


def test_keys_that_wait_are_filed_once(tornillo: KnownCustomer) -> None:
    numbers = list(CustomerKey.objects.values_list("key", flat=True))
    CustomerKey.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_waitingkeys (company, numbers) VALUES (%s, %s)",
            [tornillo.pk, numbers],
        )
    assert near(TORNILLO) == []
    assert keeping.file_waiting() == len(numbers)
    assert near(TORNILLO) == [tornillo]
    assert keeping.file_waiting() == 0


def test_a_change_overtakes_the_keys_that_wait(tornillo: KnownCustomer) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_waitingkeys (company, numbers) VALUES (%s, %s)",
            [tornillo.pk, [1, 2, 3]],
        )
    tornillo.phone = "0223 472-5203"
    tornillo.save()
    assert keeping.file_waiting() == 0


def test_the_search_asks_few_questions_whatever_it_finds(cast: Cast, tornillo: Any) -> None:
    keeping.count_holders()
    for number in range(MOST_HOLDERS // 3):
        known(cast.admin, external_id=f"N{number}", legal_name=f"Tornillo {number}")
    for party, least in ((TORNILLO, 1), (PartyFacts(legal_name="Tornillo"), MOST_HOLDERS // 3)):
        with CaptureQueriesContext(connection) as asked:
            assert len(near(party)) >= least
        assert len(asked) == 3


def test_a_text_packed_by_another_version_is_made_ready_anew(tornillo: KnownCustomer) -> None:
    KnownCustomer.objects.filter(pk=tornillo.pk).update(packed="0\x1fold")
    found = customers_near(prepare(TORNILLO), CustomersIn(KnownCustomer.objects.all()))
    (first, *_rest) = findings(prepare(TORNILLO), found, lambda one: one.owner_id)
    assert (first[0].pk, first[1].outcome) == (tornillo.pk, "same")


def test_of_any_number_of_notices_for_one_customer_all_are_found(cast: Cast) -> None:
    made = [
        routing_cases.prospect(legal_name="Ferretería El Tornillo", phone="011 4555-1234", cuit="")
        for _ in range(3 * MOST_HOLDERS)
    ]
    found = prospects_near(prepare(TORNILLO), Prospect.objects.all())
    assert {company.pk for company, _ in found.companies} == {one.pk for one in made}
    assert ProspectKey.objects.values("company").distinct().count() == len(made)


def test_only_the_rows_asked_for_are_near(cast: Cast, tornillo: KnownCustomer) -> None:
    one = routing_cases.prospect(legal_name="Ferretería El Tornillo")
    none = Prospect.objects.exclude(pk=one.pk)
    assert prospects_near(prepare(TORNILLO), none).companies == []
    retired = KnownCustomer.objects.filter(retired_at__isnull=False)
    assert customers_near(prepare(TORNILLO), CustomersIn(retired)).companies == []


def test_who_was_never_made_ready_is_after_a_migration(tornillo: KnownCustomer) -> None:
    one = routing_cases.prospect(legal_name="Ferretería El Tornillo")
    CustomerKey.objects.all().delete()
    KnownCustomer.objects.update(packed="", name_key="")
    Prospect.objects.update(packed="0\x1fold")
    assert near(TORNILLO) == []
    assert stale.make_ready_again(100) == 2
    assert near(TORNILLO) == [tornillo]
    assert (KnownCustomer.objects.get().name_key, stale.make_ready_again(100)) == (
        "ferreteria tornillo",
        0,
    )
    assert prospects_near(prepare(TORNILLO), Prospect.objects.all()).companies[0][0] == one
