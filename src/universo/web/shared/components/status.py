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
    "lost": Look(_("Lost"), "bad", "ban"),
}
ASSIGNMENT: Mapping[str, Look] = {
    "offered": Look(_("Offered"), "warn", "send"),
    "active": Look(_("In progress"), "brand", "handshake"),
    "declined": Look(_("Not taken"), "bad", "circle-x"),
    "won": Look(_("Won"), "ok", "trophy"),
    "lost": Look(_("Lost"), "bad", "ban"),
}
REWARD: Mapping[str, Look] = {
    "accrued": Look(_("Accrued"), "brand", "coins"),
    "settled": Look(_("Settled"), "warn", "file-check"),
    "paid": Look(_("Paid"), "ok", "banknote"),
    "clawback": Look(_("Clawed back"), "bad", "undo-2"),
}
APPLICATION: Mapping[str, Look] = {
    "unconfirmed": Look(_("E-mail not confirmed"), "neutral", "mail"),
    "pending": Look(_("Waiting for a decision"), "warn", "hourglass"),
    "approved": Look(_("Approved"), "ok", "check"),
    "declined": Look(_("Declined"), "bad", "circle-x"),
}
CHECK: Mapping[str, Look] = {
    "pending": Look(_("Not decided"), "neutral", "circle-dashed"),
    "passed": Look(_("Passes"), "ok", "check"),
    "failed": Look(_("Does not pass"), "bad", "x"),
    "doubt": Look(_("In doubt"), "warn", "triangle-alert"),
}
KINDS: Mapping[str, Mapping[str, Look]] = {
    "notice": NOTICE,
    "assignment": ASSIGNMENT,
    "reward": REWARD,
    "application": APPLICATION,
    "check": CHECK,
}
_UNKNOWN_ICON = "circle"


def look(kind: str, state: object) -> Look:
    """The look of `state` (text in any case, or an enumeration member) of a record of `kind`.

    An unknown kind raises KeyError; an unknown state shows itself, in a neutral tone.
    """
    text = str(getattr(state, "value", state))
    return KINDS[kind].get(text.lower(), Look(text, "neutral", _UNKNOWN_ICON))
