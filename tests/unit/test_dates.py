"""How far off a day is."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from knowledge.dates import Countdown, countdown

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "day", "clock", "expected"),
    [
        ("2026-05-25T09:00", date(2026, 6, 3), None, Countdown(9, over=False)),
        ("2026-06-03T23:59", date(2026, 6, 3), None, Countdown(0, over=False)),
        ("2026-06-03T17:01", date(2026, 6, 3), "17:00", Countdown(0, over=True)),
        ("2026-06-03T10:30", date(2026, 6, 3), "09:00-11:00", Countdown(0, over=False)),
        ("2026-06-03T23:00", date(2026, 6, 3), "24:00", Countdown(0, over=False)),
        ("2026-06-04T00:00", date(2026, 6, 3), None, Countdown(-1, over=True)),
        ("2026-06-03T23:00", date(2026, 6, 3), "09:00-24:00", Countdown(0, over=False)),
        ("2024-02-28T12:00", date(2024, 3, 1), None, Countdown(2, over=False)),
        ("2025-12-31T12:00", date(2026, 1, 5), None, Countdown(5, over=False)),
    ],
)
def test_days_are_counted_from_today_and_the_hour_decides_on_the_day(now: str, day: date, clock: str | None, expected: Countdown) -> None:
    assert countdown(day, clock, at(now)) == expected
