"""On the day from which a category is not held, what it gave comes to its end (R-1).

Nothing says "done": each run looks at who is without a category and has something open, so that one
that was missed, or that died half-way, is made up for by the next.
"""

from datetime import datetime

from universo.benefits.open_items import left_by
from universo.domain.decision_clock import local_date
from universo.usecases.end_open_items import end_open_items
from universo.usecases.return_leads import return_leads

SETTLE = "categories.settle_now"


def settle_leavings(now: datetime) -> int:
    """Return leads and end what is open, each in its transaction; return how much. Again does nothing."""
    done = return_leads(now)
    return done + sum(end_open_items(left, now) for left in left_by(local_date(now)))
