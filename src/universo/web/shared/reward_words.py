"""How a reward is told: its chain of ancestors and its arithmetic in words (R-12, PROGRAMME.md §3)."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.dates import MONTHS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from universo.domain.money import format_amount
from universo.rewards.ancestry import Ancestry
from universo.web.shared import formatting

Links = Callable[[str, Ancestry], str]


def month_name(period: date) -> str:
    """Return `octubre de 2026`, in English `October 2026`."""
    name = str(MONTHS[period.month])
    if (get_language() or "es").startswith("en"):
        return f"{name.capitalize()} {period.year}"
    return f"{name.lower()} de {period.year}"


def address(name: str, *arguments: object) -> str:
    """Return the address of a page, empty while this installation has no such page."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def arithmetic(found: Ancestry) -> str:
    """Return the reward to date as a sentence with its numbers, and what was accrued before."""
    already = _("already accrued %(amount)s") % {"amount": _amount(found.already_minor)}
    if found.undone:
        return _("link undone: reward 0,00; %(already)s") % {"already": already}
    if found.total_minor <= 0 or found.base_minor <= 0:
        return _("nothing left of the invoice: reward 0,00; %(already)s") % {"already": already}
    words = sum_in_words(
        found.base_minor, found.rate_bp, found.collected_minor, found.total_minor,
        found.target_minor, on_total=found.on_total,
    )  # fmt: skip
    return f"{words}; {already}"


def sum_in_words(
    base: int, rate_bp: int, collected: int, total: int, reward: int, *, on_total: bool
) -> str:
    """Return n × r × C / T = reward to date as a sentence; amounts in minor units (§3)."""
    words = _("gross %(amount)s") if on_total else _("net %(amount)s")
    return _("%(base)s × %(rate)s × collected %(collected)s / total %(total)s = %(target)s") % {
        "base": words % {"amount": _amount(base)},
        "rate": formatting.rate(rate_bp),
        "collected": _amount(collected),
        "total": _amount(total),
        "target": _amount(reward),
    }


def refund_words(base: int, rate_bp: int, limit: int) -> str:
    """Return what is paid back of a sum spent, as a sentence; amounts in minor units (R-2)."""
    return _("spent %(spent)s × %(rate)s, at most %(limit)s") % {
        "spent": _amount(base),
        "rate": formatting.rate(rate_bp),
        "limit": _amount(limit),
    }


def refunds_told(found: Iterable[Any]) -> list[dict[str, Any]]:
    """Return refunds for the pages: each with its arithmetic, or why it was corrected, in `words`."""
    return [
        {
            "reference": row.reference,
            "title": row.title,
            "occurred_date": row.occurred_date,
            "currency": row.posting.currency,
            "base_minor": row.base_minor,
            "rate_bp": row.rate_bp,
            "amount_minor": row.amount_minor,
            "label": _("Support taken back") if row.corrects_id else _("Support paid back"),
            "words": row.reason
            if row.corrects_id
            else refund_words(row.base_minor, row.rate_bp, row.limit_minor),
        }
        for row in found
    ]


def _amount(minor: int) -> str:
    return format_amount(minor).replace("-", formatting.MINUS)


def chain(found: Ancestry, links: Links) -> list[dict[str, Any]]:
    """Return the ancestors for `{% chain %}`; `links(kind, ancestry)` gives their addresses or ""."""
    return [
        _notice(found, links),
        _channel(found),
        _paper(_("Invoice"), "receipt-text", found.invoice, found, links("invoice", found)),
        _line(found),
        _fact(found, links),
        _reward(found, links),
    ]


def _notice(found: Ancestry, links: Links) -> dict[str, Any]:
    received = found.notice_received_at
    return {
        "kind": _("Notice"),
        "icon": "target",
        "title": found.notice_reference,
        "note": " · ".join(
            part for part in (found.customer, formatting.day(received) if received else "") if part
        ),
        "url": links("notice", found),
    }


def _channel(found: Ancestry) -> dict[str, Any]:
    won = _("Won on %(day)s") % {"day": formatting.day(found.won_at)} if found.won_at else ""
    return {
        "kind": _("Channel"),
        "icon": "route",
        "title": found.channel or "—",
        "note": won,
    }


def _paper(kind: str, icon: str, paper: Any, found: Ancestry, url: str) -> dict[str, Any]:
    total = formatting.money(paper.total_minor, found.currency)
    return {
        "kind": kind,
        "icon": icon,
        "title": f"{paper.name} {paper.number}",
        "note": f"{paper.receiver} · {formatting.day(paper.issue_date)} · {total}",
        "url": url,
    }


def _line(found: Ancestry) -> dict[str, Any]:
    words = _("gross %(amount)s") if found.on_total else _("net %(amount)s")
    amount = words % {"amount": formatting.money(found.base_minor, found.currency)}
    return {
        "kind": _("Line %(position)d") % {"position": found.line_position},
        "icon": "list",
        "title": found.line or "—",
        "note": _("%(amount)s at %(rate)s")
        % {"amount": amount, "rate": formatting.rate(found.rate_bp)},
    }


def _fact(found: Ancestry, links: Links) -> dict[str, Any]:
    if found.note is not None:
        kind = _("Credit note") if found.trigger == "CREDIT_NOTE" else _("Debit note")
        return _paper(kind, "file-minus", found.note, found, links("note", found))
    if found.receipt is None:
        day = formatting.day(found.occurred_date)
        if found.undone:
            return {"kind": _("Link undone"), "icon": "unlink", "title": day, "note": ""}
        return {
            "kind": _("Document replaced"),
            "icon": "file-pen",
            "title": day,
            "note": _("it came again with other content, and a person let that replace it"),
            "url": links("invoice", found),
        }
    receipt = found.receipt
    amount = formatting.money(receipt.amount_minor, found.currency)
    note = f"{receipt.means} · {amount} · {formatting.day(receipt.day)}"
    if receipt.reversed_date:
        note += " · " + _("taken back on %(day)s: %(reason)s") % {
            "day": formatting.day(receipt.reversed_date),
            "reason": receipt.reversed_reason,
        }
    return {
        "kind": _("Bounced or voided") if receipt.reversed_date else _("Collection"),
        "icon": "undo-2" if receipt.reversed_date else "banknote",
        "title": _("Receipt %(number)s") % {"number": receipt.number},
        "note": note,
        "url": links("invoice", found),
    }


def _reward(found: Ancestry, links: Links) -> dict[str, Any]:
    return {
        "kind": _("Reward") if found.amount_minor >= 0 else _("Clawback"),
        "icon": "hand-coins",
        "title": formatting.money(found.amount_minor, found.currency),
        "note": found.settlement_reference or _("In no settlement yet"),
        "url": links("settlement", found) if found.settlement_id else "",
    }


def told(found: Ancestry, links: Links) -> dict[str, Any]:
    """Return an ancestry ready for `shared/rewards/_told.html`."""
    links_made = chain(found, links)
    fact = links_made[4]
    return {"a": found, "chain": links_made, "fact": fact, "words": arithmetic(found)}
