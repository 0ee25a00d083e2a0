"""Storing what a search found: evidence of the checks, look-alikes, what is not found any more."""

from datetime import datetime
from typing import Any

from universo.evaluation.look_alikes import Found, LookAlike, matcher_version
from universo.evaluation.models import Check, Finding, FindingVerdict, Judgement
from universo.opportunities.models import Notice


def store_evidence(*, notice: Notice, now: datetime, found: dict[str, Found]) -> None:
    """Replace the automatic evidence of the checks; verdicts and judgements already given stay.

    A look-alike that is not found any more goes, unless somebody judged it or pointed it out: then
    it stays and says since when.
    """
    for kind, result in found.items():
        check, _new = Check.objects.get_or_create(notice=notice, kind=kind)
        Check.objects.filter(pk=check.pk).update(evidence=result.rows, evidence_at=now)
        _store_findings(check, now, result.look_alikes)


def _store_findings(check: Check, now: datetime, look_alikes: list[LookAlike]) -> None:
    stored = {
        (one.other_notice_id, one.known_customer_id): one
        for one in Finding.objects.filter(check_of=check)
    }
    for alike in look_alikes:
        old = stored.pop((alike.notice_id, alike.customer_id), None)
        if old is None:
            store_finding(check, now, alike)
        else:
            _refresh(old, alike)
    if stored:
        _let_go([one.pk for one in stored.values()], now)


def store_finding(
    check: Check, now: datetime, alike: LookAlike, *, added_by_id: int | None = None
) -> Finding:
    """Add a look-alike to a check; `added_by_id` when a person pointed it out."""
    return Finding.objects.create(
        check_of=check,
        other_notice_id=alike.notice_id,
        known_customer_id=alike.customer_id,
        found_at=now,
        added_by_id=added_by_id,
        **_said(alike),
    )


def _said(alike: LookAlike) -> dict[str, Any]:
    return {
        "score": alike.score,
        "probability": alike.probability,
        "outcome": alike.outcome,
        "evidence": alike.evidence,
        "matcher": matcher_version(),
        "gone_at": None,
    }


def _refresh(finding: Finding, alike: LookAlike) -> None:
    """Write what the matcher says now, if it says anything else than before."""
    changed = {n: v for n, v in _said(alike).items() if getattr(finding, n) != v}
    if changed:
        Finding.objects.filter(pk=finding.pk).update(**changed)


def _let_go(ids: list[int], now: datetime) -> None:
    missing = Finding.objects.filter(pk__in=ids, added_by__isnull=True)
    judged = Judgement.objects.filter(finding__in=ids).values("finding")
    missing.filter(verdict=FindingVerdict.OPEN).exclude(pk__in=judged).delete()
    missing.filter(gone_at__isnull=True).update(gone_at=now)
