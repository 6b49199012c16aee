"""One end of a time: a day, a part of a month, a month or a year, as printed."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date

from knowledge.extraction.times_words import DASH, GAP, NUMERALS, SEPARATOR, SMALL, YEAR, number

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_CENTURY_TURN = 70
"""A year of two digits from here on is one of the last century."""

_YEAR_WORDS = {
    "今年": 0, "本年": 0, "本年度": 0, "当年": 0, "同年": 0, "明年": 1, "来年": 1, "次年": 1, "翌年": 1, "第二年": 1, "去年": -1, "上年": -1,
    "前年": -2,
}  # fmt: skip
_FOLLOWING = frozenset({"次年", "翌年", "第二年"})
_MONTH_WORDS = {"本月": 0, "当月": 0, "这个月": 0, "下月": 1, "下个月": 1, "上月": -1, "上个月": -1}

_MONTH_PARTS = {
    "上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "上中旬": (1, 20), "中上旬": (1, 20), "中下旬": (11, 31), "上半月": (1, 15),
    "下半月": (16, 31),
    "初": (1, 10), "底": (21, 31), "月底": (21, 31), "末": (21, 31), "月末": (21, 31),
}  # fmt: skip
_YEAR_PARTS = {"初": (1, 3), "中": (6, 7), "底": (12, 12), "末": (12, 12), "上半年": (1, 6), "下半年": (7, 12)}
_EXACT_PARTS = frozenset({"上半年", "下半年", "上半月", "下半月"})

_PART = r"上中旬|中上旬|中下旬|[上中下]旬|[上下]半月|月?底|月?末(?!考|位)|初(?!步|级|中|选|赛|评|审|稿|试|定|次|始|期)"
_QUARTER = r"第?[一二三四1-4]季度|[Qq][1-4]"
_YEAR_PART = rf"年?[初底末](?!步)|中(?=前|旬|期|[，。,至到—-])|[上下]半年|{_QUARTER}"
_LIST_OF_DAYS = rf"(?=(?:{GAP}(?:{DASH}|{SEPARATOR}){GAP}{SMALL}){{1,6}}{GAP}[日号])"
_RANGE_TO_DAY = rf"(?={GAP}{DASH}{GAP}{SMALL}{GAP}月{GAP}{SMALL}{GAP}[日号])"
_DAY = rf"(?P<day>{SMALL})(?:{GAP}[日号曰](?!线|楼|院|馆|厅|门)|{_LIST_OF_DAYS}|{_RANGE_TO_DAY}|(?=(?:之|以)?前(?!往|后)))"
_BLANK = rf"(?P<blank>{GAP}[_＿×xX*]{{0,4}}{GAP}日)(?=\s|$|[，。,.;；)）\]】]|印发)"
_IN_MONTH = rf"(?:{GAP}{_DAY}|{GAP}(?P<part>{_PART})|{_BLANK})"
_MONTH = rf"(?P<month>{SMALL}){GAP}月(?!龄|饼|租|薪|供|球|嫂|息|[一两二三0-9]次|一[报调])(?!(?<=[{NUMERALS}]月)(?:之?内|后))份?"
_MONTHS = rf"(?P<loose>{SMALL})(?=(?:{GAP}(?:{DASH}|{SEPARATOR}){GAP}{SMALL}){{1,6}}{GAP}月(?!龄)(?!{GAP}{SMALL}{GAP}[日号]))"
_YEARS = (
    rf"(?:(?P<year>{YEAR}){GAP}年度?|(?P<short>[0-9]{{2}})年(?={GAP}{SMALL}{GAP}月)"
    rf"|(?P<word>{'|'.join(sorted(_YEAR_WORDS, key=len, reverse=True))}))"
)
_POINT = re.compile(
    rf"{_YEARS}?{GAP}(?:{_MONTH}{_IN_MONTH}?|{_MONTHS})"
    rf"|(?P<this>{'|'.join(_MONTH_WORDS)})份?(?:{GAP}(?P<thisday>{SMALL}){GAP}[日号]|{GAP}(?P<thispart>{_PART}))"
    rf"|{_YEARS.replace('<', '<only_')}{GAP}(?P<yearpart>{_YEAR_PART})?"
    rf"|(?P<looseyear>{YEAR})(?={GAP}{DASH}{GAP}{YEAR}{GAP}年)"
)
_REST = re.compile(rf"{_DAY}(?!内|以内|之内)|(?P<part>{_PART})|(?P<yearpart>(?:年[底末]|[上下]半年))")
"""What may stand to the right of a dash or in a list, where the month is known."""
_NUMERIC = re.compile(
    r"(?<![0-9A-Za-z./_@#*])(?P<year>(?:19|20)[0-9]{2})(?:(?P<sep>[-./])(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})日?"
    r"(?![0-9A-SU-Za-z/_@%*]|\.[0-9A-Za-z]|-(?![0-9]{1,4}[./-][0-9]|[0-9]{1,2}日?(?![0-9-]))[0-9A-Za-z]|万|元)"
    r"|[./](?P<only>0[1-9]|1[0-2])(?![0-9A-Za-z/_@%*.]|万|亿|元|千|米|公里|人|吨|-[0-9](?![0-9]{3})))"
)
_SHORT = re.compile(
    r"(?<![0-9A-Za-z./_@])(?P<month>[0-9]{1,2})(?P<sep>[./])(?P<day>[0-9]{1,2})日?(?![0-9A-Za-z/_@%*]|\.[0-9]|万|元|米|人|版|亿|倍|章|节|条)"
)
_LAST_DAY = re.compile(r"[0-9]{1,2}(?![0-9A-Za-z./_@%*:：-])")


@dataclass(frozen=True, slots=True)
class Point:
    """One end of a time. `shift`: years from the notice's (今年, 明年); `following`: the year after what stands before (次年)."""

    begin: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: str = ""
    shift: int | None = None
    following: bool = False
    this_month: int | None = None
    blank: bool = False
    shared: bool = False
    """Whether its year and month are those of the point before it."""

    @property
    def vague(self) -> bool:
        """Whether it names no exact days."""
        return bool(self.part) and self.part not in _EXACT_PARTS and "季" not in self.part and self.part[0] not in "Qq"

    @property
    def impossible(self) -> bool:
        """Whether there is no such day in any year."""
        return self.month is not None and (not 1 <= self.month <= 12 or (self.day is not None and not 1 <= self.day <= _last(2024, self.month)))

    def days(self, year: int) -> tuple[date, date] | None:
        """Its first and last day in a year; None where there is no such day."""
        if self.month is None:
            first, last = self._months()
            return date(year, first, 1), date(year, last, _last(year, last))
        if self.impossible:
            return None
        begin, end = (self.day, self.day) if self.day is not None else _MONTH_PARTS.get(self.part, (1, 31))
        length = _last(year, self.month)
        if begin > length:
            return None
        return date(year, self.month, begin), date(year, self.month, min(end, length))

    def _months(self) -> tuple[int, int]:
        if self.part in _YEAR_PARTS:
            return _YEAR_PARTS[self.part]
        if self.part:
            quarter = number(self.part.strip("第季度Qq"))
            return quarter * 3 - 2, quarter * 3
        return 1, 12


