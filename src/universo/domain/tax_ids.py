"""Argentine identifiers of taxpayers and of bank accounts: CUIT, CBU/CVU and alias.

A problem is named by a code; the sentence a person reads belongs to the form that asked.
"""

import re
from dataclasses import dataclass

CUIT_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
PERSON_PREFIXES = frozenset({"20", "23", "24", "25", "26", "27"})
COMPANY_PREFIXES = frozenset({"30", "33", "34"})
# Given to a country, not to a taxpayer: valid as the receiver of an export invoice only.
FOREIGN_PREFIXES = frozenset({"50", "51", "55"})
# Assigned to persons, yet unknown to most programs: accepted, and worth a second look.
UNUSUAL_PREFIXES = frozenset({"25", "26"})
PREFIXES = PERSON_PREFIXES | COMPANY_PREFIXES | FOREIGN_PREFIXES

_SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015\u2212]+")
_DIGITS = re.compile(r"[0-9]+")
_ALIAS = re.compile(r"[a-z0-9.\-]{6,20}")


@dataclass(frozen=True, slots=True)
class CuitCheck:
    """The verdict on a CUIT as typed. `normalised` is the eleven digits when `ok`, else ""."""

    ok: bool
    normalised: str
    problem_code: str = ""  # empty letters length prefix placeholder no_digit_exists check_digit
    warning: str = ""  # unusual_prefix, foreign


@dataclass(frozen=True, slots=True)
class AccountCheck:
    """The verdict on a CBU, CVU or alias. It says nothing about who owns the account."""

    ok: bool
    normalised: str
    problem_code: str = ""  # empty letters length check_digit characters
    kind: str = ""  # CBU, CVU, ALIAS


def normalise_cuit(text: str) -> str:
    """The digits of `text` when it holds nothing but digits and the separators . - and space.

    Anything else gives "": a key made from a text we do not understand would be a false one.
    Length and check digit are not looked at; that is `check_cuit`.
    """
    bare = _SEPARATORS.sub("", text)
    return bare if _DIGITS.fullmatch(bare) else ""


def check_digit(body: str) -> int | None:
    """The check digit of the ten digits `body` (prefix and number); None when none exists.

    A remainder of 10 has no digit: the tax office changes the prefix instead.
    """
    if len(body) != len(CUIT_WEIGHTS) or not _DIGITS.fullmatch(body):
        raise ValueError("the body of a CUIT is ten digits")
    total = sum(int(digit) * weight for digit, weight in zip(body, CUIT_WEIGHTS, strict=True))
    digit = (11 - total % 11) % 11
    return None if digit == 10 else digit


def check_cuit(text: str) -> CuitCheck:
    """Say whether `text` is a CUIT, and if not, which is the first thing wrong with it."""
    problem, digits = _cuit_problem(text)
    if problem:
        return CuitCheck(False, "", problem)
    warning = ""
    if digits[:2] in UNUSUAL_PREFIXES:
        warning = "unusual_prefix"
    elif digits[:2] in FOREIGN_PREFIXES:
        warning = "foreign"
    return CuitCheck(True, digits, "", warning)


def _cuit_problem(text: str) -> tuple[str, str]:
    if not text.strip():
        return "empty", ""
    digits = normalise_cuit(text)
    if not digits:
        return "letters", ""
    if len(digits) != 11:
        return "length", ""
    return _number_problem(digits), digits


def _number_problem(digits: str) -> str:
    if digits[:2] not in PREFIXES:
        return "prefix"
    if digits[2:10] == "0" * 8:
        return "placeholder"
    expected = check_digit(digits[:10])
    if expected is None:
        return "no_digit_exists"
    return "" if expected == int(digits[10]) else "check_digit"


def format_cuit(digits: str) -> str:
    """`30610400562` as `30-61040056-2`; a text that is not eleven digits comes back as it is."""
    bare = normalise_cuit(digits)
    return f"{bare[:2]}-{bare[2:10]}-{bare[10]}" if len(bare) == 11 else digits


def check_cbu(text: str) -> AccountCheck:
    """Check the two blocks of a CBU or CVU (22 digits). A CVU is one that starts with 000."""
    if not text.strip():
        return AccountCheck(False, "", "empty")
    digits = normalise_cuit(text)
    if not digits:
        return AccountCheck(False, "", "letters")
    if len(digits) != 22:
        return AccountCheck(False, "", "length")
    if not (_block_holds(digits[:8]) and _block_holds(digits[8:])):
        return AccountCheck(False, "", "check_digit")
    return AccountCheck(True, digits, "", "CVU" if digits.startswith("000") else "CBU")


def _block_holds(block: str) -> bool:
    weights = (3, 1, 7, 9)
    total = sum(int(d) * weights[i % 4] for i, d in enumerate(reversed(block[:-1])))
    return (10 - total % 10) % 10 == int(block[-1])


def check_alias(text: str) -> AccountCheck:
    """Check an account's alias: 6 to 20 letters, digits, dots or hyphens, kept in lower case."""
    alias = text.strip().lower()
    if not alias:
        return AccountCheck(False, "", "empty")
    if not 6 <= len(alias) <= 20:
        return AccountCheck(False, "", "length")
    if not _ALIAS.fullmatch(alias):
        return AccountCheck(False, "", "characters")
    return AccountCheck(True, alias, "", "ALIAS")
