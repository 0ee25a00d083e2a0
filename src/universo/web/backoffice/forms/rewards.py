"""The forms of finance: filters of ledger and settlements, closing a month, recording a payment."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.domain.decision_clock import end_of_day
from universo.program.choices import Currency
from universo.rewards.queries import LedgerFilter
from universo.web.shared.fields import DayField, MoneyField
from universo.web.shared.reward_words import month_name

ACCOUNTS = (
    ("", _("All")),
    ("ACCRUED", _("Accrued")),
    ("PAYABLE", _("Settled, to be paid")),
    ("PAID", _("Paid")),
    ("REWARDS", _("Programme")),
)
YEARS = range(2000, 2200)  # a day outside of these filters nothing
STATUSES = (("", _("All")), ("CLOSED", _("Closed, to be paid")), ("PAID", _("Paid")))


def _choices(field: forms.Field, rows: Iterable[tuple[Any, Any]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("All")), *((str(value), label) for value, label in rows)]


class LedgerForm(forms.Form):
    """What to see of the ledger; days are those of Buenos Aires, both included."""

    partner = forms.ChoiceField(label=_("Partner"), required=False)
    moneda = forms.ChoiceField(
        label=_("Currency"), required=False, choices=[("", _("All")), *Currency.choices]
    )
    cuenta = forms.ChoiceField(label=_("Account"), required=False, choices=ACCOUNTS)
    desde = DayField(label=_("From"), required=False)
    hasta = DayField(label=_("Until"), required=False)

    def __init__(self, partners: Iterable[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self.fields["partner"], partners)

    def wanted(self) -> LedgerFilter:
        """Return the filter; what is not understood filters nothing and says so at its field."""
        self.is_valid()
        values = self.cleaned_data
        return LedgerFilter(
            partner_id=int(values["partner"]) if values.get("partner") else None,
            currency=values.get("moneda", ""),
            account=values.get("cuenta", ""),
            since=_start(values.get("desde")),
            until=_end(values.get("hasta")),
        )


def _start(day: date | None) -> datetime | None:
    return end_of_day(day - timedelta(days=1)) if day and day.year in YEARS else None


def _end(day: date | None) -> datetime | None:
    return end_of_day(day) if day and day.year in YEARS else None


class SettlementFilter(forms.Form):
    """What to see of the settlements."""

    estado = forms.ChoiceField(label=_("Status"), required=False, choices=STATUSES)
    moneda = forms.ChoiceField(
        label=_("Currency"), required=False, choices=[("", _("All")), *Currency.choices]
    )
    mes = forms.ChoiceField(label=_("Month"), required=False)
    partner = forms.ChoiceField(label=_("Partner"), required=False)

    def __init__(
        self, months: list[date], partners: Iterable[tuple[int, str]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.months = {f"{m:%Y-%m}": m for m in months}
        _choices(self.fields["mes"], ((key, month_name(m)) for key, m in self.months.items()))
        _choices(self.fields["partner"], partners)

    def wanted(self) -> dict[str, Any]:
        """Return the arguments of `rewards.queries.search_settlements`."""
        self.is_valid()
        values = self.cleaned_data
        return {
            "status": values.get("estado", ""),
            "currency": values.get("moneda", ""),
            "period": self.months.get(values.get("mes", "")),
            "partner_id": int(values["partner"]) if values.get("partner") else None,
        }


class MonthForm(forms.Form):
    """Which month to close."""

    mes = forms.ChoiceField(
        label=_("Month to close"),
        required=False,
        widget=forms.Select(attrs={"data-submit": True}),
    )

    def __init__(self, months: list[date], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["mes"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(f"{m:%Y-%m}", month_name(m)) for m in months]


class CloseForm(forms.Form):
    """Closing what the preview showed; the current month only when it is confirmed."""

    mes = forms.RegexField(r"^\d{4}-(0[1-9]|1[0-2])$", widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    early = forms.BooleanField(
        label=_("Early closing: I close the current month with what there is up to today."),
        required=False,
    )

    def period(self) -> date:
        """Return the first day of the month that was sent; call it on a valid form."""
        year, month = self.cleaned_data["mes"].split("-")
        return date(max(1, int(year)), int(month), 1)


class PaymentForm(forms.Form):
    """The payment of a settlement, against the partner's own invoice (P-11)."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    partner_invoice = forms.CharField(
        label=_("Invoice of the partner"),
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "C 00002-00000147", "autocomplete": "off"}),
    )
    paid_date = DayField(label=_("Day of the payment"))
    reference = forms.CharField(
        label=_("Transfer or payment order"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    withheld_minor = MoneyField(label=_("Taxes withheld"), required=False)
    withholding_note = forms.CharField(
        label=_("Which taxes, and their certificates"), max_length=240, required=False
    )

    def __init__(self, currency: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["withheld_minor"]
        assert isinstance(field, MoneyField)
        field.currency = currency

    def values(self) -> dict[str, Any]:
        """Return the arguments of `pay_settlement`."""
        return {**self.cleaned_data, "withheld_minor": self.cleaned_data["withheld_minor"] or 0}
