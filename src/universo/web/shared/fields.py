"""Form fields that several sites share: CUIT, amounts, days, and choices with a line under them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from universo.domain import money, tax_ids

CUIT_PROBLEMS: dict[str, Any] = {
    "letters": _("A CUIT has digits only."),
    "length": _("A CUIT has eleven digits."),
    "prefix": _("No CUIT begins like this. Check the first two digits."),
    "placeholder": _("This number belongs to nobody. Type the company's own CUIT."),
    "no_digit_exists": _("The check digit does not match. Look at each digit again."),
    "check_digit": _("The check digit does not match. Look at each digit again."),
}
YEARS = range(1900, 3000)
_GROUPED = re.compile(r"[1-9]\d{0,2}(\.\d{3})+(,\d+)?")
AMOUNT_PROBLEMS: dict[str, Any] = {
    "format": _("Type an amount like 1.234,56."),
    "empty": _("Type an amount like 1.234,56."),
    "ambiguous": _("This amount can be read in two ways. Type it like 1.234,56."),
    "too_many_decimals": _("An amount has two decimals at most."),
    "too_large": _("The amount is too large."),
    "wrong_currency": _("The amount is in another currency."),
}


@dataclass(frozen=True, slots=True)
class Described:
    """A choice's label with a line under it: `(value, Described(_("Referrer"), _("…")))`."""

    label: str | Promise
    note: str | Promise

    def __str__(self) -> str:
        return str(self.label)


class CuitField(forms.CharField):
    """A CUIT typed with or without marks; cleans to eleven digits ("" if empty and optional)."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("CUIT"))
        options.setdefault("max_length", 20)
        options.setdefault("widget", forms.TextInput(attrs=_cuit_attributes()))
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "")
        if not text:
            return ""
        found = tax_ids.check_cuit(text)
        if not found.ok:
            sentence = CUIT_PROBLEMS.get(found.problem_code, CUIT_PROBLEMS["length"])
            raise ValidationError(sentence, code=found.problem_code)
        return found.normalised

    def prepare_value(self, value: Any) -> Any:
        return tax_ids.format_cuit(value) if isinstance(value, str) else value


class CompanyField(CuitField):
    """The CUIT of a company of the group: one of a list that the operation knows, so only its eleven
    digits matter here (sales.feeds.references.issuer_digits says why)."""

    def clean(self, value: Any) -> str:
        digits = tax_ids.normalise_cuit(str(forms.CharField.clean(self, value) or ""))
        if digits and len(digits) != 11:
            raise ValidationError(CUIT_PROBLEMS["length"], code="length")
        return digits


def _cuit_attributes() -> dict[str, Any]:
    """What the script that checks as one types needs, sentences included."""
    return {
        "data-cuit": True,
        "data-cuit-ok": _("The CUIT is well formed."),
        "data-cuit-prefix": CUIT_PROBLEMS["prefix"],
        "data-cuit-length": CUIT_PROBLEMS["length"],
        "data-cuit-digit": CUIT_PROBLEMS["check_digit"],
        "inputmode": "numeric",
        "autocomplete": "off",
        "placeholder": "30-12345678-9",
    }


class MoneyField(forms.CharField):
    """An amount typed as in Argentina; cleans to integer minor units, None if empty and optional.

    `currency` is that of a mark the person may type; None accepts the mark of any currency.
    """

    def __init__(
        self, *, currency: str | None = None, allow_negative: bool = False, **options: Any
    ) -> None:
        self.currency = currency
        self.allow_negative = allow_negative
        options.setdefault("max_length", 30)
        attributes = {"inputmode": "decimal", "autocomplete": "off", "placeholder": "0,00"}
        options.setdefault("widget", forms.TextInput(attrs=attributes))
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        minor = self._parsed(text)
        if minor < 0 and not self.allow_negative:
            raise ValidationError(_("The amount cannot be negative."), code="negative")
        return minor

    def _parsed(self, text: str) -> int:
        problem = "format"
        for currency in [self.currency] if self.currency else money.CURRENCIES:
            try:
                return money.parse_amount(text, currency)
            except money.AmountError as error:
                problem = error.code
                if problem != "wrong_currency":
                    break
        raise ValidationError(AMOUNT_PROBLEMS.get(problem, AMOUNT_PROBLEMS["format"]), code=problem)

    def prepare_value(self, value: Any) -> Any:
        return money.format_amount(value) if isinstance(value, int) else value


class QuoteField(forms.DecimalField):
    """An exchange rate typed as in Argentina: `1.480,50`; as in an amount, `1.480` is a thousand and some."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(localize=True, **options)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and _GROUPED.fullmatch(value.strip()):
            value = value.replace(".", "")
        return super().to_python(value)


class DayInput(forms.DateInput):
    """A browser's own date picker: it wants ISO, whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


def _check_year(year: int) -> None:
    """Refuse what is a slip of the hand: nothing near the calendar's ends can be counted with."""
    if year not in YEARS:
        raise ValidationError(_("Check the year."), code="year")


class DayField(forms.DateField):
    """A day, picked or typed."""

    widget = DayInput

    def to_python(self, value: Any) -> date | None:
        """Return the day. Raises ValidationError."""
        found = super().to_python(value)
        if found is not None:
            _check_year(found.year)
        return found


class InstantInput(forms.DateTimeInput):
    """A browser's own picker of day and hour: it wants ISO, whatever the language."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


class InstantField(forms.DateTimeField):
    """A day and hour in Argentina, picked or typed."""

    widget = InstantInput

    def to_python(self, value: Any) -> datetime | None:
        """Return the instant. Raises ValidationError."""
        try:
            found = super().to_python(value)
        except OverflowError as error:
            raise ValidationError(_("Check the year."), code="year") from error
        if found is not None:
            _check_year(found.year)
        return found


class FilesInput(forms.FileInput):
    """Several files at once; the view reads them with `request.FILES.getlist`."""

    allow_multiple_selected = True
