"""Files of evidence: PDFs and pictures known by their first bytes, in the uploads folder."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from universo.errors import DomainError

FOLDER = "support_files"
MOST_BYTES = 8 * 2**20
SIGNATURES = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was kept; `name` is as its owner called it."""

    name: str
    stored_name: str
    content_type: str
    size: int
    sha256: str


def check_file(found: Upload, *, pictures_only: bool, field: str) -> tuple[str, str]:
    """Return content type and suffix of a file. Raises DomainError at `field`."""
    if len(found.content) > MOST_BYTES:
        raise DomainError(_("The file is larger than 8 MB."), field=field)
    for start, content_type, suffix in SIGNATURES:
        if found.content.startswith(start) and not (pictures_only and suffix == "pdf"):
            return content_type, suffix
    if pictures_only:
        raise DomainError(_("Photos must be JPEG or PNG."), field=field)
    raise DomainError(_("It must be a PDF, a PNG or a JPEG."), field=field)


def store(found: Upload, kind: tuple[str, str]) -> StoredFile:
    """Keep a file that was checked, under a name that nobody chose."""
    stored = f"{secrets.token_hex(16)}.{kind[1]}"
    path = _path(stored)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(found.content)
    digest = hashlib.sha256(found.content).hexdigest()
    return StoredFile(_tidy(found.name), stored, kind[0], len(found.content), digest)


def drop(stored: Sequence[StoredFile]) -> None:
    """Remove files whose record was not made after all."""
    for one in stored:
        _path(one.stored_name).unlink(missing_ok=True)


def read(stored_name: str) -> bytes | None:
    """Return what was kept; None when the folder lost it."""
    try:
        return _path(stored_name).read_bytes()
    except OSError:
        return None


def _path(stored_name: str) -> Path:
    return Path(settings.UPLOAD_DIR) / FOLDER / Path(stored_name).name


def _tidy(name: str) -> str:
    """The name as a header and a page may carry it."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in bare if c.isprintable() and c not in '"<>|:*?;')[-120:] or "archivo"
