"""Logos of partners: read with limits, written again as PNG by us, in the uploads folder.

Nothing of the file that came is kept: no metadata, no second content behind the picture.
"""

import secrets
import warnings
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from universo.errors import DomainError

FOLDER = "partner_logos"
MOST_BYTES = 4 * 2**20
MOST_PIXELS = 4_000 * 4_000
SIDE = 900  # pixels of the longest side as it is kept


def rewritten(content: bytes) -> bytes:
    """Return the picture as a PNG of ours. Raises DomainError (field `logo`)."""
    if len(content) > MOST_BYTES:
        raise DomainError(_("The logo is larger than 4 MB."), field="logo")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=("PNG", "JPEG", "WEBP")) as opened:
                if opened.width * opened.height > MOST_PIXELS or min(opened.size) < 16:
                    raise DomainError(
                        _("The logo must have from 16 to 4,000 pixels on each side."), field="logo"
                    )
                picture = opened.convert("RGBA")
    except (
        UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:  # fmt: skip
        raise DomainError(
            _("The logo must be a PNG, JPEG or WebP picture."), field="logo"
        ) from error
    picture.thumbnail((SIDE, SIDE))
    made = BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()


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
