"""The forms with which a channel works its lead, and with which the pre-sales log grows."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.opportunities.presales import KINDS, NOTE_LIMIT, PEOPLE_LIMIT
from universo.routing.operations import LOSS_REASONS, TEXT_LIMIT
from universo.web.shared.fields import DayField


def long_text(
    label: Any, *, required: bool = True, rows: int = 3, hint: Any = ""
) -> forms.CharField:
    """Return a field of several lines, up to TEXT_LIMIT characters."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=TEXT_LIMIT,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class DeclineForm(forms.Form):
    """Why a reseller does not take a lead."""

    prefix = "decline"
    reason = long_text(_("Why do you not take it?"), hint=_("Only Hasar's people read it."))


class ProgressForm(forms.Form):
    """What was done with a lead; `uid` makes a double click one report."""

    prefix = "progress"
    uid = forms.UUIDField(widget=forms.HiddenInput)
    note = long_text(_("What was done?"))

    @classmethod
    def fresh(cls) -> "ProgressForm":
        """Return an empty form with a client id of its own."""
        return cls(initial={"uid": uuid.uuid4()})


class WonForm(forms.Form):
    """A lead that ended in a sale."""

    prefix = "won"
    note = long_text(_("Note"), required=False)


class LostForm(forms.Form):
    """A lead that ended without a sale; the reason is required."""

    prefix = "lost"
    loss_reason = forms.ChoiceField(
        label=_("Why was it lost?"), choices=[("", _("Choose…")), *LOSS_REASONS]
    )
    note = long_text(_("Note"), required=False)


class PresalesForm(forms.Form):
    """An entry of the joint pre-sales log (R-4, R-6)."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What was done?"), choices=KINDS, widget=forms.RadioSelect)
    on_date = DayField(label=_("Day"))
    people = forms.CharField(
        label=_("With whom"),
        required=False,
        max_length=PEOPLE_LIMIT,
        help_text=_("Names and roles of the people of the customer's who took part."),
    )
    note = forms.CharField(
        label=_("What came out of it?"),
        max_length=NOTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
