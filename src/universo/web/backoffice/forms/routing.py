"""Forms of the channel manager: the choice of a channel, and a channel's rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.program.choices import CustomerProfile, ProductKind
from universo.program.queries import provinces
from universo.web.shared.lead_forms import long_text


class ProfileForm(forms.Form):
    """The customer's profile, on which the ranking depends (R-11)."""

    profile = forms.ChoiceField(
        label=_("Customer profile"),
        choices=[("", _("Choose…")), *CustomerProfile.choices],
        widget=forms.Select(attrs={"data-submit": True}),
    )


class AssignForm(forms.Form):
    """The channel chosen for a notice; `replaces` is the assignment on the page that it takes back."""

    profile = forms.CharField(
        label=_("Customer profile"), required=False, max_length=12, widget=forms.HiddenInput
    )
    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput)
    channel_id = forms.IntegerField(
        label=_("Executing channel"), error_messages={"required": _("Choose a channel.")}
    )
    note = long_text(
        _("Note for the channel"), required=False, hint=_("The channel reads it with the lead.")
    )
    reason = long_text(_("Why do you take it back?"), required=False, rows=2)

    def chosen(self) -> dict[str, Any]:
        """Return the arguments of the use case."""
        data = self.cleaned_data
        return {
            "profile": data["profile"],
            "channel_id": data["channel_id"],
            "note": data["note"],
            "reason": data["reason"],
            "replaces_id": data["replaces"],
        }


class ChannelForm(forms.Form):
    """The rules of a channel (R-11)."""

    is_active = forms.BooleanField(label=_("It takes leads"), required=False)
    kinds = forms.MultipleChoiceField(
        label=_("What it sells"),
        choices=ProductKind.choices,
        error_messages={"required": _("Say what it sells: software, hardware or both.")},
        widget=forms.CheckboxSelectMultiple,
    )
    provinces = forms.MultipleChoiceField(
        label=_("Zones"),
        required=False,
        help_text=_("None means the whole country."),
        widget=forms.CheckboxSelectMultiple,
    )
    profiles = forms.MultipleChoiceField(
        label=_("Customer profiles"),
        choices=CustomerProfile.choices,
        required=False,
        help_text=_("None means any profile."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        zones = self.fields["provinces"]
        if isinstance(zones, forms.MultipleChoiceField):
            zones.choices = [(row.letter, row.name) for row in provinces()]
