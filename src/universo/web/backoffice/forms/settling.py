"""The forms of closing and paying: drafts, batches, what the bank did."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.program.choices import Currency
from universo.rewards.batches import WithholdingData
from universo.rewards.choices import WithholdingKind
from universo.web.shared.fields import DayField, MoneyField
from universo.web.shared.forms import FormBeside

RESULTS = (
    ("", _("All")),
    ("ready", _("To be settled")),
    ("held", _("Held")),
    ("below_minimum", _("Under the minimum: carries over")),
    ("negative", _("Owes: carries over")),
    ("closed", _("Already closed: next month")),
    ("later_closed", _("A later month is closed: next month")),
)


class PrepareForm(forms.Form):
    """Preparing the drafts of a month; the current one only when it is confirmed."""

    mes = forms.RegexField(r"^\d{4}-(0[1-9]|1[0-2])$", widget=forms.HiddenInput)
    early = forms.BooleanField(
        label=_("Early closing: I close the current month with what there is up to today."),
        required=False,
    )

    def period(self) -> date:
        """Return the first day of the month that was sent; call it on a valid form."""
        year, month = self.cleaned_data["mes"].split("-")
        return date(max(1, int(year)), int(month), 1)


class DraftFilter(forms.Form):
    """What to see of the drafts."""

    q = forms.CharField(
        label=_("Partner or CUIT"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    resultado = forms.ChoiceField(label=_("Result"), required=False, choices=RESULTS)
    moneda = forms.ChoiceField(
        label=_("Currency"), required=False, choices=[("", _("All")), *Currency.choices]
    )

    def wanted(self) -> dict[str, str]:
        """Return the arguments of `rewards.run_queries.drafts`."""
        self.is_valid()
        values = self.cleaned_data
        return {
            "text": values.get("q", ""),
            "outcome": values.get("resultado", ""),
            "currency": values.get("moneda", ""),
        }


class ReasonForm(FormBeside):
    """Why something is held, taken out, refused or stopped."""

    reason = forms.CharField(label=_("Reason"), max_length=240)


class RejectInvoiceForm(FormBeside):
    """Why an invoice of a partner does not do; the partner reads it."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class BatchForm(forms.Form):
    """The settlements that go into a batch."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    moneda = forms.ChoiceField(choices=Currency.choices, widget=forms.HiddenInput)
    liquidacion = forms.TypedMultipleChoiceField(label=_("Settlements"), coerce=int)

    def __init__(self, ids: list[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["liquidacion"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(pk, str(pk)) for pk in ids]


class PaidForm(FormBeside):
    """When and under which number the bank paid."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    paid_date = DayField(label=_("Day of the payment"))
    reference = forms.CharField(
        label=_("Transfer or payment order"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ReturnForm(FormBeside):
    """When and why money came back from the bank."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    on_date = DayField(label=_("Day on which it came back"))
    reason = forms.CharField(label=_("Reason"), max_length=240)


class WithholdingForm(forms.Form):
    """One tax withheld from a payment; a row left empty does not count."""

    kind = forms.ChoiceField(
        label=_("Tax"), required=False, choices=[("", _("Choose…")), *WithholdingKind.choices]
    )
    regime = forms.CharField(label=_("Regime"), required=False, max_length=60)
    certificate = forms.CharField(label=_("Certificate"), required=False, max_length=60)
    amount_minor = MoneyField(label=_("Amount withheld"), required=False)

    def clean(self) -> dict[str, Any]:
        """A row with something in it needs its tax, its certificate and its amount."""
        found = super().clean() or {}
        if any(found.get(name) for name in self.fields):
            for name in ("kind", "certificate", "amount_minor"):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, _("This field is required."))
        return found

    def row(self) -> WithholdingData | None:
        """Return what was typed, None for an empty row; call it on a valid form."""
        found = self.cleaned_data
        if not found.get("kind"):
            return None
        return WithholdingData(
            kind=found["kind"],
            certificate=found["certificate"],
            amount_minor=found["amount_minor"],
            regime=found.get("regime", ""),
        )


def withholding_set(
    currency: str, data: Any = None, initial: list[dict[str, Any]] | None = None
) -> Any:
    """Return the rows of withholdings of one payment: those there are and some empty ones."""
    rows = forms.formset_factory(WithholdingForm, extra=3, max_num=10, absolute_max=10)
    made = rows(data, initial=initial or [], prefix="retencion")
    for form in made.forms:
        field = form.fields["amount_minor"]
        assert isinstance(field, MoneyField)
        field.currency = currency
    return made
