"""By when: the words of a limit and the last day they allow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from knowledge.extraction.roles import Moment
from knowledge.extraction.times import TimeKind
from knowledge.notice import Due, Period
from knowledge.workdays import day_of

_DURING = re.compile(r"[^，。；：、]{2,12}期间$")
_BEFORE_MONTH = re.compile(r"(?:\d{4}年|今年|明年)?\d{1,2}月份?(?:之|以)?前")
"""Before a month is before it begins: the earlier reading."""

_AFTER_EVENT = re.compile(r"(?:活动|工作|宣传|培训|比赛|大赛)(?:周|月|日|年)?(?:全部)?(?:结束|完成)后?")


def due_of(moment: Moment, periods: Sequence[Period]) -> Due:
    """The limit of a moment; one that is counted from the end of the campaign needs its periods."""
    time = moment.time
    text = moment.placed.passage.folded.quote(*moment.at)
    clock = time.clock.split("-")[-1] if time.clock else None
    if time.kind is TimeKind.RECURRING:
        during = _DURING.search(moment.sentence[: time.begin])
        text = f"{during.group() if during else ''}{text}"
        return Due(text=text, clock=clock, every=text)
    if time.kind is TimeKind.RELATIVE:
        return Due(text=text, day=_counted(moment, periods), clock=clock)
    if time.before and time.start is not None and _BEFORE_MONTH.fullmatch(time.text):
        return Due(text=text, day=time.start - timedelta(days=1), clock=clock, vague=True)
    day = time.end_day or time.start
    return Due(text=text, day=day, clock=clock, vague=time.vague or time.kind is TimeKind.VAGUE or not _names(time.text, day))


def _names(text: str, day: date | None) -> bool:
    """Whether the words name a day to the day, not only its month."""
    return day is None or re.search(rf"(?<!\d)0?{day.day}(?!\d)|[一二三四五六七八九十廿]", text) is not None


def _counted(moment: Moment, periods: Sequence[Period]) -> date | None:
    """The day that so many (working) days after the campaign come to, where its end is known to the day."""
    time = moment.time
    own = [period for period in periods if not period.cited and period.label is None] or periods
    ends = {period.when.end for period in own if period.when.end is not None and not period.when.vague and not period.when.tentative}
    if time.days is None or time.after is None or not _AFTER_EVENT.search(time.after) or len(ends) != 1:
        return time.end_day
    day, left = ends.pop(), time.days
    while left > 0:
        day += timedelta(days=1)
        left -= not (time.working_days and day_of(day).is_rest)
    return day
