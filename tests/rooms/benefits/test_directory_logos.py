"""Logos of partners: whatever comes is made anew, small and without its data, or refused."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from PIL import Image

import directory_cases as cases
from cast import Cast
from picture_cases import SECRET, bomb, photo, picture
from universo.benefits.directory import logos
from universo.benefits.directory.models import Logo, Version
from universo.errors import DomainError, InvalidInput


@pytest.fixture(autouse=True)
def _folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.UPLOAD_DIR = tmp_path


def kept(tmp_path: Path) -> list[Path]:
    return list((tmp_path / logos.FOLDER).glob("*"))


def test_a_photo_stands_upright_and_says_nothing_of_where_it_was_taken(tmp_path: Path) -> None:
    sent = photo()
    assert SECRET in sent
    found = logos.keep_logo(sent)
    (path,) = kept(tmp_path)
    assert SECRET not in path.read_bytes()
    with Image.open(path) as made:
        assert (made.format, made.size, dict(made.getexif())) == ("JPEG", (160, 480), {})
    assert (found.content_type, found.width, found.height) == ("image/jpeg", 160, 480)


def test_texts_in_a_png_are_left_behind_and_what_is_transparent_stays(tmp_path: Path) -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", SECRET.decode())
    buffer = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(buffer, "PNG", pnginfo=info)
    logos.keep_logo(buffer.getvalue() + b"<script>alert(1)</script>")
    (path,) = kept(tmp_path)
    content = path.read_bytes()
    assert SECRET not in content
    assert b"<script" not in content
    with Image.open(path) as made:
        assert made.mode == "RGBA"
        assert made.getpixel((5, 5)) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\0" * 60,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 60,
        b"\xff\xd8\xff" + b"\0" * 60,
        picture("JPEG", (200, 200))[:400],
        picture("PNG", (20, 400)),
        bomb(),
        bomb(60, 300_000),
        b"\xff\xd8\xff" + b"\0" * logos.MOST_BYTES,
    ],
    ids=["empty", "svg", "gif", "broken png", "broken jpeg", "cut", "tiny", "bomb", "tower", "heavy"],
)  # fmt: skip
def test_what_is_no_logo_is_refused_at_its_field_and_not_kept(
    content: bytes, tmp_path: Path
) -> None:
    with pytest.raises(DomainError) as refused:
        logos.keep_logo(content)
    assert refused.value.field == "logo"
    assert kept(tmp_path) == []


def test_the_size_that_is_stated_is_enough_to_refuse_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def unpacked(*_args: Any, **_values: Any) -> None:
        raise AssertionError("it was unpacked")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", unpacked)
    with pytest.raises(DomainError, match="demasiados píxeles"):
        logos.keep_logo(bomb(6_000, 6_000))  # 108 MB of pixels, and below the library's own limit


def test_a_logo_needs_words_and_stays_until_it_is_taken_away(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        cases.sent(cast.reseller, logo=picture())
    assert set(refused.value.errors) == {"logo_alt"}
    assert kept(tmp_path) == []
    first = cases.sent(cast.reseller, logo=picture(), logo_alt="Logo azul")
    second = cases.sent(cast.reseller, logo_alt="Logo azul de Norte")
    third = cases.sent(cast.reseller, keeps_logo=False)
    assert (first.logo_id, second.logo_id, third.logo_id) == (first.logo_id, first.logo_id, None)
    assert first.logo_id is not None
    assert Logo.objects.count() == 1


def test_a_picture_whose_page_is_refused_is_not_kept(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_values: Any) -> None:
        raise RuntimeError("the database went away")

    monkeypatch.setattr("universo.benefits.directory.mails.tell_reviewers", broken)
    with pytest.raises(RuntimeError):
        cases.sent(cast.reseller, logo=picture(), logo_alt="Logo azul")
    assert kept(tmp_path) == []
    assert not Version.objects.exists()
