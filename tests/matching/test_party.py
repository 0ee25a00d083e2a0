"""A company made ready: total, stable, stored and read back whole."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.matching.party import PACK_VERSION, Party, PartyFacts, prepare

anything = st.text(max_size=40)
some = st.lists(anything, max_size=3).map(tuple)
facts = st.builds(
    PartyFacts,
    anything,
    anything,
    anything,
    some,
    some,
    anything,
    anything,
    anything,
    anything,
    anything,
)


@given(facts)
def test_any_text_gives_a_party_that_is_stored_and_read_back_whole(one: PartyFacts) -> None:
    party = prepare(one)
    stored = party.pack()
    assert Party.unpack(stored) == party
    assert "\0" not in stored  # PostgreSQL keeps no such text
    assert prepare(party.facts) == party


def test_another_versions_text_is_refused() -> None:
    stored = prepare(PartyFacts(legal_name="Sol SA")).pack()
    with pytest.raises(ValueError, match="version"):
        Party.unpack(stored.replace(str(PACK_VERSION), "1", 1))


@pytest.mark.parametrize(
    ("typed", "door"),
    [
        ("Av. San Martín Nº 345 Piso 3 Of. 7", ("san martin", "345", "3 7")),
        ("Gral. Gómez al 3200", ("gomez", "3200", "")),
        ("C. 44 N° 704, entre Caseros y Illia", ("calle 44", "704", "")),
        ("Calle 50 N° 1504", ("calle 50", "1504", "")),
        ("RP 22 KM 508", ("ruta 22", "508", "")),
        ("Ruta Prov. 22 Km 508", ("ruta 22", "508", "")),
        ("9 de Julio 8215 local 33", ("9 de julio", "8215", "33")),
        ("", ("", "", "")),
    ],
)
def test_doors(typed: str, door: tuple[str, str, str]) -> None:
    party = prepare(PartyFacts(street=typed))
    assert (party.street, party.number, party.unit) == door


@pytest.mark.parametrize(
    ("locality", "province", "place"),
    [
        ("C.A.B.A.", "", ("capital federal", "C")),
        ("Buenos iAres", "", ("capital federal", "C")),
        ("Ciudad Autonoma de Bs As", "Bs. As.", ("capital federal", "C")),
        ("Floresta", "Ciudad de Buenos Aires", ("floresta", "C")),
        ("Mataderos", "Bs. As.", ("mataderos", "")),
        ("El Pinar", "GBA", ("el pinar", "B")),
        ("Rosario", "Sta. Fe", ("rosario", "S")),
        ("Rosario", "Santa Fee", ("rosario", "S")),
        ("Nadaland", "Atlantis", ("nadaland", "")),
    ],
)
def test_places(locality: str, province: str, place: tuple[str, str]) -> None:
    party = prepare(PartyFacts(locality=locality, province=province))
    assert (party.locality, party.province) == place


@pytest.mark.parametrize(
    ("given_facts", "field", "value"),
    [
        ({"phones": ("011 15-5123-4567",)}, "phones", ("1151234567",)),
        ({"phones": ("544-3530",)}, "phones", ("5443530",)),
        ({"emails": ("nandu.com.ar",)}, "domains", ("nandu.com.ar",)),
        ({"web": "Ventas@Nandu.com.ar"}, "mails", ("ventas@nandu.com.ar",)),
        ({"emails": ("(11) 4117-8900",)}, "phones", ("1141178900",)),
        ({"cuit": "8.165.515"}, "dni", "08165515"),
        ({"cuit": "20-08165515-5"}, "dni", "08165515"),
        ({"cuit": "30-71128395-9"}, "wrong_cuit", "30711283959"),
        ({"contact": "Sr. Sosa, Ana"}, "contact", ("ana", "sosa")),
    ],
)
def test_each_thing_is_found_in_whatever_box(
    given_facts: dict[str, Any], field: str, value: object
) -> None:
    assert getattr(prepare(PartyFacts(**given_facts)), field) == value
