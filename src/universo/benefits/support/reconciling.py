"""What was paid back against the requests that it pays back: recomputed from what was verified (R-2)."""

from collections.abc import Iterator

from django.db.models import Sum

from universo.benefits.support.choices import MoveKind
from universo.benefits.support.models import Movement, SupportRequest
from universo.domain.fund_math import share
from universo.rewards.reconciliation import Difference
from universo.rewards.refund_models import Refund


def differences() -> Iterator[Difference]:
    """Yield a refund that is not what its request says, of another partner or currency, or of no
    request; and a request whose use of the fund is not what was paid back. Minor units."""
    seen = set()
    used = dict(
        Movement.objects.filter(kind=MoveKind.USE)
        .order_by()
        .values_list("request_id")
        .annotate(Sum("amount_minor"))
    )
    rows = SupportRequest.objects.filter(refund__isnull=False).select_related("refund__posting")
    for row in rows.annotate(accepted=Sum("lines__accepted_minor")).order_by("pk"):
        refund = row.refund
        assert refund is not None
        seen.add(refund.pk)
        expected = share(row.accepted or 0, row.rate_bp, row.approved_minor)
        posting = refund.posting
        is_own = (posting.partner_id, posting.currency) == (row.partner_id, row.currency)
        if is_own and refund.uid == row.uid and expected == refund.amount_minor == used.get(row.pk):
            continue
        found = refund.amount_minor if expected != refund.amount_minor else used.get(row.pk, 0)
        yield Difference(
            "support", row.reference, row.currency, expected, found if is_own else 0,
            partner_id=row.partner_id,
        )  # fmt: skip
    for refund in Refund.objects.exclude(pk__in=seen).select_related("posting"):
        yield Difference(
            "support", refund.reference, refund.posting.currency, 0, refund.amount_minor,
            partner_id=refund.posting.partner_id,
        )  # fmt: skip
