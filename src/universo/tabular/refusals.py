"""Why a whole file is not read: codes, and their sentences."""

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
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
    "each_once": _("Each field comes from one column."),
    "price_columns": _(
        "Say which columns hold the article code, the public price and the partner price."
    ),
    "no_room": _(
        "There is no room on the disk for working on the file. Tell whoever runs Universo."
    ),
    "refused": "%(n)s",
    "gone": _("The file is no longer kept. Upload it again."),
    "unknown_column": _("The mapping names a column or a field that does not exist: %(n)s."),
    "failed": _("Something failed while the file was being worked on. Try once more."),
}


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
    return str(SENTENCES.get(code, SENTENCES["failed"]) % {"n": about})


def fault_text(stored: str) -> str:
    """Return the sentence of a stored fault."""
    code, _bar, about = stored.partition("|")
    return file_text(code, about) if stored else ""
