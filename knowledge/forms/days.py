"""The days that people name: 5月20日, 2026.5.20, 昨天, 20 May."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from knowledge.figures import Exact, read_figure

HALF_A_YEAR = 183
"""In days. A month and day farther off than this in our year are asked about: another year may be meant."""

_SEP = r"[-./ ]"
_N = r"(?:\d{1,2}|[〇零一二三四五六七八九十廿]{1,3})"
_WHEN = r"(?:上午|下午|早上|中午|晚上|晚)?"
_WEEKDAY = r"(?:\(?(?:星期|周|礼拜)(?P<weekday>[一二三四五六日天])\)?)?"
_YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}}|\d{{2}})(?P<sep>{_SEP})(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})")
_EIGHT_DIGITS = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_YEAR_LAST = re.compile(rf"(?P<a>\d{{1,2}})(?P<sep>{_SEP})(?P<b>\d{{1,2}})(?P=sep)(?P<year>\d{{4}})")
_MONTH_DAY = re.compile(r"(?P<month>\d{1,2})[-./](?P<day>\d{1,2})")
_CHINESE = re.compile(
    r"(?:(?P<year>\d{4}|\d{2}|[〇零一二三四五六七八九]{4}|今|本|去|前|明)年)?"
    rf"(?:(?P<month>{_N}|本|这个?|上个?|下个?)月份?)?(?P<day>{_N})[日号]?{_WEEKDAY}{_WHEN}"
)
_DIGITS = "〇一二三四五六七八九"
_YEARS = {"今": 0, "本": 0, "去": -1, "前": -2, "明": 1}
_MONTHS = {"本": 0, "这": 0, "上": -1, "下": 1}
_NO_DAY = re.compile(r":|week|month|year|quarter|now|hour|minute|second")
_DAYS = {
    "今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "前日": -2, "大前天": -3, "明天": 1, "明日": 1, "后天": 2, "后日": 2, "大后天": 3,
}  # fmt: skip


def days_of(said: str, today: date) -> tuple[tuple[date, ...], bool]:
    """The days that words may mean, the likeliest first, and whether a single one needs no asking."""
    if said in _DAYS:
        return (today + timedelta(_DAYS[said]),), True
    if found := _YEAR_FIRST.fullmatch(said) or _EIGHT_DIGITS.fullmatch(said):
        return _real((_year(found["year"], today), int(found["month"]), int(found["day"]))), True
    if found := _YEAR_LAST.fullmatch(said):
        year, a, b = int(found["year"]), int(found["a"]), int(found["b"])
        return tuple(dict.fromkeys(_real((year, a, b), (year, b, a)))), True
    if found := _MONTH_DAY.fullmatch(said):
        return _without_year(int(found["month"]), int(found["day"]), today), True
    if found := _CHINESE.fullmatch(said):
        return _chinese(found, today)
    if said.isascii() and any(char.isalpha() for char in said) and not _NO_DAY.search(said):
        return _english(said, today), True
    return (), True


def _chinese(found: re.Match[str], today: date) -> tuple[tuple[date, ...], bool]:
    day, month, weekday = small_number(found["day"]), found["month"], found["weekday"]
    if month is None:
        if found["year"] is not None:
            return (), True
        days, sure = _without_month(day, today), False
    elif month[0] in _MONTHS:
        days, sure = _real((*_month_off(today, _MONTHS[month[0]]), day)) if found["year"] is None else (), True
    elif found["year"] is None:
        days, sure = _without_year(small_number(month), day, today), True
    else:
        days, sure = _real((_year(found["year"], today), small_number(month), day)), True
    agrees = weekday is None or all(one.weekday() == "一二三四五六日".index(weekday.replace("天", "日")) for one in days)
    return days, sure and agrees


def _year(said: str, today: date) -> int:
    """A year in four or two places, or in relation to ours."""
    if said in _YEARS:
        return today.year + _YEARS[said]
    number = int("".join(str(_DIGITS.find(char)) if char in _DIGITS else char for char in said.replace("零", "〇")))
    if len(said) == 2:
        return number + (2000 if number + 2000 <= today.year + 1 else 1900)
    return number


def _month_off(today: date, by: int) -> tuple[int, int]:
    month = today.year * 12 + today.month - 1 + by
    return month // 12, month % 12 + 1


def _without_month(day: int, today: date) -> tuple[date, ...]:
    """That day of this month, and the one of the last month where it is still to come."""
    this = _real((today.year, today.month, day))
    return this if this and this[0] <= today else (*this, *_real((*_month_off(today, -1), day)))


def _without_year(month: int, day: int, today: date) -> tuple[date, ...]:
    """That day of our year; where it is far off, the nearest one as well, first."""
    days = _real(*((year, month, day) for year in (today.year, today.year - 1, today.year + 1)))
    if not days or (days[0].year == today.year and abs(days[0] - today).days <= HALF_A_YEAR):
        return days[:1]
    return tuple(dict.fromkeys((min(days, key=lambda one: abs(one - today)), days[0])))


def _real(*days: tuple[int, int, int]) -> tuple[date, ...]:
    """Those of some days (year, month, day) that there are, in a time that forms are about."""
    real = []
    for year, month, day in days:
        try:
            real.append(date(year, month, day))
        except ValueError:
            continue
    return tuple(day for day in real if 1900 <= day.year <= 2100)


def _english(said: str, today: date) -> tuple[date, ...]:
    """The day that English words name; the year is ours where none is named."""
    day = _parsed(said, today)
    if day is not None:
        return (day,)
    day = _parsed(f"{said} {today.year}", today)
    return _without_year(day.month, day.day, today) if day is not None else ()


def _parsed(said: str, today: date) -> date | None:
    from dateparser import parse  # type: ignore[import-untyped]  # noqa: PLC0415  (slow to load, and seldom needed)

    settings = {
        "RELATIVE_BASE": datetime.combine(today, time()),
        "STRICT_PARSING": True,
        "TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": False,
        "PARSERS": ["relative-time", "absolute-time"],
    }
    moment: datetime | None = parse(said, languages=["en"], settings=settings)
    return moment.date() if moment is not None and moment.time() == time() else None


def small_number(numeral: str) -> int:
    """A numeral of one or two places, 0 where it is none."""
    read = read_figure(numeral, whole=True)
    return int(read.value) if isinstance(read, Exact) else 0
