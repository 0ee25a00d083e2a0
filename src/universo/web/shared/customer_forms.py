"""The forms of a known customer and of a list of them: Hasar's own, or a reseller's base."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.customers.customer_data import CustomerData
from universo.customers.customer_file import MAX_BYTES, decode
from universo.errors import DomainError
from universo.program.queries import provinces
from universo.web.shared.fields import CuitField

FACTS = ("external_id", "legal_name", "trade_name", "locality", "street", "phone", "email", "web")


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
    """A CSV file, or its text when it comes back from the preview."""

    file = forms.FileField(
        label=_("CSV file"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )
    text = forms.CharField(
        label=_("Or paste the lines here"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """Give the text of either; the file goes first."""
        cleaned: dict[str, Any] = super().clean() or {}
        uploaded = cleaned.get("file")
        if uploaded:
            try:
                cleaned["text"] = decode(uploaded.read(MAX_BYTES + 1))
            except DomainError as error:
                self.add_error("file", str(error.message))
        elif len(cleaned.get("text", "").encode()) > MAX_BYTES:
            self.add_error("text", _("The file is too large: at most 1 MB."))
        elif not cleaned.get("text", "").strip() and "file" not in self.errors:
            self.add_error("file", _("Choose a file or paste its lines."))
        return cleaned


__all__ = ["CustomerData", "CustomerForm", "ListFileForm", "initial_of"]
