"""What a file looks like: how to read it again, its columns and some of its rows."""

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any

from universo.domain.names import fold

# Columns that our own file of rejected rows adds: with them it is still the file of its source.
ADDED = ("fila", "motivo")


@dataclass(frozen=True, slots=True)
class Shape:
    """`kind` csv or xlsx; `heading_row` is 0 when the columns have no names.

    `samples` are the first rows below the heading; rows are numbered from 1, as a sheet shows them.
    """

    kind: str
    titles: tuple[str, ...]
    heading_row: int
    samples: tuple[tuple[str, ...], ...] = field(default=())
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""  # its part of the archive
    sheet_name: str = ""
    about_rows: int = 0  # for progress only

    @property
    def key(self) -> str:
        """What files of one source share: their titles. Empty when the columns have no names."""
        if not self.heading_row:
            return ""
        folded = [title_key(title) for title in self.titles]
        named = [title for title in folded if title and title not in ADDED]
        return hashlib.sha256("\n".join(named).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` reads back."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Shape":
        """Return the shape that was stored."""
        samples = tuple(tuple(row) for row in values["samples"])
        return cls(**{**values, "titles": tuple(values["titles"]), "samples": samples})


def title_key(title: str) -> str:
    """Return a column's name without case, accents and marks: `Nº de C.U.I.T.` is `n de cuit`."""
    letters = [c if c.isalnum() else " " if c not in ".º°ª" else "" for c in fold(title)]
    return " ".join("".join(letters).split())
