"""Background work of the API; thin: takes the time and calls an operation."""

from django.utils import timezone
from procrastinate.contrib.django import app

from universo.identity.answers import forget_answers


@app.periodic(cron="50 6 * * *")
@app.task(name="api.tidy", queueing_lock="api.tidy")
def tidy(timestamp: int) -> None:
    """Forget answers that no client asks for again (`identity.answers.KEEP`)."""
    forget_answers(timezone.now())
