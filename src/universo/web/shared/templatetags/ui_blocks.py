"""Components that hold other markup: card, callout, dialog, table, tip, menu; and the icons."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from universo.web.shared.components import icons

register = template.Library()


def _render(part: str, content: str, options: dict[str, Any]) -> SafeString:
    inside = mark_safe(content)  # the template rendered it, with escaping
    return render_to_string(f"shared/parts/{part}.html", {**options, "content": inside})


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """`{% icon "plus" %}`; with `label` it is an image with that name. An unknown name raises."""
    return icons.icon(name, label, css)


@register.simple_tag
def orbit_mark() -> SafeString:
    return icons.orbit_mark()


@register.simple_tag
def hero_orbit() -> SafeString:
    return icons.hero_orbit()


@register.simple_block_tag
def card(content: str, **options: Any) -> SafeString:
    """`{% card title=_("Details") %}…{% endcard %}`.

    Options: `title`, `icon`, `note`, `tone`, `id`, `more_url` + `more_label` (a link in the head),
    `flush` (no padding: for rows and tables), `level` (2 or 3), `foot`.
    """
    return _render("card", content, options)


@register.simple_block_tag
def callout(content: str, tone: str = "brand", title: str = "", icon: str = "") -> SafeString:
    """`{% callout tone="warn" title=… %}…{% endcallout %}`; tones brand, ok, warn, bad, neutral."""
    chosen = icon or _TONE_ICONS[tone]
    return _render("callout", content, {"tone": tone, "title": title, "icon": chosen})


_TONE_ICONS = {
    "brand": "info",
    "neutral": "info",
    "ok": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-alert",
}


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:
    """A `<dialog>`, opened by any `<button data-dialog="ID">`. `{% dialog id="decline" title=… %}`.

    Without a script it cannot open: give the button's action a page of its own as well
    (`<a href="…" data-dialog="ID">`).
    """
    return _render("dialog", content, {"id": id, "title": title})


@register.simple_block_tag
def table(content: str, label: str, cards: bool = True) -> SafeString:
    """A table in its own scrolling, focusable region; with `cards` (the default) it becomes cards
    on phones: give each `<td>` a `data-label`. Numbers: `class="n"`."""
    return _render("table", content, {"label": label, "cards": cards})


@register.simple_block_tag
def filters(content: str, label: str, target: str = "") -> SafeString:
    """A GET form over a list; with `target` (a selector) htmx replaces that part as one types."""
    return _render("filters", content, {"label": label, "target": target})


@register.simple_block_tag
def check_card(content: str, **options: Any) -> SafeString:
    """One of the four checks of R-8. Options: `number`, `title`, `rule` (the sentence under it),
    `state` (pending, passed, failed; with `doubt=True` a pending one is in the colour of warning).
    Inside: `<div class="card-body">` with evidence, then `<div class="check-verdict">`."""
    return _render("check_card", content, options)


@register.inclusion_tag("shared/parts/tip.html")
def tip(text: str, label: str = "") -> dict[str, Any]:
    """A small question mark whose text appears when it is pointed at or focused."""
    return {"text": text, "label": label}
