"""Components that show data: figures, states, lists, steps, the meter, charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.template import Context

from universo.domain.decision_clock import Meter
from universo.web.shared.components import charts
from universo.web.shared.components import meter as meters
from universo.web.shared.components import status as statuses
from universo.web.shared.components import waterfall as waterfalls
from universo.web.shared.components.waterfall import Piece

register = template.Library()
PARTS = "shared/parts/"


@register.inclusion_tag(PARTS + "badge.html")
def badge(label: object, tone: str = "neutral", icon: str = "") -> dict[str, Any]:
    """`{% badge _("Demo") "warn" "flask-conical" %}`."""
    return {"label": label, "tone": tone, "icon": icon}


@register.inclusion_tag(PARTS + "badge.html")
def status(kind: str, state: object) -> dict[str, Any]:
    """`{% status "notice" notice.status %}`; the kinds are those of `components.status.KINDS`."""
    found = statuses.look(kind, state)
    return {"label": found.label, "tone": found.tone, "icon": found.icon}


@register.inclusion_tag(PARTS + "stats.html")
def stats(items: Sequence[dict[str, Any]], label: str = "") -> dict[str, Any]:
    """A strip of figures; each item: `label`, `value`, and perhaps `note`, `tone`, `url`."""
    return {"items": items, "label": label}


@register.inclusion_tag(PARTS + "stat.html")
def stat(label: str, value: object, note: object = "", tone: str = "") -> dict[str, Any]:
    """One figure inside `<dl class="stats">`: for values made in the template."""
    return {"item": {"label": label, "value": value, "note": note, "tone": tone}}


@register.inclusion_tag(PARTS + "steps.html")
def steps(items: Sequence[dict[str, Any]], label: str) -> dict[str, Any]:
    """Where one stands; each item: `label`, `state` (done, now, todo), perhaps `note`, `url`."""
    return {"items": items, "label": label}


@register.inclusion_tag(PARTS + "timeline.html")
def timeline(entries: Sequence[Any], now: Any = None) -> dict[str, Any]:
    """What happened; each entry: `text`, `at`, and perhaps `who`, `note`, `tone`, `url`."""
    return {"entries": entries, "now": now}


@register.inclusion_tag(PARTS + "empty.html")
def empty(title: str, text: str = "", icon: str = "inbox", **options: Any) -> dict[str, Any]:
    """Nothing here yet, and what to do: options `action_url`, `action_label`, `action_icon`."""
    return {**options, "title": title, "text": text, "icon": icon}


@register.inclusion_tag(PARTS + "defs.html")
def defs(items: Sequence[Any], columns: int = 0) -> dict[str, Any]:
    """A definition list of (term, value) pairs; empty values are left out. `columns` 2 or 3."""
    pairs = [(term, value) for term, value in items if value not in (None, "")]
    return {"items": pairs, "columns": columns}


@register.inclusion_tag(PARTS + "tabs.html")
def tabs(items: Sequence[dict[str, Any]], label: str) -> dict[str, Any]:
    """Links that look like tabs; each item: `label`, `url`, `active`, perhaps `count`, `icon`."""
    return {"items": items, "label": label}


@register.inclusion_tag(PARTS + "crumbs.html")
def crumbs(*parts: object) -> dict[str, Any]:
    """`{% crumbs _("Opportunities") list_url number %}`: label, address by turns; a last label."""
    pairs = [(parts[at], parts[at + 1]) for at in range(0, len(parts) - 1, 2)]
    return {"pairs": pairs, "here": parts[-1]}


@register.inclusion_tag(PARTS + "pages.html", takes_context=True)
def pagination(context: Context, page: Page[Any], target: str = "") -> dict[str, Any]:
    """Links to the pages of a Paginator's page; keeps the other query parameters."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    kept = query.urlencode()
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "numbers": list(numbers),
        "start": f"?{kept}&page=" if kept else "?page=",
        "gap": page.paginator.ELLIPSIS,
        "target": target,
    }


@register.inclusion_tag(PARTS + "chain.html")
def chain(links: Sequence[dict[str, Any]], label: str = "") -> dict[str, Any]:
    """The ancestry of a reward; each link: `kind`, `title`, perhaps `icon`, `note`, `url`. The last
    one is the sum."""
    return {"links": links, "label": label}


@register.inclusion_tag(PARTS + "waterfall.html")
def waterfall(
    pieces: Sequence[Piece], label: str, total: str, marks: Sequence[tuple[float, str]] = ()
) -> dict[str, Any]:
    """How evidence adds up: a table in words, with a bar beside each row that only the eye needs.

    `total` names the sum; `marks` are (score, name) of the thresholds.
    """
    return {"drawn": waterfalls.waterfall(pieces, marks), "label": label, "total": total}


@register.inclusion_tag(PARTS + "progress.html")
def progress(value: int, maximum: int, label: str, tone: str = "") -> dict[str, Any]:
    return {"value": value, "maximum": maximum, "label": label, "tone": tone}


@register.inclusion_tag(PARTS + "copyable.html")
def copyable(text: str, label: str = "", clip: bool = False) -> dict[str, Any]:
    """A code or hash with a button that copies it; `clip` shows its beginning only."""
    return {"text": text, "label": label, "clip": clip}


@register.inclusion_tag(PARTS + "bar_chart.html")
def bar_chart(
    title: str,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[int]]],
    currency: str = "",
    size: str = "s",
) -> dict[str, Any]:
    """Grouped bars with legend and table. Values: counts, or minor units of `currency`."""
    drawn = charts.bar_chart(labels, series, currency=currency, size=size)
    return {"chart": drawn, "title": title}


@register.inclusion_tag(PARTS + "meter.html")
def meter(ticks: Meter | None, size: str = "compact") -> dict[str, Any]:
    """The meter of fifteen ticks; `size` compact (rows) or full (one notice's page)."""
    return {"meter": meters.build(ticks) if ticks else None, "full": size == "full"}


@register.inclusion_tag("shared/email/meter.html")
def meter_mail(ticks: Meter) -> dict[str, Any]:
    """The meter as a table for HTML mail; its sentence first, for readers that show no colours."""
    return {"meter": meters.build(ticks), "colours": meters.MAIL_COLOURS}
