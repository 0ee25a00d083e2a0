"""The table of localities knows how people name where they are, each once in its province."""

from unicodedata import combining, normalize

import pytest
from django.apps import apps

from universo.benefits.directory.reading import _locality
from universo.program.models import Locality
from universo.program.queries import locality_names
from universo.program.reference import complete_localities, rows_of

pytestmark = pytest.mark.django_db


def plain(name: str) -> str:
    return "".join(part for part in normalize("NFD", name.casefold()) if not combining(part))


@pytest.mark.parametrize(
    ("letter", "name"),
    [
        ("B", "La Plata"),
        ("B", "Lanús"),
        ("B", "Bahía Blanca"),
        ("B", "La Matanza"),
        ("S", "Rosario"),
    ],
)
def test_what_everybody_names_is_suggested_once_and_found_without_accents(
    letter: str, name: str
) -> None:
    assert locality_names(letter, name).count(name) == 1
    place, problem = _locality(plain(name))
    assert problem is None
    assert place is not None
    assert (place.province, place.locality) == (letter, name)


def test_each_capital_and_each_department_is_there() -> None:
    known = {
        (letter, plain(name))
        for letter, name in Locality.objects.values_list("province_id", "name")
    }
    asked = [(row["letra"], row["capital"]) for row in rows_of("geo/provincias.csv")]
    asked += [(row["provincia_letra"], row["nombre"]) for row in rows_of("geo/departamentos.csv")]
    missing = [name for letter, name in asked if (letter, plain(name)) not in known]
    assert [name for name in missing if not name.startswith("Comuna ")] == []


def test_what_is_there_is_not_added_again() -> None:
    before = Locality.objects.count()
    complete_localities(apps)
    assert Locality.objects.count() == before
    Locality.objects.filter(province="B", name="Lanús").delete()
    complete_localities(apps)
    assert Locality.objects.filter(province="B", name="Lanús").count() == 1
