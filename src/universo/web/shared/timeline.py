"""The sentences of the timeline: each part of the house says its own events (`event_texts/`)."""

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from universo.web.shared import event_texts


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
    """Return what an event says on screen, in the active language."""
    sentence = str(all_texts().get(event.name, "%(actor)s · " + event.name.rpartition(".")[2]))
    words = all_words()
    said = {
        name: words.get(value, value) if isinstance(value, str) else value
        for name, value in event.data.items()
    }
    return sentence % _Gaps({**said, "actor": event.actor_name})


def entries_of(events: Iterable[Any]) -> list[dict[str, Any]]:
    """Return events as `{% timeline %}` draws them."""
    return [{"text": text_of(event), "at": event.at, "event": event} for event in events]
