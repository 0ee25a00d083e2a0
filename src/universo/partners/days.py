"""On which days a row of enrolment counts: from `since_date`, until `until_date` if it has one (R-1)."""

from datetime import date

from django.db.models import Q


def held_on(day: date, prefix: str = "") -> Q:
    """Return the condition that an enrolment holds on a local day; `prefix` leads to it (`enrolments__`).

    An end that is fixed for a later day does not end it yet.
    """
    began = Q(**{f"{prefix}since_date__lte": day})
    open_end = Q(**{f"{prefix}until_date__isnull": True})
    return began & (open_end | Q(**{f"{prefix}until_date__gt": day}))


def over_by(day: date, prefix: str = "") -> Q:
    """Return the condition that an enrolment ended on this local day or before."""
    return Q(**{f"{prefix}until_date__lte": day})
