"""Days and how far off they are. Every moment carries a zone; naive ones are refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Countdown:
    """How far off a day is: `days` > 0 left, 0 today, < 0 past. `over` once its instant has gone by."""

    days: int
    over: bool


def countdown(day: date, clock: str | None, now: datetime) -> Countdown:
    """From `now` (in the product's zone) to a day, or to "HH:MM" on it; 24:00 is the end of the day."""
    at = END_OF_DAY
    last = clock.split("-")[-1] if clock is not None else "24:00"
    if last != "24:00":
        hour, minute = last.split(":")
        at = time(int(hour), int(minute))
    return Countdown((day - now.date()).days, datetime.combine(day, at, now.tzinfo) < now)
