"""Background work of the evaluation; thin: takes the time and calls a use case."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from universo.usecases.evaluate_notice import compare_open_notices
from universo.usecases.evaluate_notice import evaluate_notice as gather_evidence
from universo.usecases.lapse_notices import lapse_notices
from universo.usecases.remind_executives import remind_executives

RETRY = RetryStrategy(max_attempts=5, exponential_wait=3)


@app.task(name="evaluation.evaluate_notice", retry=RETRY)
def evaluate_notice(notice_id: int) -> None:
    """Gather the evidence of a notice that was just sent (protocol 7)."""
    gather_evidence(now=timezone.now(), notice_id=notice_id)


@app.periodic(cron="20 9 * * *")
@app.task(
    name="evaluation.compare", queueing_lock="evaluation.compare", retry=RETRY, pass_context=False
)
def compare(timestamp: int) -> None:
    """Compare the open notices with the lists of known customers as they are today (R-8)."""
    compare_open_notices(timezone.now())


# Schedules are in UTC, three hours ahead of Buenos Aires. Every ten minutes beginning at 00:05: a
# worker that starts looks ten minutes back, so the first run is at once, however long it was down.
@app.periodic(cron="5-55/10 * * * *")
@app.task(name="evaluation.lapse", queueing_lock="evaluation.lapse", pass_context=False)
def lapse(timestamp: int) -> None:
    """Record the notices whose term passed (R-10)."""
    lapse_notices(timezone.now())


@app.periodic(cron="15 11-20 * * *")
@app.task(name="evaluation.remind", queueing_lock="evaluation.remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Warn executives of notices with few business days left; from 8:15 on in Buenos Aires."""
    remind_executives(timezone.now())
