"""What a partner looks for in the library."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.benefits.library.choices import Kind, Language
from universo.benefits.library.queries import Wanted

MINE = (("", _("All")), ("favourites", _("My favourites")), ("followed", _("What I follow")))


class LibraryFilter(forms.Form):
    """Words, kind, product, language and what is one's own; all optional."""

    q = forms.CharField(
        label=_("Words"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    product = forms.ChoiceField(label=_("Product"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    mine = forms.ChoiceField(label=_("Mine"), choices=MINE, required=False)

    def __init__(self, *args: Any, products: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        every = ("", _("All"))
        self.fields["kind"].choices = [every, *Kind.choices]  # type: ignore[attr-defined]
        self.fields["language"].choices = [every, *Language.choices]  # type: ignore[attr-defined]
        rows = [(str(one.pk), one.name) for one in products]
        self.fields["product"].choices = [every, *rows]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """Return what was asked for; what is not on the lists counts as nothing."""
        self.is_valid()
        typed = self.cleaned_data
        product = typed.get("product")
        return Wanted(
            words=typed.get("q", ""),
            kind=typed.get("kind", ""),
            language=typed.get("language", ""),
            product_id=int(product) if product else None,
            mine=typed.get("mine", ""),
        )
