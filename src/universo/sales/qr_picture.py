"""The codes in a picture of an invoice. Pictures come from anybody: two formats, and bounds on all."""

import struct
import zlib
from io import BytesIO
from typing import BinaryIO

import zxingcpp
from django.utils.translation import gettext_lazy as _
from PIL import Image

from universo.sales.qr_text import QrDocument, QrRefused, read_qr

MOST_BYTES = 8 * 2**20
MOST_PIXELS = {"PNG": 20_000_000, "JPEG": 50_000_000}  # a JPEG is opened smaller than it is
SIDE = 2_600  # pixels: enough for a code on a sheet of paper that was photographed whole
MOST_CODES = 10
# What the readers of the two formats raise at a damaged picture.
DAMAGED = (
    ArithmeticError, AttributeError, EOFError, LookupError, MemoryError, OSError, SyntaxError,
    TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip


def read_picture(picture: BinaryIO) -> QrDocument:
    """Return what the code of the invoice in a picture says; nothing is kept of the picture.

    Raises QrRefused (field `picture`; codes: too_large, not_a_picture, no_code, and those of `read_qr`).
    """
    content = picture.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise _refused(_("The picture is larger than 8 MB."), "too_large")
    refusal = _refused(
        _("No QR code was found. Take the picture closer and in focus, or paste the code's text."),
        "no_code",
    )
    for text in _codes(_grey(content)):
        try:
            return read_qr(text)
        except QrRefused as error:
            refusal = _refused(error.message, error.code)
    raise refusal


def _refused(sentence: object, code: str) -> QrRefused:
    return QrRefused(sentence, field="picture", code=code)


def _grey(content: bytes) -> Image.Image:
    """Open a picture in grey and no larger than needed; its size is judged before it is unpacked."""
    try:
        with Image.open(BytesIO(content), formats=list(MOST_PIXELS)) as opened:
            kind = "PNG" if opened.format == "PNG" else "JPEG"
            if opened.width * opened.height > MOST_PIXELS[kind]:
                raise Image.DecompressionBombError
            opened.draft("L", (SIDE, SIDE))
            grey = opened.convert("L")
    except Image.DecompressionBombError:
        raise _refused(_("The picture has too many pixels."), "too_large") from None
    except DAMAGED:
        raise _refused(
            _("It is not a picture that can be read. Use PNG or JPEG."), "not_a_picture"
        ) from None
    grey.thumbnail((SIDE, SIDE))
    return grey


def _codes(grey: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in found[:MOST_CODES]]
