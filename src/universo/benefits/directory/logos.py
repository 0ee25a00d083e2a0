"""Logos of partners: made anew by us from what they send, so that nothing else travels in them."""

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from universo.errors import DomainError
from universo.pictures import PictureRefused, Redrawn, redraw

FOLDER = "directory_logos"
MB = 2**20
MOST_BYTES = 3 * MB
LEAST_SIDE, MOST_SIDE = 48, 480  # pixels: the smallest taken, the largest kept
SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
SENTENCES = {
    "too_many_pixels": _("The logo has too many pixels: make it smaller."),
    "too_small": _("The logo is too small: at least %(least)d pixels on each side."),
    "unreadable": _("The picture could not be read."),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A logo that lies in the uploads folder."""

    stored_name: str
    content_type: str
    width: int
    height: int
    sha256: str


def keep_logo(content: bytes) -> Kept:
    """Make the picture anew and keep it. Raises DomainError (field `logo`); then nothing is kept."""
    made = _made_anew(content)
    stored = f"{secrets.token_hex(16)}.{made.suffix}"
    path = _path(stored)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made.content)
    sha256 = hashlib.sha256(made.content).hexdigest()
    return Kept(stored, made.content_type, made.width, made.height, sha256)


def drop_logo(kept: Kept | None) -> None:
    """Forget a picture whose version was not recorded after all."""
    if kept is not None:
        _path(kept.stored_name).unlink(missing_ok=True)


def read_logo(stored_name: str) -> bytes | None:
    """Return what was kept; None when the folder lost it."""
    try:
        return _path(stored_name).read_bytes()
    except OSError:
        return None


def _made_anew(content: bytes) -> Redrawn:
    if len(content) > MOST_BYTES:
        raise DomainError(_("The logo is larger than 3 MB."), field="logo")
    if not content.startswith(SIGNATURES):
        raise DomainError(_("The logo must be a PNG or a JPEG."), field="logo")
    try:
        return redraw(content, side=MOST_SIDE, least=LEAST_SIDE, optimize=True)
    except PictureRefused as refused:
        said = SENTENCES[refused.code] % {"least": LEAST_SIDE}
        raise DomainError(said, field="logo") from refused


def _path(stored_name: str) -> Path:
    return Path(settings.UPLOAD_DIR) / FOLDER / Path(stored_name).name
