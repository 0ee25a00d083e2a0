"""What the page of an imported file says: tabs of outcomes, rows, totals, progress."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from universo.sales.choices import Outcome, means
from universo.sales.remarks import remark_text
from universo.web.shared.formatting import number

TABS = {
    "nuevas": Outcome.NEW, "esperan": Outcome.WAITS, "completan": Outcome.COMPLETES,
    "iguales": Outcome.UNCHANGED, "distintas": Outcome.CONFLICT, "rechazadas": Outcome.REJECTED,
}  # fmt: skip
LOOKS = {
    Outcome.NEW: ("ok", "plus"), Outcome.WAITS: ("warn", "hourglass"),
    Outcome.COMPLETES: ("brand", "check"),
    Outcome.UNCHANGED: ("neutral", "equal"), Outcome.CONFLICT: ("warn", "triangle-alert"),
    Outcome.REJECTED: ("bad", "circle-x"),
}  # fmt: skip

MEANS = dict(means())


def field_of(fault: dict[str, Any]) -> str:
    """Return the field of the upload form that a refusal is about."""
    code = str(fault.get("code", ""))
    if code.startswith("issuer"):
        return "issuer_cuit"
    return "kind" if code == "other_layout" else "file"


def progress(batch: Any, now: datetime) -> dict[str, Any] | None:
    """Return how far the running phase is, its pace and what is left, as sentences."""
    labels = {
        "READING": _("Looking at the file"),
        "CHECKING": _("Checking the rows"),
        "APPLYING": _("The file is being applied"),
    }
    if batch.status not in labels:
        return None
    done, total = batch.done_rows, max(batch.all_rows, batch.done_rows)
    seconds = (now - batch.phase_at).total_seconds() if batch.phase_at else 0
    said = ""
    if done and seconds >= 1:
        pace = done / seconds
        said = _("%(n)s rows a second.") % {"n": number(round(pace))}
        if total > done:
            said = f"{said} {_left(round((total - done) / pace))}"
    return {"label": labels[batch.status], "done": done, "total": total, "said": said}


def _left(seconds: int) -> str:
    if seconds < 60:
        return _("Less than a minute left.")
    minutes = -(-seconds // 60)
    said = ngettext("About %(n)d minute left.", "About %(n)d minutes left.", minutes)
    return said % {"n": minutes}


def preview(batch: Any, wanted: str) -> dict[str, Any]:
    """Return the tabs with the first rows of the one that is wanted, and what would be written."""
    outcomes = batch.counts.get("outcomes")
    if not outcomes:
        return {"tabs": [], "rows": []}
    chosen = wanted if wanted in TABS else _first(outcomes)
    outcome = TABS[chosen]
    tone, icon = LOOKS[outcome]
    rows = [
        {
            **row,
            "day": date.fromisoformat(row["day"]) if row["day"] else None,
            "party": MEANS.get(row["party"], row["party"]),
            "label": outcome.label,
            "tone": tone,
            "icon": icon,
            "sentences": [remark_text(one) for one in row["remarks"]],
        }
        for row in batch.preview.get(outcome.name, [])
    ]
    return {
        "tabs": _tabs(outcomes, chosen),
        "rows": rows,
        "hidden": outcomes.get(outcome.name, 0) - len(rows),
        "outcomes": outcomes,
        "to_apply": sum(outcomes.get(one, 0) for one in ("NEW", "WAITS", "COMPLETES")),
        "waits": outcomes.get("WAITS", 0),
        "to_decide": outcomes.get("CONFLICT", 0),
        "left_out": outcomes.get("REJECTED", 0),
        "warnings": [remark_text(one) for one in batch.counts.get("warnings", [])],
        "is_documents": batch.kind != "collections",
    }


def _first(outcomes: dict[str, int]) -> str:
    """The tab shown at first: what is new, else the first with anything."""
    return next((tab for tab, one in TABS.items() if outcomes.get(one.name)), "nuevas")


def _tabs(outcomes: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    return [
        {
            "label": outcome.label,
            "url": f"?filas={tab}",
            "active": tab == chosen,
            "count": outcomes.get(outcome.name, 0),
        }
        for tab, outcome in TABS.items()
        if outcomes.get(outcome.name) or tab == chosen
    ]
