"""What a partner says of itself in the directory."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.benefits.directory.logos import MOST_BYTES
from universo.benefits.directory.public import skills
from universo.benefits.directory.reading import PageData
from universo.program.queries import catalogue, provinces
from universo.web.shared.directory_words import FIELDS, whatsapp_words


class PageForm(forms.Form):
    """The page of a partner; what is wrong is said by the operation, at its field."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    headline = forms.CharField(
        label=FIELDS["headline"], max_length=160,
        help_text=_("It stands below your name in the list."),
    )  # fmt: skip
    text = forms.CharField(
        label=FIELDS["text"], max_length=2000, widget=forms.Textarea(attrs={"rows": 9}),
        help_text=_("Leave an empty line between paragraphs."),
    )  # fmt: skip
    website = forms.CharField(
        label=FIELDS["website"], required=False, max_length=200,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
    )  # fmt: skip
    email = forms.CharField(
        label=FIELDS["email"], required=False, max_length=254,
        widget=forms.TextInput(attrs={"inputmode": "email"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=FIELDS["phone"], required=False, max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )  # fmt: skip
    whatsapp = forms.CharField(
        label=FIELDS["whatsapp"], required=False, max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )  # fmt: skip
    is_national = forms.BooleanField(label=_("We work in the whole country"), required=False)
    provinces = forms.MultipleChoiceField(
        label=_("Whole provinces"), required=False, widget=forms.CheckboxSelectMultiple
    )
    localities = forms.CharField(
        label=_("Only some localities"), required=False, max_length=6000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, such as: Rosario, Santa Fe."),
    )  # fmt: skip
    families = forms.TypedMultipleChoiceField(
        label=FIELDS["families"], coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    skills = forms.TypedMultipleChoiceField(
        label=FIELDS["skills"], coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    logo = forms.FileField(
        label=_("Logo"), required=False, widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
        help_text=_("PNG or JPEG of at most 3 MB. We keep a copy of 480 pixels at most, without its data."),
    )  # fmt: skip
    logo_alt = forms.CharField(
        label=FIELDS["logo_alt"], required=False, max_length=160,
        help_text=_("For those who do not see it, such as: Logo of the company, two blue waves."),
    )  # fmt: skip
    remove_logo = forms.BooleanField(label=_("Without a logo"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        lists = {
            "provinces": [(row.letter, row.name) for row in provinces()],
            "families": [(row.pk, row.name) for row in catalogue()],
            "skills": [(row.pk, row.name) for row in skills()],
        }
        for name, choices in lists.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def page_data(self) -> PageData:
        """Return what was typed; call it on a valid form."""
        typed = self.cleaned_data
        return PageData(
            headline=typed["headline"],
            text=typed["text"],
            website=typed["website"],
            email=typed["email"],
            phone=typed["phone"],
            whatsapp=typed["whatsapp"],
            is_national=typed["is_national"],
            provinces=typed["provinces"],
            localities=typed["localities"],
            family_ids=typed["families"],
            skill_ids=typed["skills"],
            logo_alt=typed["logo_alt"],
            keeps_logo=not typed["remove_logo"],
        )

    def picture(self) -> bytes | None:
        """Return the bytes of the picture that was chosen, one more than is taken at most."""
        chosen = self.cleaned_data.get("logo")
        return chosen.read(MOST_BYTES + 1) if chosen else None


def initial_of(version: Any) -> dict[str, Any]:
    """Return a version as the form shows it."""
    places = list(version.places.all())
    return {
        "headline": version.headline,
        "text": version.text,
        "website": version.website,
        "email": version.email,
        "phone": version.phone,
        "whatsapp": whatsapp_words(version.whatsapp),
        "is_national": version.is_national,
        "provinces": [one.province_id for one in places if not one.locality],
        "localities": "\n".join(
            f"{one.locality}, {one.province.name}" for one in places if one.locality
        ),
        "families": [one.pk for one in version.families.all()],
        "skills": [one.pk for one in version.skills.all()],
        "logo_alt": version.logo_alt,
    }
