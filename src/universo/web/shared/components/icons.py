"""Icons as inline SVG (set: Lucide) and the product's own mark."""

from __future__ import annotations

from functools import cache

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from lucide import IconDoesNotExist, _render_icon

__all__ = ["IconDoesNotExist", "hero_orbit", "icon", "orbit_mark"]


@cache
def _body(name: str) -> str:
    """The drawing inside the `<svg>` of an icon. Raises IconDoesNotExist."""
    svg: str = _render_icon(name, None)
    return svg[svg.index(">") + 1 : svg.rindex("</svg>")].strip()


def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """The icon `name`: hidden from assistive technology, or an image named `label` if one is given.

    An unknown name raises: a page without its icon is a mistake to be seen at once.
    """
    inside = mark_safe(_body(name))
    known_as = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="icon{}" width="18" height="18" viewBox="0 0 24 24" fill="none"'
        ' stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
        ' focusable="false" {}>{}</svg>',
        f" {conditional_escape(css)}" if css else "",
        known_as,
        inside,
    )


def orbit_mark() -> SafeString:
    """The mark of the product: a small sun and the orbit around it."""
    return mark_safe(
        '<svg viewBox="0 0 40 40" aria-hidden="true" focusable="false">'
        '<g transform="rotate(-28 20 20)" fill="none" stroke-linecap="round">'
        '<path d="M4 20a16 7.2 0 0 1 32 0" stroke="#8f9bff" stroke-width="1.8"/>'
        '<circle cx="20" cy="20" r="7" fill="#f2b53c"/>'
        '<circle cx="17.6" cy="17.6" r="2.3" fill="#ffd98a"/>'
        '<path d="M4 20a16 7.2 0 0 0 32 0" stroke="#fff" stroke-width="2.1"/>'
        '<circle cx="31.4" cy="25.1" r="2.5" fill="#fff"/></g></svg>'
    )


def hero_orbit() -> SafeString:
    """The orbits behind the words of the public start page: decoration only."""
    rings = "".join(
        f'<ellipse cx="300" cy="300" rx="{rx}" ry="{ry}" stroke="{stroke}" stroke-width="{width}"/>'
        for rx, ry, stroke, width in (
            (120, 52, "#ffffff40", 1.5),
            (190, 84, "#8f9bff66", 1.5),
            (270, 120, "#ffffff26", 1.5),
        )
    )
    bodies = (
        '<circle cx="300" cy="300" r="46" fill="#f2b53c"/>'
        '<circle cx="286" cy="284" r="15" fill="#ffd98a"/>'
        '<circle cx="409" cy="322" r="9" fill="#fff"/>'
        '<circle cx="126" cy="334" r="13" fill="#8f9bff"/>'
        '<circle cx="502" cy="220" r="7" fill="#f2b53c"/>'
    )
    return mark_safe(
        '<svg class="hero-orbit" viewBox="0 0 600 600" fill="none" aria-hidden="true"'
        f' focusable="false"><g transform="rotate(-24 300 300)">{rings}{bodies}</g></svg>'
    )
