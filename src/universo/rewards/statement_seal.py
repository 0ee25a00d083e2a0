"""The signature of a statement: what its paper says is what the books say, and anybody can check it.

A closed settlement never changes, so its content is written from the books each time it is asked for:
rows altered afterwards no longer match the papers that were given out.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from universo.opportunities.receipt import SHORTEST_PREFIX, canonical, exact, sha256_of, sign
from universo.opportunities.receipt import signed_text as text_of
from universo.rewards.models import Accrual, Settlement
from universo.rewards.refund_models import Refund

_HEX = re.compile(r"[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Seal:
    """A statement's content as one text, its hash and its signature."""

    reference: str
    closed_at: datetime
    partner: str
    currency: str
    total_minor: int
    content: str
    content_sha256: str
    signature: str
    key_id: str

    @property
    def signed_text(self) -> str:
        """The text that the signature covers: number, instant in UTC and hash, with bars."""
        return text_of(self.reference, self.closed_at, self.content_sha256)


def seal_of(settlement: Settlement) -> Seal:
    """Return the seal of a closed settlement that the actor was already shown."""
    content = content_of(settlement)
    digest = sha256_of(content)
    key, signature = sign(settlement.reference, settlement.closed_at, digest)
    return Seal(
        reference=settlement.reference,
        closed_at=settlement.closed_at,
        partner=settlement.partner.legal_name,
        currency=settlement.currency,
        total_minor=settlement.total_minor,
        content=content,
        content_sha256=digest,
        signature=signature,
        key_id=key.key_id,
    )


def content_of(settlement: Settlement) -> str:
    """Return what the hash covers, as canonical JSON: the statement, its rewards and its refunds."""
    rows = Accrual.objects.filter(settled_in__settlement=settlement).order_by("occurred_date", "id")
    values = rows.values_list(
        "id", "occurred_date", "notice__number", "line__document__point_of_sale",
        "line__document__number", "line__position", "trigger", "base_minor", "rate_bp",
        "total_minor", "collected_minor", "target_minor", "already_minor", "amount_minor",
    )  # fmt: skip
    refunds = Refund.objects.filter(settled_in__settlement=settlement)
    paid_back = refunds.order_by("occurred_date", "id").values_list(
        "id", "occurred_date", "reference", "title", "base_minor", "rate_bp", "limit_minor",
        "amount_minor",
    )  # fmt: skip
    # Only where there is one: statements of before keep their hashes.
    more = [[row[0], row[1].isoformat(), *row[2:]] for row in paid_back]
    return canonical(
        {
            "number": settlement.reference,
            "partner_cuit": settlement.partner.cuit,
            "month": f"{settlement.period:%Y-%m}",
            "currency": settlement.currency,
            "total_minor": settlement.total_minor,
            "closed_at": exact(settlement.closed_at),
            "rewards": [[row[0], row[1].isoformat(), *row[2:]] for row in values],
            **({"refunds": more} if more else {}),
        }
    )


def find_genuine(number: int, hash_prefix: str) -> Seal | None:
    """Return the statement with this number whose content, as the books have it now, hashes so.

    Its rewards and its posting must add up to its total. None does not tell what differs. At least
    16 hexadecimal digits are asked for, so that nobody tries them all.
    """
    prefix = "".join(hash_prefix.split()).lower()
    if not SHORTEST_PREFIX <= len(prefix) <= 64 or not _HEX.fullmatch(prefix):
        return None
    if not 0 < number < 2**31:
        return None
    found = Settlement.objects.select_related("partner").filter(number=number).first()
    if found is None or not _adds_up(found):
        return None
    sealed = seal_of(found)
    return sealed if sealed.content_sha256.startswith(prefix) else None


def _adds_up(settlement: Settlement) -> bool:
    rows = Accrual.objects.filter(settled_in__settlement=settlement)
    refunds = Refund.objects.filter(settled_in__settlement=settlement)
    held = sum(
        part.aggregate(sum=Sum("amount_minor", default=0))["sum"] for part in (rows, refunds)
    )
    booked = settlement.posting.entries.filter(account="PAYABLE").aggregate(
        sum=Sum("amount_minor")
    )["sum"]
    return bool(held == booked == settlement.total_minor)
