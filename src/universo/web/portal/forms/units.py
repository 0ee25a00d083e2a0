"""The forms with which a partner asks for a demonstration unit and for more days with it."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.benefits.units.queries import linkable_notices, models_lent
from universo.identity.actor import Actor
from universo.usecases.ask_for_unit import LoanRequest
from universo.web.shared.fields import DayField
from universo.web.shared.unit_words import notice_words


class RequestForm(forms.Form):
    """A model, the first day, how many business days, what for, and for which opportunity."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    product = forms.TypedChoiceField(label=_("Model"), coerce=int)
    from_date = DayField(label=_("First day"))
    days = forms.IntegerField(label=_("Business days"), min_value=1, max_value=250)
    purpose = forms.CharField(
        label=_("What for"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Which customer or event, and what you want to show."),
    )  # fmt: skip
    notice = forms.TypedChoiceField(
        label=_("For the opportunity"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["product"].choices = [(row.pk, row.name) for row in models_lent()]  # type: ignore[attr-defined]
        self.fields["notice"].choices = [  # type: ignore[attr-defined]
            ("", _("None")),
            *((row.pk, notice_words(row)) for row in linkable_notices(actor)),
        ]

    def data_of(self) -> LoanRequest:
        """Return what was typed; call it on a valid form."""
        typed = self.cleaned_data
        return LoanRequest(
            typed["product"], typed["from_date"], typed["days"], typed["purpose"], typed["notice"]
        )


class ExtensionForm(forms.Form):
    """More business days, and what for."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    days = forms.IntegerField(label=_("Business days more"), min_value=1, max_value=60)
    purpose = forms.CharField(label=_("What for"), max_length=240)

    @classmethod
    def fresh(cls) -> "ExtensionForm":
        """Return an empty one with an id of its own."""
        return cls(initial={"uid": uuid4()})
