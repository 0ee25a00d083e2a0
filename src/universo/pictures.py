"""The one door for pictures that people upload: read with bounds, and drawn anew by us.

Nothing of the file that came is kept but its pixels: no place, no camera, no text, nothing hidden behind
the picture. What is kept is what is shown, printed and hashed.
"""

import struct
import threading
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from PIL import Image, ImageOps

TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}
SUFFIXES = {"PNG": "png", "JPEG": "jpg"}
# By what reading them takes, at most 200 MB. A JPEG is opened smaller than it is, unless it is progressive.
MOST_PIXELS = {"PNG": 20_000_000, "WEBP": 10_000_000, "PROGRESSIVE": 20_000_000, "JPEG": 50_000_000}
_TURNS = threading.BoundedSemaphore(2)  # pictures read at once by a process, whatever its threads
# What the readers of these formats raise at a damaged picture.
DAMAGED = (
    ArithmeticError, AttributeError, EOFError, LookupError, MemoryError, OSError, SyntaxError,
    TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip


class PictureRefused(Exception):
    """A picture that is not taken: `too_many_pixels`, `too_small` or `unreadable`."""

    def __init__(self, code: Literal["too_many_pixels", "too_small", "unreadable"]) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A picture as we drew it: its bytes, and what they are."""

    content: bytes
    kind: str  # PNG or JPEG
    width: int
    height: int

    @property
    def content_type(self) -> str:
        """What a browser is told that it is."""
        return TYPES[self.kind]

    @property
    def suffix(self) -> str:
        """The end of a file's name."""
        return SUFFIXES[self.kind]


def redraw(
    content: bytes,
    *,
    side: int,
    least: int = 1,
    formats: tuple[str, ...] = ("PNG", "JPEG"),
    kind: Literal["", "PNG", "JPEG"] = "",
    optimize: bool = False,
) -> Redrawn:
    """Return the picture upright, its longest side of at most `side` pixels, in its own format or `kind`.

    `least`: pixels that its shortest side must have. Its size is judged before anything is unpacked.
    Raises PictureRefused.
    """
    with _TURNS:
        return _redrawn(content, side, least, formats, kind, optimize)


def _redrawn(
    content: bytes, side: int, least: int, formats: tuple[str, ...], kind: str, optimize: bool
) -> Redrawn:
    try:
        # Formats are few on purpose: each reader is code that strangers' bytes run through.
        with Image.open(BytesIO(content), formats=formats) as opened:
            _check_size(opened, least)
            is_jpeg = opened.format in {"JPEG", "MPO"}
            if is_jpeg:
                opened.draft("RGB", (side, side))
            plain = _upright(opened, side)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused("too_many_pixels") from error
    except DAMAGED as error:
        raise PictureRefused("unreadable") from error
    to = kind or ("JPEG" if is_jpeg else "PNG")
    return Redrawn(_written(plain, to, optimize), to, *plain.size)


def _written(plain: Image.Image, kind: str, optimize: bool) -> bytes:
    """Write the pixels to a file of ours; where a JPEG cannot be seen through it is white."""
    mode = "RGB" if kind == "JPEG" else plain.mode
    # A new picture: what came with the pixels stays behind.
    fresh = Image.new(mode, plain.size, "white" if mode == "RGB" else (0, 0, 0, 0))
    fresh.paste(plain, mask=plain if mode != plain.mode else None)
    made = BytesIO()
    if kind == "JPEG":
        fresh.save(made, "JPEG", quality=88, optimize=optimize)
    else:
        fresh.save(made, "PNG", optimize=optimize)
    return made.getvalue()


def _check_size(opened: Image.Image, least: int) -> None:
    kind = "JPEG" if opened.format == "MPO" else opened.format or ""
    if kind == "JPEG" and opened.info.get("progressive"):
        kind = "PROGRESSIVE"
    if opened.width * opened.height > MOST_PIXELS[kind]:
        raise PictureRefused("too_many_pixels")
    if min(opened.size) < least:
        raise PictureRefused("too_small")


def _upright(opened: Image.Image, side: int) -> Image.Image:
    """Unpack the picture in RGB or RGBA, made smaller, and turned as it is meant to be seen."""
    has_alpha = "A" in opened.getbands() or "transparency" in opened.info
    mode = "RGBA" if has_alpha else "RGB"
    found = opened
    if opened.mode.startswith("I"):  # greys of 16 bits, which a conversion would make all white
        found = opened.point(lambda grey: grey / 256).convert("L")
    elif opened.mode in {"1", "P", "PA"}:  # they would be made smaller by leaving pixels out
        found = opened.convert(mode)
    found.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return ImageOps.exif_transpose(found).convert(mode)
