"""The forms with which Hasar publishes, replaces and withdraws technical material."""

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from universo.benefits.library.choices import AUDIENCES, Kind, Language
from universo.benefits.library.keeping import too_large
from universo.benefits.library.queries import Wanted
from universo.usecases.describe_material import ItemData
from universo.usecases.publish_material import Upload, VersionData
from universo.web.shared.fields import DayField
from universo.web.shared.library_words import audience_text
from universo.web.shared.uploads import was_too_large

STATES = (("", _("All")), ("shown", _("Published")), ("withdrawn", _("Withdrawn")))


class OfficeFilter(forms.Form):
    """Words, kind, language and state; all optional."""

    q = forms.CharField(
        label=_("Words"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *Kind.choices]
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("All")), *Language.choices]
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)

    def wanted(self) -> Wanted:
        """Return what was asked for; what is not on the lists counts as nothing."""
        self.is_valid()
        typed = self.cleaned_data
        return Wanted(
            words=typed.get("q", ""), kind=typed.get("kind", ""), language=typed.get("language", "")
        )


class ItemForm(forms.Form):
    """What is said of a piece."""

    title = forms.CharField(label=_("Title"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    summary = forms.CharField(
        label=_("What it is for"), required=False, max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    products = forms.MultipleChoiceField(
        label=_("Products"), required=False, widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Ctrl and click for several. None when it is for whole families."),
    )  # fmt: skip
    families = forms.MultipleChoiceField(
        label=_("Families"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    audience = forms.MultipleChoiceField(
        label=_("Whom it is for"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(code, audience_text([code])) for code, _label in AUDIENCES],
        help_text=_("None marked: all partners."),
    )  # fmt: skip
    replaces = forms.ChoiceField(
        label=_("It replaces"), required=False,
        help_text=_("Another piece, whose page will lead to this one."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, products: Any = (), families: Any = (), others: Any = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._choose("products", [(str(one.pk), f"{one.code} · {one.name}") for one in products])
        self._choose("families", [(str(one.pk), one.name) for one in families])
        self._choose("replaces", [("", "—"), *((str(one.pk), one.title) for one in others)])
        self._choose("audience", [(code, audience_text([code])) for code, _label in AUDIENCES])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def item_data(self) -> ItemData:
        """Return what a valid form says of the piece."""
        typed = self.cleaned_data
        return ItemData(
            kind=typed.get("kind", ""),
            title=typed["title"],
            summary=typed["summary"],
            language=typed["language"],
            product_ids=[int(one) for one in typed["products"]],
            family_ids=[int(one) for one in typed["families"]],
            audience=typed["audience"],
            replaces_id=int(typed["replaces"]) if typed["replaces"] else None,
        )


class VersionForm(forms.Form):
    """What is said of a version, with its file or its link."""

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    label = forms.CharField(
        label=_("Version"), max_length=40, help_text=_("As the maker calls it: 2.1.4")
    )
    from_date = DayField(label=_("Published from"))
    file = forms.FileField(
        label=_("File"), required=False, allow_empty_file=True, widget=forms.FileInput
    )
    link = forms.CharField(
        label=_("Address of the video"), required=False, max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
        help_text=_("Of videos only; of all else, the file."),
    )  # fmt: skip
    sha256 = forms.CharField(
        label=_("SHA-256 of the maker"), required=False, max_length=100,
        help_text=_("If you have it: what is uploaded is compared with it."),
    )  # fmt: skip
    notes = forms.CharField(
        label=_("What is new"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def version_data(self) -> dict[str, Any]:
        """Return what a valid form says of the version, and the file that came."""
        typed = self.cleaned_data
        found = typed.get("file")
        return {
            "uid": typed["uid"],
            "version": VersionData(
                label=typed["label"],
                from_date=typed["from_date"],
                notes=typed["notes"],
                link=typed["link"],
                sha256=typed["sha256"],
            ),
            "upload": Upload(found.name, found.file) if found else None,
        }


class NewItemForm(VersionForm, ItemForm):
    """A piece with its first version."""


class WithdrawForm(forms.Form):
    """Why a piece or a version is taken out of use; partners read it."""

    reason = forms.CharField(label=_("Reason"), max_length=240)


def bound_to(request: HttpRequest, kind: type[forms.Form], **options: Any) -> Any:
    """Return the form of a request; a file that was dropped for its size is told at its field."""
    if request.method != "POST":
        return kind(**options)
    if not was_too_large(request):
        return kind(request.POST, request.FILES, **options)
    form = kind(request.POST, MultiValueDict(), **options)
    form.add_error("file", too_large())
    return form
