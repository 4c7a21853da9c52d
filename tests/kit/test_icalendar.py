"""iCalendar files: what another program reads is what was written."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from jianfa.kit.icalendar import AllDay, calendar, escaped, folded

MADE = datetime(2026, 3, 16, 2, tzinfo=UTC)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=200)


def unfolded(text: str) -> list[str]:
    """Read the file back as RFC 5545 says: a line that begins with a space belongs to the one before."""
    lines: list[str] = []
    for line in text.removesuffix("\r\n").split("\r\n"):
        if line.startswith(" "):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    return lines


def plain(value: str) -> str:
    found, chars = "", iter(value)
    for char in chars:
        found += {"n": "\n"}.get(following := next(chars), following) if char == "\\" else char
    return found


@given(TEXT)
def test_no_line_is_longer_than_allowed_and_nothing_is_lost(text):
    pieces = list(folded(text))

    assert max(len(piece.encode()) for piece in pieces) <= 75
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=100))
def test_no_text_can_begin_a_line_of_its_own(text):
    lines = unfolded(calendar("甲", [AllDay("a", date(2026, 3, 16), text)], MADE))

    assert [line for line in lines if line.startswith("SUMMARY:")] == [f"SUMMARY:{escaped(text)}"]
    assert len(lines) == 16 - 1


@given(TEXT)
def test_a_text_is_read_back_as_it_was(text):
    assert plain(escaped(text)) == text


def test_a_day_is_a_whole_day_wherever_it_is_read():
    lines = unfolded(calendar("期限", [AllDay("p@jianfa", date(2028, 2, 29), "2026-001 到期", "https://a/b")], MADE))

    assert lines[6:15] == [
        "BEGIN:VEVENT", "UID:p@jianfa", "DTSTAMP:20260316T020000Z", "DTSTART;VALUE=DATE:20280229",
        "DTEND;VALUE=DATE:20280301", "SUMMARY:2026-001 到期", "URL:https://a/b", "TRANSP:TRANSPARENT", "END:VEVENT",
    ]  # fmt: skip
