"""What the matcher's evidence says in words: a sentence for each code, the probability, the fields."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from universo.evaluation.beside import ABSENT, ALIKE, EQUAL, MISSING, OTHER, Line, Word
from universo.web.backoffice.evidence_sentences import KINDS, SENTENCES
from universo.web.shared import formatting
from universo.web.shared.components.waterfall import Piece

# What the number beside a piece of evidence counts.
_EXPECTED = frozenset({"legal_name", "trade_name", "crossed_name"})
_UNTOLD = frozenset({"rival", "base"})
FIELDS: Mapping[str, Any] = {
    "legal_name": _("Legal name"),
    "trade_name": _("Trade name"),
    "cuit": _("CUIT"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "web": _("Web"),
    "street": _("Address"),
    "locality": _("Locality"),
    "province": _("Province"),
    "contact": _("Contact"),
}
STATES: Mapping[str, tuple[Any, str, str]] = {
    EQUAL: (_("the same"), "equal", "bad"),
    ALIKE: (_("alike"), "equal-approximately", "warn"),
    OTHER: (_("different"), "equal-not", "ok"),
    MISSING: (_("missing"), "minus", ""),
    ABSENT: (_("neither has it"), "minus", ""),
}
OUTCOMES: Mapping[str, tuple[Any, str, str]] = {
    "same": (_("It looks the same"), "bad", "copy"),
    "review": (_("To be looked at"), "warn", "scale"),
    "different": (_("It looks like another one"), "ok", "equal-not"),
}


def sentence_of(one: Mapping[str, Any]) -> str:
    """Return what a piece of evidence says; an unknown code says itself beside its kind."""
    kind, detail = str(one.get("kind", "")), str(one.get("detail", ""))
    known = SENTENCES.get((kind, detail))
    if known is None:
        parts = (str(KINDS.get(kind, kind)), detail.replace("_", " "))
        return ": ".join(part for part in parts if part)
    return str(known)


def holders(kind: str, detail: str, count: int) -> str:
    """Return what the number of a piece of evidence says of the base; empty when nothing was counted."""
    if count < 1 or kind in _UNTOLD:
        return ""
    if kind in _EXPECTED:
        said = ngettext(
            "By chance, about %(count)s company of the base agrees as much.",
            "By chance, about %(count)s companies of the base agree as much.",
            count,
        )
    elif detail == "name_alone":
        said = ngettext(
            "%(count)s other thing contradicts it.", "%(count)s other things contradict it.", count
        )
    elif kind == "together":
        said = ngettext(
            "%(count)s of phone, e-mail or domain, address and contact.",
            "%(count)s of phone, e-mail or domain, address and contact.",
            count,
        )
    elif kind == "place":
        said = ngettext(
            "%(count)s company of the base is there.",
            "%(count)s companies of the base are there.",
            count,
        )
    else:
        said = ngettext(
            "%(count)s company of the base has it.",
            "%(count)s companies of the base have it.",
            count,
        )
    return said % {"count": formatting.number(count)}


def pieces_of(evidence: Iterable[Mapping[str, Any]]) -> list[Piece]:
    """Return the evidence of a finding as pieces of the waterfall, in the matcher's order."""
    return [
        Piece(
            " ".join(filter(None, (sentence_of(one), _counted(one)))),
            _compared(one),
            float(one.get("weight", 0.0)),
        )
        for one in evidence
    ]


def _counted(one: Mapping[str, Any]) -> str:
    count = one.get("count", 0)
    known = count if isinstance(count, int) else 0
    return holders(str(one.get("kind")), str(one.get("detail")), known)


def _compared(one: Mapping[str, Any]) -> str:
    if (one.get("kind"), one.get("detail")) == ("place", "province"):
        return ""  # a town beside a province would read as a difference
    left, right = str(one.get("left", "")), str(one.get("right", ""))
    if one.get("kind") == "cuit":
        left, right = formatting.cuit(left), formatting.cuit(right)
    if one.get("kind") == "phone":
        left, right = _phone(left), _phone(right)
    if left == right or not (left and right):
        return left or right
    return f"{left} / {right}"


def _phone(digits: str) -> str:
    """The ten digits that are compared, grouped to be read: `11 4743-2210`, `341430-5000`."""
    if len(digits) != 10 or not digits.isdigit():
        return digits
    area = "11 " if digits.startswith("11") else ""
    return f"{area}{digits[len(area.strip()) : -4]}-{digits[-4:]}"


def chance(probability: float | None) -> str:
    """Return how likely it is the same company, in words and percent; empty when it is not known."""
    if probability is None:
        return ""
    words = next(said for limit, said in _LIKELY if probability >= limit)
    return f"{words} ({formatting.percent(probability)})"


_LIKELY: tuple[tuple[float, Any], ...] = (
    (0.99, _("almost certain")),
    (0.9, _("very likely")),
    (0.6, _("likely")),
    (0.4, _("as likely as not")),
    (0.1, _("unlikely")),
    (0.01, _("very unlikely")),
    (0.0, _("almost impossible")),
)


def _shown(field: str, words: tuple[Word, ...]) -> list[Word]:
    if field != "cuit":
        return list(words)
    return [Word(formatting.cuit(word.text), word.differs) for word in words]


def table_of(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Return the lines of two companies side by side, ready to be shown; what neither has is left out."""
    return [
        {
            "label": FIELDS[line.field],
            "left": _shown(line.field, line.left),
            "right": _shown(line.field, line.right),
            "state": STATES[line.state][0],
            "icon": STATES[line.state][1],
            "tone": STATES[line.state][2],
        }
        for line in lines
        if line.state != ABSENT
    ]
