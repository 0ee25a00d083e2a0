"""The file for calendars: what a person writes is never a line of its own (RFC 5545)."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from universo.domain.calendar_entry import Entry, icalendar

AT = datetime(2026, 12, 1, 13, 30, tzinfo=UTC)
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200)


def entry(**changes: object) -> Entry:
    values = {
        "uid": "1@universo", "sequence": 0, "stamp": AT, "begins": AT,
        "ends": AT + timedelta(hours=1), "title": "Visita", "place": "Rosario, centro",
        "text": "Mostrar; vender", "url": "https://example.com/1", **changes,
    }  # fmt: skip
    return Entry(**values)  # type: ignore[arg-type]


def test_instants_are_in_utc_and_marks_are_escaped() -> None:
    here = timezone(timedelta(hours=-3))
    made = icalendar(entry(begins=datetime(2026, 12, 1, 10, 30, tzinfo=here)))
    assert "DTSTART:20261201T133000Z\r\n" in made
    assert "LOCATION:Rosario\\, centro\r\n" in made
    assert "DESCRIPTION:Mostrar\\; vender\r\n" in made
    assert "STATUS:CONFIRMED" in made


def test_a_cancelled_one_says_so_with_the_next_number() -> None:
    made = icalendar(entry(sequence=1, is_cancelled=True))
    assert "METHOD:CANCEL\r\n" in made
    assert "SEQUENCE:1\r\n" in made
    assert "STATUS:CANCELLED\r\n" in made


@given(words, words, words)
def test_no_text_adds_a_line_of_its_own_and_none_is_too_long(a: str, b: str, c: str) -> None:
    made = icalendar(entry(title=a, place=b, text=c))
    lines = made.split("\r\n")
    assert lines.pop() == ""
    assert all(len(line.encode()) <= 75 for line in lines)
    assert all("\r" not in line and "\n" not in line for line in lines)
    whole = made.replace("\r\n ", "").split("\r\n")
    assert len(whole) == 18
    assert [line.partition(":")[0] for line in whole[9:13]] == [
        "DTEND",
        "SUMMARY",
        "LOCATION",
        "DESCRIPTION",
    ]
