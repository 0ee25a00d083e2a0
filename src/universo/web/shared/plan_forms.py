"""The forms of joint plans, on both sides (R-1)."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.benefits.alliances import queries
from universo.benefits.alliances.choices import Metric
from universo.usecases.plan_together import PlanData, PlanGoal, owners_of_hasar
from universo.web.shared.fields import DayField
from universo.web.shared.forms import FormBeside

GOALS = 4


class PlanForm(forms.Form):
    """Title, purpose, period, owners on both sides, the first review and up to four goals."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=120)
    purpose = forms.CharField(
        label=_("What for"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    from_date = DayField(label=_("From"))
    until_date = DayField(label=_("Until"))
    hasar_owner = forms.TypedChoiceField(label=_("Who answers for Hasar"), coerce=int)
    partner_owner = forms.TypedChoiceField(label=_("Who answers for the partner"), coerce=int)
    next_review_date = DayField(label=_("First review"))

    def __init__(self, partner_id: int, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {}).setdefault("uid", uuid4())
        super().__init__(*args, **options)
        self.fields["hasar_owner"].choices = [  # type: ignore[attr-defined]
            (row.pk, row.full_name) for row in owners_of_hasar(partner_id)
        ]
        self.fields["partner_owner"].choices = queries.owners(partner_id)  # type: ignore[attr-defined]
        for place in range(1, GOALS + 1):
            needed = place == 1
            self.fields[f"metric{place}"] = forms.ChoiceField(
                label=_("Goal %(n)d: what counts") % {"n": place}, required=needed,
                choices=[("", _("None")), *Metric.choices],
            )  # fmt: skip
            self.fields[f"text{place}"] = forms.CharField(
                label=_("Goal %(n)d, in words") % {"n": place}, min_length=3, max_length=160,
                required=needed,
            )  # fmt: skip
            self.fields[f"target{place}"] = forms.IntegerField(
                label=_("Goal %(n)d, how many") % {"n": place}, min_value=1, max_value=1_000_000,
                required=needed,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing of a goal that was begun, at its own field."""
        typed = super().clean() or self.cleaned_data
        for n in range(2, GOALS + 1):
            names = [f"{part}{n}" for part in ("metric", "text", "target")]
            if any(typed.get(name) or name in self.errors for name in names):
                for name in names:
                    if not typed.get(name) and name not in self.errors:
                        self.add_error(name, _("A goal needs what counts, its words and a number."))
        return typed

    def goal_rows(self) -> list[tuple[Any, Any, Any]]:
        """Return the fields of each goal, for the template."""
        return [
            (self[f"metric{n}"], self[f"text{n}"], self[f"target{n}"]) for n in range(1, GOALS + 1)
        ]

    def data_of(self) -> PlanData:
        """Return what was typed; call it on a valid form."""
        typed = self.cleaned_data
        goals = tuple(
            PlanGoal(typed[f"metric{n}"], typed[f"text{n}"].strip(), typed[f"target{n}"] or 0)
            for n in range(1, GOALS + 1)
            if typed[f"metric{n}"] or typed[f"text{n}"] or typed[f"target{n}"]
        )
        return PlanData(
            typed["title"], typed["purpose"], typed["from_date"], typed["until_date"],
            typed["hasar_owner"], typed["partner_owner"], typed["next_review_date"], goals,
        )  # fmt: skip


class MeetingForm(FormBeside):
    """Minutes of a review, how far each goal is, and when the next one is."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    on_date = DayField(label=_("Day of the review"))
    minutes = forms.CharField(
        label=_("Minutes of the review"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    decisions = forms.CharField(
        label=_("What was decided"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    next_review_date = DayField(label=_("Next review"), required=False)

    def __init__(self, progress: list[Any], *args: Any, **options: Any) -> None:
        options.setdefault("initial", {}).setdefault("uid", uuid4())
        super().__init__(*args, **options)
        self.goals = [row.goal.pk for row in progress]
        for row in progress:
            self.fields[f"goal{row.goal.pk}"] = forms.IntegerField(
                label=_("%(text)s (of %(target)d)") % {"text": row.goal.text, "target": row.goal.target},
                min_value=0, max_value=1_000_000, required=False,
            )  # fmt: skip

    def values(self) -> dict[int, int]:
        """Return how far each goal is, of those that were typed."""
        typed = {pk: self.cleaned_data.get(f"goal{pk}") for pk in self.goals}
        return {pk: value for pk, value in typed.items() if value is not None}


class PlanReasonForm(FormBeside):
    """Why a plan is not agreed, or how it ended."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
