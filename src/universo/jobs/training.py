"""Background work of the training; thin: takes the time and calls use cases."""

from django.utils import timezone
from procrastinate.contrib.django import app

from universo.usecases.earn_certificate import remind_certificates
from universo.usecases.record_goals import record_goals


# Schedules are in UTC: from 8:50 on in Buenos Aires, and again for a run that was missed.
@app.periodic(cron="50 11,17 * * *")
@app.task(name="training.remind", queueing_lock="training.remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Remind people of certificates that end soon."""
    remind_certificates(timezone.now())


@app.periodic(cron="20 10,16,22 * * *")
@app.task(name="training.goals", queueing_lock="training.goals", pass_context=False)
def goals(timestamp: int) -> None:
    """Record the goals that partners have reached."""
    record_goals(timezone.now())
