"""The forms with which a partner asks to join another category or to leave one (R-1)."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.partners.category_models import RequestKind
from universo.program.choices import Category, SponsorLevel
from universo.usecases.ask_category import CategoryAsked
from universo.web.shared.category_words import ASKED
from universo.web.shared.fields import DayField, Described

EMPTY = ("", _("Choose…"))


class JoinForm(forms.Form):
    """A category that is not held, what the company does in it, and the terms."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    terms_version = forms.IntegerField(widget=forms.HiddenInput)
    category = forms.ChoiceField(label=_("Category"), widget=forms.RadioSelect)
    level = forms.ChoiceField(
        label=_("Level of sponsor"), choices=[EMPTY, *SponsorLevel.choices], required=False
    )
    about = forms.CharField(
        label=_("What your company does"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you bring to this category: products, people, zone, experience."),
    )
    accepts_terms = forms.BooleanField(
        label=_("I accept the terms of the programme for this category."),
        error_messages={"required": _("To join, the terms of the programme must be accepted.")},
    )

    def __init__(self, names: list[str], *args: Any, version: int = 0, **options: Any) -> None:
        options.setdefault("initial", {}).update(uid=uuid4(), terms_version=version)
        super().__init__(*args, **options)
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            (name, Described(Category(name).label, ASKED[Category(name)])) for name in names
        ]

    def data_of(self) -> CategoryAsked:
        """Return what was typed; call it on a valid form."""
        typed = self.cleaned_data
        return CategoryAsked(
            RequestKind.JOIN,
            typed["category"],
            typed["about"],
            level=typed["level"],
            accepts_terms=typed["accepts_terms"],
            terms_version=typed["terms_version"],
        )


class LeaveForm(forms.Form):
    """The first day without the category, and why."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    from_date = DayField(label=_("First day without it"))
    about = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    @classmethod
    def fresh(cls, today: date) -> "LeaveForm":
        """Return an empty one with an id of its own."""
        return cls(initial={"uid": uuid4(), "from_date": today})

    def data_of(self, category: str) -> CategoryAsked:
        """Return what was typed; call it on a valid form."""
        typed = self.cleaned_data
        return CategoryAsked(
            RequestKind.LEAVE, category, typed["about"], from_date=typed["from_date"]
        )
