"""The QR of an electronic invoice, as text and in pictures."""

import base64
import contextlib
import json
import resource
import struct
import zlib
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from universo.sales import qr_picture
from universo.sales.qr_picture import read_picture
from universo.sales.qr_text import MOST_TEXT, QrRefused, read_qr

SAID: dict[str, Any] = {
    "ver": 1, "fecha": "2026-09-02", "cuit": 30000000007, "ptoVta": 3, "tipoCmp": 1,
    "nroCmp": 1045, "importe": 1815000.0, "moneda": "PES", "ctz": 1, "tipoDocRec": 80,
    "nroDocRec": 30000000112, "tipoCodAut": "E", "codAut": 86338977420001,
}  # fmt: skip
ROOT = "https://www.arca.gob.ar/fe/qr/?p="


def coded(**changes: Any) -> str:
    said = {name: value for name, value in {**SAID, **changes}.items() if value is not None}
    return base64.b64encode(json.dumps(said).encode()).decode()


def address(**changes: Any) -> str:
    return ROOT + coded(**changes)


def samples() -> list[dict[str, Any]]:
    """The published specification's example and the spellings seen in the wild."""
    path = Path(__file__).parent / "qr_samples.json"
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample["name"])
def test_the_samples(sample: dict[str, Any]) -> None:
    if "expect_error" in sample:
        with pytest.raises(QrRefused) as refused:
            read_qr(sample["url"])
        assert refused.value.code == sample["expect_error"]
        return
    want = sample.get("expect") or sample["expect_normalised"]
    found = read_qr(sample["url"])
    assert found.issue_date == date.fromisoformat(want["fecha"])
    assert found.issuer_cuit == str(want["cuit"])
    assert (found.point_of_sale, found.type_code, found.number) == (
        want["ptoVta"], want["tipoCmp"], want["nroCmp"],
    )  # fmt: skip
    assert found.total_minor == round(want["importe"] * 100)
    assert found.currency == {"PES": "ARS", "DOL": "USD"}[want["moneda"]]
    assert found.receiver_doc == str(want.get("nroDocRec", ""))
    assert found.receiver_doc_type == want.get("tipoDocRec", 99)
    assert found.authorisation_code == str(want["codAut"])


def test_pasted_as_json_or_only_the_coded_part() -> None:
    whole = read_qr(address())
    assert read_qr(json.dumps(SAID)) == whole
    assert read_qr(f"  {coded()}\n") == whole
    assert read_qr(ROOT + coded().replace("+", "-").replace("/", "_").rstrip("=")) == whole


def test_a_rate_belongs_to_dollars_only() -> None:
    assert read_qr(address(moneda="DOL", ctz=1475.5)).exchange_rate == Decimal("1475.5")
    assert read_qr(address(ctz=1)).exchange_rate is None


def test_a_binary_fraction_is_the_centavo_that_was_meant() -> None:
    assert read_qr(address(importe=1210.1)).total_minor == 121_010
    assert read_qr(address(importe=0.1 + 0.2)).total_minor == 30
    assert read_qr(address(importe="1210,50")).total_minor == 121_050


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("x" * (MOST_TEXT + 1), "host"),
        ("https://evil.example/fe/qr/?p=" + coded(), "host"),
        ("https://www.arca.gob.ar@evil.example/fe/qr/?p=" + coded(), "host"),
        ("javascript://www.arca.gob.ar/fe/qr/?p=" + coded(), "host"),
        ("https://[/fe/qr/?p=" + coded(), "host"),
        ("https://www.arca.gob.ar/otra/?p=" + coded(), "base64"),
        (ROOT, "base64"),
        (ROOT + coded()[:41], "base64"),
        (ROOT + base64.b64encode(b"[1]").decode(), "json"),
        (ROOT + base64.b64encode(b"{" * 900).decode(), "json"),
        ("{" + '"a":[' * 700, "json"),
        ('{"importe": NaN}', "json"),
        (address(importe=10.005), "value"),
        (address(importe=0), "value"),
        (address(importe="1e999999"), "value"),
        (address(importe=10**18), "value"),
        (address(moneda="EUR"), "value"),
        (address(tipoCmp=91), "value"),
        (address(tipoCmp=True), "value"),
        (address(cuit=123), "value"),
        (address(fecha="2026-02-30"), "value"),
        (address(nroCmp=-1), "value"),
        (address(ptoVta=None), "value"),
    ],
)
def test_what_is_no_code_of_an_invoice_is_refused(text: str, code: str) -> None:
    with pytest.raises(QrRefused) as refused:
        read_qr(text)
    assert refused.value.code == code
    assert str(refused.value)


@given(st.text(max_size=300) | st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.dictionaries(st.sampled_from(sorted(SAID)), inner, max_size=12), max_leaves=20,
).map(lambda value: ROOT + base64.b64encode(json.dumps(value).encode()).decode()))  # fmt: skip
@settings(max_examples=300, deadline=None, derandomize=True)
def test_nothing_else_is_raised(text: str) -> None:
    with contextlib.suppress(QrRefused):
        read_qr(text)


def picture(text: str, kind: str = "PNG", *, sheet: tuple[int, int] | None = None) -> BytesIO:
    """A code as a picture, alone or on a sheet of paper."""
    drawn = BytesIO()
    segno.make(text, error="m").save(drawn, kind="png", scale=4, border=4)
    made = Image.open(drawn).convert("RGB")
    if sheet:
        paper = Image.new("RGB", sheet, "white")
        paper.paste(made.rotate(90), (sheet[0] // 8, sheet[1] - made.height - 100))
        made = paper
    stored = BytesIO()
    made.save(stored, kind)
    stored.seek(0)
    return stored


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_gives_what_its_code_says(kind: str) -> None:
    assert read_picture(picture(address(), kind)) == read_qr(address())
    assert read_picture(picture(address(), kind, sheet=(2480, 3508))) == read_qr(address())


def png_bomb(width: int, height: int) -> BytesIO:
    """A PNG of a few bytes that says it is huge."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    return BytesIO(b"\x89PNG\r\n\x1a\n" + parts)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_picture"),
        (b"%PDF-1.7 ...", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (b"GIF89a" + bytes(100), "not_a_picture"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(50)), "not_a_picture"),
        (b"\xff\xd8\xff\xe0" + bytes(200), "not_a_picture"),
        (bytes(qr_picture.MOST_BYTES + 1), "too_large"),
        (png_bomb(60_000, 60_000).getvalue(), "too_large"),
        (png_bomb(4_000, 4_000).getvalue(), "not_a_picture"),
    ],
)
def test_hostile_pictures_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(QrRefused) as refused:
        read_picture(BytesIO(content))
    assert (refused.value.code, refused.value.field) == (code, "picture")


def test_the_largest_picture_taken_stays_within_bounds() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    paper = BytesIO()
    Image.new("RGBA", (5_000, 4_000), "white").save(paper, "PNG")
    paper.seek(0)
    with pytest.raises(QrRefused) as refused:
        read_picture(paper)
    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert refused.value.code == "no_code"
    assert grown_mb < 256


def test_a_picture_without_the_code_of_an_invoice_says_so() -> None:
    with pytest.raises(QrRefused) as refused:
        read_picture(picture("https://evil.example/fe/qr/?p=" + coded()))
    assert (refused.value.code, refused.value.field) == ("host", "picture")
