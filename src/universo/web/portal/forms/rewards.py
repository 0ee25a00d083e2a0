"""The filters of the sponsor's rewards."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.program.choices import Currency
from universo.web.shared.reward_words import month_name

STATES = (
    ("", _("All")),
    ("accrued", _("Accrued")),
    ("settled", _("Settled")),
    ("paid", _("Paid")),
)


class RewardFilter(forms.Form):
    """Words, state, currency and month; what is not understood filters nothing."""

    q = forms.CharField(
        label=_("Customer, notice, invoice or receipt"), required=False, max_length=120,
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    estado = forms.ChoiceField(label=_("Status"), required=False, choices=STATES)
    moneda = forms.ChoiceField(
        label=_("Currency"), required=False, choices=[("", _("All")), *Currency.choices]
    )
    mes = forms.ChoiceField(label=_("Month"), required=False)

    def __init__(self, months: list[date], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["mes"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *((f"{m:%Y-%m}", month_name(m)) for m in months)]
        self.months = {f"{m:%Y-%m}": m for m in months}

    def wanted(self) -> dict[str, Any]:
        """Return the arguments of `rewards.queries.search`."""
        self.is_valid()
        values = self.cleaned_data
        return {
            "text": values.get("q", ""),
            "state": values.get("estado", ""),
            "currency": values.get("moneda", ""),
            "month": self.months.get(values.get("mes", "")),
        }
