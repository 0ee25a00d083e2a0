"""What the page of one look-alike shows: side by side, the waterfall, the verdicts, its neighbours."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from universo.evaluation import queries, seen
from universo.evaluation.look_alikes import thresholds
from universo.evaluation.seen import SeenCheck, SeenFinding
from universo.evaluation.standing import is_open
from universo.identity.actor import Actor
from universo.web.backoffice.likeness_words import OUTCOMES, chance, pieces_of, table_of


def comparison_context(actor: Actor, notice: Any, finding_id: int, now: datetime) -> dict[str, Any]:
    """Return the context of the page. Raises NotPermitted when the notice has no such look-alike."""
    check, one = seen.seen_finding(notice, finding_id, now)
    return {
        "notice": notice,
        "check": check.check,
        "finding": finding_card(one, readable_of(actor, [one])),
        "lines": table_of(seen.side_by_side(notice, one.finding)),
        **explained(one.finding.evidence),
        "judgements": seen.judgements_of(one.finding),
        "may_evaluate": is_open(notice, now) and queries.may_evaluate(actor, notice),
        "neighbours": _neighbours(notice, check, finding_id),
        "now": now,
    }


def explained(evidence: Any) -> dict[str, Any]:
    """Return what the waterfall needs of the evidence, stored rows or the matcher's own."""
    review, same = thresholds()
    return {
        "pieces": pieces_of(one if isinstance(one, dict) else asdict(one) for one in evidence),
        "marks": [(review, _("to be looked at")), (same, _("it looks the same"))],
    }


def readable_of(actor: Actor, findings: list[SeenFinding]) -> set[int]:
    """Return which of the other notices the actor may open."""
    others = [one.finding.other_notice_id for one in findings if one.finding.other_notice_id]
    return queries.readable(actor, others) if others else set()


def _neighbours(notice: Any, check: SeenCheck, finding_id: int) -> list[tuple[str, str]]:
    """Return links to the look-alikes before and after this one, the likeliest first."""
    ids = [one.finding.pk for one in check.findings]
    place = ids.index(finding_id)
    around = ((place - 1, _("The one before")), (place + 1, _("The next one")))
    return [
        (label, reverse("backoffice:notice_finding", args=[notice.pk, ids[at]]))
        for at, label in around
        if 0 <= at < len(ids)
    ]


def finding_card(one: SeenFinding, linked: set[int]) -> dict[str, Any]:
    """Return what is shown of a look-alike wherever it appears."""
    finding = one.finding
    other, customer = finding.other_notice, finding.known_customer
    outcome, tone, icon = OUTCOMES.get(finding.outcome, (finding.outcome, "neutral", "scale"))
    shown = {
        "row": finding,
        "counts": one.counts,
        "protects": one.protects,
        "outcome": outcome,
        "tone": tone,
        "icon": icon,
        "chance": chance(finding.probability),
        "strong": finding.outcome == "same",
        "reasons": reasons(finding.evidence),
    }
    if other is not None:
        url = reverse("backoffice:notice_detail", args=[other.pk]) if other.pk in linked else ""
        name = other.prospect.legal_name if other.prospect else ""
        return {**shown, "notice": other, "name": name, "url": url,
                "label": other.reference}  # fmt: skip
    assert customer is not None
    return {**shown, "customer": customer, "label": _("Known customer"), "name": customer.legal_name,
            "owner": str(customer.owner) if customer.owner else "Hasar"}  # fmt: skip


def reasons(evidence: Any, most: int = 3) -> list[dict[str, Any]]:
    """Return the heaviest pieces of evidence in words, for a glance."""
    pieces = [one for one in evidence if one.get("kind") != "base"]
    heaviest = sorted(pieces, key=lambda one: -abs(float(one.get("weight", 0.0))))[:most]
    return [
        {"text": piece.text, "for": piece.weight > 0, "weight": piece.weight}
        for piece in pieces_of(heaviest)
    ]
