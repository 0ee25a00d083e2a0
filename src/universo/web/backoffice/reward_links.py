"""Where the ancestors of a reward are, for the people of finance and the auditors."""

from universo.rewards.ancestry import Ancestry
from universo.web.shared.reward_words import address


def finance_links(kind: str, found: Ancestry) -> str:
    """Return the address of an ancestor's page, empty where there is none."""
    if kind == "invoice":
        return address("backoffice:document", found.invoice.id)
    if kind == "note" and found.note is not None:
        return address("backoffice:document", found.note.id)
    if kind == "settlement":
        return address("backoffice:settlement", found.settlement_id)
    return ""
