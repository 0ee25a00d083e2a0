import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.domain.contacts import (
    company_domain,
    mail_domain,
    normalise_email,
    normalise_postal_code,
    phone_key,
    registered_domain,
    web_domain,
)

SAMPLES = Path(__file__).parent / "samples" / "identifiers_ar.csv"


def samples(kind: str) -> list[dict[str, str]]:
    with SAMPLES.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["kind"] == kind]


@pytest.mark.parametrize("row", samples("phone"), ids=lambda row: row["input"])
def test_every_known_phone(row: dict[str, str]) -> None:
    expected = None
    if row["expected"] == "valid":
        expected = row["normalised"].removeprefix("+54").removeprefix("9")
    assert phone_key(row["input"]) == expected


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("(0341) 15 509-0870", "3415090870"), ("341 509-0870", "3415090870"),
        ("+54 9 341 5090870", "3415090870"), ("543817759863", "3817759863"),
        ("03564/405113", "3564405113"), ("0223 15-427-8878", "2234278878"),
        ("02964 15 421234", "2964421234"), ("0054 9 11 5123 4567", "1151234567"),
        ("9 11 5123-4567", "1151234567"), ("011 4117-8900 int. 23", "1141178900"),
        ("+54 (0341) 15 509-0870", "3415090870"), ("011 4117-8900 / 8901", "1141178900"),
        ("+54 9 0341 5090870", "3415090870"),
        ("+55 11 5123 4567", None), ("+1 415 555 2671", None), ("", None), ("s/n", None),
        ("11 0000-0000", None), ("15 5123 4567", None), ("2964", None),
    ],
)  # fmt: skip
def test_spellings_of_the_same_number(text: str, key: str | None) -> None:
    assert phone_key(text) == key


def test_a_known_area_completes_a_local_number() -> None:
    assert phone_key("4117-8900", default_area="11") == "1141178900"
    assert phone_key("15 5123 4567", default_area="11") == "1151234567"
    assert phone_key("0341 509-0870", default_area="11") == "3415090870"


numbers = st.one_of(
    st.builds(lambda line: ("11", f"{line}"), st.integers(20_000_000, 69_999_999)),
    st.builds(lambda line: ("341", f"{line}"), st.integers(2_000_000, 6_999_999)),
    st.builds(lambda line: ("2964", f"{line}"), st.integers(200_000, 699_999)),
)


@given(numbers, st.sampled_from(["", " ", "-", ".", "/"]))
def test_every_spelling_gives_one_key(number: tuple[str, str], gap: str) -> None:
    area, line = number
    half = len(line) - 4
    local = f"{line[:half]}{gap}{line[half:]}"
    spellings = [
        f"{area}{gap}{local}", f"0{area}{gap}{local}", f"(0{area}) 15{gap}{local}",
        f"+54 {area} {local}", f"+54 9 {area} {local}", f"54{area}{line}", f"549{area}{line}",
        f"0{area}15{line}", f"9{area}{line}",
    ]  # fmt: skip
    assert {phone_key(spelling) for spelling in spellings} == {area + line}


@given(st.text(max_size=30))
def test_any_text_gives_ten_digits_or_nothing(text: str) -> None:
    key = phone_key(text)
    assert key is None or (len(key) == 10 and key.isascii() and key.isdigit())


def test_mail() -> None:
    assert normalise_email(" Ventas@Acme.COM.ar ") == "ventas@acme.com.ar"
    assert normalise_email("ventas arroba acme") == ""
    assert mail_domain("x@mail.acme.com.ar") == "mail.acme.com.ar"
    assert company_domain("x@mail.acme.com.ar") == "acme.com.ar"
    assert company_domain("acme@GMAIL.com") is None
    assert company_domain("acme@fibertel.com.ar") is None
    assert company_domain("no es un correo") is None


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("www.acme.com.ar", "acme.com.ar"), ("HTTPS://WWW.Acme.com.ar/contacto?x=1", "acme.com.ar"),
        ("acme.com.ar:8080", "acme.com.ar"), ("tienda.acme.com", "tienda.acme.com"),
        ("https://www.facebook.com/acme", None), ("instagram.com/acme", None),
        ("acme.mercadoshops.com.ar", "acme.mercadoshops.com.ar"), ("no tiene", None), ("", None),
    ],
)  # fmt: skip
def test_web(text: str, domain: str | None) -> None:
    assert web_domain(text) == domain


def test_registered_domain() -> None:
    assert registered_domain("a.b.acme.com.ar") == "acme.com.ar"
    assert registered_domain("www.acme.ar") == "acme.ar"
    assert registered_domain("acme.com") == "acme.com"


@pytest.mark.parametrize("row", samples("cpa"), ids=lambda row: row["input"])
def test_every_known_postal_code(row: dict[str, str]) -> None:
    assert normalise_postal_code(row["input"]) == row["normalised"]
