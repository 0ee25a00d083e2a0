import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.domain.tax_ids import (
    PREFIXES,
    check_alias,
    check_cbu,
    check_cuit,
    check_digit,
    format_cuit,
    normalise_cuit,
)

SAMPLES = Path(__file__).parent / "samples" / "identifiers_ar.csv"


def samples(kind: str) -> list[dict[str, str]]:
    with SAMPLES.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["kind"] == kind]


@pytest.mark.parametrize("row", samples("cuit"), ids=lambda row: row["input"] or "blank")
def test_every_known_cuit(row: dict[str, str]) -> None:
    check = check_cuit(row["input"])
    accepted = {"valid", "invalid_or_normalise", "accept_with_warning", "valid_foreign"}
    assert check.ok is (row["expected"] in accepted)
    if row["expected"] == "valid":
        assert check.normalised == row["normalised"]
        assert format_cuit(check.normalised) == row["formatted"]
        assert check.warning == ""


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"), ("   ", "empty"), ("30-6104005A-2", "letters"), ("3061040056", "length"),
        ("306104005622", "length"), ("99-61040056-2", "prefix"), ("20-00000000-1", "placeholder"),
        ("20-00000001-9", "no_digit_exists"), ("30-61040056-3", "check_digit"),
        ("30/61040056/2", "letters"), ("٣٠٦١٠٤٠٠٥٦٢", "letters"),
    ],
)  # fmt: skip
def test_the_first_problem_is_named(text: str, problem: str) -> None:
    check = check_cuit(text)
    assert (check.ok, check.normalised, check.problem_code) == (False, "", problem)


def test_dots_and_long_dashes_are_separators() -> None:
    assert check_cuit("30.61040056.2").normalised == "30610400562"
    assert check_cuit(" 30–61040056–2 ").normalised == "30610400562"


@pytest.mark.parametrize(
    ("text", "warning"),
    [("25-00000001-1", "unusual_prefix"), ("26-00000001-8", "unusual_prefix"),
     ("55-00000212-6", "foreign"), ("30-61040056-2", "")],
)  # fmt: skip
def test_warnings(text: str, warning: str) -> None:
    assert check_cuit(text).warning == warning


bodies = st.builds(
    lambda prefix, number: f"{prefix}{number:08}",
    st.sampled_from(sorted(PREFIXES)),
    st.integers(1, 99_999_999),
)


@given(bodies)
def test_exactly_one_digit_is_right_or_none(body: str) -> None:
    right = [digit for digit in range(10) if check_cuit(f"{body}{digit}").ok]
    expected = check_digit(body)
    assert right == ([] if expected is None else [expected])


@given(bodies, st.integers(2, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(body: str, position: int, shift: int) -> None:
    digit = check_digit(body)
    if digit is None:
        return
    wrong = str((int(body[position]) + shift) % 10)
    assert not check_cuit(body[:position] + wrong + body[position + 1 :] + str(digit)).ok


@given(bodies)
def test_format_and_normalise_undo_each_other(body: str) -> None:
    digits = body + "0"
    assert normalise_cuit(format_cuit(digits)) == digits


@given(st.text(max_size=40))
def test_any_text_gets_a_verdict(text: str) -> None:
    check = check_cuit(text)
    assert check.ok is (check.problem_code == "")
    assert (check.normalised != "") is check.ok


def test_format_leaves_other_text_alone() -> None:
    assert format_cuit("desconocido") == "desconocido"


@pytest.mark.parametrize("row", samples("cbu"), ids=lambda row: row["input"])
def test_every_known_cbu(row: dict[str, str]) -> None:
    check = check_cbu(row["input"])
    assert check.ok is (row["expected"] == "valid")
    assert check.normalised == row["normalised"]
    assert check.kind == (("CVU" if row["input"].startswith("000") else "CBU") if check.ok else "")


@pytest.mark.parametrize("row", samples("alias_cbu"), ids=lambda row: row["input"])
def test_every_known_alias(row: dict[str, str]) -> None:
    check = check_alias(row["input"])
    assert check.ok is (row["expected"] == "valid")
    assert check.normalised == (row["normalised"] or (row["input"] if check.ok else ""))


def test_account_problems_are_named() -> None:
    assert check_cbu("").problem_code == "empty"
    assert check_cbu("abc").problem_code == "letters"
    assert check_cbu("123").problem_code == "length"
    assert check_alias("").problem_code == "empty"
    assert check_alias("niño.alias").problem_code == "characters"
