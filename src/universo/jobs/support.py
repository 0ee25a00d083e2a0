"""Background work of support in selling; thin: takes the time and calls a use case."""

from django.utils import timezone
from procrastinate.contrib.django import app

from universo.usecases.keep_fund import sweep_support


# Schedules are in UTC: at 0:20 in Buenos Aires, and again each hour for a run that was missed.
@app.periodic(cron="20 3-23 * * *")
@app.task(name="support.sweep", queueing_lock="support.sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Lapse requests without evidence in time, and expire what nobody reserved."""
    sweep_support(timezone.now())
