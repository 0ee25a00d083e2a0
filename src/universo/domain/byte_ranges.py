"""Which part of a file an HTTP request asks for (RFC 9110, section 14): one range, or the whole."""

import re
from dataclasses import dataclass

_ONE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


class Unsatisfiable(ValueError):
    """The range begins past the end of the file: 416."""


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes `start` to `start + length - 1` of a file of `size` bytes."""

    start: int
    length: int
    size: int

    @property
    def is_whole(self) -> bool:
        """Tell whether it is the whole file."""
        return self.length == self.size

    @property
    def content_range(self) -> str:
        """The header that says which part is sent."""
        return f"bytes {self.start}-{self.start + self.length - 1}/{self.size}"


def part_of(header: str, size: int) -> Part | None:
    """Return the part that a Range header asks for; None when it is to be ignored.

    What is not one range of bytes is ignored, as the standard allows: then the whole file is sent.
    Raises Unsatisfiable.
    """
    found = _ONE.fullmatch(header.strip())
    if found is None or found[1] == found[2] == "":
        return None
    if found[1] == "":
        length = min(int(found[2]), size)
        if length == 0:
            raise Unsatisfiable(header)
        return Part(size - length, length, size)
    start = int(found[1])
    last = min(int(found[2]), size - 1) if found[2] else size - 1
    if found[2] and int(found[2]) < start:
        return None
    if start >= size:
        raise Unsatisfiable(header)
    return Part(start, last - start + 1, size)
