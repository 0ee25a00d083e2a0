"""The form with which an administrator changes who is entitled to a benefit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.benefits.choices import Asked
from universo.usecases.change_entitlement import MOST, Grant
from universo.web.shared.fields import DayField


class EntitlementForm(forms.Form):
    """Granted or not, on which condition, from which day on, and why."""

    granted = forms.ChoiceField(
        label=_("Who is in it may use the benefit"),
        choices=[("1", _("Yes")), ("0", _("No"))],
        widget=forms.RadioSelect,
    )
    asked = forms.ChoiceField(label=_("What is asked for besides"), choices=Asked.choices)
    amount = forms.IntegerField(
        label=_("How many"), min_value=0, max_value=MOST, required=False,
        help_text=_("Months or sales, by what is asked for. Empty when nothing else is."),
    )  # fmt: skip
    from_date = DayField(label=_("From"))
    reason = forms.CharField(label=_("Reason"), max_length=240)

    def wanted(self, service: str, category: str, level: str) -> dict[str, Any]:
        """Return what a valid form says of this cell."""
        typed = self.cleaned_data
        grant = Grant(
            service,
            category,
            level,
            granted=typed["granted"] == "1",
            asked=typed["asked"],
            amount=typed["amount"] or 0,
        )
        return {"grant": grant, "from_date": typed["from_date"], "reason": typed["reason"]}
