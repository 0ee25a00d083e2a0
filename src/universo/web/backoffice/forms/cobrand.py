"""The form of a template of co-branded material."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.benefits.support.choices import Colour, Layout
from universo.program.queries import catalogue
from universo.usecases.cobrand import TemplateData
from universo.web.shared.forms import FormBeside

NAMES = ("layout", "colour", "headline", "body", "points")


class TemplateForm(FormBeside):
    """Hasar's words on one of the layouts."""

    layout = forms.ChoiceField(label=_("Layout"), choices=Layout.choices)
    colour = forms.ChoiceField(label=_("Colour"), choices=Colour.choices)
    headline = forms.CharField(label=_("Headline"), max_length=60)
    body = forms.CharField(
        label=_("Text"), max_length=320, widget=forms.Textarea(attrs={"rows": 4})
    )
    points = forms.CharField(
        label=_("Points, one a line"), max_length=330, required=False,
        widget=forms.Textarea(attrs={"rows": 4}), help_text=_("At most five; not in pictures."),
    )  # fmt: skip
    product = forms.TypedChoiceField(
        label=_("Product"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        families = [
            (str(family), [(row.pk, row.name) for row in family.products.all()])
            for family in catalogue()
        ]
        self.fields["product"].choices = [("", _("None")), *families]  # type: ignore[attr-defined]

    def data_of(self) -> TemplateData:
        """Return what was typed; call it on a valid form."""
        typed = self.cleaned_data
        return TemplateData(**{name: typed[name] for name in NAMES}, product_id=typed["product"])

    @classmethod
    def of(cls, found: Any) -> "TemplateForm":
        """Return the form of a template."""
        values = {name: getattr(found, name) for name in NAMES}
        return cls(initial={**values, "product": found.product_id})
