"""Forms of importing: the file with what it is, and what each of its columns is."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from universo.sales.choices import ImportKind, import_kinds
from universo.sales.feeds import sniff
from universo.sales.feeds.headers import guessed_fields
from universo.tabular.shape import Shape, title_key
from universo.web.backoffice.forms.sales import issuer_field
from universo.web.shared.uploads import was_too_large

LABELS = {
    "issue_date": _("Date of the invoice"),
    "date": _("Date of the receipt"),
    "type": _("Type of document"),
    "point_of_sale": _("Point of sale"),
    "number": _("Number of the invoice"),
    "issuer": _("Our company's CUIT"),
    "doc": _("Customer's CUIT"),
    "name": _("Customer's name"),
    "currency": _("Currency"),
    "rate": _("Exchange rate"),
    "product": _("Product or family"),
    "description": _("Description"),
    "net": _("Net amount"),
    "non_taxed": _("Not taxed"),
    "exempt": _("Exempt"),
    "vat": _("VAT"),
    "other_taxes": _("Other taxes"),
    "total": _("Total"),
    "document_total": _("Total of the whole document"),
    "authorisation": _("CAE or CAEA"),
    "receipt": _("Receipt number"),
    "item": _("Item of the receipt"),
    "means": _("Means of payment"),
    "amount": _("Amount"),
    "clearing": _("Clearing date"),
    "instrument": _("Number of the cheque or operation"),
    "certificate": _("Certificate of withholding"),
    "regime": _("Regime of the withholding"),
    "reverses": _("Receipt that it takes back"),
    "reason": _("Reason"),
}
KINDS = [(kind, ImportKind(kind).label) for kind in sniff.MAPPABLE]


class UploadForm(forms.Form):
    """A file of invoices or collections."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel (.xlsx), or one of them in a ZIP: as your system exports it."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.zip,.txt"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=import_kinds())
    issuer_cuit = issuer_field(
        required=False, help_text=_("The company that issued the invoices of the file.")
    )

    @classmethod
    def of(cls, request: HttpRequest, initial: Mapping[str, Any]) -> "UploadForm":
        """Return the form of a request; a file that was dropped for its size is told at its field."""
        if request.method != "POST":
            return cls(initial=dict(initial))
        if not was_too_large(request):
            return cls(request.POST, request.FILES)
        form = cls(request.POST, MultiValueDict())
        form.errors.pop("file", None)
        said = _("The file is too large: at most %(n)s MB.") % {"n": settings.UPLOAD_LIMIT_MB}
        form.add_error("file", str(said))
        return form


def guessed(kind: str, shape: Shape, mapping: Mapping[str, str]) -> list[str]:
    """Return the field of each column as remembered, else as its title says."""
    if mapping:
        return [mapping.get(title_key(title), "") for title in shape.titles]
    return guessed_fields(sniff.BY_NAME[kind], shape.titles)


class ColumnsForm(forms.Form):
    """What a file with columns of its own holds, what each column is, and where such files come from."""

    kind = forms.ChoiceField(label=_("What the file holds"), choices=KINDS)
    source = forms.CharField(
        label=_("Source"),
        max_length=80,
        help_text=_("The system that the file comes from. Its columns are remembered."),
        widget=forms.TextInput(attrs={"list": "known-sources", "autocomplete": "off"}),
    )

    def __init__(
        self, *args: Any, shape: Shape, chosen: Sequence[str] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._shape = shape
        for at, title in enumerate(shape.titles):
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=title or _("Column %(n)d") % {"n": at + 1},
                choices=_choices(),
                required=False,
                initial=chosen[at] if at < len(chosen) else "",
            )

    def columns(self) -> list[dict[str, Any]]:
        """Return each column with its field and some of what it holds, for the page."""
        found = []
        for at, title in enumerate(self._shape.titles):
            bound = self[f"column_{at}"]
            samples = [row[at] for row in self._shape.samples if at < len(row) and row[at].strip()]
            found.append({"bound": bound, "title": title or bound.label, "samples": samples[:3]})
        return found

    def chosen(self) -> list[str]:
        """Return the field of each column, once the form is valid."""
        fields = [self.cleaned_data[f"column_{at}"] for at in range(len(self._shape.titles))]
        known = sniff.BY_NAME[self.cleaned_data["kind"]].columns
        return [_of_kind(field, known) for field in fields]


def _choices() -> list[Any]:
    """Return the fields of both kinds, each once, by the kind that has them."""
    groups: list[Any] = [("", _("Not used"))]
    shared = set.intersection(*(set(sniff.BY_NAME[kind].columns) for kind in sniff.MAPPABLE))
    groups.append((_("Of both"), [(name, LABELS[name]) for name in LABELS if name in shared]))
    for kind in sniff.MAPPABLE:
        own = [name for name in sniff.BY_NAME[kind].columns if name not in shared]
        groups.append((ImportKind(kind).label, [(name, LABELS[name]) for name in own]))
    return groups


def _of_kind(field: str, known: Mapping[str, Any]) -> str:
    """A day or an amount chosen from the other kind's names means this kind's."""
    twins = {"issue_date": "date", "date": "issue_date", "amount": "total", "total": "amount"}
    return field if field in known else twins.get(field, "")
