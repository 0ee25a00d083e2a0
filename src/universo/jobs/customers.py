"""Background work on the lists of customers; thin: takes the time and calls a use case."""

from django.contrib.auth import get_user_model
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from universo.domain.decision_clock import local_date
from universo.partners.actors import actor_for
from universo.usecases import tidy_customers
from universo.usecases.import_customers import WORK
from universo.usecases.work_on_import import work_on_import

RETRY = RetryStrategy(max_attempts=3, exponential_wait=5)


@app.task(name=WORK, retry=RETRY)
def work(import_id: int, user_id: int) -> None:
    """Read, check or store a file of customers, as the person who asked for it."""
    actor = actor_for(get_user_model().objects.get(pk=user_id), local_date(timezone.now()))
    work_on_import(actor=actor, clock=timezone.now, import_id=import_id)


@app.task(name=tidy_customers.COUNT, queueing_lock=tidy_customers.COUNT)
def count(owner_id: int | None) -> None:
    """Count a list anew."""
    tidy_customers.count_one(now=timezone.now(), owner_id=owner_id)


@app.periodic(cron="10 7 * * *")
@app.task(name="customers.nightly", queueing_lock="customers.nightly", pass_context=False)
def nightly(timestamp: int) -> None:
    """Count all lists, and remove the files of imports that ended or were left; 4:10 in Buenos Aires."""
    tidy_customers.tidy(now=timezone.now())
