"""The file of a session or of a visit for one's own calendar (RFC 5545)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from universo.domain.icalendar import Happening, calendar_file, escaped, folded

STARTS = datetime(2026, 12, 1, 10, tzinfo=timezone(timedelta(hours=-3)))
EVENT = Happening("u-1", STARTS, STARTS + timedelta(hours=2), "Curso", "Sala 1; Villa Martelli")


def test_instants_are_in_utc_and_marks_are_escaped() -> None:
    made = calendar_file(EVENT, datetime(2026, 11, 23, 15, tzinfo=UTC))
    assert made.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert "DTSTART:20261201T130000Z\r\n" in made
    assert "DTEND:20261201T150000Z\r\n" in made
    assert "LOCATION:Sala 1\\; Villa Martelli\r\n" in made
    assert "METHOD:PUBLISH\r\n" in made
    assert "STATUS:CONFIRMED\r\n" in made
    assert made.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")


def test_a_cancelled_one_says_so_with_the_next_number() -> None:
    gone = replace(EVENT, sequence=1, is_cancelled=True)
    made = calendar_file(gone, datetime(2026, 11, 23, 15, tzinfo=UTC))
    assert "METHOD:CANCEL\r\n" in made
    assert "SEQUENCE:1\r\n" in made
    assert "STATUS:CANCELLED\r\n" in made


@given(st.text())
def test_no_text_makes_a_line_of_its_own(text: str) -> None:
    made = calendar_file(
        Happening("u", STARTS, STARTS, text, text, text, text), datetime(2026, 1, 1, tzinfo=UTC)
    )
    lines = made.split("\r\n")
    known = "BEGIN END VERSION PRODID METHOD UID DTSTAMP DTSTART DTEND SEQUENCE STATUS SUMMARY"
    names = {*known.split(), "LOCATION", "DESCRIPTION", "URL"}
    assert all(line.startswith(" ") or line.split(":")[0] in names for line in lines if line)
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "\n" not in made.replace("\r\n", "")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_a_folded_line_is_the_same_when_unfolded(text: str) -> None:
    line = escaped(text)
    assert folded(line).replace("\r\n ", "") == line
