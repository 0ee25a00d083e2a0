"""Filling an empty installation: the story's steps in the order of their instants, by the use cases."""

from datetime import datetime

from django.db import transaction

from universo.demo.catalogue import load_catalogue
from universo.demo.library import load_library
from universo.demo.people import load_people
from universo.demo.timeline import steps
from universo.identity.models import User
from universo.notifications.models import Mail


def load_demo(now: datetime) -> bool:
    """Load the demo as of `now`; return False, changing nothing, when people exist already.

    All or nothing: a load that is interrupted leaves an empty installation, and goes again.
    """
    if User.objects.exists():
        return False
    with transaction.atomic():
        load_catalogue(now)
        plan = steps(now)
        load_people(plan.first_instant)
        for step in plan.in_order():
            step.run(step.at)
        load_library(now)
        # What the demo would have written in the past months is not sent to anybody now.
        Mail.objects.filter(sent_at__isnull=True).update(sent_at=now)
    return True
