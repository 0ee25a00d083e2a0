"""What the schemas find wrong, in our own sentences: theirs are in English only."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from universo.web.api.problems import pointer

SENTENCES: Mapping[str, Any] = {
    "missing": _("It is missing."),
    "extra_forbidden": _("There is no such field."),
    "string_type": _("It must be text."),
    "string_unicode": _("It has characters that cannot be kept."),
    "string_too_long": _("It is too long."),
    "string_pattern_mismatch": _("Only printable characters of ASCII, without spaces."),
    "int_parsing": _("It must be a whole number."),
    "int_type": _("It must be a whole number."),
    "greater_than_equal": _("It is too small."),
    "less_than_equal": _("It is too large."),
    "literal_error": _("It is not one of the values taken here."),
    "date_from_datetime_parsing": _("It must be a day, for example 2026-11-23."),
    "date_parsing": _("It must be a day, for example 2026-11-23."),
    "uuid_parsing": _("It must be a UUID."),
    "datetime_parsing": _("It must be an instant, for example 2026-11-23T12:00:00-03:00."),
    "datetime_from_date_parsing": _(
        "It must be an instant, for example 2026-11-23T12:00:00-03:00."
    ),
    "model_attributes_type": _("It must be an object with the fields that the reference shows."),
    "model_type": _("It must be an object with the fields that the reference shows."),
    "dict_type": _("It must be an object with the fields that the reference shows."),
}
OTHER = _("It is not a value taken here.")


def sentence(kind: str) -> Any:
    """Return what to say of a fault of this kind."""
    return SENTENCES.get(kind, OTHER)


def by_field(errors: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Return the sentences by field; "" for the row itself."""
    found: dict[str, list[Any]] = {}
    for error in errors:
        place = str(error["loc"][0]) if error["loc"] else ""
        found.setdefault(place if is_text(place) else "", []).append(sentence(error["type"]))
    return found


def located(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return the faults of a request with their places: `/query/limit`, `/body/cuit`."""
    found = []
    for error in errors:
        source, *rest = error["loc"]
        inner = rest[1:] if source == "body" else rest
        parts = [str(part) for part in (source, *inner)]
        shown = parts if all(is_text(part) for part in parts) else parts[:1]
        found.append({"pointer": pointer(*shown), "detail": str(sentence(error["type"]))})
    return found


def is_text(value: str) -> bool:
    """Tell whether a text can be written as UTF-8: JSON may carry halves of characters."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value
