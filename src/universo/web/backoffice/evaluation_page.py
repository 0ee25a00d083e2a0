"""What the page of one notice shows: checks, findings, decision, questions, history."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from universo.audit.queries import timeline
from universo.domain.decision_clock import local_date
from universo.evaluation import operations, queries
from universo.evaluation import seen as evaluations
from universo.evaluation.seen import SeenCheck
from universo.evaluation.standing import is_open
from universo.identity.actor import Actor
from universo.opportunities.queries import clarifications_of, items_of, meter_of
from universo.program.queries import rates_in_force, terms_on
from universo.web.backoffice.comparison_page import finding_card, readable_of
from universo.web.backoffice.evaluation_words import RULES, say
from universo.web.backoffice.forms.queue import AcceptForm, DeclineForm, QuestionForm
from universo.web.shared import formatting
from universo.web.shared.timeline import entries_of


def page_context(actor: Actor, notice: Any, now: datetime, **typed: Any) -> dict[str, Any]:
    """Return the context of the page; `typed` brings back what was refused: `errors` and `notes`
    by check, and forms by name."""
    seen = evaluations.checks_of(notice, now)
    waiting = is_open(notice, now)
    mine = waiting and queries.may_evaluate(actor, notice)
    checks = _checks(actor, notice, seen, mine, typed)
    return {
        "notice": notice,
        "state": "lapsed" if notice.status == "SUBMITTED" and not waiting else notice.status,
        "is_open": waiting,
        "may_evaluate": mine,
        "meter": meter_of(notice, now) if notice.status == "SUBMITTED" else None,
        "items": items_of(notice),
        "facts": _facts(notice),
        "checks": checks,
        "done": sum(1 for check in checks if check["verdict"] != "PENDING"),
        "clear": sum(1 for kind in seen if _can_pass(seen[kind])) if mine else 0,
        "ready": all(check["verdict"] == "PASSED" for check in checks),
        "failed": [check["title"] for check in checks if check["verdict"] == "FAILED"],
        "compared_at": evaluations.compared_at(seen),
        "questions": list(clarifications_of(notice)),
        "history": entries_of(timeline(actor, "notice", notice.pk)),
        "now": now,
        **_decision(notice, now, seen, mine=mine),
        **typed.get("forms", {}),
    }


def _can_pass(seen: SeenCheck) -> bool:
    return seen.check.verdict == "PENDING" and operations.is_clear(seen)


def _decision(
    notice: Any, now: datetime, seen: dict[str, SeenCheck], *, mine: bool
) -> dict[str, Any]:
    if mine:
        today = local_date(now)
        asked = {item.family_code for item in items_of(notice)}
        return {
            "accepting": AcceptForm(),
            "declining": DeclineForm(initial={"reason": evaluations.likely_reason(seen)}),
            "asking": QuestionForm(),
            "rates": [r for r in rates_in_force(notice.level, today) if r.family_code in asked],
            "protection_days": terms_on(today).protection_days,
        }
    if notice.status == "ACCEPTED":
        return {"frozen": queries.frozen_rates(notice)}
    return {}


def _facts(notice: Any) -> list[tuple[str, Any]]:
    prospect = notice.prospect
    place = ", ".join(
        part
        for part in (
            prospect.street,
            prospect.locality,
            prospect.province.name if prospect.province else "",
        )
        if part
    )
    role = f" · {prospect.contact_role}" if prospect.contact_role else ""
    return [
        (_("Trade name"), prospect.trade_name),
        (_("CUIT"), formatting.cuit(prospect.cuit) or _("not given")),
        (_("Address"), place),
        (_("Phone"), prospect.phone),
        (_("E-mail"), prospect.email),
        (_("Web"), prospect.web),
        (_("Contact"), f"{prospect.contact_name}{role}"),
        (_("Estimated budget"), formatting.money(notice.budget_minor, notice.budget_currency)
         if notice.budget_minor is not None else ""),
        (_("Estimated term"), notice.get_estimated_timeframe_display()),
    ]  # fmt: skip


def _checks(
    actor: Actor, notice: Any, seen: dict[str, SeenCheck], mine: bool, typed: dict[str, Any]
) -> list[dict[str, Any]]:
    linked = readable_of(actor, [one for check in seen.values() for one in check.findings])
    errors, notes = typed.get("errors", {}), typed.get("notes", {})
    return [
        {
            "kind": kind,
            "number": number,
            "title": check.check.get_kind_display(),
            "rule": RULES[kind],
            "verdict": check.check.verdict,
            "state": check.check.verdict.lower(),
            "doubt": _in_doubt(check),
            "row": check.check,
            "evidence": [say(row) for row in check.check.evidence],
            "findings": [finding_card(one, linked) for one in check.findings if one.is_earlier],
            "later": [finding_card(one, linked) for one in check.findings if not one.is_earlier],
            "error": errors.get(kind, ""),
            "note": notes.get(kind, check.check.note),
            "url": reverse("backoffice:notice_verdict", args=[notice.pk, kind]) if mine else "",
            "missed_url": reverse("backoffice:notice_missed", args=[notice.pk, kind])
            if mine and kind in operations.SEARCHED
            else "",
        }
        for number, (kind, check) in enumerate(seen.items(), start=1)
    ]


def _in_doubt(seen: SeenCheck) -> bool:
    against = any(row["ok"] is False for row in seen.check.evidence)
    return against and seen.check.verdict == "PENDING"
