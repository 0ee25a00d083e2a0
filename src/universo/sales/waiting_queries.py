"""Reading collections that wait for their invoice. Finance and auditors read all of them; nobody else any."""

from typing import Any

from django.db.models import QuerySet

from universo.identity.actor import Actor
from universo.sales.import_preview import subject_of
from universo.sales.models import Means, WaitingCollection
from universo.sales.queries import may_read
from universo.sales.remarks import remark_text
from universo.sales.waiting_models import OPEN


def waiting(actor: Actor, *, is_open: bool = True) -> QuerySet[WaitingCollection]:
    """Return what waits, the earliest receipt first; else what waited, the latest end first."""
    rows = WaitingCollection.objects.select_related("batch", "ended_by", "collection")
    if not may_read(actor):
        return rows.none()
    if is_open:
        return rows.filter(status__in=OPEN).order_by("received_date", "id")
    return rows.exclude(status__in=OPEN).order_by("-ended_at", "-id")


def find_waiting(actor: Actor, waiting_id: int) -> WaitingCollection | None:
    """Return one that waits or waited; None if there is none for this actor."""
    if not may_read(actor):
        return None
    rows = WaitingCollection.objects.select_related(
        "batch", "recorded_by", "ended_by", "collection"
    )
    return rows.filter(pk=waiting_id).first()


def invoice_of(row: WaitingCollection) -> str:
    """Return the official name and number of the invoice that it waits for."""
    return subject_of(row.type_code, row.point_of_sale, row.number)


def problems_of(row: WaitingCollection) -> list[Any]:
    """Return why it does not fit its invoice, in sentences; empty while that is not there."""
    return [remark_text(one) for one in row.remarks]


def means_of(row: WaitingCollection) -> Any:
    """Return how it was paid, in words."""
    return Means(row.means).label
