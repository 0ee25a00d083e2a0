"""The forms with which an administrator keeps the catalogue, the terms and the holidays."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.program.choices import HolidayKind, HolidayState, ProductKind, RewardBasis
from universo.program.operations import HolidayData, TermsData
from universo.web.shared.fields import DayField, Described, MoneyField


class FamilyForm(forms.Form):
    """A family of the catalogue."""

    name = forms.CharField(label=_("Name"), max_length=80)
    code = forms.CharField(label=_("Code"), max_length=16)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=ProductKind.choices, widget=forms.RadioSelect, required=False
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=240,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ProductForm(forms.Form):
    """A product of a family."""

    name = forms.CharField(label=_("Name"), max_length=120)
    code = forms.CharField(label=_("Code"), max_length=32)


class TermsForm(forms.Form):
    """The policies of the next version of the terms (P-1 to P-13)."""

    valid_from = DayField(label=_("In force from"))
    decision_days = forms.IntegerField(label=_("Business days to answer a notice"), min_value=1)
    internal_target_days = forms.IntegerField(
        label=_("Internal target, in business days"), min_value=1
    )
    day_policy = forms.ChoiceField(
        label=_("Days that do not count"),
        widget=forms.RadioSelect,
        choices=[
            (
                "NAC+DNL",
                Described(_("Holidays and days off"), _("The default: favours the sponsor.")),
            ),
            ("NAC", Described(_("Holidays only"), _("Bridge days and Holy Thursday count."))),
        ],
    )
    receipt_rule = forms.ChoiceField(
        label=_("Received on a day off"),
        widget=forms.RadioSelect,
        choices=[
            ("A", Described(_("Counts from the next day"), _("Rule A, the default."))),
            ("B", Described(_("As if received on the next business day"), _("Rule B."))),
        ],
    )
    protection_days = forms.IntegerField(label=_("Days of protection"), min_value=1)
    renewal_wait_days = forms.IntegerField(
        label=_("Days before notifying the same customer again"), min_value=0
    )
    reward_basis = forms.ChoiceField(
        label=_("Basis of the reward"), choices=RewardBasis.choices, widget=forms.RadioSelect
    )
    minimum_payment_ars_minor = MoneyField(label=_("Minimum payment in pesos"), currency="ARS")
    minimum_payment_usd_minor = MoneyField(label=_("Minimum payment in dollars"), currency="USD")
    text = forms.CharField(
        label=_("Text of the terms"),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 14}),
    )

    def data_typed(self) -> TermsData:
        """Return the policies of a valid form."""
        return TermsData(**{name: self.cleaned_data[name] for name in TermsData.__slots__})


class HolidayForm(forms.Form):
    """A day of the holiday table, and why the table changes."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    date = DayField(label=_("Day"))
    name = forms.CharField(label=_("Name"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=HolidayKind.choices)
    province = forms.ChoiceField(label=_("Province"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=HolidayState.choices)
    norm = forms.CharField(label=_("Norm"), max_length=200, required=False)
    original_date = DayField(label=_("Original day"), required=False)
    note = forms.CharField(label=_("Why the table changes"), max_length=240)

    def __init__(self, *args: Any, provinces: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["province"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("The whole country")), *provinces]

    def data_typed(self) -> HolidayData:
        """Return the day of a valid form."""
        typed = self.cleaned_data
        scope = typed["province"] or ("bancos" if typed["kind"] == HolidayKind.BANK else "AR")
        day: date = typed["date"]
        return HolidayData(
            date=day,
            name=typed["name"],
            kind=typed["kind"],
            scope=scope,
            state=typed["state"],
            norm=typed["norm"],
            original_date=typed["original_date"],
        )


class RemovalForm(forms.Form):
    """Why a day leaves the table."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(label=_("Why the table changes"), max_length=240)
