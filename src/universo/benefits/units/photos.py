"""Photos of units: drawn anew from what comes, in the uploads folder under a name of ours."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from universo.errors import DomainError
from universo.pictures import PictureRefused, Redrawn, redraw

FOLDER = "unit_photos"
MOST_BYTES = 8 * 2**20
MOST_PHOTOS = 6  # at one end of a loan
SIDE = (
    2_600  # pixels of the longest side: a serial number on a photo of the whole unit is still read
)
SENTENCES = {
    "too_many_pixels": _("A photo has too many pixels: make it smaller."),
    "too_small": _("Photos must be JPEG or PNG."),
    "unreadable": _("Photos must be JPEG or PNG."),
}


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A picture that was kept; the SHA-256 is that of what was kept."""

    stored_name: str
    content_type: str
    size: int
    sha256: str


def store_photos(contents: Sequence[bytes]) -> list[StoredPhoto]:
    """Keep pictures, all or none. Raises DomainError (field `photos`)."""
    if len(contents) > MOST_PHOTOS:
        raise DomainError(
            _("At most %(most)d photos at a time.") % {"most": MOST_PHOTOS}, field="photos"
        )
    return [_store(one) for one in [_redrawn(content) for content in contents]]


def _redrawn(content: bytes) -> Redrawn:
    if len(content) > MOST_BYTES:
        raise DomainError(_("A photo is larger than 8 MB."), field="photos")
    try:
        return redraw(content, side=SIDE, kind="JPEG")
    except PictureRefused as refused:
        raise DomainError(SENTENCES[refused.code], field="photos") from refused


def _store(found: Redrawn) -> StoredPhoto:
    stored = f"{secrets.token_hex(16)}.{found.suffix}"
    path = _path(stored)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(found.content)
    sha256 = hashlib.sha256(found.content).hexdigest()
    return StoredPhoto(stored, found.content_type, len(found.content), sha256)


def drop_photos(stored: Sequence[StoredPhoto]) -> None:
    """Remove pictures whose record was not made after all."""
    for one in stored:
        _path(one.stored_name).unlink(missing_ok=True)


def read_photo(stored_name: str) -> bytes | None:
    """Return what was kept; None when the folder lost it."""
    try:
        return _path(stored_name).read_bytes()
    except OSError:
        return None


def _path(stored_name: str) -> Path:
    return Path(settings.UPLOAD_DIR) / FOLDER / Path(stored_name).name
