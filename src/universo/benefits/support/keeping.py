"""Files of evidence in the uploads folder: PDFs as they come, pictures drawn anew."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from universo.errors import DomainError
from universo.pictures import PictureRefused, redraw

FOLDER = "support_files"
MOST_BYTES = 8 * 2**20
PDF = b"%PDF-"
SIDE = (
    2_600  # pixels of the longest side: a sheet of paper that was photographed whole is still read
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was kept; `name` is as its owner called it.

    `sha256` is of what came, not of the picture that we drew from it: the same invoice is taken once.
    """

    name: str
    stored_name: str
    content_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept: the bytes to keep, what they are, and the SHA-256 of what came."""

    name: str
    content: bytes
    content_type: str
    suffix: str
    sha256: str


def check_file(found: Upload, *, pictures_only: bool, field: str) -> Checked:
    """Return the file as it will be kept. Raises DomainError at `field`."""
    if len(found.content) > MOST_BYTES:
        raise DomainError(_("The file is larger than 8 MB."), field=field)
    sha256 = hashlib.sha256(found.content).hexdigest()
    if found.content.startswith(PDF) and not pictures_only:
        return Checked(found.name, found.content, "application/pdf", "pdf", sha256)
    try:
        made = redraw(found.content, side=SIDE, kind="JPEG")
    except PictureRefused as refused:
        said = _("It must be a PDF, a PNG or a JPEG.")
        if refused.code == "too_many_pixels":
            said = _("A photo has too many pixels: make it smaller.")
        elif pictures_only:
            said = _("Photos must be JPEG or PNG.")
        raise DomainError(said, field=field) from refused
    return Checked(found.name, made.content, made.content_type, made.suffix, sha256)


def store(found: Checked) -> StoredFile:
    """Keep a file that was checked, under a name that nobody chose."""
    stored = f"{secrets.token_hex(16)}.{found.suffix}"
    path = _path(stored)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(found.content)
    return StoredFile(
        _tidy(found.name), stored, found.content_type, len(found.content), found.sha256
    )


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
