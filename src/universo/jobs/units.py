"""Background work of the demonstration units; thin: takes the time and calls a use case."""

from django.utils import timezone
from procrastinate.contrib.django import app

from universo.usecases.remind_loans import remind_loans


# Schedules are in UTC: from 8:35 on in Buenos Aires, and again for a run that was missed.
@app.periodic(cron="35 11-20 * * *")
@app.task(name="units.remind", queueing_lock="units.remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Remind partners of units to give back, and Hasar of those that are overdue."""
    remind_loans(timezone.now())
