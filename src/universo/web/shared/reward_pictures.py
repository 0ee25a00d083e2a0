"""Accrued and paid by month, for those who look rather than read; the table comes with each picture."""

from collections.abc import Iterable
from typing import Any

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _

from universo.insights.reward_months import MoneyMonths


def month_pictures(found: Iterable[MoneyMonths]) -> list[dict[str, Any]]:
    """Return the arguments of `{% bar_chart %}` for each currency."""
    return [
        {
            "currency": row.currency,
            "title": _("Accrued and paid by month, in %(currency)s") % {"currency": row.currency},
            "labels": [str(MONTHS_3[m.month]).rstrip(".").capitalize() for m in row.months],
            "series": [(_("Accrued"), row.accrued), (_("Paid"), row.paid)],
            "taken_back": any(amount < 0 for amount in row.accrued),
        }
        for row in found
    ]
