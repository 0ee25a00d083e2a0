"""Background work of the categories; thin: takes the time and calls a use case."""

from django.utils import timezone
from procrastinate.contrib.django import app

from universo.usecases.plan_together import remind_reviews
from universo.usecases.remind_certifications import remind_certifications
from universo.usecases.review_levels import review_levels


# Schedules are in UTC: from 8:50 on in Buenos Aires, and again for a run that was missed.
@app.periodic(cron="50 11-20 * * *")
@app.task(name="categories.remind", queueing_lock="categories.remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Remind allies and Hasar of reviews of plans, software companies of what expires; review levels."""
    remind_reviews(timezone.now())
    remind_certifications(timezone.now())
    review_levels(timezone.now())
