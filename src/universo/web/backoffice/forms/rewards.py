"""The forms of finance: filters of ledger and settlements, the month to close."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.domain.decision_clock import end_of_day
from universo.program.choices import Currency
from universo.rewards.queries import LedgerFilter
from universo.web.shared.fields import DayField
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
