"""The forms with which an administrator decides applications and keeps partners."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.identity.actor import Actor
from universo.partners.queries import executives_with_load
from universo.program.choices import Category, SponsorLevel
from universo.web.shared.formatting import number
from universo.web.shared.forms import FormBeside

ANY = ("", _("All"))
EMPTY = ("", _("Choose…"))


def executive_choices(actor: Actor) -> list[tuple[str, Any]]:
    """Return the executives, each with how many partners he attends."""
    return [
        (
            str(person.pk),
            _("%(name)s · attends %(count)s") % {"name": person, "count": number(load)},
        )
        for person, load in executives_with_load(actor)
    ]


class ExecutiveField(forms.TypedChoiceField):
    """One of the account executives; cleans to his id."""

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=int, label=_("Account executive"), **options)


class ApprovalForm(FormBeside):
    """Who attends the new partner, and what it is enrolled in."""

    executive = ExecutiveField()
    categories = forms.MultipleChoiceField(
        label=_("Categories"), choices=Category.choices, widget=forms.CheckboxSelectMultiple
    )
    sponsor_level = forms.ChoiceField(
        label=_("Level of sponsor"), choices=[EMPTY, *SponsorLevel.choices], required=False
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _fill(self, [EMPTY, *executive_choices(actor)])


class DeclineForm(FormBeside):
    """Why an application is declined."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        help_text=_("The applicant reads it as you write it."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ExecutiveForm(FormBeside):
    """Who attends a partner from now on."""

    executive = ExecutiveField()

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _fill(self, [EMPTY, *executive_choices(actor)])


class CategoryForm(FormBeside):
    """A category that a partner gets from today on."""

    category = forms.ChoiceField(label=_("Category"), choices=[EMPTY, *Category.choices])
    level = forms.ChoiceField(
        label=_("Level of sponsor"), choices=[EMPTY, *SponsorLevel.choices], required=False
    )


class LevelForm(FormBeside):
    """The level of a sponsor from today on."""

    level = forms.ChoiceField(label=_("Level of sponsor"), choices=SponsorLevel.choices)


class SuspendForm(FormBeside):
    """Why a partner is suspended."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class PartnerFilterForm(forms.Form):
    """What to look for among partners."""

    q = forms.CharField(label=_("Name, CUIT or e-mail"), required=False, max_length=120)
    category = forms.ChoiceField(
        label=_("Category"), choices=[ANY, *Category.choices], required=False
    )
    executive = forms.ChoiceField(label=_("Account executive"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[ANY, ("active", _("Active")), ("suspended", _("Suspended"))],
        required=False,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _fill(self, [ANY, *executive_choices(actor)])
        self.fields["q"].widget.input_type = "search"

    def chosen(self) -> dict[str, str]:
        """Return what was asked for; a value that is not a choice is left out.

        Then the fields are drawn without the mark of optional ones: all filters are.
        """
        self.is_valid()
        for field in self.fields.values():
            field.required = True
            field.widget.is_required = False
        return {name: str(value) for name, value in self.cleaned_data.items()}


def _fill(form: forms.Form, choices: list[tuple[Any, Any]]) -> None:
    field = form.fields["executive"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
