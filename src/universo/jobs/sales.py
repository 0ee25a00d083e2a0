"""Background work of sales; thin: takes the time and calls a use case."""

from django.contrib.auth import get_user_model
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from universo.domain.decision_clock import local_date
from universo.partners.actors import actor_for
from universo.usecases.import_sales import WORK, tidy_imports
from universo.usecases.register_waiting import register_late
from universo.usecases.work_on_sales_import import work_on_import


@app.task(name=WORK, retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def work(batch_id: int, user_id: int) -> None:
    """Read, check or apply a file, as the person who asked for it; run again it goes on."""
    actor = actor_for(get_user_model().objects.get(pk=user_id), local_date(timezone.now()))
    work_on_import(actor=actor, clock=timezone.now, batch_id=batch_id)


@app.periodic(cron="20 7 * * *")
@app.task(name="sales.tidy_imports", queueing_lock="sales.tidy_imports", pass_context=False)
def tidy(timestamp: int) -> None:
    """Remove the files of imports that ended or were left, and register what waited for an invoice
    that fits by now; 4:20 in Buenos Aires."""
    register_late(now=timezone.now())
    tidy_imports(now=timezone.now())
