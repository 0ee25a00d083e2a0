"""The form of a partner's invoice, for the partner and for finance, and what it leads to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.program.choices import Currency
from universo.rewards.choices import INVOICE_TYPES
from universo.rewards.invoices import InvoiceData
from universo.web.shared.fields import CompanyField, CuitField, DayField, MoneyField

TYPES = [(code, letter) for code, letter in INVOICE_TYPES.items()]


class InvoiceForm(forms.Form):
    """An invoice as it is printed. The code of its QR, if pasted, must say the same."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    issuer_cuit = CuitField(label=_("CUIT of who issues it"))
    receiver_cuit = CompanyField(label=_("CUIT to which it is made out"))
    type_code = forms.TypedChoiceField(label=_("Letter"), choices=TYPES, coerce=int)
    point_of_sale = forms.IntegerField(label=_("Point of sale"), min_value=1, max_value=99_999)
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=99_999_999)
    issue_date = DayField(label=_("Date of issue"))
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    net_minor = MoneyField(label=_("Net amount"))
    vat_minor = MoneyField(label=_("VAT"), required=False)
    other_taxes_minor = MoneyField(label=_("Other taxes"), required=False)
    file = forms.FileField(
        label=_("The invoice: PDF or picture"),
        error_messages={"required": _("Attach the invoice: a PDF or a picture.")},
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/png,image/jpeg"}),
    )
    qr = forms.CharField(
        label=_("Text of its QR code"), required=False, max_length=4_000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, needs_file: bool, **kwargs: Any) -> None:
        """Partners must attach the file; finance may record an invoice that came on paper."""
        super().__init__(*args, **kwargs)
        self.fields["file"].required = needs_file

    def data_of(self) -> InvoiceData:
        """Return what was typed; call it on a valid form."""
        found = self.cleaned_data
        return InvoiceData(
            issuer_cuit=found["issuer_cuit"],
            receiver_cuit=found["receiver_cuit"],
            type_code=found["type_code"],
            point_of_sale=found["point_of_sale"],
            number=found["number"],
            issue_date=found["issue_date"],
            currency=found["currency"],
            net_minor=found["net_minor"],
            vat_minor=found["vat_minor"] or 0,
            other_taxes_minor=found["other_taxes_minor"] or 0,
        )


def first_values(settlement: Any, receivers: list[str], uid: Any) -> dict[str, Any]:
    """Return what the form knows before anybody types: parties, currency and net of the settlement."""
    return {
        "uid": uid,
        "issuer_cuit": settlement.partner.cuit,
        "receiver_cuit": receivers[0] if receivers else "",
        "type_code": 11,
        "currency": settlement.currency,
        "net_minor": settlement.total_minor,
    }
