"""The form of the simulator: what the customer would buy, and how he would pay it; all in the address."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from universo.domain.money import AmountError, parse_amount, round_half_up_div
from universo.domain.simulation import Supposed
from universo.program.choices import Currency
from universo.program.queries import RateInForce
from universo.web.shared.fields import AMOUNT_PROBLEMS, MoneyField

ROWS = (1, 2, 3)
VAT = (("2100", "21 %"), ("1050", "10,5 %"), ("0", _("no VAT")))
MAX_COLLECTIONS = 12


class SimulatorForm(forms.Form):
    """Up to three lines, VAT, and the collections: a share of the total, or amounts one after another."""

    moneda = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    con_iva = forms.BooleanField(label=_("The amounts include VAT"), required=False)
    porcentaje = forms.IntegerField(
        label=_("Share that is collected"), min_value=0, max_value=100, required=False
    )
    cobros = forms.CharField(
        label=_("Or partial collections"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any, *, rates: list[RateInForce], **options: Any) -> None:
        defaults = {"moneda": Currency.ARS.value, **{f"iva{at}": VAT[0][0] for at in ROWS}}
        super().__init__(None if data is None else {**defaults, **data.dict()}, **options)
        self.rates = {code_of(row): row for row in rates}
        choices = [("", "—"), *((code, name_of(row)) for code, row in self.rates.items())]
        for at in ROWS:
            self.fields[f"que{at}"] = forms.ChoiceField(
                label=_("Family or product"), choices=choices, required=False
            )
            self.fields[f"monto{at}"] = MoneyField(label=_("Unit amount"), required=False)
            self.fields[f"cantidad{at}"] = forms.IntegerField(
                label=_("Quantity"), min_value=1, max_value=1_000_000, required=False
            )
            self.fields[f"iva{at}"] = forms.ChoiceField(label=_("VAT"), choices=VAT)

    @property
    def rows(self) -> list[list[Any]]:
        """The fields of each line, for the page."""
        return [
            [self[f"{name}{at}"] for name in ("que", "cantidad", "monto", "iva")] for at in ROWS
        ]

    def clean_cobros(self) -> list[int]:
        """Return the amounts typed, separated by semicolons, in minor units."""
        found = []
        for part in self.cleaned_data["cobros"].split(";"):
            if not part.strip():
                continue
            try:
                found.append(parse_amount(part.strip()))
            except AmountError as error:
                sentence = AMOUNT_PROBLEMS.get(error.code, AMOUNT_PROBLEMS["format"])
                raise ValidationError(sentence, code=error.code) from error
        if any(amount < 0 for amount in found):
            raise ValidationError(_("The amount cannot be negative."))
        if len(found) > MAX_COLLECTIONS:
            raise ValidationError(_("Type twelve collections at most."))
        return found

    def clean(self) -> dict[str, Any]:
        """Ask for both parts of a line, and for one line at least."""
        cleaned = super().clean() or {}
        for at in ROWS:
            what, amount = cleaned.get(f"que{at}"), cleaned.get(f"monto{at}")
            if what and amount is None and f"monto{at}" not in self.errors:
                self.add_error(f"monto{at}", _("Type an amount like 1.234,56."))
            if amount is not None and not what and f"que{at}" not in self.errors:
                self.add_error(f"que{at}", _("Choose what the customer would buy."))
        if not self.errors and not any(cleaned.get(f"que{at}") for at in ROWS):
            self.add_error("que1", _("Choose what the customer would buy."))
        return cleaned

    def supposed(self) -> list[tuple[RateInForce, Supposed]]:
        """Return the lines of a valid form with the rate of each."""
        typed = self.cleaned_data
        return [
            (
                self.rates[typed[f"que{at}"]],
                Supposed(
                    typed[f"monto{at}"] * (typed[f"cantidad{at}"] or 1),
                    int(typed[f"iva{at}"]),
                    self.rates[typed[f"que{at}"]].rate_bp,
                ),
            )
            for at in ROWS
            if typed.get(f"que{at}")
        ]

    def collections(self, total_minor: int) -> list[int]:
        """Return what is collected: the amounts typed, else the share of the total, else all of it."""
        typed: list[int] = self.cleaned_data["cobros"]
        if typed:
            return typed
        share = self.cleaned_data["porcentaje"]
        return [round_half_up_div(total_minor * (100 if share is None else share), 100)]


def code_of(row: RateInForce) -> str:
    """Return how the address names what the rate is of."""
    return f"p{row.product_id}" if row.product_id else f"f{row.family_id}"


def name_of(row: RateInForce) -> str:
    """Return how the list names it."""
    return f"{row.family} · {row.product}" if row.product else row.family
