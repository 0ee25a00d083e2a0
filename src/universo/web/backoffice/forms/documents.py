"""Forms about documents: filters of the list, the QR, decisions about differences."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.program.choices import Currency
from universo.sales.qr_text import MOST_TEXT, QrDocument
from universo.web.shared.fields import DayField


class DocumentFilter(forms.Form):
    """What to look for among documents; all optional."""

    q = forms.CharField(
        label=_("Customer, CUIT or number"), required=False, max_length=80,
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    desde = DayField(label=_("From"), required=False)
    hasta = DayField(label=_("To"), required=False)
    moneda = forms.ChoiceField(
        label=_("Currency"), required=False, choices=[("", _("All currencies")), *Currency.choices]
    )


class QrForm(forms.Form):
    """The code of an electronic invoice, pasted or in a picture; one of both."""

    text = forms.CharField(
        label=_("What the code says"), required=False, max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("The address that a phone shows when it reads it, or its data."),
    )  # fmt: skip
    picture = forms.FileField(
        label=_("Or a picture of it"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text=_("PNG or JPEG, up to 8 MB. It is read and not kept."),
        error_messages={"empty": _("The file is empty.")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("text") and not data.get("picture"):
            self.add_error("text", _("Paste what the code says, or choose a picture."))
        return data


def prefilled(found: QrDocument) -> dict[str, Any]:
    """Return a code as the initial data of the form of a document."""
    return {
        "type_code": found.type_code,
        "point_of_sale": found.point_of_sale,
        "number": found.number,
        "issue_date": found.issue_date,
        "issuer_cuit": found.issuer_cuit,
        "receiver_doc": found.receiver_doc,
        "currency": found.currency,
        "exchange_rate": found.exchange_rate,
        "total_minor": found.total_minor,
        "authorisation_code": found.authorisation_code,
        "origin": "QR",
    }


class WhyForm(forms.Form):
    """Why something was decided."""

    reason = forms.CharField(
        label=_("Reason"), min_length=5, max_length=240, widget=forms.Textarea(attrs={"rows": 2})
    )
