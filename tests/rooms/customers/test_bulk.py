"""A whole list is stored: what is new, changed and the same, and how its customers are found."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.db import connection

import builders
from cast import Cast
from evaluating import NOON
from universo.customers import bulk, making
from universo.customers.among import CustomersIn
from universo.customers.bulk import Counts, store_many
from universo.customers.customer_data import CustomerData
from universo.customers.models import CustomerKey, KnownCustomer, WaitingKeys
from universo.customers.nearby import customers_near
from universo.customers.operations import change_customer
from universo.errors import NotPermitted
from universo.matching.party import PartyFacts, prepare

LATER = NOON + timedelta(days=9)


def customer(number: int, **changes: str) -> CustomerData:
    values = {
        "external_id": f"C{number}",
        "legal_name": f"Comercio {chr(65 + number % 26)}{number} S.A.",
        "phone": f"011 4555-{number:04d}",
        "province": "B",
        "locality": "Tigre",
        "street": f"Cazón {number}",
        **changes,
    }
    return CustomerData(**values)


def store(cast: Cast, rows: Iterable[CustomerData], *, now: object = NOON) -> Counts:
    return store_many(actor=cast.admin, now=now, owner_id=None, rows=rows)  # type: ignore[arg-type]


def phone_finds(number: int) -> list[str]:
    facts = PartyFacts(legal_name="Otra", phones=(f"011 4555-{number:04d}",))
    near = customers_near(prepare(facts), CustomersIn(KnownCustomer.objects.all()))
    return [company.external_id for company, _ in near.companies]


def test_what_is_stored_is_what_one_by_one_would_be(cast: Cast) -> None:
    odd = customer(1, legal_name='Ñandú\\t "Hnos"', trade_name="a\\b", contact_name="Ana Paz")
    assert store(cast, [odd, customer(2, province="")]) == Counts(new=2)
    stored = KnownCustomer.objects.get(external_id="C1")
    copied, keys = (
        stored.packed,
        set(CustomerKey.objects.filter(company=stored.pk).values_list("key")),
    )
    assert (stored.legal_name, stored.trade_name, stored.province_id) == (
        'Ñandú\\t "Hnos"',
        "a\\b",
        "B",
    )
    stored.save()
    assert stored.packed == copied
    assert set(CustomerKey.objects.filter(company=stored.pk).values_list("key")) == keys
    assert KnownCustomer.objects.get(external_id="C2").province_id is None


def test_the_same_rows_again_change_nothing(cast: Cast) -> None:
    rows = [customer(number) for number in range(30)]
    assert store(cast, rows) == Counts(new=30)
    before = list(KnownCustomer.objects.order_by("pk").values())
    assert store(cast, rows, now=LATER) == Counts(same=30)
    assert list(KnownCustomer.objects.order_by("pk").values()) == before


def test_a_changed_row_moves_its_keys_and_keeps_its_date(cast: Cast) -> None:
    store(cast, [customer(1), customer(2)])
    again = [customer(1, phone="011 4555-0777"), customer(2), customer(3)]
    assert store(cast, again, now=LATER) == Counts(new=1, changed=1, same=1)
    assert (phone_finds(777), phone_finds(1)) == (["C1"], [])
    assert KnownCustomer.objects.get(external_id="C1").recorded_at == NOON


@pytest.mark.parametrize(
    ("before", "after", "is_another"),
    [
        ({"legal_name": "Norte S.A."}, {"legal_name": "Sur S.A."}, True),
        ({"legal_name": "Comercio del Norte"}, {"legal_name": "Comersio Norte SRL"}, False),
        ({"cuit": builders.cuit(61_040_056)}, {"cuit": builders.cuit(61_040_057)}, True),
        ({"cuit": builders.cuit(61_040_056)}, {"legal_name": "Otra cosa"}, True),
        (
            {"cuit": builders.cuit(61_040_056)},
            {"cuit": builders.cuit(61_040_056), "legal_name": "Nuevo nombre"},
            False,
        ),
    ],
)
def test_who_becomes_another_company_has_no_older_proof(
    cast: Cast, before: dict[str, str], after: dict[str, str], is_another: bool
) -> None:
    store(cast, [customer(1, **before)])
    store(cast, [customer(1, **after)], now=LATER)
    date = KnownCustomer.objects.get().recorded_at
    assert date == (LATER if is_another else NOON)


ONE, TWO = builders.cuit(61_040_056), builders.cuit(61_040_057)
STEPS: list[list[dict[str, str]]] = [
    [{"cuit": ONE}, {}, {"cuit": TWO}],  # its CUIT taken away, another one given
    [{}, {"cuit": TWO}, {"cuit": TWO, "legal_name": "Sur S.A."}],
    [{"legal_name": "abcdefghij"[:n] + "0123456789"[n:]} for n in range(10, -1, -2)],
]


@pytest.mark.parametrize("steps", STEPS)
@pytest.mark.parametrize("by_hand", [False, True])
def test_no_steps_lead_an_old_proof_to_another_company(
    cast: Cast, steps: list[dict[str, str]], by_hand: bool
) -> None:
    for at, changes in enumerate(steps):
        now, data = NOON + timedelta(days=at), customer(1, **changes)
        if by_hand and at:
            found = KnownCustomer.objects.get()
            change_customer(actor=cast.admin, now=now, customer=found, data=data)
        else:
            store(cast, [data], now=now)
    assert KnownCustomer.objects.get().recorded_at > NOON


def test_a_correction_taken_back_keeps_the_date(cast: Cast) -> None:
    for at, changes in enumerate([{"cuit": ONE}, {}, {"cuit": ONE, "legal_name": "Otro S.A."}]):
        store(cast, [customer(1, **changes)], now=NOON + timedelta(days=at))
    assert KnownCustomer.objects.get().recorded_at == NOON


def test_a_change_does_not_bring_back_who_was_retired_meanwhile(cast: Cast) -> None:
    store(cast, [customer(1)])
    read_before = KnownCustomer.objects.get()
    KnownCustomer.objects.update(retired_at=NOON)
    data = customer(1, phone="011 4555-0777")
    change_customer(actor=cast.admin, now=LATER, customer=read_before, data=data)
    assert KnownCustomer.objects.get().retired_at == NOON


def test_who_was_retired_is_a_customer_again(cast: Cast) -> None:
    store(cast, [customer(1)])
    KnownCustomer.objects.update(retired_at=NOON)
    assert store(cast, [customer(1)], now=LATER) == Counts(changed=1)
    back = KnownCustomer.objects.get()
    assert (back.retired_at, back.recorded_at) == (None, LATER)


def test_a_long_list_is_made_ready_elsewhere_and_filed_at_its_end(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 200)
    monkeypatch.setattr(bulk, "FILE_AT_ONCE", 300)
    monkeypatch.setattr(bulk, "COUNT_FROM", 500)
    monkeypatch.setattr(making.Workshop, "FEW", 100)
    told: list[int] = []
    counts = store_many(
        actor=cast.admin,
        now=NOON,
        owner_id=None,
        rows=(customer(number) for number in range(1_000)),
        progress=lambda counts: told.append(counts.total),
    )
    assert (counts, told) == (Counts(new=1_000), [200, 400, 600, 800, 1_000])
    assert not WaitingKeys.objects.exists()
    assert phone_finds(999) == ["C999"]
    assert CustomerKey.objects.values("company").distinct().count() == 1_000
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM customers_keyholders WHERE holders >= 1000")
        assert cursor.fetchone()[0] > 1  # the size, and Tigre


def test_a_load_that_is_stopped_keeps_what_was_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 10)
    monkeypatch.setattr(bulk, "FILE_AT_ONCE", 0)

    class Stop(Exception):
        pass

    def progress(counts: Counts) -> None:
        if counts.total > 20:
            raise Stop

    with pytest.raises(Stop):
        store_many(
            actor=cast.admin,
            now=NOON,
            owner_id=None,
            rows=(customer(number) for number in range(100)),
            progress=progress,
        )
    assert KnownCustomer.objects.count() == 20
    assert phone_finds(19) == ["C19"]


def test_only_the_keeper_of_a_list_stores_it(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        store_many(actor=cast.sponsor, now=NOON, owner_id=None, rows=[customer(1)])
    with pytest.raises(ValueError):
        store(cast, [customer(1, external_id="")])
