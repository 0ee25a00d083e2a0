"""Evidence files: kinds known by their first bytes, in the uploads folder under a name of ours."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from universo.errors import DomainError

FOLDER = "integration_evidence"
MOST_BYTES = 8 * 2**20
MOST_FILES = 6
SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"PK\x03\x04", "application/zip"),
)


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
    kinds = [_kind(content) for _name, content in files]
    return [_store(*pair, kind) for pair, kind in zip(files, kinds, strict=True)]


def _kind(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise DomainError(_("A file is larger than 8 MB."), field="evidence")
    for start, content_type in SIGNATURES:
        if content.startswith(start):
            return content_type
    raise DomainError(_("Files must be PDF, JPEG, PNG or ZIP."), field="evidence")


def _store(name: str, content: bytes, content_type: str) -> StoredFile:
    stored = secrets.token_hex(16)
    path = _path(stored)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return StoredFile(stored, tidy_name(name), content_type, len(content), digest)


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
