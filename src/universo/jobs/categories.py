"""Background work of the categories; thin: takes the time and calls a use case."""

from django.utils import timezone
from procrastinate.contrib.django import app

from universo.usecases.remind_certifications import remind_certifications
from universo.usecases.review_levels import review_levels
from universo.usecases.review_plans import remind_reviews
from universo.usecases.settle_leavings import SETTLE, settle_leavings


# Schedules are in UTC: from 8:50 on in Buenos Aires, and again for a run that was missed.
@app.periodic(cron="50 11-20 * * *")
@app.task(name="categories.remind", queueing_lock="categories.remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Remind allies and Hasar of reviews of plans, software companies of what expires; review levels."""
    remind_reviews(timezone.now())
    remind_certifications(timezone.now())
    review_levels(timezone.now())


# From 0:10 in Buenos Aires on, and again each hour for a run that was missed.
@app.periodic(cron="10 3-23 * * *")
@app.task(name="categories.settle", queueing_lock="categories.settle", pass_context=False)
def settle(timestamp: int) -> None:
    """End what leaves with a category whose day has come."""
    settle_leavings(timezone.now())


@app.task(name=SETTLE)
def settle_now() -> None:
    """The same, when a category was just ended as of today."""
    settle_leavings(timezone.now())
