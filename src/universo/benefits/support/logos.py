"""Logos of partners: read with limits, written again as PNG by us, in the uploads folder.

Nothing of the file that came is kept: no metadata, no second content behind the picture.
"""

import secrets
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from universo.errors import DomainError
from universo.pictures import PictureRefused, redraw

FOLDER = "partner_logos"
MOST_BYTES = 4 * 2**20
LEAST_SIDE, SIDE = 16, 900  # pixels: the smallest taken, the longest side as it is kept
FORMATS = ("PNG", "JPEG", "WEBP")
SENTENCES = {
    "too_many_pixels": _("The logo has too many pixels: make it smaller."),
    "too_small": _("The logo is too small: at least %(least)d pixels on each side."),
    "unreadable": _("The logo must be a PNG, JPEG or WebP picture."),
}


def rewritten(content: bytes) -> bytes:
    """Return the picture as a PNG of ours. Raises DomainError (field `logo`)."""
    if len(content) > MOST_BYTES:
        raise DomainError(_("The logo is larger than 4 MB."), field="logo")
    try:
        found = redraw(
            content, side=SIDE, least=LEAST_SIDE, formats=FORMATS, kind="PNG", optimize=True
        )
    except PictureRefused as refused:
        said = SENTENCES[refused.code] % {"least": LEAST_SIDE}
        raise DomainError(said, field="logo") from refused
    return found.content


def store(content: bytes) -> str:
    """Keep a PNG that was written by us, and return its name."""
    name = f"{secrets.token_hex(16)}.png"
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return name


def drop(name: str) -> None:
    """Remove a logo whose record was not made, or that another one replaced."""
    _path(name).unlink(missing_ok=True)


def read(name: str) -> bytes | None:
    """Return a logo; None without one, or when the folder lost it."""
    if not name:
        return None
    try:
        return _path(name).read_bytes()
    except OSError:
        return None


def _path(name: str) -> Path:
    return Path(settings.UPLOAD_DIR) / FOLDER / Path(name).name
