"""The forms of finance: filters of ledger and settlements, the month to close."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.domain.decision_clock import end_of_day
from universo.domain.ledger import CauseKind
from universo.program.choices import Currency
from universo.rewards.ledger_queries import LedgerFilter
from universo.web.shared.fields import DayField
from universo.web.shared.reward_words import month_name

ACCOUNTS = (
    ("", _("All")),
    ("ACCRUED", _("Accrued")),
    ("PAYABLE", _("Settled, to be paid")),
    ("PAID", _("Paid")),
    ("REWARDS", _("Programme")),
)
KINDS = (
    ("", _("All")),
    (CauseKind.COLLECTION, _("Collection")),
    (CauseKind.REVERSAL, _("Bounced or voided collection")),
    (CauseKind.CREDIT_NOTE, _("Credit note")),
    (CauseKind.DEBIT_NOTE, _("Debit note")),
    (CauseKind.CORRECTION, _("Document replaced")),
    (CauseKind.UNLINK, _("Link undone")),
    (CauseKind.SUPPORT, _("Support paid back")),
    (CauseKind.SETTLEMENT, _("Settlement")),
    (CauseKind.PAYMENT, _("Payment")),
    (CauseKind.PAYMENT_RETURN, _("Payment that came back")),
)
BY_BOOKING, BY_FACT = "asiento", "hecho"
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
    q = forms.CharField(
        label=_("Notice, document, settlement or customer"), max_length=120, required=False
    )
    cuenta = forms.ChoiceField(label=_("Account"), required=False, choices=ACCOUNTS)
    causa = forms.ChoiceField(label=_("Cause"), required=False, choices=KINDS)
    fecha = forms.ChoiceField(
        label=_("Days of"),
        required=False,
        choices=[(BY_BOOKING, _("the booking")), (BY_FACT, _("the fact"))],
    )
    desde = DayField(label=_("From"), required=False)
    hasta = DayField(label=_("Until"), required=False)

    def __init__(self, partners: Iterable[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self.fields["partner"], partners)

    def wanted(self) -> LedgerFilter:
        """Return the filter; what is not understood filters nothing and says so at its field."""
        self.is_valid()
        values = self.cleaned_data
        first, last = values.get("desde"), values.get("hasta")
        by_fact = values.get("fecha") == BY_FACT
        return LedgerFilter(
            partner_id=int(values["partner"]) if values.get("partner") else None,
            currency=values.get("moneda", ""),
            account=values.get("cuenta", ""),
            kind=values.get("causa", ""),
            words=values.get("q", ""),
            since=None if by_fact else _start(first),
            until=None if by_fact else _end(last),
            first=first if by_fact else None,
            last=last if by_fact else None,
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
