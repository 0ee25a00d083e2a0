"""Whatever picture people send is drawn anew: it says nothing of where it was taken, and harms nobody."""

import hashlib
import io
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from PIL import Image

import unit_cases
from cast import Cast
from picture_cases import SECRET, bomb, photo, picture
from universo.benefits.integrations.files import store_files
from universo.benefits.support import keeping
from universo.benefits.support.keeping import Upload
from universo.benefits.support.logos import rewritten
from universo.benefits.units.models import LoanPhoto
from universo.benefits.units.photos import read_photo, store_photos
from universo.errors import DomainError
from universo.pictures import MOST_PIXELS, PictureRefused, redraw
from universo.usecases.hand_over_unit import Look, dispatch_loan


@pytest.fixture(autouse=True)
def _folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.UPLOAD_DIR = tmp_path


def everything(tmp_path: Path) -> bytes:
    return b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def evidence(content: bytes) -> None:
    for pictures_only in (True, False):
        checked = keeping.check_file(
            Upload("foto.jpg", content), pictures_only=pictures_only, field="photos"
        )
        keeping.store(checked)


DOORS: dict[str, Callable[[bytes], object]] = {
    "units": lambda content: store_photos([content]),
    "support": evidence,
    "integrations": lambda content: store_files([("foto.png", content)]),
    "brands": lambda content: Path("logo.png").write_bytes(rewritten(content)),
}


@pytest.mark.parametrize("door", DOORS)
def test_no_door_keeps_what_a_telephone_says_of_the_place(
    door: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    sent = photo()
    assert SECRET in sent
    DOORS[door](sent)
    found = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert found
    for path in found:
        assert SECRET not in path.read_bytes()
        with Image.open(path) as made:
            assert (made.width < made.height, dict(made.getexif())) == (True, {})


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "content",
    [
        bomb(),
        bomb(6_000, 6_000),
        b"\x89PNG\r\n\x1a\n" + b"<script>alert(1)</script>",
        b"\xff\xd8\xff<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture("JPEG", (200, 200))[:300],
        picture("TIFF"),
        picture("GIF"),
    ],
    ids=["bomb", "wide", "page as png", "svg as jpeg", "cut", "tiff", "gif"],
)
def test_what_is_no_picture_or_a_bomb_is_refused_and_not_kept(
    door: str, content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DomainError):
        DOORS[door](content)
    assert everything(tmp_path) == b""


@pytest.mark.parametrize("door", DOORS)
def test_what_is_hidden_behind_a_picture_stays_behind(
    door: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    DOORS[door](picture() + b"<html><script>alert(1)</script>")
    kept = everything(tmp_path)
    assert kept
    assert b"<script" not in kept


def test_the_pixels_are_bounded_by_what_reading_them_takes() -> None:
    wide = {"progressive": True, "quality": 20}
    side = 4_600  # 21 million: a plain photo, too many at once for a progressive one
    assert redraw(picture("JPEG", (side, side), quality=20), side=300).width == 300
    for content in (picture("JPEG", (side, side), **wide), picture("WEBP", (side, side))):
        with pytest.raises(PictureRefused) as refused:
            redraw(content, side=300, formats=("PNG", "JPEG", "WEBP"))
        assert refused.value.code == "too_many_pixels"
    assert max(MOST_PIXELS.values()) < (Image.MAX_IMAGE_PIXELS or 0)  # ours are the ones that count


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "I;16", "CMYK", "RGBA"])
def test_every_way_to_write_a_grey_is_still_that_grey(mode: str) -> None:
    buffer = io.BytesIO()
    if mode == "I;16":
        made = Image.new(mode, (90, 60), 130 * 256)
    else:
        made = Image.new("RGB", (90, 60), "white" if mode == "1" else (130, 130, 130)).convert(mode)
    made.save(buffer, "JPEG" if mode == "CMYK" else "PNG")
    grey = 255 if mode == "1" else 130
    for found in (
        redraw(buffer.getvalue(), side=50),
        redraw(buffer.getvalue(), side=50, kind="JPEG"),
    ):
        with Image.open(io.BytesIO(found.content)) as seen:
            assert seen.size == (50, 33)
            pixel: Any = seen.convert("RGB").getpixel((10, 10))
        assert all(abs(part - grey) <= 3 for part in pixel)


def test_where_a_picture_could_be_seen_through_a_photo_of_it_is_white() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(buffer, "PNG")
    with Image.open(io.BytesIO(redraw(buffer.getvalue(), side=40, kind="JPEG").content)) as seen:
        assert seen.getpixel((20, 20)) == (255, 255, 255)


def test_the_note_of_delivery_hashes_what_was_kept(cast: Cast) -> None:
    loan = unit_cases.approved(cast, cast.reseller, unit_cases.unit(cast))
    look = Look("GOOD", photos=[photo()])
    dispatch_loan(actor=cast.admin, now=unit_cases.NOON, loan_id=loan.pk, look=look)
    found = LoanPhoto.objects.get(loan=loan)
    kept = read_photo(found.stored_name) or b""
    assert found.sha256 == hashlib.sha256(kept).hexdigest()
    assert (found.size, found.content_type) == (len(kept), "image/jpeg")


def test_the_same_invoice_is_known_by_what_was_sent() -> None:
    sent = photo()
    checked = keeping.check_file(Upload("f.jpg", sent), pictures_only=False, field="invoice_1")
    assert keeping.store(checked).sha256 == hashlib.sha256(sent).hexdigest()


def test_however_many_come_at_once_two_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """What reading one takes is bounded, and so is what reading all takes."""
    open_, lock, now_open, most = Image.open, threading.Lock(), [0], [0]

    def opened(*args: Any, **values: Any) -> Any:
        with lock:
            now_open[0] += 1
            most[0] = max(most[0], now_open[0])
        time.sleep(0.05)
        with lock:
            now_open[0] -= 1
        return open_(*args, **values)

    monkeypatch.setattr(Image, "open", opened)
    sent = picture()
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _n: redraw(sent, side=50), range(8)))
    assert (len(made), most[0]) == (8, 2)
