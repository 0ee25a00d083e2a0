"""The forms of a known customer, of a file of them and of its columns: Hasar's own, or a reseller's base."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from universo.customers.intake.columns import FIELDS
from universo.program.queries import provinces
from universo.tabular.shape import Shape
from universo.web.shared.fields import CuitField
from universo.web.shared.uploads import was_too_large

FACTS = (
    "external_id", "legal_name", "trade_name", "locality", "street", "phone", "email", "web",
    "contact_name",
)  # fmt: skip
FIELD_LABELS = {
    "external_id": _("Code of the customer"),
    "legal_name": _("Legal name"),
    "trade_name": _("Trade name"),
    "cuit": _("CUIT"),
    "province": _("Province"),
    "locality": _("Locality"),
    "street": _("Address"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "web": _("Web"),
    "contact_name": _("Contact person"),
}


class CustomerForm(forms.Form):
    """The facts of one customer; only the name is needed, a CUIT helps most."""

    cuit = CuitField(required=False)
    external_id = forms.CharField(
        label=_("Your code"),
        required=False,
        max_length=60,
        help_text=_("The number you know the customer by. Without one it gets one."),
    )
    legal_name = forms.CharField(label=_("Legal name"), max_length=160)
    trade_name = forms.CharField(label=_("Trade name"), required=False, max_length=160)
    province = forms.ChoiceField(label=_("Province"), required=False)
    locality = forms.CharField(label=_("Locality"), required=False, max_length=120)
    street = forms.CharField(label=_("Address"), required=False, max_length=160)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=60)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    web = forms.CharField(label=_("Web"), required=False, max_length=200)
    contact_name = forms.CharField(label=_("Contact person"), required=False, max_length=120)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        letters = [(one.letter, one.name) for one in provinces()]
        self.fields["province"].choices = [("", "—"), *letters]  # type: ignore[attr-defined]

    def typed(self) -> dict[str, str]:
        """Return what the operations read, once the form is valid."""
        return {name: str(value or "") for name, value in self.cleaned_data.items()}

    def letters(self) -> dict[str, str]:
        """Return the letters that the province field offers."""
        return {one.letter: one.letter for one in provinces()}


def initial_of(customer: Any) -> dict[str, Any]:
    """Return the initial values of the form for a stored customer."""
    facts = {name: getattr(customer, name) for name in (*FACTS, "cuit")}
    return {**facts, "province": customer.province_id or ""}


class ListFileForm(forms.Form):
    """A file of customers; what it is, its bytes say."""

    file = forms.FileField(
        label=_("File of customers"),
        help_text=_("CSV or Excel (.xlsx), or one of them in a ZIP: as your system exports it."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.zip"}),
        error_messages={"empty": _("The file is empty.")},
    )

    @classmethod
    def of(cls, request: HttpRequest) -> "ListFileForm":
        """Return the form of a request; a file that was dropped for its size is told at its field."""
        form = cls(request.POST or None, request.FILES or None)
        if request.method == "POST" and was_too_large(request):
            form = cls(request.POST, MultiValueDict())
            form.errors.pop("file", None)
            said = _("The file is too large: at most %(n)s MB.") % {"n": settings.UPLOAD_LIMIT_MB}
            form.add_error("file", str(said))
        elif request.method == "POST":
            form = cls(request.POST, request.FILES)
        return form


class ColumnsForm(forms.Form):
    """What each column of a file is, and which source the file is of."""

    source = forms.CharField(
        label=_("Source"),
        max_length=80,
        help_text=_(
            "Where the list comes from, such as the system or the branch. It is remembered."
        ),
        widget=forms.TextInput(attrs={"list": "known-sources", "autocomplete": "off"}),
    )
    whole_list = forms.BooleanField(
        label=_("This file is the whole list of the source"),
        required=False,
        help_text=_(
            "Who is not in it is retired: from then on nobody's customer for new notices. You see how"
            " many before you confirm."
        ),
    )

    def __init__(
        self, *args: Any, shape: Shape, chosen: Sequence[str] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        choices = [("", _("Not used")), *((name, FIELD_LABELS[name]) for name in FIELDS)]
        self._shape = shape
        for at, title in enumerate(shape.titles):
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=title or _("Column %(n)d") % {"n": at + 1},
                choices=choices,
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
        return [self.cleaned_data[f"column_{at}"] for at in range(len(self._shape.titles))]


__all__ = ["ColumnsForm", "CustomerForm", "ListFileForm", "initial_of"]
