"""Small mendings of sentences made from a pattern and names."""

import re

_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?=\s|$)")


def one_stop(text: str) -> str:
    """Return `text` with one stop where a name like `S.R.L.` ends a sentence; `...` stays."""
    return _TWO_STOPS.sub(".", text)
