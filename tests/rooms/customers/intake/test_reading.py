"""From cells to a customer: what is left out of a row, and when the row is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.customers.customer_data import SIZES
from universo.customers.intake import columns
from universo.customers.intake.reading import ReadRow, RowReader
from universo.domain.cells import text_cell
from universo.tabular.refusals import FileRefused
from universo.tabular.shape import Shape

CUIT = "30610400562"
FIELDS = (
    "external_id", "legal_name", "cuit", "phone", "phone", "email", "web", "street", "street",
    "province",
)  # fmt: skip
PROVINCES = {"B": "B", "buenos aires": "B", "capital federal": "C"}


def read(**cells: str) -> ReadRow:
    """Read a row; a second cell of a field is `phone2`, `street2`."""
    names = [f"{name}2" if name in FIELDS[:at] else name for at, name in enumerate(FIELDS)]
    return RowReader(FIELDS, PROVINCES).read([cells.get(name, "") for name in names])


def codes(row: ReadRow) -> list[str]:
    return [problem.code for problem in row.problems]


def test_a_good_row_is_read_whole() -> None:
    row = read(
        external_id=" 7 ", legal_name="Uno  S.A.", cuit="30-61040056-2", phone="011 4555-1234",
        phone2="011 15-6789-0000", email="mailto:Ventas@Uno.com.ar", web="www.uno.com.ar",
        street="Mitre", street2="120", province="C.A.B.A.",
    )  # fmt: skip
    assert row.problems == ()
    assert row.data is not None
    assert (row.data.code, row.data.legal_name, row.data.cuit) == ("7", "Uno S.A.", CUIT)
    assert row.data.phone == "011 4555-1234 / 011 15-6789-0000"
    assert (row.data.email, row.data.street, row.data.province) == (
        "ventas@uno.com.ar",
        "Mitre 120",
        "C",
    )


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"external_id": "1"}, "name_missing"),
        ({"external_id": "1", "legal_name": "---"}, "name_missing"),
        ({"legal_name": "Uno"}, "code_missing"),
        ({"legal_name": "Uno", "cuit": "30-61040056-3"}, "code_missing"),
        ({"legal_name": "Uno", "external_id": "9" * 61}, "code_long"),
    ],
)
def test_who_cannot_be_known_again_is_left_out(cells: dict[str, str], code: str) -> None:
    row = read(**cells)
    assert (row.data, codes(row)[0]) == (None, code)


@pytest.mark.parametrize(
    ("field", "typed", "code", "kept"),
    [
        ("cuit", "30-61040056-3", "cuit", ""),
        ("cuit", "26123456", "cuit", ""),
        ("cuit", "00-00000000-0", "", ""),
        ("phone", "123", "phone", ""),
        ("phone", "4555-1234", "phone_area", "4555-1234"),
        ("phone", "no tiene", "", ""),
        ("email", "no es", "email", ""),
        ("email", "roto@; bueno@uno.com", "", "bueno@uno.com"),
        ("web", "ninguna", "web", ""),
        ("province", "Narnia", "province", ""),
        ("province", "Pcia. de Bs. As.", "", "B"),
    ],
)
def test_a_wrong_cell_is_left_out_and_told(field: str, typed: str, code: str, kept: str) -> None:
    row = read(external_id="1", legal_name="Uno", **{field: typed})
    assert row.data is not None
    assert (getattr(row.data, field), codes(row)) == (kept, [code] if code else [])


def test_numbers_that_do_not_fit_are_dropped_whole() -> None:
    row = read(
        external_id="1", legal_name="Uno", phone="011 4555-1234 " * 3, phone2="011 4555-9999"
    )
    assert row.data is not None
    assert len(row.data.phone) <= SIZES["phone"]


@given(st.text(max_size=40))
def test_what_our_file_guards_is_read_as_it_was(cell: str) -> None:
    plain = " ".join("".join(c if c >= " " and c != "\x7f" else " " for c in cell).split())
    if not plain or plain.startswith("'"):
        return
    first, again = (
        read(external_id="1", legal_name=f"{text}") for text in (plain, text_cell(plain))
    )
    assert first.data == again.data


@given(st.lists(st.text(max_size=80), max_size=12))
def test_any_cells_give_an_answer_that_fits(cells: list[str]) -> None:
    row = RowReader(FIELDS, PROVINCES).read(cells)
    if row.data is None:
        assert row.problems[0].rejects
    else:
        assert all(len(getattr(row.data, name)) <= size for name, size in SIZES.items())
        assert row.data.code
    assert all(problem.text() for problem in row.problems)


def test_a_mapping_needs_a_name_and_a_code_and_no_field_twice() -> None:
    shape = Shape("csv", ("a", "b", "c"), 1)
    for fields, code in (
        (["external_id", "", ""], "no_name"),
        (["legal_name", "", ""], "no_code"),
        (["legal_name", "cuit", "cuit"], "twice"),
        (["legal_name", "cuit", "edad"], "unknown_column"),
        (["legal_name", "cuit"], "unknown_column"),
    ):
        with pytest.raises(FileRefused) as caught:
            columns.check_mapping(shape, fields)
        assert caught.value.code == code
    assert columns.check_mapping(shape, ["legal_name", "phone", "cuit"])
