"""Photos of units: pictures known by their first bytes, in the uploads folder under a name of ours."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from universo.errors import DomainError

FOLDER = "unit_photos"
MOST_BYTES = 8 * 2**20
MOST_PHOTOS = 6  # at one end of a loan
SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
)


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A picture that was kept."""

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
    kinds = [_kind(content) for content in contents]
    return [_store(*pair) for pair in zip(contents, kinds, strict=True)]


def _kind(content: bytes) -> tuple[str, str]:
    if len(content) > MOST_BYTES:
        raise DomainError(_("A photo is larger than 8 MB."), field="photos")
    for start, content_type, suffix in SIGNATURES:
        if content.startswith(start):
            return content_type, suffix
    raise DomainError(_("Photos must be JPEG or PNG."), field="photos")


def _store(content: bytes, kind: tuple[str, str]) -> StoredPhoto:
    stored = f"{secrets.token_hex(16)}.{kind[1]}"
    path = _path(stored)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return StoredPhoto(stored, kind[0], len(content), hashlib.sha256(content).hexdigest())


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
