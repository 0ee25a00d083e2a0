"""The forms with which Hasar judges integrations and keeps the checklists (R-1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.program.queries import catalogue
from universo.web.shared.fields import DayField
from universo.web.shared.forms import FormBeside


class JudgeForm(FormBeside):
    """Which points hold, and a word or the reason."""

    passed = forms.TypedMultipleChoiceField(
        label=_("What holds"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Answer"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when it is not certified. The partner reads it as you write it."),
    )  # fmt: skip

    def __init__(self, points: list[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["passed"].choices = list(enumerate(points))  # type: ignore[attr-defined]


class RevokeForm(FormBeside):
    """Why a certification is withdrawn."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The partner reads it as you write it."),
    )  # fmt: skip


class ChecklistForm(forms.Form):
    """What is looked at, from which day, and for how many months a certification holds."""

    family = forms.TypedChoiceField(label=_("Family"), coerce=int, required=False, empty_value=None)
    from_date = DayField(label=_("From"))
    months = forms.IntegerField(label=_("Months that it holds"), min_value=1, max_value=60)
    points = forms.CharField(
        label=_("Points"), max_length=9000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One a line."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["family"].choices = [  # type: ignore[attr-defined]
            ("", _("All that have none of their own")),
            *((row.pk, row.name) for row in catalogue()),
        ]
