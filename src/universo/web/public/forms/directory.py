"""What people look for in the directory; a value that is none of the list narrows nothing."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from universo.benefits.directory.public import Wanted, skills
from universo.program.choices import Category
from universo.program.queries import catalogue, provinces


class DirectoryFilter(forms.Form):
    """Name, category, zone, product family and skill; all optional. Names are those of the address."""

    q = forms.CharField(
        label=_("Name"), required=False, max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    categoria = forms.ChoiceField(label=_("Category"), required=False)
    provincia = forms.ChoiceField(label=_("Province"), required=False)
    localidad = forms.CharField(
        label=_("Locality"), required=False, max_length=120,
        widget=forms.TextInput(attrs={"list": "localities", "autocomplete": "off"}),
    )  # fmt: skip
    producto = forms.ChoiceField(label=_("Product family"), required=False)
    especialidad = forms.ChoiceField(label=_("Skill"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        lists: dict[str, list[tuple[str, Any]]] = {
            "categoria": [(code.lower(), label) for code, label in Category.choices],
            "provincia": [(row.letter, row.name) for row in provinces()],
            "producto": [(row.code.lower(), row.name) for row in catalogue()],
            "especialidad": [(row.code, row.name) for row in skills()],
        }
        for name, choices in lists.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("Any")), *choices]
        self.fields["provincia"].widget.attrs.update(
            {"data-localities": reverse("public:directory_localities"), "data-list": "localities"}
        )

    def wanted(self) -> Wanted:
        """Return what is asked for."""
        self.is_valid()
        typed = self.cleaned_data
        return Wanted(
            words=typed.get("q", ""),
            category=typed.get("categoria", "").upper(),
            province=typed.get("provincia", ""),
            locality=" ".join(typed.get("localidad", "").split()),
            family=typed.get("producto", "").upper(),
            skill=typed.get("especialidad", ""),
        )
