"""Pictures as people send them: with the place in their data, lying on their side, or made to harm."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

SECRET = b"canario-gps-34.6037"


def picture(kind: str = "PNG", size: tuple[int, int] = (120, 60), **options: Any) -> bytes:
    """Return a picture of this kind."""
    buffer = io.BytesIO()
    Image.new("RGB", size, "#1040a0").save(buffer, kind, **options)
    return buffer.getvalue()


def photo() -> bytes:
    """Return a JPEG lying on its side, as a phone makes it, with its place in the data."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it to the right
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "S"  # the block of GPS
    return picture("JPEG", (900, 300), exif=exif, comment=SECRET)


def bomb(width: int = 40_000, height: int = 40_000) -> bytes:
    """Return a PNG of a few bytes that says it is enormous."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
