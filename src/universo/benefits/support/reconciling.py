"""What was paid back against the requests that it pays back: recomputed from what was verified (R-2)."""

from collections.abc import Iterator

from django.db.models import Case, F, Sum, When

from universo.benefits.support.choices import MoveKind
from universo.benefits.support.models import Correction, Movement, SupportRequest
from universo.domain.fund_math import share
from universo.rewards.reconciliation import Difference
from universo.rewards.refund_models import Refund

_USED = Case(When(kind=MoveKind.USE, then=F("amount_minor")), default=-F("amount_minor"))


def differences() -> Iterator[Difference]:
    """Yield a refund that is not what its request says, of another partner or currency, or of no
    request; and a request whose use of the fund is not what was paid back. Minor units."""
    seen: set[int] = set()
    used = dict(
        Movement.objects.filter(kind__in=(MoveKind.USE, MoveKind.RETURN))
        .order_by()
        .values_list("request_id")
        .annotate(sum=Sum(_USED))
    )
    rows = SupportRequest.objects.filter(refund__isnull=False).select_related(
        "refund__posting", "correction__refund"
    )
    for row in rows.annotate(accepted=Sum("lines__accepted_minor")).order_by("pk"):
        refund = row.refund
        assert refund is not None
        seen.add(refund.pk)
        expected = share(row.accepted or 0, row.rate_bp, row.approved_minor)
        posting = refund.posting
        back, is_right = _taken_back(row, seen)
        kept = used.get(row.pk, 0) + back
        is_own = (posting.partner_id, posting.currency) == (row.partner_id, row.currency)
        if (
            is_own
            and is_right
            and refund.uid == row.uid
            and expected == refund.amount_minor == kept
        ):
            continue
        found = refund.amount_minor if expected != refund.amount_minor else kept
        yield Difference(
            "support", row.reference, row.currency, expected, found if is_own and is_right else 0,
            partner_id=row.partner_id,
        )  # fmt: skip
    for refund in Refund.objects.exclude(pk__in=seen).select_related("posting"):
        yield Difference(
            "support", refund.reference, refund.posting.currency, 0, refund.amount_minor,
            partner_id=refund.posting.partner_id,
        )  # fmt: skip


def _taken_back(row: SupportRequest, seen: set[int]) -> tuple[int, bool]:
    """Return what was taken back of a request, and whether the ledger says the same."""
    made: Correction | None = getattr(row, "correction", None)
    if made is None:
        return 0, True
    booked = made.refund
    seen.add(booked.pk)
    stands = (booked.uid, booked.corrects_id, -booked.amount_minor)
    return made.amount_minor, stands == (made.uid, row.refund_id, made.amount_minor)
