"""What people write for a province in a list of customers."""

import pytest

from universo.customers.checking import province_letters
from universo.customers.intake.columns import FIELDS
from universo.customers.intake.reading import RowReader

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "letter"),
    [("Cba.", "X"), ("Sta. Fe", "S"), ("CABA", "C"), ("X", "X"), ("x", ""), ("Jujuy", "Y")],
)
def test_a_province_is_known_as_people_shorten_it(typed: str, letter: str) -> None:
    cells = {"external_id": "1", "legal_name": "Uno", "province": typed}
    row = RowReader(FIELDS, province_letters()).read([cells.get(name, "") for name in FIELDS])
    assert row.data is not None
    assert (row.data.province, row.problems) == (letter, ())
