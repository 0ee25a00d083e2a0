"""The invoices that the rule may link by itself, as LinkingRule says: one answer, no judgement (R-12)."""

from collections.abc import Iterable

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery

from universo.opportunities.models import Notice, NoticeItem, NoticeStatus
from universo.routing.models import Assignment, AssignmentStatus
from universo.sales.checks import CUIT_DOC
from universo.sales.models import Document, DocumentKind, DocumentLine, OpportunityLink


def clear_cases(document_ids: Iterable[int] | None = None) -> QuerySet[Document, Document]:
    """Return the invoices that one opportunity may claim and nobody else, each with `holder_id`.

    The customer's CUIT is that of exactly one accepted and won opportunity whose protection (P-6)
    holds on the invoice's day, every line's family was asked for, and no person ever undid a link
    of the invoice: that was a decision.
    """
    rows = Document.objects.filter(
        kind=DocumentKind.INVOICE,
        net_minor__isnull=False,
        receiver_doc_type=CUIT_DOC,
        receiver_doc__in=_won().values("prospect__cuit"),
    ).exclude(receiver_doc="")
    if document_ids is not None:
        rows = rows.filter(pk__in=list(document_ids))
    holders = _won().filter(prospect__cuit=OuterRef("receiver_doc"), **_HOLDS).filter(_STILL)
    counted = holders.order_by().values("prospect__cuit").annotate(count=Count("pk"))
    rows = rows.annotate(
        holders=Subquery(counted.values("count"), output_field=IntegerField()),
        holder_id=Subquery(holders.values("pk")[:1]),
    ).filter(holders=1)
    lines = DocumentLine.objects.filter(document=OuterRef("pk"))
    asked = NoticeItem.objects.filter(
        notice_id=OuterRef(OuterRef("holder_id")), family_id=OuterRef("family_id")
    )
    return rows.filter(
        ~Exists(OpportunityLink.objects.filter(document=OuterRef("pk"))),
        Exists(lines),
        ~Exists(lines.filter(~Exists(asked))),
    ).order_by("pk")


_HOLDS = {"decided_at__date__lte": OuterRef("issue_date")}
_STILL = Q(protected_until_date__isnull=True) | Q(protected_until_date__gt=OuterRef("issue_date"))


def _won() -> QuerySet[Notice, Notice]:
    won = Assignment.objects.filter(notice=OuterRef("pk"), status=AssignmentStatus.WON)
    rows = Notice.objects.filter(Exists(won), status=NoticeStatus.ACCEPTED)
    return rows.exclude(prospect__cuit="").annotate(cuit=F("prospect__cuit"))
