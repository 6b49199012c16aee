"""Every spelling of a time that we know, with what is read of it. The year of the notice is 2026."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.extraction.times import TimeFound, times_in

_FLAGS = ("vague", "tentative", "year_stated", "before", "open_start", "open_end", "working_days", "campaign_name", "incomplete", "impossible")
_TABLE = [tuple(line.split("\t")) for line in Path(__file__).with_name("times.tsv").read_text(encoding="utf-8").splitlines()]
"""The words, and what is read of them: nothing, or each time by its words (where these are not all of the line) and facts."""


def told(time: TimeFound) -> str:
    """A time in a line: kind, days, hour, what else is known."""
    days = "" if time.start is None and time.end_day is None else f"{time.start or '?'}..{time.end_day or '?'}"
    if time.start is not None and time.start == time.end_day:
        days = str(time.start)
    numbers = [f"{name}={value}" for name in ("weekday", "end_weekday", "days", "after") if (value := getattr(time, name)) is not None]
    parts = [time.kind.value, days, time.clock or "", time.clock_words or "", *numbers, *(flag for flag in _FLAGS if getattr(time, flag))]
    return " ".join(part for part in parts if part)


@pytest.mark.parametrize(("text", "expected"), _TABLE)
def test_a_time_is_read_as_it_is_meant(text: str, expected: str) -> None:
    found = times_in(text, year=2026)
    assert "; ".join((f"{time.text} = " if time.text != text else "") + told(time) for time in found) == expected
