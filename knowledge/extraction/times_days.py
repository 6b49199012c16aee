"""Days, ranges of days and lists of them, with the years they are in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from knowledge.extraction.times_model import TimeFound, TimeKind
from knowledge.extraction.times_named import FAR_BACK
from knowledge.extraction.times_points import Point, day_at, point_at, rest_at, short_at
from knowledge.extraction.times_tail import Tail, goes_on_to_the_end, head_of, tail_of
from knowledge.extraction.times_words import DASH, GAP, JOIN, SEPARATOR

_JOIN = re.compile(JOIN)
_UNTIL = re.compile(rf"(?:自|从)?(?:即日|现在|发文之日|本?通知(?:印发|发布|下发)之日)起?(?:开始)?{GAP}[，,]?{GAP}{DASH}{GAP}")
_FROM = "自从即现发本通"
_FROM_NOW = re.compile(r"(?:自|从)?(?:即日|现在)起(?!草)(?:开始)?")
_SEPARATOR = re.compile(rf"{GAP}{SEPARATOR}{GAP}")
_CITED = re.compile(r"[《》〔〕。；;！!？?\n]|印发|通知|文件|发布")
_NO_DAY_BEFORE = re.compile(r"[第每共近前约逾余多达几数满期计隔.0-9·/A-Za-z-]\s*$")
_NO_DAY_BEHIND = re.compile(rf"{GAP}(?:以内|之内|内|后|以后|之后|以上|以下|游|均|集训|培训|制)")
_PROGRAMME = re.compile(r"[^，。；、\s]{0,14}(?:规划|计划|纲要|行动方案)")
_SHORT_CONTEXT = re.compile(r"(?:时间|日期|期限|时限|截止|截至|定于|拟于|请于|于)[^。；;\n]{0,6}$")
_CARRY = 40
"""Characters over which the year of one day still holds for the next."""
_CARRY_MONTH = 160
"""Characters over which the month of one day still holds for a bare 24日."""
_HALF_YEAR = 6


@dataclass(slots=True)
class Reading:
    """A text that is being read, and the day that was read last with its year, whether that was stated, and where it ended."""

    text: str
    year: int | None
    issued: date | None
    last: Point | None = None
    stated: bool = False
    free: int = 0
    """Where the words begin that belong to no time yet."""


@dataclass(slots=True)
class _Item:
    """One entry of a list of times: a point, or two with a dash."""

    begin: int
    left: Point
    right: Point | None
    first: Tail
    tail: Tail
    to_the_end: bool = False
    from_now: bool = False


def days_at(reading: Reading, place: int) -> list[TimeFound]:
    """The times that begin at a place: one, or a list like 5月10日、12日和15日."""
    item = _until(reading, place) or _item(reading, _first(reading, place))
    if item is None:
        return _from_now(reading, place)
    found = [_time(reading, item)]
    while (further := _next(reading, item)) is not None:
        item = further
        found.append(_time(reading, item))
    if not _counts(reading, item, found):
        reading.free = item.tail.end if item.right is not None else reading.free
        return []
    return _shared(found)


def _first(reading: Reading, place: int) -> Point | None:
    if reading.text[place - 1 : place] == "-" and reading.text[max(0, place - 2) : place - 1].isalnum():
        return None
    return point_at(reading.text, place) or _bare(reading, place) or _short(reading, place)


def _bare(reading: Reading, place: int) -> Point | None:
    """A day without its month (24日), where one was read shortly before."""
    text, last = reading.text, reading.last
    if last is None or last.month is None or not text[place].isdigit() or place - last.end > _CARRY_MONTH or "\n" in text[last.end : place]:
        return None
    point = rest_at(text, place, last)
    if point is None or point.day is None or _NO_DAY_BEFORE.search(text[max(0, place - 3) : place]) or _NO_DAY_BEHIND.match(text, point.end):
        return None
    day = text[point.end - 1] == "日" or re.compile(rf"{GAP}(?:{DASH}|{SEPARATOR}){GAP}[0-9]{{1,2}}{GAP}[日、,，-]").match(text, point.end)
    return point if day else None


def _short(reading: Reading, place: int) -> Point | None:
    """9.15-9.20, where the words before say that it is a time."""
    point = short_at(reading.text, place)
    if point is None:
        return None
    with_day = reading.text[point.end - 1] == "日"
    limit = tail_of(reading.text, point.end).before
    if not (with_day and limit) and not _SHORT_CONTEXT.search(reading.text[max(0, place - 12) : place]):
        return None
    join = _JOIN.match(reading.text, point.end)
    ranged = join is not None and short_at(reading.text, join.end()) is not None
    return point if ranged or limit or with_day else None


def _item(reading: Reading, left: Point | None) -> _Item | None:
    if left is None:
        return None
    first = tail_of(reading.text, left.end)
    item = _Item(left.begin, left, None, first, first)
    join = _JOIN.match(reading.text, first.end)
    if join is not None and not first.before:
        _take_right(reading, item, join.end())
    if item.right is None and (until := goes_on_to_the_end(reading.text, first.end)) is not None:
        first.end, item.to_the_end = until, True
    return item


def _take_right(reading: Reading, item: _Item, place: int) -> None:
    text, left = reading.text, item.left
    right = point_at(text, place) or rest_at(text, place, left)
    if right is None and text[left.begin : left.begin + 1].isdigit() and left.day is not None:
        numeric = text[left.end - 1].isdigit() and left.year is not None
        right = short_at(text, place) or (day_at(text, place, left) if numeric else None)
    if right is None:
        return
    item.right, item.tail = right, tail_of(text, right.end)


def _until(reading: Reading, place: int) -> _Item | None:
    """即日起至6月30日."""
    join = _UNTIL.match(reading.text, place) if reading.text[place] in _FROM else None
    right = point_at(reading.text, join.end()) if join else None
    if right is None:
        return None
    tail = tail_of(reading.text, right.end)
    return _Item(place, right, None, tail, tail, from_now=True)


def _from_now(reading: Reading, place: int) -> list[TimeFound]:
    found = _FROM_NOW.match(reading.text, place) if reading.text[place] in _FROM else None
    if found is None:
        return []
    return [TimeFound(place, found.end(), found[0], TimeKind.RANGE, start=reading.issued, open_start=reading.issued is None, open_end=True)]


def _next(reading: Reading, item: _Item) -> _Item | None:
    """The next entry of the list, where it follows the one before."""
    separator = _SEPARATOR.match(reading.text, item.tail.end)
    if separator is None or item.tail.before:
        return None
    point = point_at(reading.text, separator.end()) or rest_at(reading.text, separator.end(), reading.last or item.left)
    if point is None or (point.month is None and not point.part):
        return None
    if point.day is not None and _NO_DAY_BEHIND.match(reading.text, point.end):
        return None
    return _item(reading, point)


def _counts(reading: Reading, item: _Item, found: list[TimeFound]) -> bool:
    """Whether it is a time at all: 今年 alone is none, nor are the years of a programme."""
    point = item.left
    if point.month is None and point.this_month is None and not point.part and len(found) == 1:
        time = found[0]
        if item.right is not None and _PROGRAMME.match(reading.text, item.tail.end):
            return False
        return point.shift is None or item.right is not None or time.before or time.open_end
    return True


def _shared(found: list[TimeFound]) -> list[TimeFound]:
    """A limit at the end of a list is one for all of it: 3月1日、6月1日前."""
    if not found[-1].before or len(found) == 1:
        return found
    return [replace(time, before=True) if time.kind in (TimeKind.DAY, TimeKind.VAGUE, TimeKind.MONTH) else time for time in found]


def _time(reading: Reading, item: _Item) -> TimeFound:
    """The entry with its days worked out; it becomes what following entries refer to."""
    head = head_of(reading.text, item.begin)
    tail, single = item.tail, item.right is None and not item.from_now
    before = tail.before or (single and head.before)
    span, stated = _span(reading, item, before)
    open_end = single and (tail.onward or item.to_the_end)
    until = single and not open_end and head.until and not before
    start, end_day = (None, None) if span is None else span
    begin = item.begin
    if item.from_now:
        start = reading.issued
    vague = item.left.vague or (item.right is not None and item.right.vague) or tail.around or item.first.around
    vague = vague or (before and single and item.left.day is None)
    return TimeFound(
        begin,
        tail.end,
        reading.text[begin : tail.end],
        _kind(item, vague, open_end or until),
        start=None if until else start,
        end_day=None if open_end else end_day,
        clock=_clock(item),
        clock_words=tail.clock_words or item.first.clock_words,
        vague=vague,
        tentative=head.tentative or tail.tentative or item.first.tentative,
        year_stated=stated,
        before=before,
        open_start=until or (item.from_now and reading.issued is None),
        open_end=open_end,
        weekday=tail.weekday if item.right is None or tail.last_weekday is not None else item.first.weekday,
        end_weekday=None if item.right is None else tail.weekday if tail.last_weekday is None else tail.last_weekday,
        incomplete=item.left.blank or (item.right is not None and item.right.blank),
        impossible=_impossible(reading, item, span) or tail.impossible or item.first.impossible,
    )


def _clock(item: _Item) -> str | None:
    if item.right is None or item.first.clock is None or item.tail.clock is None:
        return item.tail.clock if item.right is None or item.tail.clock is not None else item.first.clock
    return f"{item.first.clock.split('-')[0]}-{item.tail.clock.split('-')[-1]}"


def _kind(item: _Item, vague: bool, opened: bool) -> TimeKind:
    points = [item.left] if item.right is None else [item.left, item.right]
    if opened or item.from_now:
        return TimeKind.RANGE
    if any(point.vague for point in points):
        return TimeKind.VAGUE
    if all(point.day is None for point in points):
        return TimeKind.YEAR if all(point.month is None and not point.part and point.this_month is None for point in points) else TimeKind.MONTH
    return TimeKind.DAY if item.right is None else TimeKind.RANGE


def _impossible(reading: Reading, item: _Item, span: tuple[date, date] | None) -> bool:
    points = [item.left] if item.right is None else [item.left, item.right]
    if any(point.impossible for point in points):
        return True
    known = reading.last is not None and reading.last.year is not None
    return span is None and known and all(point.this_month is None for point in points)


def _span(reading: Reading, item: _Item, before: bool) -> tuple[tuple[date, date] | None, bool]:
    """The first and last day, None where they are not known, and whether the year is printed."""
    left, right = _with_month(reading, item.left), item.right and _with_month(reading, item.right)
    year, stated = _year(reading, left, item.begin)
    ended = year
    if right is not None:
        year, ended, stated = _years(reading, left, right, year, stated)
    elif before and not stated and year is not None and _is_far_back(reading, left, year):
        year = ended = year + 1
    last = right or left
    reading.last, reading.stated = replace(last, end=item.tail.end, year=ended), stated
    if year is None or ended is None or (left.this_month is not None and left.month is None):
        return None, stated
    first, final = left.days(year), last.days(ended)
    if first is None or final is None or first[0] > final[1]:
        return None, stated
    return (first[0], final[1]), stated


def _year(reading: Reading, point: Point, begin: int) -> tuple[int | None, bool]:
    if point.year is not None:
        return point.year, reading.stated if point.shared else True
    last = reading.last
    if point.following and last is not None and last.year is not None:
        return last.year + 1, reading.stated
    if point.shift is not None:
        return (reading.year + point.shift if reading.year is not None else None), False
    if last is not None and last.year is not None and last.month is not None and _carries(reading, begin):
        months = (point.month or 12) - last.month
        return last.year + (1 if months <= -_HALF_YEAR else 0), reading.stated
    return reading.year, False


def _carries(reading: Reading, begin: int) -> bool:
    """Whether the year of the day before still holds."""
    last = reading.last
    if last is None or not reading.stated or begin - last.end > _CARRY:
        return False
    return _CITED.search(reading.text, last.end, begin) is None


def _years(reading: Reading, left: Point, right: Point, year: int | None, stated: bool) -> tuple[int | None, int | None, bool]:
    """The years of both ends; one that is printed at one end holds for the other."""
    turns = left.month is not None and right.month is not None and right.month < left.month
    if right.following:
        return year, year + 1 if year is not None else None, stated
    if right.shift is not None and right.year is None and left.year is None and left.shift is not None:
        return year, reading.year + right.shift if reading.year is not None else None, stated
    if right.shift is not None and left.shift is None and reading.year is not None:
        return year, max(reading.year + right.shift, year or 0), stated
    if right.year is not None and right.year != left.year:
        return (right.year - turns, right.year, True) if left.year is None else (left.year, right.year, True)
    return year, year + turns if year is not None else None, stated


def _with_month(reading: Reading, point: Point) -> Point:
    """The point with its month, where that is this or next month's and the day of issue is known."""
    if point.this_month is None or reading.issued is None:
        return point
    months = reading.issued.year * 12 + reading.issued.month - 1 + point.this_month
    return replace(point, year=months // 12, month=months % 12 + 1)


def _is_far_back(reading: Reading, point: Point, year: int) -> bool:
    days = point.days(year)
    return reading.issued is not None and days is not None and days[1] < reading.issued - FAR_BACK
