"""Times in official Chinese texts: days, ranges, limits, hours, festivals, and what comes again and again."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from knowledge.extraction.times_clock import clock_at
from knowledge.extraction.times_days import Reading, days_at
from knowledge.extraction.times_english import english_times
from knowledge.extraction.times_loose import period_at, recurring_at, relative_at, weekday_at
from knowledge.extraction.times_model import TimeFound, TimeKind
from knowledge.extraction.times_named import campaign_at, festival_at, lunar_at, soon_at
from knowledge.extraction.times_points import point_at
from knowledge.extraction.times_tail import head_of, tail_of
from knowledge.extraction.times_words import GAP, SEPARATOR

__all__ = ["TimeFound", "TimeKind", "signature_date", "times_in"]

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if not 0xFF08 <= code <= 0xFF0C}
"""Letters and digits of full width, which stand in the same places."""
_NUMBERS = "0123456789〇○零一二三四五六七八九十廿卅两半"
_WORDS = re.compile(
    r"今年|本[年月周这个星礼通]|这个?[月星礼]|当[年月日天]|同年|[明来次翌去]年|[上下](?:年|月|周|半年|个?月|个?[星礼])|第[二一三四1-4]|次月|每|逐|按[日周旬月季年]"
    r"|[自从](?:即日|现在|发文|本?通知)|即日|现在起|通知(?:印发|发布|下发)|发文之|周|星期|礼拜|早|凌晨|[上中下]午|正午|午后|晚|傍晚|清晨|夜|[AaPp]\.?[Mm]|全年|贯穿全年"
    r"|年[底末内]|月底|[Qq][1-4]|元旦|春节|元宵|清明|劳动节|青年节|儿童节|端午|建[党军]节|教师节|中秋|国庆|重阳|除夕|腊八|妇女节|植树节|近期|农历|阴历|季度|提前"
    r"|[赛会]前|(?:活动|开[赛幕展始考]|举办|启动|比赛|考试|报到|正式)前|[次翌]日|后(?=及时|立即|尽快|马上|第一)|工作日|[“\"‘'](?:三八|五一|五四|六一|七一|八一|十一|国庆|元旦)"
)
"""What a time begins with, unless with a number."""
_CANDIDATES = re.compile(
    rf"[{_NUMBERS}今本这当同明来次翌去上下第每逐按自从即现通发周星礼早凌中正午晚傍清夜AaPp全贯年月Qq元春劳青儿端建教国重除腊妇植近农阴季提赛会活开举启比考报后工“\"‘']"
)
_LENGTH_OF = re.compile(r"(?:时长|片长|长度|比例|比分|时间长)[^，。；]{0,6}$")
_NUMBER_OF = re.compile(r"[第前共0-9A-Za-z:：./+-]$")
_SIGNATURE_ENDS = re.compile(r"^\W*(?:印发|发布|发)?\W*$")
_CLOCK_SEPARATOR = re.compile(rf"{GAP}(?:{SEPARATOR}|；|;){GAP}")


def times_in(text: str, *, year: int | None, issued: date | None = None) -> tuple[TimeFound, ...]:
    """The times of a text in their order. `year` is that of the notice, for days that are printed without one."""
    printed, text = text, text.translate(_WIDE)
    reading = Reading(text, year if year is not None else issued.year if issued else None, issued)
    found: list[TimeFound] = []
    for candidate in _CANDIDATES.finditer(text):
        place = candidate.start()
        if place >= reading.free and (read := _read(reading, place, candidate[0])):
            found += read
            reading.free = max(reading.free, read[-1].end)
    times = _merged(found, english_times(text, reading.year))
    return times if text == printed else tuple(replace(time, text=printed[time.begin : time.end]) for time in times)


def signature_date(text: str) -> tuple[date | None, bool]:
    """The day that a line consists of, and whether it is complete: 2026年5月  日 is not, and has no day."""
    line = text.translate(_WIDE).strip().lstrip("（(")
    point = point_at(line, 0)
    if point is None or point.year is None or not _SIGNATURE_ENDS.match(line[point.end :]):
        return None, False
    days = point.days(point.year) if point.day is not None else None
    return (days[0], True) if days is not None else (None, False)


def _merged(found: list[TimeFound], english: list[TimeFound]) -> tuple[TimeFound, ...]:
    if not english:
        return tuple(found)
    kept = [time for time in found if not any(time.begin < other.end and other.begin < time.end for other in english)]
    return tuple(sorted(kept + english, key=lambda time: time.begin))


def _read(reading: Reading, place: int, first: str) -> list[TimeFound]:
    """What begins at a place with a character."""
    if first in _NUMBERS:
        return _read_number(reading, place, first)
    return _read_words(reading, place) if _WORDS.match(reading.text, place) else []


def _read_number(reading: Reading, place: int, first: str) -> list[TimeFound]:
    text, before = reading.text, reading.text[place - 1 : place]
    if before and (before.isdigit() if first.isdigit() else before in _NUMBERS and not before.isdigit()):
        return []
    single = (
        campaign_at(text, place, reading.year)
        or festival_at(text, place, reading.year, reading.issued)
        or relative_at(text, place, reading.issued, reading.free)
    )
    if single is not None:
        return [single]
    return _read_days(reading, place) or _one_or_clocks(period_at(text, place, reading.year), text, place)


def _read_words(reading: Reading, place: int) -> list[TimeFound]:
    text = reading.text
    single = (
        recurring_at(text, place)
        or lunar_at(text, place)
        or festival_at(text, place, reading.year, reading.issued)
        or relative_at(text, place, reading.issued, reading.free)
    )
    if single is not None:
        return [single]
    if days := _read_days(reading, place):
        return days
    return _one_or_clocks(period_at(text, place, reading.year) or weekday_at(text, place, reading.issued) or soon_at(text, place), text, place)


def _one_or_clocks(single: TimeFound | None, text: str, place: int) -> list[TimeFound]:
    return [single] if single is not None else _clocks(text, place)


def _read_days(reading: Reading, place: int) -> list[TimeFound]:
    days = days_at(reading, place)
    return days + _further_clocks(reading.text, days[-1]) if days else []


def _further_clocks(text: str, day: TimeFound) -> list[TimeFound]:
    """Further hours of the same day: 5月20日上午9:00-11:30、下午14:00-17:00."""
    found: list[TimeFound] = []
    while day.clock is not None and (separator := _CLOCK_SEPARATOR.match(text, day.end)) is not None:
        clock = clock_at(text, separator.end())
        if clock is None or not clock.clear or clock.value is None:
            break
        begin = separator.end()
        day = replace(day, begin=begin, end=clock.end, text=text[begin : clock.end], clock=clock.value)
        found.append(day)
    return found


def _clocks(text: str, place: int) -> list[TimeFound]:
    """An hour without a day."""
    clock = clock_at(text, place)
    if (
        clock is None
        or clock.value is None
        or _NUMBER_OF.search(text[max(0, place - 1) : place])
        or _LENGTH_OF.search(text[max(0, place - 10) : place])
    ):
        return []
    tail = tail_of(text, clock.end, clock.value)
    if not clock.clear and not tail.before:
        return []
    before = tail.before or head_of(text, place).before
    return [TimeFound(place, tail.end, text[place : tail.end], TimeKind.CLOCK, clock=clock.value, before=before)]
