from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.domain.matching import (
    DEFAULT_WEIGHTS,
    DIFFERENT,
    REVIEW,
    SAME,
    PartyFacts,
    compare,
    own_domains,
)
from universo.domain.name_likeness import name_likeness
from universo.domain.places import place_key, street_parts
from universo.domain.similarity import best_pairs, jaro_winkler

ALMACEN = PartyFacts(
    legal_name="Almacén Ñandú S.R.L.",
    trade_name="El Ñandú",
    cuit="30-00000007-4",
    phones=("011 4117-8900",),
    emails=("marta@nandu.com.ar",),
    web="www.nandu.com.ar",
    street="Av. San Martín 1234",
    locality="Rosario",
    province="Santa Fe",
    contact="Marta Quiroga",
)


def kinds(left: PartyFacts, right: PartyFacts) -> dict[str, str]:
    return {one.kind: one.detail_code for one in compare(left, right).evidence}


def test_an_equal_cuit_decides() -> None:
    finding = compare(PartyFacts(cuit="30000000074"), replace(ALMACEN, legal_name="Otra Cosa S.A."))
    assert finding.outcome == SAME
    assert finding.evidence[0].kind == "cuit"


def test_different_cuits_are_never_certain() -> None:
    finding = compare(ALMACEN, replace(ALMACEN, cuit="30-61040056-2"))
    assert finding.outcome == REVIEW


def test_an_invalid_cuit_says_nothing() -> None:
    assert "cuit" not in kinds(ALMACEN, replace(ALMACEN, cuit="30-00000007-5"))


def test_the_same_party_spelt_otherwise() -> None:
    seen = PartyFacts(
        legal_name="ALMACEN NANDU SOC DE RESP LTDA",
        phones=("+54 9 11 4117 8900",),
        street="avda. Gral San Martin N° 1234",
        locality="ROSARIO",
        province="SANTA FE",
    )
    finding = compare(seen, ALMACEN)
    assert finding.outcome == SAME
    assert {e.kind for e in finding.evidence if e.weight > 0} == {"legal_name", "phone", "address"}


def test_a_name_alone_goes_to_review() -> None:
    assert compare(PartyFacts(legal_name="Almacen Ñandu SA"), ALMACEN).outcome == REVIEW


def test_a_name_and_its_domain_are_one_witness() -> None:
    seen = PartyFacts(legal_name="Almacén Ñandú", web="nandu.com.ar", emails=("info@nandu.com.ar",))
    assert compare(seen, ALMACEN).outcome == REVIEW


def test_an_accountants_phone_is_not_enough() -> None:
    other = PartyFacts(legal_name="Ferretería Quilmes S.A.", phones=("4117-8900", "01141178900"))
    finding = compare(other, ALMACEN)
    assert finding.outcome == DIFFERENT
    assert kinds(other, ALMACEN) == {"phone": "equal", "legal_name": "different"}


def test_the_trade_name_typed_as_the_legal_one() -> None:
    seen = PartyFacts(legal_name="El Ñandu", phones=("011 4117 8900",))
    assert kinds(seen, ALMACEN) == {"trade_name": "exact", "phone": "equal"}
    assert compare(seen, ALMACEN).outcome == SAME


def test_a_homonym_in_another_province_is_not_certain() -> None:
    seen = replace(ALMACEN, cuit="", province="Salta", locality="Salta", phones=())
    assert kinds(seen, ALMACEN)["address"] == "different_province"
    assert compare(seen, ALMACEN).outcome == REVIEW


def test_nothing_known_is_different_with_no_evidence() -> None:
    finding = compare(PartyFacts(), ALMACEN)
    assert (finding.score, finding.outcome, finding.evidence) == (0.0, DIFFERENT, ())


def test_a_free_mailbox_is_no_domain() -> None:
    assert own_domains(PartyFacts(emails=("nandu@gmail.com",), web="facebook.com/nandu")) == ()
    assert own_domains(ALMACEN) == ("nandu.com.ar",)


