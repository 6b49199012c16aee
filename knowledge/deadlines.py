"""The due days of a notice as instants, the recurring ones among them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from knowledge.forms.days import small_number
from knowledge.language.text import fold
from knowledge.notice import Deliverable, Due, Notice

ONE_DAY = timedelta(days=1)
A_YEAR = timedelta(days=365)
END_OF_DAY = "24:00"

_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})"
_AND = r"[,和及与]"
_WEEK = r"(?:周|星期|礼拜)"
_MONTHS = rf"(?:(?P<first>{_NUMBER})月?份?(?:[-~至到](?P<last>{_NUMBER}))?月份?)?(?:活动)?(?:期间|内|里)?,?"
_RHYTHM = (
    rf"每个?(?:{_WEEK}(?P<weekdays>[一二三四五六日天](?:{_AND}{_WEEK}?[一二三四五六日天])*)"
    rf"|月份?(?:的?(?P<days>{_NUMBER}[日号]?(?:{_AND}{_NUMBER}[日号]?)*)(?<=[日号])|(?P<end>底|末|最后一[天日])))"
)
_TAIL = r"(?:(?:上午|下午|中午|晚上?)?\d{1,2}(?::\d{2}|[时点](?:整|半|\d{1,2}分)?)|下班)?(?:[之以]?前)?(?:完成|报送?|上报|提交|交)?[.;,]?"
_WHOLE = re.compile(f"{_MONTHS}{_RHYTHM}{_TAIL}")
_BEFORE = re.compile(rf"(?:请?于)?{_MONTHS}(?:请?于)?")
_AFTER = re.compile(_TAIL)


@dataclass(frozen=True, slots=True)
class Deadline:
    """One due day of a deliverable. `clock` is the stated time ("HH:MM"; of a span of time its end), `at` the instant: that
    time, else the end of the day."""

    deliverable: Deliverable
    day: date
    clock: str | None
    at: datetime

    @property
    def key(self) -> str:
        """The deadline as a key: "2026-06-03", "2026-06-03T17:00"; 24:00 is the end of the day like no time at all."""
        return self.day.isoformat() if self.clock in (None, END_OF_DAY) else f"{self.day.isoformat()}T{self.clock}"


def deadlines(notice: Notice, zone: tzinfo, since: date = date.min, until: date = date.max) -> tuple[Deadline, ...]:
    """All due days of a notice from one day to another, with their instants in a zone, the earliest first."""
    found = [
        Deadline(deliverable, day, clock := _last_clock(deliverable.due), _instant(day, clock, zone))
        for deliverable in notice.deliverables
        if deliverable.due is not None
        for day in occurrences(deliverable.due, notice, since, until)
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.deliverable.id)))


def due_at(due: Due, zone: tzinfo) -> datetime | None:
    """The instant of a deadline: the stated time, else the end of the day. None where no day is stated."""
    return None if due.day is None else _instant(due.day, _last_clock(due), zone)


def occurrences(due: Due, notice: Notice, since: date, until: date) -> tuple[date, ...]:
    """The due days from one day to another: the one stated, and those of a weekly or monthly rhythm.

    A rhythm lasts while the campaign does; where that has no end, to the end of the notice's year, else for twelve months
    from its issue. One that we do not understand (每季度末) has no days.
    """
    days = set() if due.day is None else {due.day}
    rhythm = _rhythm_or_none(due.every, due.text) if due.every is not None else None
    span = _span_or_none(notice)
    if rhythm is not None and span is not None:
        days.update(rhythm.days(max(since, span[0]), min(until, span[1])))
    return tuple(sorted(day for day in days if since <= day <= until))


def wall(day: date, clock: time, zone: tzinfo) -> datetime:
    """What the clock on the wall shows on a day; a time that is left out when clocks go forward is the same time later."""
    return datetime.combine(day, clock, zone).astimezone(UTC).astimezone(zone)


def time_of(clock: str) -> time:
    """The time of "HH:MM", 24:00 being midnight; raises ValueError."""
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)|24:00", clock, re.ASCII)
    if found is None:
        raise ValueError(f"no time of day: {clock!r}")
    return time(int(found[1] or 0), int(found[2] or 0))


def _last_clock(due: Due) -> str | None:
    return due.clock.split("-")[-1] if due.clock is not None else None


def _instant(day: date, clock: str | None, zone: tzinfo) -> datetime:
    if clock is None or clock == END_OF_DAY:
        return wall(day + ONE_DAY, time(), zone)
    return wall(day, time_of(clock), zone)


@dataclass(frozen=True, slots=True)
class _Rhythm:
    """Weekdays (Monday is 0) or days of the month; a month without that day has its last one instead."""

    months: frozenset[int]
    weekdays: frozenset[int] = frozenset()
    monthdays: frozenset[int] = frozenset()

    def days(self, since: date, until: date) -> Iterator[date]:
        """The days of it from one day to another."""
        for number in range((until - since).days + 1):
            day = since + timedelta(days=number)
            if day.month in self.months and (day.weekday() in self.weekdays or self._has(day)):
                yield day

    def _has(self, day: date) -> bool:
        last = monthrange(day.year, day.month)[1]
        return day.day in self.monthdays or (day.day == last and any(number > last for number in self.monthdays))


@lru_cache(maxsize=1024)
def _rhythm_or_none(every: str, text: str) -> _Rhythm | None:
    """The rhythm of printed words, where they and what is printed around them are understood to the last character."""
    every, text = fold(every), fold(text)
    found = _WHOLE.fullmatch(every)
    before, _, after = text.partition(every) if every in text else ("", "", "")
    around = _BEFORE.fullmatch(before)
    if found is None or around is None or not _AFTER.fullmatch(after):
        return None
    months = _months(around) & _months(found)
    if found["weekdays"]:
        names = re.findall("[一二三四五六日]", found["weekdays"].replace("天", "日"))
        return _Rhythm(months, weekdays=frozenset(map("一二三四五六日".index, names)))
    monthdays = frozenset({31}) if found["end"] else frozenset(small_number(number) for number in re.findall(_NUMBER, found["days"]))
    return _Rhythm(months, monthdays=monthdays) if all(1 <= number <= 31 for number in monthdays) else None


def _months(found: re.Match[str]) -> frozenset[int]:
    """The months named; all twelve where none is."""
    if found["first"] is None:
        return frozenset(range(1, 13))
    first = small_number(found["first"])
    last = small_number(found["last"]) if found["last"] else first
    return frozenset(range(first, last + 1) if first <= last else (*range(first, 13), *range(1, last + 1)))


def _span_or_none(notice: Notice) -> tuple[date, date] | None:
    """From when to when something handed in again and again is due, as far as the notice says."""
    own = [period.when for period in notice.periods if not period.cited]
    starts = [when.start for when in own if when.start is not None]
    ends = [when.end for when in own if when.end is not None]
    if ends:
        last = max(ends)
    elif notice.year is not None:
        last = date(notice.year, 12, 31)
    elif notice.issued_on is not None:
        last = notice.issued_on + A_YEAR
    else:
        return None
    known = [day for day in (notice.issued_on, min(starts, default=None)) if day is not None]
    return max(known) if known else last - A_YEAR, last
