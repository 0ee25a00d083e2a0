import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.domain.name_likeness import name_likeness
from universo.domain.places import place_key, street_parts
from universo.domain.similarity import best_pairs, jaro_winkler

words = st.text(alphabet="abcdeé ñ.", max_size=20)


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


@given(words, words)
def test_similarity_stays_between_zero_and_one(left: str, right: str) -> None:
    assert 0 <= jaro_winkler(left, right) <= 1
    assert jaro_winkler(left, right) == pytest.approx(jaro_winkler(right, left))
