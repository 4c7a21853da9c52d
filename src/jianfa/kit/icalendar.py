"""Whole-day entries as an iCalendar file (RFC 5545): lines folded at 75 octets, text escaped, stable ids. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST_LINE = 75
"""Octets of a line without its end (RFC 5545, 3.1)."""


@dataclass(frozen=True)
class AllDay:
    """One whole day: the same id on every reading, so that a program moves the entry instead of adding one."""

    uid: str
    day: date
    summary: str
    url: str = ""


def calendar(name: str, events: Iterable[AllDay], made_at: datetime) -> str:
    """Return the file; a day has no time zone, so it is the same day wherever it is read."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Jianfa//Jianfa//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
    ]  # fmt: skip
    for event in events:
        lines += _entry(event, made_at)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _entry(event: AllDay, made_at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(event.summary)}"
    if event.url:
        yield f"URL:{event.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """Return a text as a value: backslash, semicolon, comma and line ends marked; other control characters gone."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(char for char in plain if char in "\n\t" or (char >= " " and char != "\x7f"))
    for char in ("\\", ";", ","):
        plain = plain.replace(char, f"\\{char}")
    return plain.replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 octets, never cut inside a character; later ones begin with a space."""
    piece, room = "", LONGEST_LINE
    for char in line:
        size = len(char.encode())
        if size > room:
            yield piece
            piece, room = " ", LONGEST_LINE - 1
        piece, room = piece + char, room - size
    yield piece
