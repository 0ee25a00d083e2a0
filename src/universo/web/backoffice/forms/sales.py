"""Forms of finance: documents and their lines, collections, reasons, files."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.domain.tax_ids import format_cuit, normalise_cuit
from universo.program.choices import Currency
from universo.sales.choices import document_type_choices, family_choices, means
from universo.sales.document_data import DocumentData, LineData
from universo.web.shared.fields import CuitField, DayField, MoneyField, QuoteField

FIRST_ROWS, MORE_ROWS, MOST_ROWS = 3, 3, 60


class IssuerField(forms.CharField):
    """The CUIT of one of our own companies: eleven digits, without asking whether it exists."""

    def clean(self, value: Any) -> str:
        digits = normalise_cuit(str(super().clean(value) or ""))
        if digits and len(digits) != 11:
            raise forms.ValidationError(_("A CUIT has eleven digits."))
        return digits

    def prepare_value(self, value: Any) -> Any:
        return format_cuit(value) if isinstance(value, str) and len(value) == 11 else value


def issuer_field(**options: Any) -> IssuerField:
    """Return the field of the company that issues, with a list of those known."""
    attributes = {"inputmode": "numeric", "autocomplete": "off", "list": "known-issuers"}
    return IssuerField(
        label=_("Our company's CUIT"),
        max_length=20,
        widget=forms.TextInput(attrs=attributes),
        **options,
    )


class DocumentForm(forms.Form):
    """The head of an invoice or note; its amounts are positive as printed."""

    type_code = forms.TypedChoiceField(label=_("Type"), coerce=int)
    point_of_sale = forms.IntegerField(label=_("Point of sale"), min_value=1, max_value=99_999)
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=99_999_999)
    issue_date = DayField(label=_("Date"))
    issuer_cuit = issuer_field()
    receiver_doc = CuitField(label=_("Customer's CUIT"))
    receiver_name = forms.CharField(label=_("Customer's name"), max_length=200)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    exchange_rate = QuoteField(
        label=_("Exchange rate"),
        required=False,
        max_digits=15,
        decimal_places=6,
        help_text=_("As printed; nothing is converted."),
    )
    other_taxes_minor = MoneyField(label=_("Other taxes"), required=False)
    total_minor = MoneyField(label=_("Total"))
    authorisation_code = forms.CharField(label=_("CAE or CAEA"), required=False, max_length=20)
    # Filled in from a QR code: said of the document, which proves nothing.
    origin = forms.ChoiceField(
        required=False, choices=[("MANUAL", ""), ("QR", "")], widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = self.fields["type_code"]
        assert isinstance(kinds, forms.TypedChoiceField)
        kinds.choices = [("", _("Choose…")), *document_type_choices()]

    def stated(self, lines: tuple[LineData, ...]) -> DocumentData:
        """Return the document: the net amount is that of its lines, VAT what is left of the total."""
        data = {
            **self.cleaned_data,
            "other_taxes_minor": self.cleaned_data["other_taxes_minor"] or 0,
        }
        data.pop("origin", None)
        net = sum(line.net_minor for line in lines)
        vat = sum(line.gross_minor for line in lines) - net
        left = data["total_minor"] - data["other_taxes_minor"] - net
        return DocumentData(
            **data, net_minor=net, vat_minor=left if left >= 0 and abs(left - vat) <= 100 else vat,
            lines=lines,
        )  # fmt: skip


class LineForm(forms.Form):
    """A line: an empty one counts for nothing."""

    description = forms.CharField(label=_("Description"), max_length=240, required=False)
    family_code = forms.ChoiceField(label=_("Product family"), required=False)
    net = MoneyField(label=_("Net amount"), required=False)
    vat = MoneyField(label=_("VAT"), required=False)
    changes = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # `code|family` of the product that the line had; it goes when another family is chosen.
    product = forms.CharField(required=False, max_length=130, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        family = self.fields["family_code"]
        assert isinstance(family, forms.ChoiceField)
        family.choices = [("", _("Outside the programme")), *family_choices()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        typed = data.get("description") or data.get("family_code") or data.get("vat")
        if data.get("net") is None and typed and not data.get("changes"):
            self.add_error("net", _("State the net amount of this line."))
        return data

    @property
    def line(self) -> LineData | None:
        """The line, None when nothing was typed."""
        data = self.cleaned_data
        if not data.get("net") and not data.get("vat"):
            return None
        net, vat = data.get("net") or 0, data.get("vat") or 0
        family = data.get("family_code") or ""
        product, _mark, its_family = (data.get("product") or "").rpartition("|")
        return LineData(
            description=data.get("description") or "",
            family_code=family,
            net_minor=net,
            gross_minor=net + vat,
            product_code=product if its_family == family else "",
            changes_line_id=data.get("changes"),
        )


_LineSet = forms.formset_factory(LineForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


class LineSet(_LineSet):  # type: ignore[misc, valid-type]
    """The lines of a document, a row each."""

    def lines(self) -> tuple[LineData, ...]:
        """Return what was typed, without the empty rows."""
        return tuple(form.line for form in self.forms if form.line is not None)


def line_set(initial: list[dict[str, Any]], rows: int = FIRST_ROWS) -> LineSet:
    """Return rows to fill in, at least `rows` of them."""
    empty: list[dict[str, Any]] = [{}] * max(0, rows - len(initial))
    return LineSet(initial=[*initial, *empty], prefix="lines")


def with_more_rows(posted: Any) -> LineSet:
    """Return the rows as they were typed, and a few more."""
    try:
        count = min(int(posted.get("lines-TOTAL_FORMS", 0)), MOST_ROWS)
    except ValueError:
        count = FIRST_ROWS
    names = ("description", "family_code", "net", "vat", "changes", "product")
    typed = [
        {name: posted.get(f"lines-{row}-{name}", "") for name in names} for row in range(count)
    ]
    return line_set(typed, min(count + MORE_ROWS, MOST_ROWS))


def stated_lines(lines: Iterable[LineData]) -> list[dict[str, Any]]:
    """Return lines as a form's initial data."""
    return [
        {
            "description": line.description,
            "family_code": line.family_code,
            "net": line.net_minor,
            "vat": line.gross_minor - line.net_minor,
            "changes": line.changes_line_id,
            "product": f"{line.product_code}|{line.family_code}" if line.product_code else "",
        }
        for line in lines
    ]


