"""The times of a notice's sentences, with the years that the notice means."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from knowledge.extraction.times import TimeFound, TimeKind, times_in

LATEST_AFTER = timedelta(days=330)
"""What takes place lies within this time after a notice is issued."""

LATEST_LIMIT = timedelta(days=150)
"""A limit is meant of the next year only where it lies within this time; one that has just passed is a slip, and said so."""

EARLIEST_BEFORE = timedelta(days=75)
"""What lies so long before the day of issue, and has no year of its own, is meant of the next year."""


_EATEN = re.compile(
    r"(?<!\d)(?P<year>20[0-4]\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-2]\d|3[01])(?:日(?:（[^（）]{1,4}）)?(?P<clock>\d{1,2}:\d{2})?|(?=前))(?:之?以?前)?"
)
_UNTIL = re.compile(r"(?:至|到|截止|截至)[ ]*$")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which year a day without one belongs to: `year` is the notice's own, `issued` the day it was issued."""

    year: int | None
    issued: date | None

    def times(self, text: str) -> tuple[TimeFound, ...]:
        """The times in a folded text."""
        base = self.issued.year if self.issued is not None else self.year
        found = times_in(text, year=base, issued=self.issued)
        return _joined(text, sorted([*(self._in_its_year(one) for one in found), *_eaten(text)], key=lambda one: one.begin))

    def _in_its_year(self, found: TimeFound) -> TimeFound:
        """A day without a printed year that would lie long before the day of issue is one of the year after."""
        last = found.end_day or found.start
        if found.year_stated or self.issued is None or last is None or found.kind in (TimeKind.YEAR, TimeKind.RELATIVE, TimeKind.RECURRING):
            return found
        early = timedelta(0) if found.before else EARLIEST_BEFORE
        latest = LATEST_LIMIT if found.before else LATEST_AFTER
        if last >= self.issued - early or _next_year(last) - self.issued > latest:
            return found
        if self.year is not None and self.year < self.issued.year and not found.before:
            return replace(found, start=_moved(found.start, -1), end_day=_moved(found.end_day, -1))
        return replace(found, start=_moved(found.start, 1), end_day=_moved(found.end_day, 1))


def _eaten(text: str) -> Iterator[TimeFound]:
    """Days whose 年 and 月 a page has lost: 20211117日, 2021111720:00."""
    for found in _EATEN.finditer(text):
        try:
            day = date(*(int(found[name]) for name in ("year", "month", "day")))
        except ValueError:
            continue
        limit = "前" in found.group() or _UNTIL.search(text[: found.start()]) is not None
        yield TimeFound(found.start(), found.end(), found.group(), TimeKind.DAY, day, day, clock=found["clock"], year_stated=True, before=limit)


def _joined(text: str, found: list[TimeFound]) -> tuple[TimeFound, ...]:
    """The times with those put together that say one thing: 5月22、23日; 下周五（12月11日）中午12:00前."""
    kept: list[TimeFound] = []
    for time in found:
        before = kept[-1] if kept else None
        between = text[before.end : time.begin] if before is not None else ""
        if before is not None and _is_next_day(before, time, between):
            kept[-1] = replace(before, end=time.end, text=text[before.begin : time.end], kind=TimeKind.RANGE, end_day=time.end_day, clock=time.clock)
        elif before is not None and between == "（" and before.kind is TimeKind.RELATIVE and before.start == time.start:
            kept[-1] = replace(time, begin=before.begin, text=text[before.begin : time.end])
        elif before is not None and between == "）" and time.kind is TimeKind.CLOCK and before.clock is None and "（" in before.text:
            kept[-1] = replace(before, end=time.end, text=text[before.begin : time.end], clock=time.clock, before=before.before or time.before)
        else:
            kept.append(time)
    return tuple(kept)


def _is_next_day(one: TimeFound, other: TimeFound, between: str) -> bool:
    """Whether a day is named beside the one before it."""
    days = one.kind is TimeKind.DAY and other.kind is TimeKind.DAY and not one.before and not other.before and one.clock is None
    return days and between in ("、", "和", "及") and one.start is not None and other.start == one.start + timedelta(days=1)


def _next_year(day: date) -> date:
    return _moved(day, 1) or day


def _moved(day: date | None, years: int) -> date | None:
    if day is None:
        return None
    if day.month == 2 and day.day == 29 and not isleap(day.year + years):
        return None
    return day.replace(year=day.year + years)
