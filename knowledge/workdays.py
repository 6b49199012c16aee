"""Workdays and rest days in China: weekends, public holidays, and the weekends worked in exchange (调休)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class HolidayName:
    """What a public holiday is called."""

    zh: str
    en: str


HOLIDAYS: Mapping[str, HolidayName] = {
    "new_year": HolidayName("元旦", "New Year's Day"),
    "spring_festival": HolidayName("春节", "Spring Festival"),
    "qingming": HolidayName("清明节", "Qingming Festival"),
    "labour_day": HolidayName("劳动节", "Labour Day"),
    "dragon_boat": HolidayName("端午节", "Dragon Boat Festival"),
    "mid_autumn": HolidayName("中秋节", "Mid-Autumn Festival"),
    "national_day": HolidayName("国庆节", "National Day"),
    "victory_day": HolidayName("抗战胜利纪念日", "Victory Day"),
}
"""The public holidays by key."""

_KEYS = {
    "New Year's Day": "new_year",
    "Spring Festival": "spring_festival",
    "Tomb-sweeping Day": "qingming",
    "Labour Day": "labour_day",
    "Dragon Boat Festival": "dragon_boat",
    "Mid-autumn Festival": "mid_autumn",
    "National Day": "national_day",
    "Anti-Fascist 70th Day": "victory_day",
}
"""The names that chinesecalendar has for them."""


@dataclass(frozen=True, slots=True)
class Day:
    """Whether a day is a day off. `announced`: the holidays of its year are known; without that only its weekday counts.

    `holiday` is the key in HOLIDAYS of the holiday that it is off for, or that it is worked in exchange for.
    """

    day: date
    is_rest: bool
    announced: bool
    holiday: str | None = None

    @property
    def is_made_up(self) -> bool:
        """Whether it is a Saturday or Sunday that is worked (调休)."""
        return not self.is_rest and self.day.weekday() >= SATURDAY

    @property
    def last_workday(self) -> date:
        """The last workday on or before it."""
        return workday_on_or_before(self.day)


@lru_cache(maxsize=4096)
def day_of(day: date) -> Day:
    """What is known of a day."""
    years, holidays, made_up = _calendar()
    if day.year not in years:
        return Day(day, is_rest=day.weekday() >= SATURDAY, announced=False)
    off, on = holidays.get(day), made_up.get(day)
    is_rest = on is None and (off is not None or day.weekday() >= SATURDAY)
    name = on or off
    return Day(day, is_rest, announced=True, holiday=_KEYS.get(name) if name is not None else None)


def is_workday(day: date) -> bool:
    """Whether people work on a day."""
    return not day_of(day).is_rest


def workday_on_or_before(day: date) -> date:
    """The day itself where it is a workday, else the last workday before it."""
    while not is_workday(day):
        day -= ONE_DAY
    return day


def workday_on_or_after(day: date) -> date:
    """The day itself where it is a workday, else the next one."""
    while not is_workday(day):
        day += ONE_DAY
    return day


def workday_before(day: date) -> date:
    """The last workday before a day, which does not count itself."""
    return workday_on_or_before(day - ONE_DAY)


def workdays_between(after: date, until: date) -> int:
    """How many workdays come after a day, up to and with another one; 0 where that is not later."""
    return sum(is_workday(after + timedelta(days=days)) for days in range(1, (until - after).days + 1))


@cache
def _calendar() -> tuple[range, Mapping[date, str], Mapping[date, str]]:
    """The years announced; the days off and the weekends that are worked, each with its holiday."""
    from chinese_calendar import constants  # type: ignore[import-untyped]  # noqa: PLC0415 - not cheap, and seldom needed

    holidays: Mapping[date, str] = constants.holidays
    made_up: Mapping[date, str] = constants.workdays
    return range(min(holidays).year, max(holidays).year + 1), holidays, made_up
