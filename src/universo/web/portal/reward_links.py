"""Where the ancestors of a reward are, for the sponsor who reads it."""

from universo.rewards.ancestry import Ancestry
from universo.web.shared.reward_words import address


def sponsor_links(kind: str, found: Ancestry) -> str:
    """Return the address of an ancestor's page; invoices and receipts have none in the portal."""
    if kind == "notice":
        return address("portal:notice_detail", found.notice_id)
    if kind == "settlement":
        return address("portal:statement", found.settlement_id)
    return ""
