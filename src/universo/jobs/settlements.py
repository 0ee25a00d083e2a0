"""Background work of settlements; thin: takes the time and calls a use case."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from universo.usecases import pay_settlements, settle_period


@app.task(name=settle_period.TELL, retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def tell_closed(run_id: int) -> None:
    """Write the mails of a closed month; a repeated run writes those that are missing."""
    settle_period.tell_closed(now=timezone.now(), run_id=run_id)


@app.task(name=pay_settlements.TELL, retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def tell_paid(batch_id: int) -> None:
    """Write the mails of a batch that was paid; a repeated run writes those that are missing."""
    pay_settlements.tell_paid(now=timezone.now(), batch_id=batch_id)
