"""What the states of records are called on screens, with their tone and icon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TONES = ("ok", "warn", "bad", "brand", "neutral")


@dataclass(frozen=True, slots=True)
class Look:
    """A state on screen: translated label, tone of TONES, icon name."""

    label: str | Promise
    tone: str
    icon: str


NOTICE: Mapping[str, Look] = {
    "draft": Look(_("Draft"), "neutral", "pencil"),
    "submitted": Look(_("Under review"), "brand", "hourglass"),
    "accepted": Look(_("Accepted"), "ok", "check"),
    "declined": Look(_("Declined"), "bad", "circle-x"),
    "lapsed": Look(_("Dismissed"), "neutral", "timer-off"),
    "withdrawn": Look(_("Withdrawn"), "neutral", "undo-2"),
    "won": Look(_("Won"), "ok", "trophy"),
    "lost": Look(_("Lost"), "neutral", "ban"),
}
ASSIGNMENT: Mapping[str, Look] = {
    "offered": Look(_("Offered"), "warn", "send"),
    "active": Look(_("In progress"), "brand", "handshake"),
    "declined": Look(_("Declined by the channel"), "bad", "circle-x"),
    "won": Look(_("Won"), "ok", "trophy"),
    "lost": Look(_("Lost"), "neutral", "ban"),
}
REWARD: Mapping[str, Look] = {
    "accrued": Look(_("Accrued"), "brand", "coins"),
    "settled": Look(_("Settled"), "warn", "file-check"),
    "payable": Look(_("Settled, to be paid"), "warn", "file-check"),
    "paid": Look(_("Paid"), "ok", "banknote"),
    "clawback": Look(_("Clawed back"), "bad", "undo-2"),
}
# Where a closed settlement stands on its way to the money (rewards.payment_queries.progress_of).
PROGRESS: Mapping[str, Look] = {
    "invoice_wanted": Look(_("Invoice awaited"), "warn", "receipt-text"),
    "invoice_rejected": Look(_("Invoice to be corrected"), "bad", "circle-x"),
    "invoice_sent": Look(_("Invoice to be checked"), "brand", "search-check"),
    "account_wanted": Look(_("Bank account missing"), "warn", "landmark"),
    "ready": Look(_("Ready to be paid"), "brand", "circle-check"),
    "being_paid": Look(_("Being paid"), "brand", "loader"),
    "paid": Look(_("Paid"), "ok", "banknote"),
}
RUN: Mapping[str, Look] = {
    "prepared": Look(_("Waiting for a second person"), "warn", "hourglass"),
    "approved": Look(_("Approved"), "ok", "check"),
    "done": Look(_("Answered by the bank"), "ok", "check-check"),
    "discarded": Look(_("Discarded"), "neutral", "trash-2"),
}
PARTNER_INVOICE: Mapping[str, Look] = {
    "submitted": Look(_("To be checked"), "warn", "search-check"),
    "accepted": Look(_("Accepted"), "ok", "check"),
    "rejected": Look(_("Rejected"), "bad", "circle-x"),
}
ORDER: Mapping[str, Look] = {
    "pending": Look(_("To be paid"), "warn", "hourglass"),
    "paid": Look(_("Paid"), "ok", "banknote"),
    "rejected": Look(_("Refused by the bank"), "bad", "circle-x"),
    "returned": Look(_("Came back from the bank"), "bad", "undo-2"),
    "discarded": Look(_("Taken out"), "neutral", "trash-2"),
}
BANK_ACCOUNT: Mapping[str, Look] = {
    "requested": Look(_("Waiting for finance"), "warn", "hourglass"),
    "waiting": Look(_("Approved, in its waiting time"), "brand", "timer"),
    "in_force": Look(_("In force"), "ok", "check"),
    "before": Look(_("Was in force"), "neutral", "clock"),
    "rejected": Look(_("Rejected"), "bad", "circle-x"),
    "stopped": Look(_("Stopped"), "neutral", "ban"),
}
APPLICATION: Mapping[str, Look] = {
    "received": Look(_("Waiting for e-mail confirmation"), "neutral", "mail"),
    "confirmed": Look(_("Waiting for approval"), "warn", "hourglass"),
    "approved": Look(_("Approved"), "ok", "check"),
    "declined": Look(_("Declined"), "bad", "circle-x"),
}
CHECK: Mapping[str, Look] = {
    "pending": Look(_("To be decided"), "neutral", "circle-dashed"),
    "passed": Look(_("Passed"), "ok", "check"),
    "failed": Look(_("Not passed"), "bad", "x"),
}
FINDING: Mapping[str, Look] = {
    "open": Look(_("To be reviewed"), "warn", "circle-dashed"),
    "same": Look(_("It is the same"), "bad", "copy-check"),
    "different": Look(_("It is another one"), "ok", "split"),
}
IMPORT: Mapping[str, Look] = {
    "reading": Look(_("Being looked at"), "brand", "loader"),
    "mapping": Look(_("Columns to be chosen"), "warn", "columns-3"),
    "checking": Look(_("Being checked"), "brand", "loader"),
    "previewed": Look(_("Previewed"), "warn", "eye"),
    "applying": Look(_("Being applied"), "brand", "loader"),
    "applied": Look(_("Applied"), "ok", "check"),
    "stopped": Look(_("Stopped"), "neutral", "square"),
    "discarded": Look(_("Discarded"), "neutral", "trash-2"),
    "failed": Look(_("Not importable"), "bad", "circle-x"),
}
CUSTOMER_IMPORT: Mapping[str, Look] = {
    "reading": Look(_("Being looked at"), "brand", "loader"),
    "mapping": Look(_("Columns to be chosen"), "warn", "columns-3"),
    "checking": Look(_("Being checked"), "brand", "loader"),
    "ready": Look(_("To be confirmed"), "warn", "eye"),
    "applying": Look(_("Being stored"), "brand", "loader"),
    "applied": Look(_("Stored"), "ok", "check"),
    "stopped": Look(_("Stopped"), "neutral", "square"),
    "discarded": Look(_("Discarded"), "neutral", "trash-2"),
    "failed": Look(_("Not importable"), "bad", "circle-x"),
}
DOCUMENT: Mapping[str, Look] = {
    "invoice": Look(_("Invoice"), "brand", "receipt-text"),
    "credit_note": Look(_("Credit note"), "bad", "undo-2"),
    "debit_note": Look(_("Debit note"), "warn", "plus"),
}
KINDS: Mapping[str, Mapping[str, Look]] = {
    "notice": NOTICE,
    "assignment": ASSIGNMENT,
    "reward": REWARD,
    "progress": PROGRESS,
    "run": RUN,
    "partner_invoice": PARTNER_INVOICE,
    "order": ORDER,
    "bank_account": BANK_ACCOUNT,
    "application": APPLICATION,
    "check": CHECK,
    "finding": FINDING,
    "import": IMPORT,
    "customer_import": CUSTOMER_IMPORT,
    "document": DOCUMENT,
}
_UNKNOWN_ICON = "circle"


def look(kind: str, state: object) -> Look:
    """The look of `state` (text in any case, or an enumeration member) of a record of `kind`.

    An unknown kind raises KeyError; an unknown state shows itself, in a neutral tone.
    """
    text = str(getattr(state, "value", state))
    return KINDS[kind].get(text.lower(), Look(text, "neutral", _UNKNOWN_ICON))
