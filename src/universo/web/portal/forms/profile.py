"""The forms of an organisation's own page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ColleagueForm(forms.Form):
    """Whom an administrator invites."""

    full_name = forms.CharField(
        label=_("Name and surname"),
        min_length=2,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    is_admin = forms.BooleanField(
        label=_("Administrator of the organisation: invites colleagues and takes access away."),
        required=False,
    )
