"""Upkeep of the lists of customers: their figures, and the files that nobody needs any more."""

from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from universo.customers import figures, imports
from universo.customers.models import CustomerImport, ImportStatus
from universo.customers.queries import may_write
from universo.errors import NotPermitted
from universo.identity.actor import SYSTEM, Actor
from universo.tabular import files

COUNT = "customers.count_list"
KEEP_REJECTS = timedelta(days=90)
KEEP_WAITING = timedelta(days=7)  # a file that nobody confirms holds people's data for nothing


def ask_count(*, actor: Actor, owner_id: int | None) -> None:
    """Have a list counted anew by the worker; asked twice, it is counted once. Raises NotPermitted."""
    if not may_write(actor, owner_id):
        raise NotPermitted("")
    lock = f"{COUNT}.{owner_id or 0}"
    try:
        with transaction.atomic():
            app.configure_task(COUNT, queueing_lock=lock).defer(owner_id=owner_id)
    except AlreadyEnqueued:
        return


def count_one(*, now: datetime, owner_id: int | None) -> None:
    """Count a list anew."""
    figures.count_list(now=now, owner_id=owner_id)


def tidy(*, now: datetime) -> None:
    """Count all lists; discard files left waiting, remove the files of those that ended."""
    for owner_id in figures.lists():
        figures.count_list(now=now, owner_id=owner_id)
    left = CustomerImport.objects.filter(
        status__in=(*imports.WAITING, ImportStatus.FAILED), uploaded_at__lt=now - KEEP_WAITING
    )
    for found in left:
        with transaction.atomic():
            if imports.move(found, now, found.status, ImportStatus.DISCARDED):
                imports.tell(SYSTEM, now, found, "discarded")
    ended = CustomerImport.objects.filter(ended_at__isnull=False).exclude(stored_as="")
    for found in ended.exclude(status=ImportStatus.FAILED):
        is_old = found.uploaded_at < now - KEEP_REJECTS
        files.forget(found.stored_as, rejects_too=is_old or found.confirmed_at is None)
        if is_old:
            CustomerImport.objects.filter(pk=found.pk).update(stored_as="")
