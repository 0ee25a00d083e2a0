"""From the stored holidays and terms to the domain's calendar and clock (P-1 to P-3)."""

from datetime import datetime

from universo.domain.business_days import DEFAULT_POLICY, Calendar, ReceiptRule, read_holidays
from universo.domain.decision_clock import Due, compute_due
from universo.program.models import CalendarVersion, Terms
from universo.program.queries import latest_calendar


def calendar_of(version: CalendarVersion, policy: str = DEFAULT_POLICY) -> Calendar:
    """Return the domain calendar of one version of the table, read under a policy (P-2).

    Raises CalendarError when the table or the policy cannot be read.
    """
    rows = (
        {
            "fecha": day.date.isoformat(),
            "nombre": day.name,
            "tipo": day.kind,
            "alcance": day.scope,
            "estado": day.state,
            "inhabil_NAC": "1" if day.counts_in_nac else "0",
            "inhabil_NAC_DNL": "1" if day.counts_in_nac_dnl else "0",
        }
        for day in version.days.all()
    )
    return Calendar.of(read_holidays(rows), policy)


def current_calendar(terms: Terms | None = None) -> tuple[CalendarVersion, Calendar]:
    """Return the newest version of the table and its calendar under the policy of these terms."""
    version = latest_calendar()
    return version, calendar_of(version, terms.day_policy if terms else DEFAULT_POLICY)


def due_for(received_at: datetime, terms: Terms, calendar: Calendar) -> Due:
    """Compute the term to answer a receipt: R-9 under the terms in force (P-1, P-2, P-3)."""
    return compute_due(received_at, terms.decision_days, calendar, ReceiptRule(terms.receipt_rule))
