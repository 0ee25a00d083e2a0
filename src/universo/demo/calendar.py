"""Moments of the demo, counted back from today in business days, so that it always looks fresh."""

from datetime import date, datetime, time, timedelta

from universo.domain.business_days import Calendar
from universo.domain.decision_clock import BUENOS_AIRES, local_date


class Moments:
    """Answers instants in the past; never one after `now`."""

    def __init__(self, now: datetime, calendar: Calendar) -> None:
        self.now = now
        self.calendar = calendar

    def day(self, business_days_ago: int) -> date:
        """Return the business day that many business days before today."""
        found = local_date(self.now)
        left = business_days_ago
        while left > 0 or not self.calendar.is_business_day(found):
            found -= timedelta(days=1)
            left -= self.calendar.is_business_day(found)
        return found

    def at(self, business_days_ago: int, hour: int, minute: int = 0) -> datetime:
        """Return that day at this local hour, but at least some minutes before now."""
        wanted = datetime.combine(self.day(business_days_ago), time(hour, minute), BUENOS_AIRES)
        latest = self.now - timedelta(minutes=max(2, 600 - hour * 20 - minute))
        return min(wanted, latest)
