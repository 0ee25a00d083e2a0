"""The forms with which Hasar runs the demonstration units."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.benefits.units import queries
from universo.benefits.units.choices import Condition, Gone, LoanStatus
from universo.domain.unit_lending import Rules
from universo.identity.actor import Actor
from universo.partners.queries import visible_to as partners_visible_to
from universo.program.queries import catalogue
from universo.usecases.hand_over_unit import Look
from universo.usecases.keep_units import UnitData
from universo.web.shared.fields import DayField
from universo.web.shared.forms import FormBeside


class Pictures(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Pictures, read whole: a list of bytes, empty without any."""

    widget = Pictures(attrs={"accept": "image/png,image/jpeg", "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(PicturesField, self).clean(one, initial).read() for one in found if one]


class LoanFilter(forms.Form):
    """Which loans to look at."""

    q = forms.CharField(label=_("Partner or serial number"), required=False, max_length=80)
    estado = forms.ChoiceField(label=_("State"), required=False)
    modelo = forms.TypedChoiceField(label=_("Model"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["estado"].choices = [  # type: ignore[attr-defined]
            ("", _("All")), ("LIVE", _("Not finished")), ("OVERDUE", _("Overdue")),
            *LoanStatus.choices,
        ]  # fmt: skip
        models = [(row.pk, row.name) for row in queries.models_lent()]
        self.fields["modelo"].choices = [("", _("All")), *models]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """Return the arguments of `queries.search_loans`; what cannot be is left out."""
        typed = self.cleaned_data if self.is_valid() else {}
        return {
            "state": typed.get("estado", ""),
            "product_id": typed.get("modelo"),
            "text": typed.get("q", ""),
        }


class ApproveForm(FormBeside):
    """The unit to reserve, and the first day."""

    unit = forms.TypedChoiceField(label=_("Unit"), coerce=int)
    from_date = DayField(label=_("First day"))

    def __init__(self, units: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = unit_choices(units)  # type: ignore[attr-defined]


class ChangeUnitForm(FormBeside):
    """Another unit for a loan that was not handed over."""

    unit = forms.TypedChoiceField(label=_("Unit"), coerce=int)

    def __init__(self, units: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = unit_choices(units)  # type: ignore[attr-defined]


class ReasonForm(FormBeside):
    """Why: the partner reads it."""

    reason = forms.CharField(label=_("Reason, for the partner"), max_length=240)


class GrantForm(FormBeside):
    """A button is enough."""


class DispatchForm(FormBeside):
    """How the unit looks as it leaves."""

    condition = forms.ChoiceField(label=_("Condition"), choices=Condition.choices)
    note = forms.CharField(label=_("Remarks"), max_length=400, required=False)
    photos = PicturesField(label=_("Photos"), required=False, help_text=_("JPEG or PNG, up to 6."))

    def look(self) -> Look:
        """Return what was seen; call it on a valid form."""
        typed = self.cleaned_data
        return Look(typed["condition"], typed["note"], typed["photos"])


class ReturnForm(DispatchForm):
    """How it looks as it comes back, and where it is put."""

    location = forms.CharField(label=_("Where it is kept"), max_length=120)


class UnitForm(FormBeside):
    """What is written of a unit."""

    product = forms.TypedChoiceField(label=_("Model"), coerce=int)
    serial = forms.CharField(label=_("Serial number"), max_length=60)
    condition = forms.ChoiceField(label=_("Condition"), choices=Condition.choices)
    location = forms.CharField(label=_("Where it is kept"), max_length=120)
    contents = forms.CharField(
        label=_("What goes with it"), max_length=240, required=False,
        help_text=_("Cables, rolls, manuals, its case."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["product"].choices = [  # type: ignore[attr-defined]
            (str(family), [(row.pk, row.name) for row in family.products.all()])
            for family in catalogue()
        ]

    def data_of(self) -> UnitData:
        """Return what was typed; call it on a valid form."""
        typed = self.cleaned_data
        return UnitData(
            typed["product"], typed["serial"], typed["condition"], typed["location"],
            typed["contents"],
        )  # fmt: skip


class RepairForm(FormBeside):
    """Until when a unit is in repair, and why."""

    until = DayField(label=_("Back by"))
    reason = forms.CharField(label=_("What is wrong with it"), max_length=240)


class BackForm(FormBeside):
    """How a unit came back from repair."""

    condition = forms.ChoiceField(label=_("Condition"), choices=Condition.choices)
    location = forms.CharField(label=_("Where it is kept"), max_length=120)


class TakeOutForm(FormBeside):
    """How a unit leaves the stock for good."""

    how = forms.ChoiceField(label=_("How"), choices=Gone.choices)
    buyer_id = forms.TypedChoiceField(
        label=_("Bought by the partner"), coerce=int, required=False, empty_value=None
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=240, help_text=_("For a sale, the number of the invoice.")
    )

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        partners = partners_visible_to(actor).order_by("legal_name")
        self.fields["buyer_id"].choices = [  # type: ignore[attr-defined]
            ("", _("None, or somebody else")), *((row.pk, str(row)) for row in partners)
        ]  # fmt: skip


class RulesForm(FormBeside):
    """The rules of lending from a day on."""

    units_at_a_time = forms.IntegerField(label=_("Units of a model at a time"), min_value=0)
    months_between = forms.IntegerField(label=_("Months between two loans of a model"), min_value=0)
    longest_days = forms.IntegerField(label=_("Longest loan, in business days"), min_value=0)
    extension_days = forms.IntegerField(label=_("More days at most, in business days"), min_value=0)
    from_date = DayField(label=_("From"))
    reason = forms.CharField(label=_("Reason"), max_length=240)

    def wanted(self) -> dict[str, Any]:
        """Return what a valid form says."""
        typed = self.cleaned_data
        names = ("units_at_a_time", "months_between", "longest_days", "extension_days")
        rules = Rules(**{name: min(typed[name], 9_999) for name in names})
        return {"rules": rules, "from_date": typed["from_date"], "reason": typed["reason"]}

    @classmethod
    def of(cls, rules: Any, today: date) -> "RulesForm":
        """Return the form with the rules in force."""
        names = ("units_at_a_time", "months_between", "longest_days", "extension_days")
        return cls(initial={"from_date": today, **{name: getattr(rules, name) for name in names}})


def unit_choices(units: Any) -> list[tuple[int, str]]:
    """Return units as choices: serial, condition and place."""
    return [
        (row.pk, f"{row.serial} · {row.get_condition_display()} · {row.location}") for row in units
    ]
