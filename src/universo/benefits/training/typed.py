"""What people typed, made tidy and checked; every fault goes to its field."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from universo.errors import InvalidInput

Faults = dict[str, list[Any]]
_is_url = URLValidator(schemes=["https", "http"])


def line(text: str) -> str:
    """Return a text on one line, blanks made one, without what no text has."""
    return " ".join(text.replace("\0", "").split())


def lengths(texts: Mapping[str, str], limits: Mapping[str, tuple[int, int]]) -> Faults:
    """Return the faults of texts outside their limits, by field."""
    return {
        name: [_("Write from %(least)d to %(most)d characters.") % {"least": least, "most": most}]
        for name, (least, most) in limits.items()
        if not least <= len(texts[name]) <= most
    }


def numbers(values: Mapping[str, int], limits: Mapping[str, tuple[int, int]]) -> Faults:
    """Return the faults of numbers outside their limits, by field."""
    return {
        name: [_("Type a number from %(least)s to %(most)s.") % {"least": least, "most": most}]
        for name, (least, most) in limits.items()
        if not least <= values[name] <= most
    }


def links(texts: Mapping[str, str]) -> Faults:
    """Return the faults of web addresses, by field; an empty one is none."""
    found: Faults = {}
    for name, text in texts.items():
        try:
            if text:
                _is_url(text)
        except ValidationError:
            found[name] = [_("Write a whole web address, such as https://example.com/page.")]
    return found


def reason_of(text: str) -> str:
    """Return a reason, tidy. Raises InvalidInput (field `reason`)."""
    why = line(text)
    if not 5 <= len(why) <= 240:
        raise InvalidInput({"reason": [_("Write the reason, in 5 to 240 characters.")]})
    return why
