"""What the page of a file of customers says: figures, progress, rows and their problems."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from universo.customers.intake.refusals import Problem
from universo.program.queries import provinces
from universo.web.shared.formatting import number

OUTCOMES = {"new": ("ok", "plus"), "changed": ("warn", "pencil"), "same": ("neutral", "equal")}
SHOWN_AT_ONCE = 10  # rows with problems that are not folded away


def progress(found: Any, now: datetime) -> dict[str, Any] | None:
    """Return how far the running phase is, its pace and what is left, as sentences."""
    labels = {
        "READING": _("Looking at the file"),
        "CHECKING": _("Checking the rows"),
        "APPLYING": _("Storing the customers"),
    }
    if found.status not in labels:
        return None
    done, total = found.done_rows, max(found.all_rows, found.done_rows)
    seconds = (now - found.phase_at).total_seconds() if found.phase_at else 0
    said = ""
    if done and seconds >= 1:
        pace = done / seconds
        said = _("%(n)s rows a second.") % {"n": number(round(pace))}
        if total > done:
            said = f"{said} {_left(round((total - done) / pace))}"
    return {"label": labels[found.status], "done": done, "total": total, "said": said}


def _left(seconds: int) -> str:
    if seconds < 60:
        return _("Less than a minute left.")
    minutes = -(-seconds // 60)
    said = ngettext("About %(n)d minute left.", "About %(n)d minutes left.", minutes)
    return said % {"n": minutes}


def preview(found: Any) -> dict[str, Any]:
    """Return the figures of a checked file, its first rows and its first problems."""
    counts = found.counts
    if not counts:
        return {"figures": []}
    labels = {"new": _("New"), "changed": _("Changes"), "same": _("As it is")}
    stored = counts.get("stored") if found.status in ("APPLYING", "APPLIED", "STOPPED") else None
    shown = {**counts, **({k: stored[k] for k in ("new", "changed")} if stored else {})}
    figures = [
        {"label": labels[name], "value": number(shown[name]), "tone": OUTCOMES[name][0]}
        for name in labels
    ]
    figures.append({"label": _("Left out"), "value": number(counts["rejected"]), "tone": "bad"})
    if found.is_whole_list:
        retired = counts.get("retired", 0) if stored else counts["missing"]
        figures.append({"label": _("Retired"), "value": number(retired), "tone": "warn"})
    names = {one.letter: one.name for one in provinces()}
    rows = [
        {**row, "province": names.get(row["province"], row["province"]),
         "label": labels[row["outcome"]], "tone": OUTCOMES[row["outcome"]][0],
         "icon": OUTCOMES[row["outcome"]][1]}
        for row in found.preview.get("rows", [])
    ]  # fmt: skip
    wrong = [
        {
            **row,
            "cells": [cell for cell in row["cells"] if cell.strip()],
            "said": [Problem(code, about).text() for code, about in row["said"]],
        }
        for row in found.preview.get("wrong", [])
    ]
    return {
        "figures": figures,
        "rows": rows,
        "wrong": wrong,
        "wrong_first": wrong[:SHOWN_AT_ONCE],
        "wrong_rest": wrong[SHOWN_AT_ONCE:],
        "hidden": counts["rejected"] + counts["warned"] - len(wrong),
        "to_store": counts["new"] + counts["changed"],
        "retiring": counts["missing"],
    }
