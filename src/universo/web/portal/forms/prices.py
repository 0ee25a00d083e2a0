"""What a partner looks for among his prices, and how he writes a quote."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.benefits.prices.choices import QUOTE_STATES
from universo.benefits.prices.queries import Wanted
from universo.domain.quotes import MAX_QUANTITY
from universo.program.choices import Currency
from universo.usecases.write_quote import MOST_LINES, LineData, QuoteData
from universo.web.shared.fields import CuitField, MoneyField
from universo.web.shared.forms import FormBeside
from universo.web.shared.price_words import vat_choices

EVERY = ("", _("All"))


class PriceFilter(forms.Form):
    """Words, family and currency; all optional."""

    q = forms.CharField(
        label=_("Code or words"), required=False, max_length=120,
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    familia = forms.ChoiceField(label=_("Family"), required=False)
    moneda = forms.ChoiceField(
        label=_("Currency"), required=False, choices=[EVERY, *Currency.choices]
    )

    def __init__(self, *args: Any, families: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["familia"].choices = [EVERY, *((name, name) for name in families)]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """Return what was asked for; what is not on the lists counts as nothing."""
        self.is_valid()
        typed = self.cleaned_data
        return Wanted(typed.get("q", ""), typed.get("familia", ""), typed.get("moneda", ""))


class QuoteFilter(forms.Form):
    """Number, customer or CUIT, and state; all optional."""

    q = forms.CharField(
        label=_("Number, customer or CUIT"), required=False, max_length=80,
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    estado = forms.ChoiceField(
        label=_("State"), required=False, choices=[EVERY, *QUOTE_STATES.items()]
    )

    def wanted(self) -> dict[str, str]:
        """Return the arguments of `quote_queries.search`."""
        self.is_valid()
        typed = self.cleaned_data
        return {"state": typed.get("estado", ""), "text": typed.get("q", "")}


class QuoteForm(forms.Form):
    """For whom a quote is, how long it counts and what is said below it."""

    customer_name = forms.CharField(label=_("Customer"), max_length=160)
    customer_cuit = CuitField(label=_("CUIT of the customer"), required=False)
    validity_days = forms.IntegerField(
        label=_("Valid for"), min_value=1, max_value=365, help_text=_("Days after it is issued.")
    )
    notes = forms.CharField(
        label=_("Notes"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Delivery, form of payment: your customer reads it."),
    )  # fmt: skip

    def data_of(self) -> QuoteData:
        """Return what a valid form says."""
        typed = self.cleaned_data
        return QuoteData(
            typed["customer_name"], typed["validity_days"], typed["customer_cuit"], typed["notes"]
        )


class NewQuoteForm(QuoteForm):
    """The same, with the currency, which stays."""

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    field_order = ("uid", "customer_name", "customer_cuit", "currency", "validity_days", "notes")


class DraftForm(QuoteForm):
    """The head of a draft; `revision` is the one that was looked at."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, localize=False)
    buscar = forms.CharField(
        label=_("Article of your list"), required=False, max_length=120,
        help_text=_("Code or words; then choose it below."),
    )  # fmt: skip


class LineForm(forms.Form):
    """A line: of an article (`code`), whose words and VAT are the list's, or of words of one's own."""

    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    text = forms.CharField(label=_("Description"), max_length=200)
    quantity = forms.IntegerField(
        label=_("Quantity"), min_value=1, max_value=MAX_QUANTITY, localize=False
    )
    price = MoneyField(label=_("Unit price, net"))
    vat = forms.TypedChoiceField(label=_("VAT"), coerce=int, choices=vat_choices, initial="2100")
    remove = forms.BooleanField(label=_("Remove"), required=False)

    def __init__(self, *args: Any, currency: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["price"].currency = currency  # type: ignore[attr-defined]
        self.of_list = bool(self["code"].value())

    def full_clean(self) -> None:
        """Look past what is wrong in a line that is removed anyway."""
        super().full_clean()
        if self.is_bound and self.data.get(self.add_prefix("remove")):
            self._errors = type(self._errors)()  # type: ignore[has-type]
            self.cleaned_data = {"remove": True}

    def line(self) -> LineData | None:
        """Return what a valid form says; None for an empty one, or one to be removed."""
        typed = self.cleaned_data
        if not typed or typed.get("remove"):
            return None
        return LineData(
            typed["quantity"], typed["price"], typed["text"], typed["vat"], typed["code"]
        )


LineForms = forms.formset_factory(
    LineForm, extra=1, max_num=MOST_LINES, absolute_max=MOST_LINES + 10, validate_max=False
)


class WithdrawQuoteForm(FormBeside):
    """Why a quote is withdrawn."""

    reason = forms.CharField(label=_("Reason"), max_length=240)
