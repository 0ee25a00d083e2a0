"""The form with which a partner asks for a joint visit."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.benefits.support.queries import linkable_notices
from universo.identity.actor import Actor
from universo.usecases.arrange_visit import MOST_TIMES, VisitData
from universo.web.shared.fields import InstantField
from universo.web.shared.unit_words import notice_words


class VisitForm(forms.Form):
    """Whom to visit, where, what for, and one to three instants."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    customer = forms.CharField(label=_("Customer"), max_length=120)
    place = forms.CharField(label=_("Place"), max_length=160)
    purpose = forms.CharField(
        label=_("What for"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=15, max_value=600)
    notice = forms.TypedChoiceField(
        label=_("For the opportunity"), coerce=int, required=False, empty_value=None
    )
    time_1 = InstantField(label=_("First choice"))
    time_2 = InstantField(label=_("Second choice"), required=False)
    time_3 = InstantField(label=_("Third choice"), required=False)

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["notice"].choices = [  # type: ignore[attr-defined]
            ("", _("None")),
            *((row.pk, notice_words(row)) for row in linkable_notices(actor)),
        ]

    def data_of(self) -> VisitData:
        """Return what was typed; call it on a valid form."""
        typed = self.cleaned_data
        times = [typed[f"time_{n}"] for n in range(1, MOST_TIMES + 1) if typed[f"time_{n}"]]
        names = ("customer", "place", "purpose", "minutes")
        return VisitData(
            **{name: typed[name] for name in names}, times=times, notice_id=typed["notice"]
        )

    @classmethod
    def fresh(cls, actor: Actor) -> "VisitForm":
        """Return an empty one with an id of its own."""
        return cls(actor, initial={"uid": uuid4(), "minutes": 60})
