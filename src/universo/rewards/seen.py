"""What a second person had before his eyes when he approves, as a digest: what moved since is refused."""

import hashlib

from django.utils.translation import gettext_lazy as _

from universo.errors import Conflict
from universo.rewards.choices import OrderStatus
from universo.rewards.payment_models import PaymentBatch
from universo.rewards.run_models import SettlementRun


def seen_batch(found: PaymentBatch) -> str:
    """Return the digest of what a batch pays: its waiting payments, their amounts and withholdings."""
    waiting = found.orders.filter(status=OrderStatus.PENDING).order_by("pk")
    taxes = waiting.order_by("pk", "withholdings__pk").values_list(
        "pk", "account_id", "amount_minor", "taxes_minor", "withheld_minor", "withholdings__kind",
        "withholdings__regime", "withholdings__certificate", "withholdings__amount_minor",
    )  # fmt: skip
    return _digest(list(taxes))


def seen_run(found: SettlementRun) -> str:
    """Return the digest of what a run closes: its drafts never change, but for who is held."""
    held = found.drafts.filter(held_at__isnull=False).order_by("pk")
    return _digest(list(held.values_list("pk", flat=True)))


def check_seen(seen: str | None, now: str) -> None:
    """Refuse what is not what was seen; None is from who does not look at a page. Raises Conflict."""
    if seen is not None and seen != now:
        raise Conflict(_("It changed since you opened the page: look at it again."))


def _digest(rows: list[object]) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()
