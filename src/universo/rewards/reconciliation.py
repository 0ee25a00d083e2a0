"""Comparing the ledger with what the documents say, row by row: rebuilt, it must be the same."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from universo.rewards.facts import facts_of
from universo.rewards.models import Account, Accrual, Entry, Payment, Posting, Settlement
from universo.routing.models import Assignment, AssignmentStatus
from universo.sales.models import OpportunityLink

QUICK_LINKS = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that does not match; amounts in minor units of `currency`.

    `kind`: line (reward of an invoice's line), posting (accrual against its entries), settlement
    (total against its accruals), account (an account's balance against what explains it).
    """

    kind: str
    subject: str
    currency: str
    expected_minor: int
    found_minor: int


def is_quick() -> bool:
    """Tell whether there are few enough invoices to compare while somebody waits for a page."""
    return OpportunityLink.objects.count() <= QUICK_LINKS


def differences() -> list[Difference]:
    """Recompute every reward from its documents and compare it with the ledger; empty: all matches."""
    return [*_lines(), *_postings(), *_settlements(), *_accounts()]


def _lines() -> Iterator[Difference]:
    """The reward to date of each line, from the facts, against the sum of its accruals."""
    won = Assignment.objects.filter(status=AssignmentStatus.WON).values("notice_id")
    booked: dict[tuple[int, int], int] = defaultdict(int)
    for link_id, line_id, total in (
        Accrual.objects.order_by().values_list("link_id", "line_id").annotate(Sum("amount_minor"))
    ):
        booked[link_id, line_id] = total
    links = OpportunityLink.objects.select_related("notice", "document").order_by("pk")
    active = set(
        links.filter(undone_at__isnull=True, notice_id__in=won).values_list("pk", flat=True)
    )
    for link in links:
        known = facts_of(link)
        state = known.state(known.facts)
        for line in known.lines:
            expected = state.target(line) if link.pk in active else 0
            found = booked[link.pk, int(line.id)]
            if expected != found:
                subject = f"{link.document.label} / {line.id}"
                yield Difference("line", subject, known.document.currency, expected, found)


def _postings() -> Iterator[Difference]:
    """Each accrual against the entry of its posting on the account of what is accrued."""
    rows = Accrual.objects.order_by().annotate(
        entered=Sum("posting__entries__amount_minor", filter=Q(posting__entries__account="ACCRUED"))
    )
    for row in rows.exclude(entered=F("amount_minor")).select_related("posting"):
        yield Difference(
            "posting", row.posting.cause, row.posting.currency, row.amount_minor, row.entered or 0
        )


def _settlements() -> Iterator[Difference]:
    rows = Settlement.objects.order_by("number").annotate(held=Sum("lines__accrual__amount_minor"))
    for row in rows.exclude(held=F("total_minor")):
        yield Difference("settlement", row.reference, row.currency, row.total_minor, row.held or 0)


def _accounts() -> Iterator[Difference]:
    """Balances by currency: accrued = open accruals, payable = closed settlements, paid = payments."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for account, currency, total in (
        Entry.objects.order_by()
        .values_list("account", "posting__currency")
        .annotate(Sum("amount_minor"))
    ):
        found[account, currency] = total
    for currency in Posting.objects.order_by().values_list("currency", flat=True).distinct():
        for account, expected in _explained(currency).items():
            if found[account, currency] != expected:
                yield Difference("account", account, currency, expected, found[account, currency])


def _explained(currency: str) -> dict[str, int]:
    accruals = Accrual.objects.filter(posting__currency=currency)
    settled = Settlement.objects.filter(currency=currency)
    paid = Payment.objects.filter(settlement__currency=currency)
    total, held = _sum(accruals, "amount_minor"), _sum(settled, "total_minor")
    gone = _sum(paid, "amount_minor")
    return {
        Account.ACCRUED.value: total - held,
        Account.PAYABLE.value: held - gone,
        Account.PAID.value: gone,
        Account.REWARDS.value: -total,
    }


def _sum(rows: QuerySet[Any], field: str) -> int:
    return int(rows.aggregate(total=Sum(field))["total"] or 0)
