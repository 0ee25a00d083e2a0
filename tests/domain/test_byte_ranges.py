"""Resuming a download: which bytes a Range header asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.domain.byte_ranges import Part, Unsatisfiable, part_of

SIZE = 1000


@pytest.mark.parametrize(
    ("header", "start", "length"),
    [
        ("bytes=0-499", 0, 500),
        ("bytes=500-", 500, 500),
        ("bytes=-1", 999, 1),
        ("bytes=-5000", 0, 1000),
        ("bytes=999-999", 999, 1),
        ("bytes=990-2000", 990, 10),
        ("Bytes= 1-2 ", 1, 2),
    ],
)
def test_one_range(header: str, start: int, length: int) -> None:
    assert part_of(header, SIZE) == Part(start, length, SIZE)


@pytest.mark.parametrize(
    "header", ["", "bytes=-", "bytes=5-4", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b", "bytes=٣-"]
)
def test_what_is_not_one_range_is_ignored(header: str) -> None:
    assert part_of(header, SIZE) is None


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=1000-1001", "bytes=-0"])
def test_past_the_end(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        part_of(header, SIZE)


def test_nothing_of_an_empty_file_can_be_sent() -> None:
    for header in ("bytes=0-", "bytes=-1"):
        with pytest.raises(Unsatisfiable):
            part_of(header, 0)


@given(st.binary(min_size=1, max_size=200), st.data())
def test_a_download_cut_anywhere_and_resumed_is_the_file(
    content: bytes, data: st.DataObject
) -> None:
    got = b""
    while len(got) < len(content):
        part = part_of(f"bytes={len(got)}-", len(content))
        assert part is not None
        assert part.start == len(got)
        sent = content[part.start : part.start + part.length]
        got += sent[: data.draw(st.integers(1, len(sent)))]
    assert got == content


@given(st.text(max_size=30), st.integers(0, 10**13))
def test_no_header_gives_bytes_outside_the_file(text: str, size: int) -> None:
    for header in (text, f"bytes={text}"):
        try:
            part = part_of(header, size)
        except Unsatisfiable:
            continue
        if part is not None:
            assert 0 <= part.start < part.start + part.length <= size
