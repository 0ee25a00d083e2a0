"""Why a whole file is not read, and why a row or one of its cells is not: codes, and their sentences."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

_FILE: dict[str, Any] = {
    "empty": _("The file is empty."),
    "too_large": _("The file is too large: at most %(n)s MB."),
    "too_many_rows": _("The file has too many rows: at most %(n)s."),
    "expands": _("The file grows too much when it is unpacked, so it is not opened."),
    "encrypted": _("The file has a password. Save it without one."),
    "old_excel": _("It is a file of an old Excel (.xls). Save it as .xlsx or as CSV."),
    "not_a_table": _("It is not a table. Save the sheet as CSV or as .xlsx."),
    "spoilt": _("The file is damaged and cannot be read to its end."),
    "not_one_file": _("The ZIP must hold one file, a CSV or a sheet."),
    "no_rows": _("There is no row below the names of the columns."),
    "no_name": _("Say which column holds the legal name."),
    "no_code": _("Say which column holds the customer's code or the CUIT."),
    "twice": _(
        "Only names, addresses, phones, e-mails and contacts may come from several columns."
    ),
    "no_room": _(
        "There is no room on the disk for working on the file. Tell whoever runs Universo."
    ),
    "refused": "%(n)s",
    "gone": _("The file is no longer kept. Upload it again."),
    "unknown_column": _("The mapping names a column or a field that does not exist: %(n)s."),
    "failed": _("Something failed while the file was being worked on. Try once more."),
}
_ROW: dict[str, Any] = {
    "name_missing": _("The legal name is missing."),
    "code_missing": _("It needs a code or a valid CUIT."),
    "code_long": _("The code is too long: at most 60 characters."),
    "repeated": _("Its code is that of row %(n)s."),
    "cuit": _("The CUIT «%(n)s» is not valid: it was left out."),
    "phone": _("«%(n)s» is not a phone: it was left out."),
    "phone_area": _("The phone «%(n)s» is kept as written: its area code is not clear."),
    "email": _("«%(n)s» is not an e-mail address: it was left out."),
    "web": _("«%(n)s» is not a web address: it was left out."),
    "province": _("There is no province «%(n)s»: it was left out."),
    "long": _("«%(n)s» was too long and was cut."),
    "unreadable": _("It has letters that could not be read."),
}
REJECTING = frozenset({"name_missing", "code_missing", "code_long", "repeated"})
SHOWN = 60  # characters of what was typed that a sentence repeats


class FileRefused(Exception):
    """A file that is not read at all; `code` and `about` make its sentence."""

    def __init__(self, code: str, about: object = "") -> None:
        super().__init__(code)
        self.code, self.about = code, str(about)

    @property
    def stored(self) -> str:
        """Code and detail as one text, for `CustomerImport.fault`."""
        return f"{self.code}|{self.about}"[:300]


def file_text(code: str, about: object = "") -> str:
    """Return the sentence of a refusal, in the language that is active."""
    return str(_FILE.get(code, _FILE["failed"]) % {"n": about})


def fault_text(stored: str) -> str:
    """Return the sentence of a stored fault."""
    code, _bar, about = stored.partition("|")
    return file_text(code, about) if stored else ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, or with one of its cells, which `about` repeats."""

    code: str
    about: str = ""

    @property
    def rejects(self) -> bool:
        """Tell whether the row is left out; otherwise the cell alone is."""
        return self.code in REJECTING

    def text(self) -> str:
        """Return the sentence, in the language that is active."""
        return str(_ROW[self.code] % {"n": self.about[:SHOWN]})