def point_at(text: str, place: int) -> Point | None:
    """The point that begins at a place, complete in itself but perhaps for its year."""
    numeric = _NUMERIC.match(text, place)
    if numeric is not None:
        return _numeric(numeric)
    found = _POINT.match(text, place)
    return _checked(_written(found)) if found is not None else None


def short_at(text: str, place: int) -> Point | None:
    """A point like 9.15, which only its surroundings tell from a number."""
    found = _SHORT.match(text, place)
    if found is None:
        return None
    point = Point(found.start(), found.end(), month=int(found["month"]), day=int(found["day"]))
    return None if point.impossible else point


def rest_at(text: str, place: int, before: Point) -> Point | None:
    """The point that begins at a place and leaves out what it has in common with the one before it (28日, 下旬)."""
    found = _REST.match(text, place)
    if found is None:
        return None
    if found["yearpart"]:
        return replace(
            before, begin=place, end=found.end(), month=None, day=None, part=found["yearpart"].removeprefix("年"), following=False, shared=True
        )
    if before.month is None:
        return None
    day = number(found["day"]) if found["day"] else None
    return replace(before, begin=place, end=found.end(), day=day, part=found["part"] or "", following=False, blank=False, shared=True)


def day_at(text: str, place: int, before: Point) -> Point | None:
    """The 20 of 2023.9.15-20."""
    found = _LAST_DAY.match(text, place)
    return replace(before, begin=place, end=found.end(), day=int(found[0]), shared=True) if found and int(found[0]) <= 31 else None


def _numeric(found: re.Match[str]) -> Point | None:
    year, month = int(found["year"]), int(found["month"] or found["only"])
    day = int(found["day"]) if found["day"] else None
    return Point(found.start(), found.end(), year, month, day) if month <= 12 and (day is None or day <= 31) else None


def _written(found: re.Match[str]) -> Point:
    year = found["year"] or found["only_year"] or found["looseyear"]
    short = found["short"] or found["only_short"]
    word = found["word"] or found["only_word"]
    stated = number(year) if year else _of_two_digits(int(short)) if short else None
    month, day = found["month"] or found["loose"], found["day"] or found["thisday"]
    return Point(
        found.start(),
        found.end(),
        stated,
        number(month) if month else None,
        number(day) if day else None,
        found["part"] or found["thispart"] or (found["yearpart"] or "").removeprefix("年"),
        shift=_YEAR_WORDS[word] if word else None,
        following=word in _FOLLOWING,
        this_month=_MONTH_WORDS[found["this"]] if found["this"] else None,
        blank=found["blank"] is not None,
    )


def _checked(point: Point) -> Point | None:
    """The point, unless it is no time at all: a year of long ago, a month of which there is none and no day beside it."""
    if point.year is not None and not _FIRST_YEAR <= point.year <= _LAST_YEAR:
        return None
    if point.impossible and (point.day is None or point.day == 0 or point.day > 99 or point.month == 0):
        return None
    return point


def _of_two_digits(year: int) -> int:
    return year + (1900 if year >= _CENTURY_TURN else 2000)


def _last(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]
