"""The file of a partner's invoice: a PDF or a picture, known by its first bytes, in the uploads folder."""

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from universo.errors import DomainError

FOLDER = "partner_invoices"
MOST_BYTES = 8 * 2**20
# What a browser shows by itself without running anything; told by the bytes, never by the name.
SIGNATURES = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was kept. `stored_name` is in the folder, `name` as its owner called it."""

    name: str
    stored_name: str
    content_type: str
    size: int
    sha256: str


def store_file(name: str, content: bytes) -> StoredFile:
    """Keep a file under a name that nobody chose. Raises DomainError (field `file`)."""
    if not content:
        raise DomainError(_("The file is empty."), field="file")
    if len(content) > MOST_BYTES:
        raise DomainError(_("The file is larger than 8 MB."), field="file")
    kind = next((row for row in SIGNATURES if content.startswith(row[0])), None)
    if kind is None:
        raise DomainError(_("It must be a PDF, a PNG or a JPEG."), field="file")
    stored = f"{secrets.token_hex(16)}.{kind[2]}"
    path = _path(stored)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return StoredFile(
        _tidy(name), stored, kind[1], len(content), hashlib.sha256(content).hexdigest()
    )


def drop_file(stored: StoredFile | None) -> None:
    """Remove a file whose invoice was not recorded after all."""
    if stored is not None:
        _path(stored.stored_name).unlink(missing_ok=True)


def read_file(stored_name: str) -> bytes | None:
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
    return "".join(c for c in bare if c.isprintable() and c not in '"<>|:*?;')[-120:] or "factura"
