"""The Spanish catalogue: fragments by part of the house, merged into one compiled file and checked.

Fragments are `locale/es_AR/<part>.po`. An entry that replaces a sentence of a library (the sign-in's,
Django's) carries the comment `#. library`, since our own sources do not contain it.
"""

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parent
FOLDER = PACKAGE / "locale" / "es_AR"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
CALL = re.compile(r"\b(_|gettext|ngettext|pgettext|npgettext)\(")
LITERAL = re.compile(r"""\s*,?\s*u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""", re.DOTALL)
Key = tuple[str | None, str]


@dataclass
class Report:
    """What is wrong with the catalogue, as sentences."""

    untranslated: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    contradictory: list[str] = field(default_factory=list)
    bad_placeholders: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """All findings, one line each."""
        return self.contradictory + self.untranslated + self.bad_placeholders + self.unused


def merged() -> tuple[dict[Key, Message], list[str]]:
    """Return the entries of all fragments and the contradictions among them."""
    entries: dict[Key, Message] = {}
    origin: dict[Key, str] = {}
    faults: list[str] = []
    for path in sorted(FOLDER.glob("*.po")):
        with path.open("rb") as handle:
            catalog = read_po(handle, locale="es_AR", abort_invalid=True)
        for message in catalog:
            if not message.id:
                continue
            key = (message.context, _first(message.id))
            old = entries.get(key)
            if old is not None and old.string != message.string:
                faults.append(f"contradictory: {key[1]!r} in {origin[key]} and {path.name}")
            if old is None or isinstance(message.id, tuple):
                entries[key], origin[key] = message, path.name
    return entries, faults


def compile_catalogue() -> Path:
    """Write LC_MESSAGES/django.mo from the fragments and return its path."""
    entries, _faults = merged()
    catalog = Catalog(locale="es_AR", charset="utf-8")
    for message in entries.values():
        catalog.add(message.id, message.string, context=message.context)
    target = FOLDER / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(exist_ok=True)
    part = target.with_suffix(f".{os.getpid()}")  # several processes may compile at once
    with part.open("wb") as handle:
        write_mo(handle, catalog)
    part.replace(target)
    return target


def is_stale() -> bool:
    """Tell whether some fragment is newer than the compiled file."""
    target = FOLDER / "LC_MESSAGES" / "django.mo"
    if not target.exists():
        return True
    compiled = target.stat().st_mtime
    return any(path.stat().st_mtime > compiled for path in FOLDER.glob("*.po"))


def check() -> Report:
    """Compare what the sources say with what the fragments translate."""
    entries, faults = merged()
    report = Report(contradictory=faults)
    used = dict(extracted())
    for key, place in used.items():
        found = entries.get(key)
        if found is None or not _complete(found):
            report.untranslated.append(f"untranslated: {key[1]!r} ({place})")
    for key, message in entries.items():
        if key not in used and "library" not in message.auto_comments:
            report.unused.append(f"unused: {key[1]!r}")
        if _placeholders(message.id) != _placeholders(message.string):
            report.bad_placeholders.append(f"other placeholders: {key[1]!r}")
    return report


def extracted() -> Iterator[tuple[Key, str]]:
    """Yield ((context, English sentence), place) of every sentence in the sources."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        place = str(path.relative_to(PACKAGE))
        with path.open("rb") as handle:
            for line, name, ids, _comments in extract_python(handle, KEYWORDS, [], {}):
                yield from _keys(str(name), ids, f"{place}:{line}")
    for path in sorted([*PACKAGE.rglob("*.html"), *PACKAGE.rglob("templates/**/*.txt")]):
        yield from _of_template(path)


def _of_template(path: Path) -> Iterator[tuple[Key, str]]:
    from django.utils.translation.template import templatize

    place = str(path.relative_to(PACKAGE))
    code = templatize(path.read_text(encoding="utf-8"), origin=place)
    for call in CALL.finditer(code):
        position, words = call.end(), []
        while match := LITERAL.match(code, position):
            words.append(str(ast.literal_eval(match.group(1))))
            position = match.end()
        if words:
            yield from _keys(call.group(1), words, place)


def _keys(name: str | None, ids: object, place: str) -> Iterator[tuple[Key, str]]:
    words = list(ids) if isinstance(ids, (tuple, list)) else [ids]
    texts = [word for word in words if isinstance(word, str)]
    if not texts:
        return
    if name in {"pgettext", "pgettext_lazy", "npgettext"} and len(texts) > 1:
        yield (texts[0], texts[1]), place
    else:
        yield (None, texts[0]), place


def _first(ids: object) -> str:
    return str(ids[0]) if isinstance(ids, (tuple, list)) else str(ids)


def _complete(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return bool(strings) and all(strings) and not message.fuzzy


def _placeholders(value: object) -> set[str]:
    words = value if isinstance(value, (tuple, list)) else [value]
    return {hit for word in words for hit in re.findall(r"%\((\w+)\)", str(word or ""))}
