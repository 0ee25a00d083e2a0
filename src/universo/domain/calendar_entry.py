"""An entry for people's calendars (RFC 5545), written without a library: one event in UTC."""

from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST = 75  # octets of a line


@dataclass(frozen=True, slots=True)
class Entry:
    """One event; `uid` and `sequence` let a calendar replace or remove what it has."""

    uid: str
    sequence: int
    stamp: datetime
    begins: datetime
    ends: datetime
    title: str
    place: str
    text: str
    url: str
    is_cancelled: bool = False


def icalendar(entry: Entry) -> str:
    """Return the file of one event: lines of at most 75 octets, ended as the standard wants them."""
    rows = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Universo//ES",
        f"METHOD:{'CANCEL' if entry.is_cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTAMP:{_instant(entry.stamp)}",
        f"DTSTART:{_instant(entry.begins)}",
        f"DTEND:{_instant(entry.ends)}",
        f"SUMMARY:{_text(entry.title)}",
        f"LOCATION:{_text(entry.place)}",
        f"DESCRIPTION:{_text(entry.text)}",
        f"URL:{entry.url}",
        f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for row in rows for folded in _folded(row))


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    safe = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(safe.splitlines())


def _folded(row: str) -> list[str]:
    """Divide a line at 75 octets, never inside a character; what goes on begins with a blank."""
    lines, line = [], ""
    for letter in row:
        if len((line + letter).encode()) > LONGEST:
            lines.append(line)
            line = " "
        line += letter
    return [*lines, line]
