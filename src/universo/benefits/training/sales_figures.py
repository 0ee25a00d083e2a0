"""What partners sold in a stretch of days: the figures that goals and Hasar's own pages count (R-2).

A sale counts for the partner whose notice it was, and for the one whose channel made it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, Sum

from universo.domain.decision_clock import end_of_day
from universo.rewards.models import Accrual
from universo.routing.models import Assignment, AssignmentStatus
from universo.sales.models import DocumentKind, DocumentLine, LinkedLine, OpportunityLink

ONE_DAY = timedelta(days=1)
Sellers = dict[int, set[int]]


def won_of(first: date, after: date) -> Counter[int]:
    """Count by partner the sales won on local days first <= day < after."""
    rows = Assignment.objects.filter(
        status=AssignmentStatus.WON,
        closed_at__gte=end_of_day(first - ONE_DAY),
        closed_at__lt=end_of_day(after - ONE_DAY),
    )
    found: Counter[int] = Counter()
    for of_notice, of_channel in rows.values_list("notice__partner_id", "channel__partner_id"):
        found.update({of_notice, of_channel} - {None})
    return found


def rewards_of(first: date, after: date, currency: str) -> Counter[int]:
    """Add up by partner what was accrued for facts of those days, in minor units."""
    rows = Accrual.objects.filter(
        occurred_date__gte=first, occurred_date__lt=after, posting__currency=currency
    )
    sums = rows.order_by().values("posting__partner_id").annotate(n=Sum("amount_minor"))
    return Counter({row["posting__partner_id"]: row["n"] for row in sums})


def sales_of(first: date, after: date, currency: str) -> Counter[int]:
    """Add up by partner the net amount of invoices issued on those days for won opportunities.

    In minor units; what notes of any day changed of those invoices is taken into account.
    """
    links = OpportunityLink.objects.filter(
        undone_at__isnull=True, document__currency=currency, document__kind=DocumentKind.INVOICE,
        document__issue_date__gte=first, document__issue_date__lt=after,
    )  # fmt: skip
    sellers = _sellers(links.values_list("notice_id", flat=True))
    found: Counter[int] = Counter()
    for notice_id, net in _nets(links).items():
        for partner_id in sellers.get(notice_id, ()):
            found[partner_id] += net
    return found


def _sellers(notice_ids: Iterable[int]) -> Sellers:
    """Return the partners of each won notice: who notified it, and whose channel made the sale."""
    rows = Assignment.objects.filter(notice_id__in=notice_ids, status=AssignmentStatus.WON)
    columns = ("notice_id", "notice__partner_id", "channel__partner_id")
    return {notice: {one, two} - {None} for notice, one, two in rows.values_list(*columns)}


def _nets(links: "Iterable[OpportunityLink]") -> dict[int, int]:
    """Return the net amount by notice: lines of whole and of split invoices, and what notes changed."""
    notice_of_line: dict[int, int] = {}
    found: dict[int, int] = defaultdict(int)
    whole = {row.document_id: row.notice_id for row in links if row.is_whole}
    split = {row.pk: row.notice_id for row in links if not row.is_whole}
    lines = DocumentLine.objects.filter(document_id__in=whole)
    for pk, document_id, net in lines.values_list("pk", "document_id", "net_minor"):
        notice_of_line[pk] = whole[document_id]
        found[whole[document_id]] += net
    held = LinkedLine.objects.filter(link_id__in=split)
    for link_id, line_id, net in held.values_list("link_id", "line_id", "line__net_minor"):
        notice_of_line[line_id] = split[link_id]
        found[split[link_id]] += net
    notes = DocumentLine.objects.filter(
        Q(changes_id__in=notice_of_line)
        | Q(changes__isnull=True, document__kind=DocumentKind.DEBIT_NOTE,
            document__corrects_id__in=whole)
    )  # fmt: skip
    columns = ("changes_id", "document__corrects_id", "document__kind", "net_minor")
    for line_id, invoice_id, kind, net in notes.values_list(*columns):
        notice_id = notice_of_line[line_id] if line_id else whole[invoice_id]
        found[notice_id] += net if kind == DocumentKind.DEBIT_NOTE else -net
    return found
