"""A notice as it was typed: a plain mapping, also when it is not valid yet."""

from collections.abc import Mapping
from typing import Any

TEXTS = (
    "cuit",
    "legal_name",
    "trade_name",
    "province",
    "locality",
    "phone",
    "email",
    "web",
    "contact_name",
    "contact_role",
    "need",
    "budget",
    "currency",
    "timeframe",
    "consent",
)
LISTS = ("families", "products")
# Far above what a valid notice holds: a longer text is kept so far, and refused when it is sent.
MOST_CHARACTERS = 6_000
MOST_CHOICES = 200


def as_typed(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the known fields of `data`, made fit for storing; nothing else of it is kept."""
    typed: dict[str, Any] = {name: _text(data.get(name)) for name in TEXTS}
    for name in LISTS:
        values = data.get(name) or ()
        chosen = [values] if isinstance(values, str) else list(values)[:MOST_CHOICES]
        typed[name] = sorted({_text(value)[:64] for value in chosen} - {""})
    return typed


def _text(value: Any) -> str:
    if value is None or value is False:
        return ""
    # PostgreSQL stores neither NUL nor half a surrogate pair.
    text = str(value)[:MOST_CHARACTERS].replace("\x00", "")
    return text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n")


def is_blank(typed: Mapping[str, Any]) -> bool:
    """Tell whether nothing was typed: choices that a form makes by itself do not count."""
    return not any(value for name, value in typed.items() if name != "currency")


def same_body(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether two typings are the same notice; blanks around a text do not matter."""
    return _trimmed(as_typed(one)) == _trimmed(as_typed(other))


def _trimmed(typed: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v.strip() if isinstance(v, str) else v for k, v in typed.items()}
