"""Evidence files in the uploads folder under a name of ours: pictures drawn anew, the others as they come."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from universo.errors import DomainError
from universo.pictures import PictureRefused, redraw

FOLDER = "integration_evidence"
MOST_BYTES = 8 * 2**20
MOST_FILES = 6
SIDE = 2_600  # pixels of the longest side of a picture
SIGNATURES = ((b"%PDF-", "application/pdf"), (b"PK\x03\x04", "application/zip"))


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was kept."""

    stored_name: str
    file_name: str
    content_type: str
    size: int
    sha256: str


def store_files(files: Sequence[tuple[str, bytes]]) -> list[StoredFile]:
    """Keep (name, content) pairs, all or none. Raises DomainError (field `files`)."""
    if len(files) > MOST_FILES:
        raise DomainError(
            _("At most %(most)d files at a time.") % {"most": MOST_FILES}, field="evidence"
        )
    checked = [_checked(*one) for one in files]
    return [_store(*one) for one in checked]


def _checked(name: str, content: bytes) -> tuple[str, bytes, str]:
    """Return the name, the bytes to keep and what they are."""
    if len(content) > MOST_BYTES:
        raise DomainError(_("A file is larger than 8 MB."), field="evidence")
    for start, content_type in SIGNATURES:
        if content.startswith(start):
            return tidy_name(name), content, content_type
    try:
        found = redraw(content, side=SIDE, kind="JPEG")
    except PictureRefused as refused:
        said = _("Files must be PDF, JPEG, PNG or ZIP.")
        if refused.code == "too_many_pixels":
            said = _("A photo has too many pixels: make it smaller.")
        raise DomainError(said, field="evidence") from refused
    renamed = str(PurePath(tidy_name(name)).with_suffix(f".{found.suffix}"))
    return renamed, found.content, found.content_type


def _store(name: str, content: bytes, content_type: str) -> StoredFile:
    stored = secrets.token_hex(16)
    path = _path(stored)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return StoredFile(stored, name, content_type, len(content), digest)


def drop_files(stored: Sequence[StoredFile]) -> None:
    """Remove files whose record was not made after all."""
    for one in stored:
        _path(one.stored_name).unlink(missing_ok=True)


def read_file(stored_name: str) -> bytes | None:
    """Return what was kept; None when the folder lost it."""
    try:
        return _path(stored_name).read_bytes()
    except OSError:
        return None


def tidy_name(name: str) -> str:
    """Return a file's name as a header and a page may carry it."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in bare if c.isprintable() and c not in '"<>|:*?;%')
    return kept.strip(" .")[-150:] or "archivo"


def _path(stored_name: str) -> Path:
    return Path(settings.UPLOAD_DIR) / FOLDER / Path(stored_name).name
