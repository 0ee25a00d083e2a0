"""The sentences of the timeline: each part of the house says its own events (`event_texts/`)."""

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from re import compile as pattern
from typing import Any

from django.utils.translation import gettext_lazy as _

from universo.domain.prose import one_stop
from universo.web.shared import event_texts, formatting

UNITS = ("_bp", "_minor", "_date")
# An amount that an event kept as words; the sign, the currency and the figure stay on one line.
AMOUNT = pattern(r"-?(?:U\$S|\$) [\d.]+,\d\d")
# An event that no part of the house has words for: who and when are said all the same.
UNKNOWN = _("%(actor)s left a mark here.")


class _Gaps(dict[str, Any]):
    """What an event did not say reads as nothing, never as an error."""

    def __missing__(self, key: str) -> str:
        return ""


@cache
def all_texts() -> Mapping[str, Any]:
    """Return the sentence of every event name, from all modules of `event_texts`."""
    texts: dict[str, Any] = {}
    for module in pkgutil.iter_modules(event_texts.__path__):
        found = importlib.import_module(f"{event_texts.__name__}.{module.name}")
        texts.update(getattr(found, "TEXTS", {}))
    return texts


@cache
def all_words() -> Mapping[str, Any]:
    """Return how the codes kept in events are said, from the `WORDS` of all modules."""
    words: dict[str, Any] = {}
    for module in pkgutil.iter_modules(event_texts.__path__):
        found = importlib.import_module(f"{event_texts.__name__}.{module.name}")
        words.update(getattr(found, "WORDS", {}))
    return words


def text_of(event: Any) -> str:
    """Return what an event says on screen, in the active language: codes of its data as words,
    rates (`_bp`), amounts (`_minor`) and days (`_date`) as people write them, also under the
    name without its unit."""
    sentence = str(all_texts().get(event.name, UNKNOWN))
    said = {name: _said(name, value, event.data) for name, value in event.data.items()}
    short = {name.rpartition("_")[0]: text for name, text in said.items() if name.endswith(UNITS)}
    return one_stop(sentence % _Gaps({**short, **said, "actor": event.actor_name}))


def _said(name: str, value: Any, data: Mapping[str, Any]) -> str:
    """Return one fact of an event as people write it."""
    if isinstance(value, list):
        return ", ".join(_said(name, item, data) for item in value)
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int):
        return _number(name, value, data)
    text = str(value)
    if name == "date" or name.endswith("_date"):
        return _day(text)
    if AMOUNT.fullmatch(text):
        return text.replace("-", formatting.MINUS).replace(" ", formatting.NBSP)
    return str(all_words().get(text, text))


def _number(name: str, value: int, data: Mapping[str, Any]) -> str:
    if name.endswith("_bp"):
        return formatting.rate(value)
    if name.endswith("_minor"):
        return formatting.money(value, str(data.get("currency", "ARS")))
    return str(value)


def _day(text: str) -> str:
    try:
        return formatting.day(date.fromisoformat(text))
    except ValueError:
        return text


def told_once(events: Iterable[Any]) -> list[Any]:
    """Return events without those that say of another subject what was said at the same instant."""
    told: dict[tuple[Any, str], Any] = {}
    for event in events:
        told.setdefault((event.at, text_of(event)), event)
    return list(told.values())


def entries_of(events: Iterable[Any]) -> list[dict[str, Any]]:
    """Return events as `{% timeline %}` draws them."""
    return [{"text": text_of(event), "at": event.at, "event": event} for event in events]
