"""Reading a list of customers from CSV text: line by line, with what will happen to each."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from universo.customers.customer_data import CustomerData, read_customer
from universo.customers.models import KnownCustomer
from universo.domain.names import fold
from universo.domain.places import place_key
from universo.errors import DomainError, InvalidInput
from universo.program.models import Province

MAX_LINES = 2_000
MAX_BYTES = 1_000_000
COLUMNS = {
    "external_id": ("codigo", "cod", "id", "codigo de cliente", "nro cliente", "cliente nro"),
    "legal_name": ("razon social", "denominacion", "cliente", "nombre"),
    "trade_name": ("nombre de fantasia", "fantasia", "nombre comercial"),
    "cuit": ("cuit", "nro cuit", "nro de cuit"),
    "province": ("provincia", "jurisdiccion"),
    "locality": ("localidad", "ciudad"),
    "street": ("domicilio", "direccion", "calle"),
    "phone": ("telefono", "tel", "celular"),
    "email": ("correo", "email", "e mail", "mail", "correo electronico"),
    "web": ("web", "sitio", "sitio web", "pagina web"),
}
_BY_TITLE = {title: name for name, titles in COLUMNS.items() for title in titles}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file, and what will happen to it: new, changed, same or wrong."""

    number: int
    outcome: str
    typed: Mapping[str, str]
    data: CustomerData | None = None
    problems: tuple[Any, ...] = ()


def decode(content: bytes) -> str:
    """Return the text of a file: UTF-8, or Windows-1252. Raises DomainError."""
    if len(content) > MAX_BYTES:
        raise DomainError(_("The file is too large: at most 1 MB."), field="file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_lines(text: str, owner_id: int | None) -> list[Line]:
    """Read CSV text and say what each line will do to the list of this owner.

    Raises DomainError (field `file`) when the whole text cannot be read.
    """
    rows = _rows(text)
    provinces = _province_letters()
    lines: list[Line] = []
    seen: dict[str, int] = {}
    for number, typed in rows:
        lines.append(_read(number, typed, provinces, seen))
    return _with_outcomes(lines, owner_id)


def _rows(text: str) -> list[tuple[int, dict[str, str]]]:
    if "\0" in text:
        raise _not_text()
    sample = text[:4_000]
    header = next((line for line in sample.splitlines() if line.strip()), "")
    delimiter = max(";\t,", key=header.count)
    try:
        table = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        raise DomainError(
            _("It is not a text file. Save the sheet as CSV."), field="file"
        ) from None
    filled = [(at, row) for at, row in enumerate(table, start=1) if any(c.strip() for c in row)]
    if len(filled) - 1 > MAX_LINES:
        message = _("The file has too many lines: at most %(count)d.") % {"count": MAX_LINES}
        raise DomainError(message, field="file")
    titles = [_BY_TITLE.get(_title(cell), "") for cell in filled[0][1]] if filled else []
    if "legal_name" not in titles:
        unnamed = _("The first line must name the columns, «razon_social» among them.")
        raise DomainError(unnamed, field="file")
    if len(filled) < 2:
        raise DomainError(_("There is no line below the names of the columns."), field="file")
    return [
        (at, {name: cell for name, cell in zip(titles, row, strict=False) if name})
        for at, row in filled[1:]
    ]


def _not_text() -> DomainError:
    return DomainError(_("It is not a text file. Save the sheet as CSV."), field="file")


def _title(cell: str) -> str:
    return " ".join(fold(cell).replace("_", " ").replace(".", " ").replace("-", " ").split())


def _province_letters() -> dict[str, str]:
    letters: dict[str, str] = {}
    for province in Province.objects.all():
        letters[province.letter] = letters[province.letter.lower()] = province.letter
        letters[province.name] = letters[place_key(province.name)] = province.letter
    return letters


def _read(
    number: int, typed: dict[str, str], provinces: dict[str, str], seen: dict[str, int]
) -> Line:
    known = dict(provinces)
    spelt = " ".join(typed.get("province", "").split())
    if spelt and spelt not in known and place_key(spelt) in known:
        known[spelt] = known[place_key(spelt)]
    try:
        data = read_customer(typed, known)
    except InvalidInput as error:
        said = tuple(sentence for each in error.errors.values() for sentence in each)
        return Line(number, "wrong", typed, problems=said)
    code = data.external_id or data.cuit
    if not code:
        return Line(number, "wrong", typed, problems=(_("It needs a code or a CUIT."),))
    if code in seen:
        said = (_("It repeats line %(line)d.") % {"line": seen[code]},)
        return Line(number, "wrong", typed, problems=said)
    seen[code] = number
    return Line(number, "new", typed, data)


def _with_outcomes(lines: list[Line], owner_id: int | None) -> list[Line]:
    """Compare with what is stored, in one question."""
    codes = [line.data.external_id or line.data.cuit for line in lines if line.data]
    rows = KnownCustomer.objects.filter(owner_id=owner_id, external_id__in=codes)
    stored = {row.external_id: row for row in rows}
    result = []
    for line in lines:
        found = stored.get(line.data.external_id or line.data.cuit) if line.data else None
        if line.data is None or found is None:
            result.append(line)
            continue
        values = line.data.fields()
        same = all(getattr(found, name) == value for name, value in values.items())
        result.append(Line(line.number, "same" if same else "changed", line.typed, line.data))
    return result
