"""Rows that a list leaves out: why, in words, and as a file to mend and upload again."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from universo.benefits.prices.reading import Reject
from universo.domain.cells import text_cell

_PRICES: dict[str, Any] = {
    "missing": gettext_lazy("It has no %(which)s."),
    "amount": gettext_lazy("The %(which)s «%(about)s» is not an amount."),
    "ambiguous": gettext_lazy("The %(which)s «%(about)s» can be read in two ways."),
    "wrong_currency": gettext_lazy("The %(which)s «%(about)s» is in another currency."),
    "too_large": gettext_lazy("The %(which)s «%(about)s» is too large."),
    "not_positive": gettext_lazy("The %(which)s «%(about)s» is not above zero."),
}
_OTHERS: dict[str, Any] = {
    "no_code": gettext_lazy("It has no article code."),
    "long_code": gettext_lazy("The article code has more than %(about)s characters."),
    "no_text": gettext_lazy("It has no description, and the catalogue has no article %(about)s."),
    "above_public": gettext_lazy("Its partner price is above the public one."),
    "twice": gettext_lazy("Its code is already in row %(about)s."),
    "vat": gettext_lazy("«%(about)s» is not a VAT rate."),
}
_WHICH = {"public": gettext_lazy("public price"), "partner": gettext_lazy("partner price")}


def reason_text(reason: str, about: str) -> str:
    """Return why a row was left out, in the active language."""
    if reason in _OTHERS:
        return str(_OTHERS[reason]) % {"about": about}
    which, _mark, code = reason.partition("_")
    return str(_PRICES[code]) % {"which": str(_WHICH[which]), "about": about}


def reject_rows(rejects: Sequence[Reject], width: int) -> list[list[str]]:
    """Return the cells of a file of the rows left out, each with its number and its reason."""
    return [
        [
            *(text_cell(cell) for cell in [*one.cells, *[""] * width][:width]),
            str(one.row),
            text_cell(reason_text(one.reason, one.about)),
        ]
        for one in rejects
    ]


def reject_head(titles: Sequence[str]) -> list[str]:
    """Return the head of that file."""
    named = [title or _("Column %(n)d") % {"n": at} for at, title in enumerate(titles, start=1)]
    return [*(text_cell(title) for title in named), "Fila", "Motivo"]
