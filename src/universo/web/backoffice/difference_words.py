"""What a comparison of the ledger found, in words: whose it is, of what, and what is wrong with it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from universo.rewards.choices import Account, AccrualTrigger
from universo.rewards.reconciliation import Difference

CAUSES = {
    "SUPPORT": gettext_lazy("Support paid back"),
    "SETTLEMENT": gettext_lazy("Settlement"),
    "PAYMENT": gettext_lazy("Payment"),
    "PAYMENT_RETURN": gettext_lazy("Payment that came back"),
}


def told(found: Iterable[Difference], names: Mapping[int, str]) -> list[dict[str, Any]]:
    """Return differences ready for the page; `names`: of partners, by id."""
    return [
        {"found": each, "subject": subject(each), "partner": names.get(each.partner_id or 0, ""),
         "is_same_amount": each.expected_minor == each.found_minor}
        for each in found
    ]  # fmt: skip


def subject(each: Difference) -> str:
    """Return what a difference is of: an account or a cause by its name, else its own number."""
    if each.kind == "account" and each.subject in Account:
        return str(Account(each.subject).label)
    head, _colon, rest = each.subject.partition(":")
    if each.kind not in ("accrual", "posting") or not rest:
        return each.subject
    name = AccrualTrigger(head).label if head in AccrualTrigger else CAUSES.get(head, head)
    return f"{name} ({rest})"
