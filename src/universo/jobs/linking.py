"""Background work of the linking rule; thin."""

from django.utils import timezone
from procrastinate.contrib.django import app

from universo.usecases.link_by_rule import LINK, link_clear_cases


@app.periodic(cron="*/10 * * * *")
@app.task(name="sales.link_waiting", queueing_lock="sales.link_waiting", pass_context=False)
def link_waiting(timestamp: int) -> None:
    """Link what imports brought since, while the rule is on."""
    link_clear_cases(now=timezone.now())


@app.task(name=LINK)
def link_now() -> None:
    """Link what waits, when the rule was just switched on."""
    link_clear_cases(now=timezone.now())
