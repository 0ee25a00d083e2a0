"""The forms of joining: the application, and a colleague's invitation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.partners.application_data import ApplicationData, phone_problem
from universo.program.choices import Category, SponsorLevel
from universo.program.queries import provinces
from universo.web.public.content import CATEGORIES, LEVELS
from universo.web.shared.fields import CuitField, Described


class ApplicationForm(forms.Form):
    """A handful of fields (R-5). `website` is a trap for robots: people do not see it."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    terms_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=32_000)
    legal_name = forms.CharField(
        label=_("Legal name"),
        min_length=2,
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    cuit = CuitField()
    province = forms.ChoiceField(
        label=_("Province"), error_messages={"invalid_choice": _("Choose the province.")}
    )
    contact_name = forms.CharField(
        label=_("Your name and surname"),
        min_length=2,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    categories = forms.MultipleChoiceField(
        label=_("Categories"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(item.code, Described(item.title, item.text)) for item in CATEGORIES],
        error_messages={"required": _("Choose at least one category.")},
    )
    sponsor_level = forms.ChoiceField(
        label=_("Level of sponsor"),
        widget=forms.RadioSelect,
        required=False,
        choices=[(item.code, Described(item.title, item.text)) for item in LEVELS],
    )
    accepts_terms = forms.BooleanField(
        label=_(
            "I accept the terms of the programme, and this e-mail address as electronic address "
            "where its communications are effective."
        ),
        error_messages={"required": _("To join, the terms of the programme must be accepted.")},
    )
    website = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["province"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose…")), *((row.letter, row.name) for row in provinces())]

    def clean_phone(self) -> str:
        """Refuse a phone that nobody could dial."""
        phone = str(self.cleaned_data["phone"])
        problem = phone_problem(phone)
        if problem:
            raise forms.ValidationError(problem)
        return phone

    def clean(self) -> dict[str, Any]:
        """A sponsor has a level (R-4)."""
        values = super().clean() or self.cleaned_data
        chosen = values.get("categories", [])
        if Category.SPONSOR in chosen and values.get("sponsor_level") not in SponsorLevel.values:
            self.add_error("sponsor_level", _("Choose the level of sponsor."))
        return values

    @property
    def is_trapped(self) -> bool:
        """Tell whether a robot filled in what people cannot see."""
        return bool(self.data.get("website"))

    def as_data(self, client_ip: str) -> ApplicationData:
        """Return what was typed, for the use case."""
        values = self.cleaned_data
        return ApplicationData(
            legal_name=values["legal_name"],
            cuit=values["cuit"],
            contact_name=values["contact_name"],
            email=values["email"],
            phone=values["phone"],
            province=values["province"],
            categories=tuple(values["categories"]),
            sponsor_level=values["sponsor_level"],
            accepts_terms=values["accepts_terms"],
            terms_version=values["terms_version"],
            client_ip=client_ip,
        )


class InvitationForm(forms.Form):
    """A colleague who was invited says his name and chooses a password."""

    full_name = forms.CharField(
        label=_("Your name and surname"),
        min_length=2,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        help_text=_("At least 10 characters; a sentence that only you know is best."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=_("Password, again"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        values = super().clean() or self.cleaned_data
        if values.get("password") != values.get("password_again"):
            self.add_error("password_again", _("The two passwords are not the same."))
        return values
