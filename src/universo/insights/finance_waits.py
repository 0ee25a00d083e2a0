"""What waits for finance and what does not add up: how many of each, and since when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Model, Q, QuerySet

from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.partners.bank_queries import accounts_to_decide
from universo.rewards import payment_queries
from universo.rewards.choices import BatchStatus, RunStatus
from universo.rewards.models import Reconciliation
from universo.rewards.payment_models import PaymentBatch
from universo.rewards.run_models import SettlementRun
from universo.sales import queries as sales
from universo.sales.models import Collection, ConflictStatus, DocumentConflict, Means
from universo.sales.waiting_queries import waiting


@dataclass(frozen=True, slots=True)
class Wait:
    """Things of one kind that wait; `oldest` is the local day of the first of them.

    `own` of them the reader prepared, so that somebody else has to approve them (P-11).
    """

    kind: str
    count: int
    oldest: date | None
    own: int = 0


def finance_waits(actor: Actor) -> list[Wait]:
    """Return what waits, kind by kind, in the order of the work; only kinds with something in them."""
    if not sales.may_read(actor):
        return []
    found = [_counted(actor, kind, rows(actor), field) for kind, rows, field in KINDS]
    latest = Reconciliation.objects.first()
    if latest is not None and latest.difference_count:
        found.append(Wait("differences", latest.difference_count, local_date(latest.begun_at)))
    return [wait for wait in found if wait.count]


def _group(name: str) -> Callable[[Actor], QuerySet[Any]]:
    return lambda actor: sales.in_group(actor, name)


def _not_counted(means: str, **missing: Any) -> Callable[[Actor], QuerySet[Any]]:
    return lambda actor: Collection.objects.filter(means=means, reversal__isnull=True, **missing)


def _of(model: type[Model], status: str) -> Callable[[Actor], QuerySet[Any]]:
    return lambda actor: model._default_manager.filter(status=status)


# What, the rows, and the field that says since when.
KINDS: tuple[tuple[str, Callable[[Actor], QuerySet[Any]], str], ...] = (
    (
        "conflicts",
        lambda _: DocumentConflict.objects.filter(status=ConflictStatus.OPEN),
        "found_at",
    ),
    ("unlinked", _group(sales.UNLINKED), "issue_date"),
    ("notes", _group(sales.NOTES), "issue_date"),
    ("incomplete", _group(sales.INCOMPLETE), "issue_date"),
    ("waiting", waiting, "received_date"),
    ("cheques", _not_counted(Means.CHEQUE, cleared_date__isnull=True), "received_date"),
    ("certificates", _not_counted(Means.WITHHOLDING, certificate=""), "received_date"),
    ("runs", _of(SettlementRun, RunStatus.PREPARED), "prepared_at"),
    ("invoices", payment_queries.invoices_to_check, "submitted_at"),
    ("accounts", accounts_to_decide, "requested_at"),
    ("batches", _of(PaymentBatch, BatchStatus.PREPARED), "prepared_at"),
    ("transfers", _of(PaymentBatch, BatchStatus.APPROVED), "approved_at"),
)

# Whoever prepared one of these may not approve it.
SECOND_PERSON = {"runs", "batches"}


def _counted(actor: Actor, kind: str, rows: QuerySet[Any], field: str) -> Wait:
    own = Q(pk__in=[])
    if kind in SECOND_PERSON:
        own = Q(prepared_by_id=actor.user_id)
    sums = rows.order_by().aggregate(
        count=Count("pk"), oldest=Min(field), own=Count("pk", filter=own)
    )
    oldest = sums["oldest"]
    if isinstance(oldest, datetime):
        oldest = local_date(oldest)
    return Wait(kind, sums["count"], oldest, sums["own"])
