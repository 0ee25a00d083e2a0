"""How pieces of the library are said and shown, to partners and to Hasar (R-2)."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from universo.benefits.library.choices import AUDIENCES, Kind, Language
from universo.benefits.library.queries import MARK_OFF, MARK_ON
from universo.program.choices import Category
from universo.web.shared import formatting

AUDIENCE_LABELS = dict(AUDIENCES)


def marked(text: str) -> SafeString:
    """Return a text as a page shows it, what a search found in it marked."""
    safe = str(conditional_escape(text))
    return mark_safe(safe.replace(MARK_ON, "<mark>").replace(MARK_OFF, "</mark>"))


def size_text(size_bytes: int) -> str:
    """Return a size as people write it: `512 bytes`, `3,4 MB`."""
    size, units = float(size_bytes), ["GB", "MB", "KB", "bytes"]
    while size >= 1000 and len(units) > 1:
        size /= 1000
        units.pop()
    return f"{formatting.decimal(size, 0 if units[-1] == 'bytes' else 1)} {units[-1]}"


def audience_text(codes: Sequence[str]) -> str:
    """Return for whom a piece is meant."""
    if not codes:
        return _("All partners")
    names = []
    for code in codes:
        label = str(AUDIENCE_LABELS[code])
        of_sponsors = code.startswith("SPONSOR:")
        names.append(f"{Category.SPONSOR.label}, {label.lower()}" if of_sponsors else label)
    return "; ".join(names)


def about_text(item: Any) -> str:
    """Return what stands under a title: kind, language, products and families."""
    of = [str(one) for one in (*item.products.all(), *item.families.all())]
    more = f" +{len(of) - 3}" if len(of) > 3 else ""
    parts = [Kind(item.kind).label, Language(item.language).label, ", ".join(of[:3]) + more]
    return " · ".join(str(part) for part in parts if part)


def version_facts(version: Any) -> list[tuple[str, str]]:
    """Return (term, value) of a version that has a file or a link."""
    facts = [
        (_("Version"), version.label),
        (_("Published"), formatting.day(version.from_date)),
    ]
    if version.stored_name:
        facts += [(_("File"), version.file_name), (_("Size"), size_text(version.size_bytes))]
    return facts
