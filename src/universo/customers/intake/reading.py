"""From the cells of a row to the data of a customer, with what is wrong with either.

A wrong CUIT, phone, mail, web or province is left out of the row and told; the row itself is left out
only when nobody could say who the customer is: no name, or nothing to know it by next time.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from universo.customers.customer_data import SIZES, CustomerData
from universo.customers.intake.columns import FIELDS, JOINED
from universo.customers.intake.refusals import Problem
from universo.domain.contacts import normalise_email, phone_key, web_domain
from universo.domain.places import place_key
from universo.domain.tax_ids import check_cuit
from universo.tabular.tables import MAX_CELL

# What people type where there is nothing to say.
_NOTHING = frozenset(("", "-", "--", "---", ".", "..", "0", "x", "xx", "s/d", "sd", "n/a", "na", "s/n",
                      "no", "null", "none", "#n/a", "no tiene", "ninguno", "00-00000000-0"))  # fmt: skip
_MANY = re.compile(r"[;,\s]+|\s/\s")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
# Our own files put an apostrophe before what a sheet might run; it comes off again.
_GUARDED = re.compile(r"^'(?=\s*[=+\-@|%])")


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as it would be stored; `data` is None when it is left out, and `problems` say why.

    `code` is by what it is known, as far as it says, of a row left out too.
    """

    data: CustomerData | None
    problems: tuple[Problem, ...] = ()
    code: str = ""


class RowReader:
    """Reads rows under a mapping; `provinces` maps what people write (place keys) to letters."""

    def __init__(self, fields: Sequence[str], provinces: Mapping[str, str]) -> None:
        self._places = {
            name: [at for at, field in enumerate(fields) if field == name] for name in FIELDS
        }
        self._provinces = provinces
        self._letters: dict[str, str] = {}

    def read(self, cells: Sequence[str]) -> ReadRow:
        """Read a row; any cells at all give an answer."""
        problems: list[Problem] = []
        typed = {name: self._cell(name, cells) for name in FIELDS}
        if any("\ufffd" in value for value in typed.values()):
            problems.append(Problem("unreadable"))
        for name, check in _CHECKS.items():
            typed[name] = check(typed[name], problems)
        typed["province"] = self._province(typed["province"], problems)
        refused, code = _refusal(typed), typed["external_id"] or typed["cuit"]
        if refused is not None:
            return ReadRow(None, (refused, *problems), code)
        for name, size in SIZES.items():
            if len(typed[name]) > size:
                problems.append(Problem("long", typed[name]))
                typed[name] = typed[name][:size].rstrip()
        return ReadRow(CustomerData(**typed), tuple(problems), code)

    def _cell(self, name: str, cells: Sequence[str]) -> str:
        places = self._places[name]
        if not places:
            return ""
        if len(places) == 1:
            return clean(cells[places[0]][:MAX_CELL]) if places[0] < len(cells) else ""
        found = [clean(cells[at][:MAX_CELL]) for at in places if at < len(cells)]
        return JOINED.get(name, " ").join(part for part in found if part)

    def _province(self, typed: str, problems: list[Problem]) -> str:
        if typed.lower() in _NOTHING and typed not in self._provinces:  # X is the letter of Córdoba
            return ""
        letter = self._letters.get(typed)
        if letter is None:
            letter = self._provinces.get(typed.upper()) or self._provinces.get(place_key(typed), "")
            if len(self._letters) < 10_000:
                self._letters[typed] = letter
        if not letter:
            problems.append(Problem("province", typed))
        return letter


def clean(cell: str) -> str:
    """Return a cell in one line, without control characters and our own apostrophe."""
    if not cell:
        return ""
    text = _GUARDED.sub("", cell) if cell[0] == "'" else cell
    if text.isprintable() and "  " not in text:  # nearly all cells
        return text.strip()
    return " ".join(_CONTROL.sub(" ", text).split())


def _refusal(typed: Mapping[str, str]) -> Problem | None:
    if not any(map(str.isalnum, typed["legal_name"])):
        return Problem("name_missing")
    if len(typed["external_id"]) > SIZES["external_id"]:
        return Problem("code_long")
    return None if typed["external_id"] or typed["cuit"] else Problem("code_missing")


def _cuit(typed: str, problems: list[Problem]) -> str:
    if typed.lower() in _NOTHING:
        return ""
    check = check_cuit(typed)
    if not check.ok:
        problems.append(Problem("cuit", typed))
    return check.normalised


def _phone(typed: str, problems: list[Problem]) -> str:
    if typed.lower() in _NOTHING:
        return ""
    if sum(map(str.isdigit, typed)) < 6:
        problems.append(Problem("phone", typed))
        return ""
    if not phone_key(typed):
        problems.append(Problem("phone_area", typed))
    while len(typed) > SIZES["phone"] and " / " in typed:  # the numbers that fit, whole
        typed = typed.rpartition(" / ")[0]
    return typed


def _email(typed: str, problems: list[Problem]) -> str:
    if typed.lower() in _NOTHING:
        return ""
    for part in (typed, *_MANY.split(typed)):
        address = normalise_email(part.strip("<>() "))
        if address and len(address) <= SIZES["email"]:
            return address
    problems.append(Problem("email", typed))
    return ""


def _web(typed: str, problems: list[Problem]) -> str:
    if typed.lower() in _NOTHING:
        return ""
    if "." not in typed and not web_domain(typed):
        problems.append(Problem("web", typed))
        return ""
    return typed


_CHECKS: dict[str, Callable[[str, list[Problem]], str]] = {
    "cuit": _cuit, "phone": _phone, "email": _email, "web": _web,
}  # fmt: skip
