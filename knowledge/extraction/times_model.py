"""A time as printed, with our reading of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class TimeKind(StrEnum):
    """What sort of words they are."""

    DAY = "day"
    """One day: 6月3日, 2026-06-03, 6·16安全宣传咨询日."""
    RANGE = "range"
    """Days from one to another, one end of which may be missing: 5月20—28日, 8月21日起."""
    MONTH = "month"
    """Whole months: 6月, 6—8月, 第一季度, 上半年."""
    VAGUE = "vague"
    """Words that name no exact days: 5月上旬, 6月底, 年初."""
    YEAR = "year"
    """Whole years: 2026年, 2021—2025年, 全年."""
    RECURRING = "recurring"
    """Again and again: 每月25日前, 每周四12:00前."""
    RELATIVE = "relative"
    """Counted from an event or from today: 活动结束后10个工作日内, 下周三."""
    HOLIDAY = "holiday"
    """Named by a festival: 国庆节前."""
    CLOCK = "clock"
    """A time of day without a day: 14:30-17:00."""


@dataclass(frozen=True, slots=True)
class TimeFound:
    """A time in a text: `text` are its words, `begin` and `end` their place.

    `start` and `end_day` are its first and last day, None where they are not known. A limit (`before`: 前, 截至) has as its `end_day`
    the last day that the words allow: that day itself, the last day of a 旬 or month, the eve of a festival.
    `year_stated` is False where the year was not printed. `open_end`: 8月21日起; `open_start`: until a day, from nobody says when.
    """

    begin: int
    end: int
    text: str
    kind: TimeKind
    start: date | None = None
    end_day: date | None = None
    clock: str | None = None
    """"HH:MM" or "HH:MM-HH:MM"; with several days and a single clock, that of the last day."""
    clock_words: str | None = None
    """Words for a time of day that name no hour: 下班前, 上午."""
    vague: bool = False
    tentative: bool = False
    year_stated: bool = False
    before: bool = False
    open_start: bool = False
    open_end: bool = False
    every: str | None = None
    """The words of something that comes again and again."""
    after: str | None = None
    """The words of the event it is counted from."""
    days: int | None = None
    """How many days (working days where `working_days`) after that event, negative before it."""
    working_days: bool = False
    weekday: int | None = None
    """The weekday printed beside the first day; Monday is 0."""
    end_weekday: int | None = None
    """The weekday printed beside the last day."""
    campaign_name: bool = False
    """The day stands in the name of a campaign: 6·16."""
    incomplete: bool = False
    """The place for the day was left blank: 2026年5月  日."""
    impossible: bool = False
    """There is no such day, or it ends before it begins (the days are None then), or there is no such hour (the clock is None)."""
