"""What finance chooses from: official types, families of the catalogue, means, kinds of file."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from universo.program.models import ProductFamily
from universo.sales.feeds.doc_types import document_types
from universo.sales.models import DocumentKind, ImportKind, Means, Outcome

__all__ = [
    "ImportKind",
    "Outcome",
    "document_type_choices",
    "family_choices",
    "import_kinds",
    "means",
]


def document_type_choices() -> list[tuple[Any, list[tuple[int, str]]]]:
    """Return the official types that bill or credit, by what they do: code and name with its letter."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for kind in document_types().values():
        if kind.kind:
            groups.setdefault(kind.kind, []).append((kind.code, kind.name))
    return [(DocumentKind(kind).label, rows) for kind, rows in groups.items()]


def family_choices() -> list[tuple[str, str]]:
    """Return all families, since old invoices name those that are no longer offered too."""
    return [(row.code, row.name) for row in ProductFamily.objects.all()]


def means() -> list[tuple[str, Any]]:
    """Return how a debt is paid off (P-9)."""
    return list(Means.choices)


def import_kinds() -> list[tuple[str, Any]]:
    """Return the layouts that are read; the first lets the file say which it is."""
    return [("auto", _("Recognise it by its columns")), *ImportKind.choices]
