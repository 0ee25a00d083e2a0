"""The forms with which an administrator keeps the people of Hasar."""

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.identity.roles import StaffRole
from universo.web.shared.fields import Described

DOES = {
    StaffRole.ACCOUNT_EXECUTIVE: _("Answers the notices of the sponsors assigned to him."),
    StaffRole.CHANNEL_MANAGER: _("Chooses who carries out each accepted sale."),
    StaffRole.FINANCE: _("Invoices, collections, ledger, settlements and payments."),
    StaffRole.PROGRAM_ADMIN: _("Catalogue, rates, terms, holidays, partners and people."),
    StaffRole.AUDITOR: _("Reads everything, changes nothing."),
}
ROLE_CHOICES = [(role.value, Described(role.label, DOES[role])) for role in StaffRole]


class InviteForm(forms.Form):
    """A new person of Hasar and what he may do."""

    full_name = forms.CharField(label=_("Name and surname"), max_length=120)
    email = forms.CharField(label=_("E-mail"), max_length=254)
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=ROLE_CHOICES, widget=forms.CheckboxSelectMultiple
    )


class RoleForm(forms.Form):
    """One more role for a person."""

    role = forms.ChoiceField(label=_("Role"), choices=StaffRole.choices)


class CloseForm(forms.Form):
    """Why a person's access is closed."""

    reason = forms.CharField(
        label=_("Reason"), max_length=240, widget=forms.Textarea(attrs={"rows": 2})
    )
