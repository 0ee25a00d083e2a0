"""The forms of co-branded material for a partner: its brand, and its own line."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.usecases.cobrand import BrandData
from universo.web.shared.forms import FormBeside


class BrandForm(FormBeside):
    """Whom to call, and a logo."""

    contact = forms.CharField(label=_("Contact"), max_length=60)
    phone = forms.CharField(label=_("Phone"), max_length=30)
    email = forms.EmailField(label=_("Mail"), max_length=80)
    website = forms.CharField(label=_("Web site"), max_length=60, required=False)
    logo = forms.FileField(
        label=_("Logo"), required=False, allow_empty_file=True,
        help_text=_("PNG, JPEG or WebP. Without another one, the one there is stays."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )  # fmt: skip

    def data_of(self) -> BrandData:
        """Return what was typed; call it on a valid form."""
        typed = self.cleaned_data
        logo = typed["logo"].read() if typed["logo"] else b""
        names = ("contact", "phone", "email", "website")
        return BrandData(**{name: typed[name] for name in names}, logo=logo)

    @classmethod
    def of(cls, found: Any) -> "BrandForm":
        """Return the form with what is kept."""
        names = ("contact", "phone", "email", "website")
        return cls(initial={name: getattr(found, name) for name in names} if found else {})


class LineForm(FormBeside):
    """The partner's own line on a piece."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    line = forms.CharField(
        label=_("Your own line"), max_length=90, required=False,
        help_text=_("Up to 90 characters, under the headline."),
    )  # fmt: skip

    @classmethod
    def fresh(cls) -> "LineForm":
        """Return an empty one with an id of its own."""
        return cls(initial={"uid": uuid4()})
