"""What search engines read of the public pages: schema.org as JSON-LD, a block of data that nothing runs."""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from universo.web.shared.directory_words import Shown

_ESCAPED = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026",
            ord("\u2028"): "\\u2028", ord("\u2029"): "\\u2029"}  # fmt: skip


def whole(path: str) -> str:
    """Return an address of this installation with its host."""
    return f"{settings.PUBLIC_URL}{path}"


def json_ld(data: dict[str, Any]) -> SafeString:
    """Return the block with its data. The content policy forbids scripts in pages; this is none."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    block = f'<script type="application/ld+json">{text.translate(_ESCAPED)}</script>'
    return mark_safe(block)  # no mark of HTML is left in it


def page_address(slug: str) -> str:
    """Return the whole address of a partner's page."""
    return whole(reverse("public:directory_page", args=[slug]))


def organization(shown: Shown) -> dict[str, Any]:
    """Return what is said of a partner: only what its page says."""
    version = shown.version
    found: dict[str, Any] = {
        "@type": "Organization",
        "name": shown.name,
        "url": page_address(version.listing.slug),
        "slogan": version.headline,
        "description": version.text,
        "areaServed": "Argentina" if version.is_national else shown.reach,
        "knowsAbout": [*shown.families, *shown.skills],
        "memberOf": {
            "@type": "ProgramMembership",
            "programName": "Universo Hasar",
            "hostingOrganization": {"@type": "Organization", "name": "Grupo Hasar"},
        },
    }
    if version.logo_id is not None:
        found["logo"] = whole(reverse("public:directory_logo", args=[version.listing.slug]))
    for key, value in (
        ("sameAs", version.website), ("email", version.email), ("telephone", version.phone)
    ):  # fmt: skip
        if value:
            found[key] = value
    return found


def item_list(rows: list[Shown], first: int) -> dict[str, Any]:
    """Return the entries of one page of the list, in order; `first` is the place of the first."""
    entries = [
        {
            "@type": "ListItem",
            "position": first + place,
            "name": row.name,
            "url": page_address(row.version.listing.slug),
        }
        for place, row in enumerate(rows)
    ]
    return {"@type": "ItemList", "itemListElement": entries}