class CollectionForm(forms.Form):
    """A receipt's part on an invoice by one means (P-9)."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    receipt_number = forms.CharField(label=_("Receipt number"), max_length=40)
    item = forms.IntegerField(
        label=_("Item"), min_value=1, max_value=999,
        help_text=_("Another one for each means of the same receipt."),
    )  # fmt: skip
    means = forms.ChoiceField(label=_("Means of payment"), choices=means())
    amount = MoneyField(label=_("Amount"))
    received_date = DayField(label=_("Receipt date"))
    cleared_date = DayField(
        label=_("Clearing date"), required=False,
        help_text=_("Cheques only. Empty: it does not count yet."),
    )  # fmt: skip
    certificate = forms.CharField(
        label=_("Certificate"), required=False, max_length=40, help_text=_("Withholdings only.")
    )

    def stated(self) -> dict[str, Any]:
        """Return the arguments of the use case."""
        data = dict(self.cleaned_data)
        data["amount_minor"] = data.pop("amount")
        return data


def new_collection_form() -> CollectionForm:
    """Return an empty form with a fresh id, so that sending it twice registers it once."""
    return CollectionForm(initial={"uid": uuid.uuid4(), "item": 1, "means": "TRANSFER"})


class ClearForm(forms.Form):
    """The day a cheque cleared."""

    cleared_date = DayField(label=_("Clearing date"))


class CertificateForm(forms.Form):
    """The certificate of a withholding."""

    certificate = forms.CharField(label=_("Certificate"), max_length=40)


class ReverseForm(forms.Form):
    """A collection taken back."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    on_date = DayField(label=_("Date"))
    reason = forms.CharField(label=_("Reason"), max_length=240)


class ReasonForm(forms.Form):
    """Why a link is undone."""

    reason = forms.CharField(
        label=_("Reason"), max_length=240, widget=forms.Textarea(attrs={"rows": 3})
    )
