"""What the page of the matcher shows of the figures: shares in words, bands, lists."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from universo.evaluation import queries
from universo.evaluation.measuring import Band, Given, Report, Share
from universo.evaluation.trying import SharedKey
from universo.identity.actor import Actor
from universo.web.backoffice.comparison_page import reasons
from universo.web.backoffice.likeness_words import OUTCOMES, chance
from universo.web.shared import formatting

CHECKS = {
    "DUPLICATES": gettext_lazy("Notices of other sponsors"),
    "CUSTOMERS": gettext_lazy("Known customers"),
}
KEYS: dict[str, Any] = {
    "cuit": gettext_lazy("CUIT"),
    "cuit_start": gettext_lazy("First digits of the CUIT"),
    "cuit_end": gettext_lazy("Last digits of the CUIT"),
    "document": gettext_lazy("Personal document"),
    "phone": gettext_lazy("Phone"),
    "phone_end": gettext_lazy("Last digits of the phone"),
    "email": gettext_lazy("E-mail"),
    "domain": gettext_lazy("Domain"),
    "joined": gettext_lazy("Name as in a mailbox or domain"),
    "name": gettext_lazy("Whole name"),
    "word": gettext_lazy("Word of the name"),
    "word_place": gettext_lazy("Word and town"),
    "start_place": gettext_lazy("Beginning of a word, and town"),
    "two_words": gettext_lazy("Two words by their sound"),
    "door": gettext_lazy("Street and number"),
    "door_place": gettext_lazy("Street, number and town"),
    "number_place": gettext_lazy("Number and town"),
    "block_place": gettext_lazy("Block and town"),
    "contact": gettext_lazy("Contact"),
}


def figures_context(actor: Actor, found: Report) -> dict[str, Any]:
    """Return what the template shows; nobody who may not open a notice reads whose it is."""
    return {
        "report": found,
        "strip": _strip(found),
        "outcomes": [
            {"label": OUTCOMES[outcome][0], "same": same, "other": other, "total": same + other}
            for outcome, same, other in found.by_outcome
        ],
        "kinds": [
            {"label": CHECKS.get(kind, kind), "share": said(share)} for kind, share in found.by_kind
        ],
        "bands": [_band(band) for band in found.bands if band.confirmed.total],
        "chart": _chart(found.bands),
        "months": [
            {"label": month.strftime("%m/%Y"), "agree": agree, "differ": differ}
            for month, agree, differ in found.by_month
        ],
        "lists": _lists(actor, found),
    }


def _strip(found: Report) -> list[dict[str, Any]]:
    wait = found.wait_hours
    return [
        {"label": _("Verdicts"), "value": formatting.number(found.verdicts)},
        {"label": _("«Same» that people confirmed"), **_figure(found.same_right)},
        {"label": _("«To be looked at» that were the same"), **_figure(found.review_same)},
        {
            "label": _("Missed, and pointed out by people"),
            "value": formatting.number(len(found.missed)),
            "tone": "warn" if found.missed else "",
        },
        {
            "label": _("From finding to verdict, in the middle"),
            "value": "—" if wait is None else _hours(wait),
        },
    ]


def _figure(share: Share) -> dict[str, Any]:
    if share.value is None:
        return {"value": "—"}
    note = _("%(hits)s of %(total)s") % {
        "hits": formatting.number(share.hits),
        "total": formatting.number(share.total),
    }
    return {"value": formatting.percent(share.value), "note": note}


def said(share: Share) -> str:
    """Return a share with how many, and between what bounds the true one lies."""
    if share.value is None:
        return "—"
    low, high = share.bounds
    return _("%(share)s (%(hits)s of %(total)s; between %(low)s and %(high)s)") % {
        "share": formatting.percent(share.value),
        "hits": formatting.number(share.hits),
        "total": formatting.number(share.total),
        "low": formatting.percent(round(low, 2)),
        "high": formatting.percent(round(high, 2)),
    }


def _hours(hours: float) -> str:
    if hours < 48:
        return _("%(count)s h") % {"count": formatting.decimal(hours, 0 if hours >= 10 else 1)}
    return _("%(count)s days") % {"count": formatting.decimal(hours / 24, 1)}


def _band(band: Band) -> dict[str, Any]:
    return {
        "label": _label(band),
        "expected": "—" if band.expected is None else formatting.percent(band.expected),
        "confirmed": said(band.confirmed),
    }


def _label(band: Band) -> str:
    return f"{band.low * 100:.0f}–{band.high * 100:.0f} %"


def _chart(bands: Iterable[Band]) -> dict[str, Any]:
    """The calibration as bars: what was expected beside what people confirmed, in percent."""
    told = [band for band in bands if band.confirmed.total]
    return {
        "labels": [_label(band) for band in told],
        "series": [
            (_("expected, %"), [round((band.expected or 0) * 100) for band in told]),
            (_("confirmed, %"), [round((band.confirmed.value or 0) * 100) for band in told]),
        ],
    }


def _lists(actor: Actor, found: Report) -> list[dict[str, Any]]:
    wanted = (
        (_("Answered «same», judged another one"), found.false_same, "copy"),
        (_("Answered «to be looked at», judged the same"), found.review_confirmed, "scale"),
        (_("Missed by the search, pointed out by people"), found.missed, "user-search"),
    )
    ids = [one.notice_id for _title, given, _icon in wanted for one in given]
    linked = queries.readable(actor, ids) if ids else set()
    return [
        {"title": title, "icon": icon, "rows": [_row(one, linked) for one in given]}
        for title, given, icon in wanted
    ]


def _row(one: Given, linked: set[int]) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "url": reverse("backoffice:notice_finding", args=[one.notice_id, one.finding_id])
        if one.notice_id in linked
        else "",
        "check": CHECKS.get(one.kind, one.kind),
        "at": one.given_at,
        "chance": chance(one.probability),
        "reasons": reasons(one.evidence),
    }


def keys_table(keys: Iterable[SharedKey]) -> list[dict[str, Any]]:
    """Return the keys that two companies share, in words."""
    return [
        {
            "kind": KEYS.get(key.kind, key.kind.replace("_", " ")),
            "text": formatting.cuit(key.text) if key.kind == "cuit" else key.text,
            "holders": formatting.number(key.holders),
            "followed": key.followed,
        }
        for key in keys
    ]
