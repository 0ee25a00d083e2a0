"""The keys by which companies are found: the same everywhere, and whole where something is spoilt."""

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.matching.keys import (
    KIND_BITS,
    KINDS,
    ONLY_COUNTED,
    Key,
    all_keys_of,
    keys_of,
    numbers_of,
)
from universo.matching.party import PartyFacts, prepare
from universo.matching.rarity import counted

WHOLE: dict[str, Any] = {
    "legal_name": "Ferretería Plasumán Gonzalez S.R.L.",
    "trade_name": "El Tornillo Feliz",
    "cuit": "30-61040056-2",
    "phones": ("(0223) 472-5203",),
    "emails": ("plasuman.gonzalez@gmail.com", "ventas@tornillofeliz.com.ar"),
    "web": "www.tornillofeliz.com.ar",
    "street": "Av. Pedro Luro 3456",
    "locality": "Mar del Plata",
    "province": "Buenos Aires",
    "contact": "Ana Ferreyra",
}
texts = st.text(max_size=60)
facts = st.builds(
    PartyFacts,
    legal_name=texts,
    trade_name=texts,
    cuit=texts,
    phones=st.tuples(texts),
    emails=st.tuples(texts),
    web=texts,
    street=texts,
    locality=texts,
    province=texts,
    contact=texts,
)


@given(facts)
def test_any_text_gives_keys_and_the_same_ones_again(one: PartyFacts) -> None:
    party = prepare(one)
    keys = all_keys_of(party)
    assert keys == all_keys_of(prepare(one))
    assert len(set(keys)) == len(keys)
    assert numbers_of(party) == sorted({key.number for key in keys})
    assert all(
        key.kind in KINDS and key.number & (1 << KIND_BITS) - 1 == KINDS[key.kind] for key in keys
    )


@given(facts)
def test_what_is_counted_is_kept(one: PartyFacts) -> None:
    party = prepare(one)
    assert counted(party) <= {(key.kind, key.text) for key in all_keys_of(party)}
    assert {key.kind for key in keys_of(party)}.isdisjoint(ONLY_COUNTED)


def test_numbers_fit_the_database_and_its_kinds_fit_their_bits() -> None:
    assert len(KINDS) <= 1 << KIND_BITS
    for text in ("", "gonzalez", "ñandú", "x" * 500):
        assert -(1 << 63) <= Key("word", text).number < 1 << 63
    assert Key("word", "ab").number != Key("word", "ba").number != Key("name", "ab").number


def test_another_process_finds_the_same_numbers() -> None:
    code = (
        "from universo.matching.keys import Key;"
        "print(Key('word', 'gonzález').number, Key('phone', '2234725203').number)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": "src", "PYTHONHASHSEED": "7"},
    )
    assert said.stdout.split() == [
        str(Key("word", "gonzález").number),
        str(Key("phone", "2234725203").number),
    ]


@pytest.mark.parametrize(
    "spoilt",
    [
        {"cuit": "30610400562"},
        {"cuit": "30-61040056-9"},  # a wrong check digit
        {"phones": ("+54 9 223 472-5203",)},
        {"phones": ("472-5203",)},  # without its area code
        {"emails": ("PLASUMAN.GONZALEZ@hotmail.com",)},  # at another provider
        {"web": "https://tornillofeliz.com.ar/contacto"},
        {"web": "tornillofeliz.net"},
        {"legal_name": "Gonzalez Plasuman Ferreteria"},
        {"legal_name": "PLAZUMAN GONSALES"},
        {"legal_name": "El tornillo feliz SA"},  # the trade name as the legal one
        {"legal_name": "Plasumen", "locality": "Mar del Plata"},
        {"legal_name": "Plasur", "locality": "mar del plata"},
        {"street": "Pedro Luro 3456", "locality": "Mar del Plata"},
        {"street": "Pdro Luro 3456", "locality": "Mar del Plata"},
        {"street": "Luro al 3400", "locality": "Mar del Plata"},
        {"contact": "Ferreyra, Ana"},
    ],
)
def test_one_spoilt_thing_alone_leads_to_the_company(spoilt: dict[str, Any]) -> None:
    others = PartyFacts(**{"legal_name": "Otra cosa", **spoilt})
    assert set(keys_of(prepare(others))) & set(keys_of(prepare(PartyFacts(**WHOLE))))


def test_numbers_stay_apart_when_a_database_folds_their_halves() -> None:
    ends = [f"{end:06d}" for end in range(0, 1_000_000, 37)]
    numbers = {Key("phone_end", end).number for end in ends}
    folded = {(number ^ number >> 32) & 0xFFFFFFFF for number in numbers}
    assert len(numbers) == len(ends)
    assert len(folded) > len(ends) - 20
