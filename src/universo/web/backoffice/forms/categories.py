"""The forms with which an administrator answers requests about categories and ends one (R-1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.partners.category_models import CategoryRequest
from universo.program.choices import Category, SponsorLevel
from universo.web.shared.fields import DayField
from universo.web.shared.forms import FormBeside


class AcceptForm(FormBeside):
    """From when on, at which level, and a word for the partner."""

    from_date = DayField(label=_("From"))
    level = forms.ChoiceField(label=_("Level of sponsor"), choices=SponsorLevel.choices)
    answer = forms.CharField(
        label=_("A word for the partner"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, found: CategoryRequest, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not found.joins or found.category != Category.SPONSOR:
            del self.fields["level"]
        if not found.joins:
            self.fields["from_date"].label = _("First day without it")


class RefuseForm(FormBeside):
    """Why a request is not accepted."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The partner reads it as you write it."),
    )  # fmt: skip


class EndForm(forms.Form):
    """The first day without a category, and why."""

    from_date = DayField(label=_("First day without it"))
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The partner reads it as you write it."),
    )  # fmt: skip
