"""Why a file of customers is not read, and why a row or one of its cells is not."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

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
