"""The form of a bank account, for the partner and for finance; accounts as both sites show them."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.partners.bank_accounts import AccountData
from universo.partners.bank_queries import in_force, waiting
from universo.partners.choices import AccountStatus
from universo.program.choices import Currency
from universo.web.shared.fields import CuitField


class AccountForm(forms.Form):
    """Where a partner wants to be paid in one currency."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    number = forms.CharField(
        label=_("CBU, CVU or alias"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    bank = forms.CharField(label=_("Bank"), max_length=80)
    holder_name = forms.CharField(label=_("Holder"), max_length=160)
    holder_cuit = CuitField(label=_("CUIT of the holder"))

    def data_of(self) -> AccountData:
        """Return what was typed; call it on a valid form."""
        found = self.cleaned_data
        return AccountData(**{name: found[name] for name in AccountData.__slots__})


class StopForm(forms.Form):
    """Why a change of account is stopped or refused."""

    reason = forms.CharField(label=_("Reason"), max_length=240)


def shown(rows: Any, now: datetime) -> list[dict[str, Any]]:
    """Return accounts with the state that people read: in force, waiting, before, and the rest."""
    found = list(rows)
    current = {
        row.pk
        for currency in Currency.values
        for row in in_force({account.partner_id for account in found}, currency, now).values()
    }
    return [
        {"account": row, "state": _state(row, row.pk in current, now), "waits": waiting(row, now)}
        for row in found
    ]


def _state(row: Any, is_current: bool, now: datetime) -> str:
    if row.status != AccountStatus.APPROVED:
        return str(row.status)
    if waiting(row, now):
        return "waiting"
    return "in_force" if is_current else "before"