def test_weights_can_be_replaced() -> None:
    learnt = {**DEFAULT_WEIGHTS, ("phone", "equal"): 100.0}
    seen = PartyFacts(phones=("011 4117 8900",))
    assert compare(seen, ALMACEN, learnt).score == 100.0


@pytest.mark.parametrize(
    ("left", "right", "likeness"),
    [
        ("Seguel Hnos. SA", "Seguel Hermanos S.R.L.", "exact"),
        ("FerreHogar S.R.L", "Ferre Hogar", "exact"),
        ("Jugueteia Gonzalez", "Juguetería Gonzalez S.A.S.", "near"),
        ("Gutierrez Basilio", "Basilio Gutierres", "near"),
        ("Alisoft Inversiones S.A.", "Alisoft S.R.L.", "contained"),
        ("Ferretería San Martín", "Ferretería Belgrano", "different"),
        ("Ferretería Norte", "Panadería Norte", "different"),
        ("Enriques Agro S.A.", "Transportes Enriques", "similar"),
    ],
)
def test_name_likeness(left: str, right: str, likeness: str) -> None:
    assert name_likeness(left, right) == likeness


def test_places() -> None:
    assert place_key("C.A.B.A.") == place_key("Ciudad Autónoma de Buenos Aires")
    assert place_key("Bs. As.") == "buenos aires"
    assert street_parts("Av. San Martín N° 1234 5° A") == ("san martin", "1234")
    assert street_parts("9 de Julio 8215 local 33") == ("9 de julio", "8215")
    assert street_parts("Ruta 8") == ("8", "")
    assert street_parts("") == ("", "")


def test_jaro_winkler_known_values() -> None:
    assert jaro_winkler("martha", "marhta") == pytest.approx(0.9611, abs=1e-4)
    assert jaro_winkler("dixon", "dicksonx") == pytest.approx(0.8133, abs=1e-4)
    assert jaro_winkler("abc", "xyz") == 0.0
    assert jaro_winkler("", "x") == 0.0


def test_each_word_is_paired_once() -> None:
    assert best_pairs(["sol", "sol"], ["sol"], 0.8) == [("sol", "sol", 1.0)]


words = st.text(alphabet="abcdeé ñ.", max_size=20)
parties = st.builds(
    PartyFacts,
    legal_name=words,
    trade_name=words,
    cuit=st.sampled_from(["", "30-00000007-4", "30-61040056-2", "junk"]),
    phones=st.lists(st.sampled_from(["011 4117-8900", "0341 4212345", "x"]), max_size=2).map(tuple),
    emails=st.lists(st.sampled_from(["a@gmail.com", "info@b.com.ar"]), max_size=2).map(tuple),
    web=st.sampled_from(["", "b.com.ar", "c.com"]),
    street=st.sampled_from(["", "Mitre 123", "Mitre 456"]),
    locality=st.sampled_from(["", "Rosario", "Salta"]),
    province=st.sampled_from(["", "Santa Fe", "Salta"]),
    contact=st.sampled_from(["", "Ana Sosa", "Sosa Ana"]),
)


@given(parties, parties)
def test_the_order_of_the_two_does_not_matter(left: PartyFacts, right: PartyFacts) -> None:
    assert compare(left, right).score == compare(right, left).score
    assert compare(left, right).outcome == compare(right, left).outcome


@given(parties, parties)
def test_the_score_is_the_sum_of_the_evidence(left: PartyFacts, right: PartyFacts) -> None:
    finding = compare(left, right)
    assert finding.score == pytest.approx(sum(one.weight for one in finding.evidence))


@given(parties)
def test_nobody_speaks_against_himself(party: PartyFacts) -> None:
    assert all(one.weight > 0 for one in compare(party, party).evidence if one.kind != "legal_name")


@given(words, words)
def test_similarity_stays_between_zero_and_one(left: str, right: str) -> None:
    assert 0 <= jaro_winkler(left, right) <= 1
    assert jaro_winkler(left, right) == pytest.approx(jaro_winkler(right, left))
