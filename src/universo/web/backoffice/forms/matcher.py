"""Forms about the matcher: what it missed, and two companies to try against each other."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from universo.matching.party import PartyFacts
from universo.program.queries import provinces

LARGEST = 2**31 - 1  # a number of notices beyond it does not exist


class MissedNoticeForm(forms.Form):
    """An earlier notice by its number, typed with or without what goes before it."""

    number = forms.CharField(
        label=_("OP number of the earlier notice"),
        max_length=20,
        help_text=_("As it is written on the notice: OP-000123."),
        error_messages={"required": _("Write the number of the notice.")},
    )

    def clean_number(self) -> int:
        found = re.fullmatch(
            r"(?:OP\s*-?\s*)?0*(\d{1,10})", self.cleaned_data["number"].strip(), re.I
        )
        if found is None or int(found[1]) > LARGEST:
            raise ValidationError(_("Write the number of the notice, for example OP-000123."))
        return int(found[1])


class MissedCustomerForm(forms.Form):
    """A known customer, chosen from those found."""

    customer_id = forms.IntegerField(min_value=1, max_value=2**63 - 1)

    def add_error(self, field: str | None, error: Any) -> None:
        """Whatever is wrong stands above the list: the field itself is a button."""
        super().add_error(None, error)


class CompanyForm(forms.Form):
    """One of two companies to try: anything as somebody might have typed it, a name at least."""

    legal_name = forms.CharField(label=_("Legal name"), required=False, max_length=160)
    trade_name = forms.CharField(label=_("Trade name"), required=False, max_length=160)
    cuit = forms.CharField(label=_("CUIT"), required=False, max_length=30)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=60)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=254)
    web = forms.CharField(label=_("Web"), required=False, max_length=200)
    street = forms.CharField(label=_("Address"), required=False, max_length=160)
    locality = forms.CharField(label=_("Locality"), required=False, max_length=120)
    province = forms.ChoiceField(label=_("Province"), required=False)
    contact = forms.CharField(label=_("Contact"), required=False, max_length=120)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = [(one.name, one.name) for one in provinces()]
        self.fields["province"].choices = [("", "—"), *names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A company without any name cannot be told from others."""
        cleaned: dict[str, Any] = super().clean() or {}
        missing = not (cleaned.get("legal_name") or cleaned.get("trade_name"))
        if missing and "legal_name" not in self.errors:
            self.add_error("legal_name", _("Write a name, the legal one or the trade name."))
        return cleaned

    def facts(self) -> PartyFacts:
        """Return what was typed, as the matcher reads it, once the form is valid."""
        typed = dict(self.cleaned_data)
        phone, email = typed.pop("phone"), typed.pop("email")
        return PartyFacts(
            **typed,
            phones=(phone,) if phone else (),
            emails=(email,) if email else (),
        )
