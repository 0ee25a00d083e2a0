"""Comparing the ledger with the documents: nightly, from the terminal, or because somebody asks (§3)."""

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from universo.benefits.support.reconciling import differences as support_differences
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.rewards.models import Reconciliation
from universo.rewards.reconciliation import reconcile
from universo.timekeeping import Clock

COMPARE = "rewards.compare"


def reconcile_ledger(*, actor: Actor, clock: Clock) -> Reconciliation:
    """Recompute every reward from its documents, and what is paid back from its requests; compare, and
    keep what was found.

    For the system, finance and auditors: it changes nothing. Raises NotPermitted.
    """
    _require_reader(actor)
    return reconcile(actor=actor, clock=clock, more=[support_differences])


def start_reconciling(*, actor: Actor, now: datetime) -> bool:
    """Have the worker compare; False when it is about to already. Raises NotPermitted."""
    _require_reader(actor)
    try:
        with transaction.atomic():
            app.configure_task(COMPARE, queueing_lock=COMPARE).defer(user_id=actor.user_id)
    except AlreadyEnqueued:
        return False
    return True


def _require_reader(actor: Actor) -> None:
    if not actor.sees_everything and not actor.has(StaffRole.FINANCE):
        raise NotPermitted("")
