"""Logos of partners: made anew by us from what they send, so that nothing else travels in them."""

import hashlib
import io
import secrets
import warnings
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from universo.errors import DomainError

FOLDER = "directory_logos"
MB = 2**20
MOST_BYTES = 3 * MB
MOST_PIXELS = 20_000_000  # 4,472 pixels square: 80 MB while it is read
LEAST_SIDE, MOST_SIDE = 48, 480  # pixels: the smallest taken, the largest kept
SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


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
    made, suffix, kind = _made_anew(_opened(content))
    buffer = io.BytesIO()
    if kind == "PNG":
        made.save(buffer, "PNG", optimize=True)
    else:
        made.save(buffer, "JPEG", quality=86, optimize=True)
    fresh = buffer.getvalue()
    stored = f"{secrets.token_hex(16)}.{suffix}"
    path = _path(stored)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(fresh)
    sha256 = hashlib.sha256(fresh).hexdigest()
    return Kept(stored, f"image/{kind.lower()}", made.width, made.height, sha256)


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


def _opened(content: bytes) -> Image.Image:
    """Read the picture whole. Its size is known from the first bytes, before anything is unpacked."""
    if len(content) > MOST_BYTES:
        raise DomainError(_("The logo is larger than 3 MB."), field="logo")
    if not content.startswith(SIGNATURES):
        raise DomainError(_("The logo must be a PNG or a JPEG."), field="logo")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            found = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
            if found.width * found.height > MOST_PIXELS:
                raise DomainError(_("The logo has too many pixels: make it smaller."), field="logo")
            if min(found.size) < LEAST_SIDE:
                said = _("The logo is too small: at least %(least)d pixels on each side.")
                raise DomainError(said % {"least": LEAST_SIDE}, field="logo")
            found.load()
    except DomainError:
        raise
    except Exception as error:  # a broken picture fails in many ways inside the library
        raise DomainError(_("The picture could not be read."), field="logo") from error
    return found


def _made_anew(found: Image.Image) -> tuple[Image.Image, str, str]:
    """Return the pixels only, upright and not larger than we show them."""
    upright = ImageOps.exif_transpose(found)
    has_alpha = "A" in upright.getbands() or "transparency" in upright.info
    plain = upright.convert("RGBA" if has_alpha else "RGB")
    plain.thumbnail((MOST_SIDE, MOST_SIDE), Image.Resampling.LANCZOS)
    fresh = Image.new(plain.mode, plain.size)
    fresh.paste(plain)
    return (fresh, "png", "PNG") if found.format == "PNG" else (fresh, "jpg", "JPEG")


def _path(stored_name: str) -> Path:
    return Path(settings.UPLOAD_DIR) / FOLDER / Path(stored_name).name
