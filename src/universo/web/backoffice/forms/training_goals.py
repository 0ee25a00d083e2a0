"""The forms of certificates, of what families ask for, and of goals."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.benefits.training.choices import Counted, GoalBenefit
from universo.domain.achievement import AMOUNTS, PERIODS
from universo.partners.level_queries import next_review_of
from universo.program.choices import Category, Currency
from universo.program.queries import catalogue
from universo.usecases.grant_goal import Given, rises
from universo.usecases.keep_goals import GoalData
from universo.web.shared.fields import DayField, MoneyField
from universo.web.shared.forms import FormBeside

STATES = (
    ("", _("All")), ("force", _("In force")), ("ended", _("Has ended")), ("revoked", _("Was revoked")),
)  # fmt: skip


class CertificateFilter(forms.Form):
    """Which certificates to look at."""

    q = forms.CharField(label=_("Person, partner or number"), required=False, max_length=80)
    estado = forms.ChoiceField(label=_("State"), required=False, choices=STATES)

    def wanted(self) -> dict[str, Any]:
        """Return the arguments of `exam_queries.search`; what cannot be is left out."""
        typed = self.cleaned_data if self.is_valid() else {}
        return {"text": typed.get("q", ""), "state": typed.get("estado", "")}


class RequirementForm(FormBeside):
    """How many certified people a family asks for, from a day on."""

    family_id = forms.TypedChoiceField(label=_("Product family"), coerce=int)
    people = forms.IntegerField(
        label=_("Certified people"), min_value=0, max_value=99, help_text=_("0: it asks for none.")
    )
    from_date = DayField(label=_("From the day"))
    reason = forms.CharField(label=_("Reason"), max_length=240)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["family_id"].choices = [(row.pk, row.name) for row in catalogue()]  # type: ignore[attr-defined]


class GoalForm(FormBeside):
    """A goal, its period, for whom, and what it brings."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=120)
    counted = forms.ChoiceField(label=_("What counts"), choices=Counted.choices)
    how_many = forms.IntegerField(label=_("How many"), required=False, min_value=1)
    amount = MoneyField(
        label=_("Amount"), required=False, help_text=_("For net amounts and rewards.")
    )
    currency = forms.ChoiceField(
        label=_("Currency"), required=False, choices=[("", "—"), *Currency.choices]
    )
    months = forms.TypedChoiceField(
        label=_("Months of the period"), coerce=int, choices=[(n, str(n)) for n in PERIODS],
        help_text=_("Of the calendar year: 3 are January to March, and so on."),
    )  # fmt: skip
    category = forms.ChoiceField(
        label=_("For the category"), required=False, choices=[("", _("All")), *Category.choices]
    )
    benefit = forms.ChoiceField(label=_("What reaching it brings"), choices=GoalBenefit.choices)
    text = forms.CharField(label=_("In words"), max_length=400)
    from_date = DayField(label=_("From the day"))

    @classmethod
    def fresh(cls, today: Any) -> "GoalForm":
        """Return an empty one with an id of its own."""
        return cls(initial={"uid": uuid4(), "from_date": today, "months": 3})

    def clean(self) -> dict[str, Any]:
        """See that the figure is of the kind that is counted."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        is_amount = typed.get("counted") in AMOUNTS
        if is_amount and not typed.get("amount") and "amount" not in self.errors:
            self.add_error("amount", str(_("Type an amount like 1.234,56.")))
        if is_amount and not typed.get("currency"):
            self.add_error("currency", str(_("Choose one of the list.")))
        if not is_amount and not typed.get("how_many") and "how_many" not in self.errors:
            self.add_error("how_many", str(_("Write how many.")))
        return typed

    def add_error(self, field: str | None, error: Any) -> None:
        """Say at the figure that counts what the operation says of the goal."""
        if field == "goal":
            field = "amount" if self.data.get("counted") in AMOUNTS else "how_many"
        super().add_error(field, error)

    def data_of(self) -> GoalData:
        """Return what was typed; call it on a valid form."""
        typed = self.cleaned_data
        is_amount = typed["counted"] in AMOUNTS
        return GoalData(
            title=typed["title"], counted=typed["counted"],
            goal=typed["amount"] if is_amount else typed["how_many"],
            currency=typed["currency"] if is_amount else "", months=typed["months"],
            category=typed["category"], benefit=typed["benefit"], text=typed["text"],
        )  # fmt: skip


class EndForm(FormBeside):
    """From which day on no new period counts."""

    until = DayField(label=_("No period that begins from this day on"))


class GrantForm(FormBeside):
    """How the benefit was granted; the partner reads it."""

    note = forms.CharField(label=_("How it is granted, for the partner"), max_length=400)

    def __init__(self, found: Any, today: date, posted: Any = None) -> None:
        # Several stand on one page: each has ids of its own.
        super().__init__(posted, auto_id=f"reached-{found.pk}-%s")
        if found.goal.benefit == GoalBenefit.FUND:
            self.fields |= {
                "amount": MoneyField(label=_("Amount for the fund")),
                "currency": forms.ChoiceField(label=_("Currency"), choices=Currency.choices),
                "expires_date": DayField(label=_("Last day to reserve it")),
            }
        elif rises(found, today):
            self.fields["level_from"] = DayField(
                label=_("It is an Introducer from the day"),
                initial=next_review_of(found.partner_id, today),
            )

    def values(self) -> dict[str, Any]:
        """Return the arguments of `grant`; call it on a valid form."""
        typed = self.cleaned_data
        given = Given(
            typed.get("amount") or 0, typed.get("currency", ""), typed.get("expires_date"),
            typed.get("level_from"),
        )  # fmt: skip
        return {"note": typed["note"], "given": given}
