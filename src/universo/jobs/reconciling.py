"""Background work of the ledger's comparison; thin: takes the time and calls a use case."""

from django.contrib.auth import get_user_model
from django.utils import timezone
from procrastinate.contrib.django import app

from universo.domain.decision_clock import local_date
from universo.identity.actor import SYSTEM
from universo.partners.actors import actor_for
from universo.usecases.reconcile_ledger import COMPARE, reconcile_ledger


@app.task(name=COMPARE)
def compare(user_id: int) -> None:
    """Compare because a person asked."""
    actor = actor_for(get_user_model().objects.get(pk=user_id), local_date(timezone.now()))
    reconcile_ledger(actor=actor, clock=timezone.now)


@app.periodic(cron="30 5 * * *")
@app.task(name="rewards.nightly", queueing_lock="rewards.nightly", pass_context=False)
def nightly(timestamp: int) -> None:
    """Compare every night, at 2:30 in Buenos Aires."""
    reconcile_ledger(actor=SYSTEM, clock=timezone.now)
