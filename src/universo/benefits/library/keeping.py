"""Taking a file into the store: streamed once, counted and hashed as it passes (R-2)."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from universo.benefits.library.stores import CHUNK, FileMissing, new_name, store
from universo.errors import DomainError

MB = 2**20
SHA256 = re.compile(r"[0-9a-f]{64}")
# Told to the browser for what it saves; all else is bytes. Nothing here is ever shown in a page.
TYPES = {
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
BYTES = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is in the store. `file_name` is as its owner called it."""

    stored_name: str
    file_name: str
    content_type: str
    size_bytes: int
    sha256: str


class _Counted:
    """A file that is hashed as it is read, and refuses to go on past the limit."""

    def __init__(self, source: BinaryIO, limit: int) -> None:
        self.source = source
        self.limit = limit
        self.size = 0
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.source.read(size if size > 0 else CHUNK)
        self.size += len(piece)
        if self.size > self.limit:
            raise DomainError(too_large(), field="file")
        self.hash.update(piece)
        return piece


def too_large() -> str:
    """Return the sentence for a file beyond the limit of the installation."""
    return str(_("The file is too large: at most %(n)s MB.") % {"n": settings.LIBRARY_LIMIT_MB})


def keep(name: str, source: BinaryIO, *, expected_sha256: str = "") -> Kept:
    """Store a file under a name of ours. Raises DomainError at `file` or `sha256`: then nothing is kept.

    `expected_sha256`, the maker's, must be that of the bytes that came.
    """
    expected = expected_sha256.strip().lower()
    if expected and not SHA256.fullmatch(expected):
        raise DomainError(_("A SHA-256 has 64 digits, 0 to 9 and a to f."), field="sha256")
    counted, stored, files = _Counted(source, settings.LIBRARY_LIMIT_MB * MB), new_name(), store()
    try:
        files.keep(stored, counted)
    except OSError as error:
        said = _("The file could not be stored. Try again in a few minutes.")
        raise DomainError(said, field="file") from error
    sha256 = counted.hash.hexdigest()
    if counted.size == 0 or (expected and expected != sha256):
        files.drop(stored)
        if counted.size == 0:
            raise DomainError(_("The file is empty."), field="file")
        other = _("The file that came has another SHA-256: %(sha)s.") % {"sha": sha256}
        raise DomainError(other, field="sha256")
    tidy = tidy_name(name)
    kind = TYPES.get(PurePath(tidy).suffix.lower(), BYTES)
    return Kept(stored, tidy, kind, counted.size, sha256)


def drop(kept: Kept | None) -> None:
    """Forget a file whose version was not recorded after all."""
    if kept is not None:
        store().drop(kept.stored_name)


def sha256_in_store(stored_name: str) -> tuple[str, int]:
    """Return the SHA-256 and the size of what lies in the store now; ("", 0) when it is gone.

    Raises OSError when the store does not answer.
    """
    digest, size = hashlib.sha256(), 0
    try:
        there = store().size(stored_name)
        for piece in store().read(stored_name, 0, there):
            digest.update(piece)
            size += len(piece)
    except FileMissing:
        return "", 0
    return digest.hexdigest(), size


def tidy_name(name: str) -> str:
    """Return a file's name as a header and a page may carry it."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in bare if c.isprintable() and c not in '"<>|:*?;%')
    return kept.strip(" .")[-150:] or "archivo"
