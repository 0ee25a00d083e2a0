"""Forms about the matcher: what it missed, and two companies to try against each other."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

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
