"""Background work of price lists; thin: takes the time and calls a use case."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from universo.usecases.announce_prices import announce_prices, call_off_prices
from universo.usecases.publish_prices import ANNOUNCE, CALL_OFF

RETRY = RetryStrategy(max_attempts=5, exponential_wait=3)


@app.task(name=ANNOUNCE, retry=RETRY)
def announce(list_id: int) -> None:
    """Tell the partners concerned of a list that was published."""
    announce_prices(now=timezone.now(), list_id=list_id)


@app.task(name=CALL_OFF, retry=RETRY)
def call_off(list_id: int) -> None:
    """Tell those who were told of a list that it was withdrawn."""
    call_off_prices(now=timezone.now(), list_id=list_id)
