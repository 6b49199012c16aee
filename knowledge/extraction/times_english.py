"""Times in English: June 3, 2026; 3-5 June; by 5 pm."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace
from datetime import date

from knowledge.extraction.times_model import TimeFound, TimeKind

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?P<{0}>[0-3]?[0-9])(?:st|nd|rd|th)?(?![0-9:])"
_TILL = r"(?: {0,2}(?:-|–|—|to|until|and) {0,2})"
_YEAR = r"(?:,? {0,2}(?P<year>(?:19|20)[0-9]{2})(?![0-9]))"
_PREFILTER = re.compile(rf"(?<![a-z])(?:{_NAMES})(?![a-z])|[0-9] ?[ap]\.?m", re.IGNORECASE)
_HALF = r"(?P<half{0}>[ap])\.?m\b\.?"
_AT = (
    r"(?:,? {0,2}(?:at|by|before|until|,)? {0,2}(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2}))?"
    rf"(?: {{0,2}}{_HALF.format('')}|(?<=:[0-9]{{2}})(?![0-9:])))"
)
_TILL_DAY = rf"(?:{_TILL}(?:(?P<last_month>{_NAMES})\b\.? {{0,2}})?{_DAY.format('last')})"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<month>{_NAMES})\b\.? {{0,2}}{_DAY.format('day')}{_TILL_DAY}?{_YEAR}?{_AT}?",
        rf"\b{_DAY.format('day')}(?:{_TILL}{_DAY.format('last')})? {{0,2}}(?:of )?(?P<month>{_NAMES})\b(?:\.(?= ?[0-9,]))?{_YEAR}?{_AT}?",
        rf"\b(?P<month>{_NAMES})\b\.?{_YEAR}",
    )
)
_CLOCK = re.compile(
    rf"(?<![0-9:.])(?P<hour>[0-9]{{1,2}})(?::(?P<minute>[0-9]{{2}}))? {{0,2}}{_HALF.format('')}"
    rf"(?: {{0,2}}(?:-|–|to) {{0,2}}(?P<h2>[0-9]{{1,2}})(?::(?P<m2>[0-9]{{2}}))? {{0,2}}{_HALF.format('2')})?",
    re.IGNORECASE,
)
_ON = re.compile(r",? {1,2}(?:on )?")
_LIMIT = re.compile(
    r"(?:\bby|\bbefore|\buntil|\bno later than|\bnot later than|\bdeadline:?|\bdue(?: on| by)?|\bon or before)\s{1,2}(?:the )?$", re.IGNORECASE
)


def english_times(text: str, year: int | None) -> list[TimeFound]:
    """The times of a text that are written in English."""
    if _PREFILTER.search(text) is None:
        return []
    found: list[TimeFound] = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            time = _date(text, match, year)
            if time is not None and not _overlaps(found, time):
                found.append(time)
    for match in _CLOCK.finditer(text):
        time = TimeFound(match.start(), match.end(), match[0], TimeKind.CLOCK, clock=_clocks(match), before=_is_limit(text, match.start()))
        if time.clock is not None and not _overlaps(found, time):
            found.append(time)
    return _joined(text, sorted(found, key=lambda time: time.begin))


def _joined(text: str, times: list[TimeFound]) -> list[TimeFound]:
    """An hour before its day is one time with it: 5 pm on June 3."""
    joined: list[TimeFound] = []
    for time in times:
        hour = joined[-1] if joined else None
        if hour is not None and hour.kind is TimeKind.CLOCK and time.kind is TimeKind.DAY and _ON.fullmatch(text, hour.end, time.begin):
            words = text[hour.begin : time.end]
            joined[-1] = replace(time, begin=hour.begin, text=words, clock=hour.clock, before=hour.before or time.before)
        else:
            joined.append(time)
    return joined


def _overlaps(found: list[TimeFound], time: TimeFound) -> bool:
    return any(time.begin < other.end and other.begin < time.end for other in found)


def _is_limit(text: str, place: int) -> bool:
    return _LIMIT.search(text[max(0, place - 20) : place]) is not None


def _date(text: str, match: re.Match[str], year: int | None) -> TimeFound | None:
    groups = match.groupdict()
    stated = groups["year"] is not None
    in_year = int(groups["year"]) if stated else year
    month = _MONTHS[groups["month"].lower()]
    if groups["month"] in ("may", "march"):
        return None
    first, last = groups.get("day"), groups.get("last")
    last_month = _MONTHS[groups["last_month"].lower()] if groups.get("last_month") else month
    kind = TimeKind.MONTH if first is None else TimeKind.RANGE if last else TimeKind.DAY
    if first is not None and not 1 <= int(first) <= 31:
        return None
    start = _day(in_year, month, int(first or 1))
    end = _day(in_year, last_month, int(last or first or 0) or calendar.monthrange(in_year or 2024, month)[1])
    impossible = in_year is not None and (start is None or end is None or start > end)
    clock = _clocks(match) if groups.get("hour") else None
    return TimeFound(
        match.start(), match.end(), match[0], kind, None if impossible else start, None if impossible else end, clock,
        year_stated=stated, before=_is_limit(text, match.start()), impossible=impossible,
    )  # fmt: skip


def _day(year: int | None, month: int, day: int) -> date | None:
    if year is None or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _clocks(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    first = _hour(groups["hour"], groups["minute"], groups["half"])
    if not groups.get("h2"):
        return first
    second = _hour(groups["h2"], groups["m2"], groups["half2"])
    return f"{first}-{second}" if first and second else None


def _hour(hour: str, minute: str | None, half: str | None) -> str | None:
    value, minutes = int(hour), int(minute or 0)
    if half is not None:
        if not 1 <= value <= 12:
            return None
        value = value % 12 + (12 if half.lower() == "p" else 0)
    return f"{value:02}:{minutes:02}" if value < 24 and minutes < 60 else None
