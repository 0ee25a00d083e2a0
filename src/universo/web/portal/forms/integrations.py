"""The forms with which a software company states an integration and asks to certify a version (R-1)."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.program.queries import catalogue
from universo.usecases.state_integration import IntegrationData
from universo.web.shared.fields import FilesInput


class IntegrationForm(forms.Form):
    """The software, what it does, and the family or product of Hasar that it works with."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    software = forms.CharField(label=_("Your software"), max_length=120)
    works_with = forms.ChoiceField(label=_("It works with"))
    summary = forms.CharField(
        label=_("What the integration does"), max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    is_public = forms.BooleanField(
        label=_("It may be told on our page of the public directory once it is certified."),
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {}).setdefault("uid", uuid4())
        super().__init__(*args, **options)
        self.fields["works_with"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose…")),
            *(
                (family.name, [
                    (f"f{family.pk}", _("All of %(family)s") % {"family": family.name}),
                    *((f"p{family.pk}-{row.pk}", row.name) for row in family.products.all()),
                ])
                for family in catalogue()
            ),
        ]  # fmt: skip

    def data_of(self) -> IntegrationData:
        """Return what was typed; call it on a valid form."""
        typed = self.cleaned_data
        family, _dash, product = typed["works_with"][1:].partition("-")
        return IntegrationData(
            typed["software"], typed["summary"], int(family), int(product) if product else None,
            typed["is_public"],
        )  # fmt: skip


class ReviewForm(forms.Form):
    """A version to be certified, and what shows that it works."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.CharField(label=_("Version of your software"), max_length=40)
    works_with_version = forms.CharField(
        label=_("Firmware or SDK that it was tried with"), max_length=80, required=False
    )
    notes = forms.CharField(
        label=_("How it was tried"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    evidence = forms.Field(
        label=_("Evidence files"), required=False, widget=FilesInput(attrs={"multiple": True}),
        help_text=_("PDF, JPEG, PNG or ZIP; at most six, of 8 MB each."),
    )  # fmt: skip

    @classmethod
    def fresh(cls) -> "ReviewForm":
        """Return an empty one with an id of its own."""
        return cls(initial={"uid": uuid4()})
