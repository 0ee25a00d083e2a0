"""Provinces, towns and streets as people write them, brought to keys that can be compared."""

from universo.domain.names import words_of

_PROVINCES = {
    "caba": "capital federal", "ciudad autonoma de buenos aires": "capital federal",
    "ciudad de buenos aires": "capital federal", "ciudad autonoma de bs as": "capital federal",
    "ciudad autonoma bs as": "capital federal", "buenos aires caba": "capital federal",
    "bs as": "buenos aires", "pba": "buenos aires", "provincia de buenos aires": "buenos aires",
    "gba": "buenos aires", "pcia de bs as": "buenos aires",
}  # fmt: skip


def place_key(text: str) -> str:
    """A province or locality in one spelling: CABA and C.A.B.A. are Capital Federal."""
    words = " ".join(words_of(text))
    return _PROVINCES.get(words, words)


_STREET_WORDS = frozenset(
    ("av", "avda", "avenida", "calle", "bv", "bvd", "boulevard", "pje", "pasaje", "diag",
     "diagonal", "ruta", "nac", "nacional", "prov", "provincial", "km", "n", "nro", "no", "al",
     "gral", "general", "dr", "doctor", "pte", "presidente", "cnel", "tte", "s")
)  # fmt: skip


def street_parts(text: str) -> tuple[str, str]:
    """The telling words of a street and its door number; both may be empty."""
    words = words_of(text)
    number = ""
    name: list[str] = []
    for word in words:
        if name and word.isdigit() and len(word) > 1:
            number = word
            break
        if word not in _STREET_WORDS:
            name.append(word)
    return " ".join(name), number
