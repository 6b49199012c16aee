"""How somebody says when they want to be reminded, of what, and for how long not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from handlers.said import phrases
from knowledge.figures import Exact, read_figure
from knowledge.language.text import fold
from knowledge.notice import Deliverable, Notice

FOREVER = datetime(9000, 1, 1, tzinfo=UTC)
"""Muted until then is muted until told otherwise."""

LONGEST = 365
"""Days ahead of the longest lead."""

_NUMBER = r"(?P<number>\d{1,4}|[零一二两三四五六七八九十半]{1,4}|(?<![a-z])(?:an?|one|two|three|four|five|six|seven|ten)(?![a-z]))"
_LEAD = re.compile(
    rf"{_NUMBER} ?(?:个)?(?P<unit>天|日(?!前)|周|星期|小时|钟头|分钟|分|秒|days?|weeks?|hours?|minutes?|mins?|seconds?|secs?|[dhms](?![a-z]))",
    re.IGNORECASE,
)
_UNITS = {"天": "d", "日": "d", "周": "w", "星": "w", "小": "h", "钟": "h", "分": "m", "秒": "s", "d": "d", "w": "w", "h": "h", "m": "m", "s": "s"}
_WORDS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_HALF = {"d": "12h", "h": "30m", "m": "30s"}
_SAME_DAY = re.compile(r"当天|当日|截止那天|same day|on the day|the day itself|due day")
_DAY_BEFORE = re.compile(r"前一天|头一天|the day before")
_CLOCK = re.compile(
    r"(?P<part>早上|上午|中午|下午|晚上)?(?P<hour>\d{1,2})(?:[:：](?P<minute>\d{2})|[点时](?:(?P<half>半)|(?P<min>\d{1,2})分?)?)"
    r"|(?:at )?(?P<hour12>\d{1,2})(?::(?P<minute12>\d{2}))? ?(?P<ampm>am|pm)"
)
_NOON = 12
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Wish:
    """What a sentence says about reminders: how long before, at what time of day."""

    lead: tuple[str, ...] | None = None
    at: str | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether it says nothing of that."""
        return self.lead is None and self.at is None


def wish_of(text: str) -> Wish:
    """What a sentence wishes."""
    plain = fold(text)
    leads = dict.fromkeys(_leads(plain))
    return Wish(tuple(leads) or None, _clock(plain))


def _leads(plain: str) -> Iterator[str]:
    for found in _LEAD.finditer(plain):
        unit = _UNITS[found["unit"][0].lower()]
        if found["number"] == "半":
            yield from (_HALF[unit],) if unit in _HALF else ()
            continue
        number = _number(found["number"])
        if unit == "w":
            number, unit = number * _WEEK, "d"
        if number or unit == "d":
            yield f"{min(number, LONGEST) if unit == 'd' else number}{unit}"
    if _DAY_BEFORE.search(plain):
        yield "1d"
    if _SAME_DAY.search(plain):
        yield "0d"


def _number(text: str) -> int:
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    read = read_figure(text, whole=True)
    return int(read.value) if isinstance(read, Exact) else 0


def _clock(plain: str) -> str | None:
    found = _CLOCK.search(plain)
    if found is None:
        return None
    hour = int(found["hour"] or found["hour12"])
    minute = 30 if found["half"] else int(found["minute"] or found["min"] or found["minute12"] or 0)
    if hour < _NOON and (found["part"] in ("下午", "晚上") or found["ampm"] == "pm"):
        hour += _NOON
    if hour == _NOON and found["ampm"] == "am":
        hour = 0
    return f"{time(hour, minute):%H:%M}" if hour < 24 and minute < 60 else None


def mute_until(text: str, now: datetime) -> datetime:
    """Until when a sentence wants silence: so many days, hours or weeks from now, else until told otherwise."""
    leads = wish_of(text).lead
    if not leads:
        return FOREVER
    amount, unit = int(leads[0][:-1]), leads[0][-1]
    return now + timedelta(**{{"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}[unit]: amount})


def is_forever(until: datetime) -> bool:
    """Whether silence lasts until told otherwise."""
    return until.year >= FOREVER.year


def papers_named(text: str, notice: Notice) -> tuple[Deliverable, ...]:
    """The deliverables of a notice that a sentence names: those with whose papers' names it has most in common."""
    plain = fold(text)
    likeness = {paper.id: max((_likeness(item.name, notice, plain) for item in paper.items), default=0) for paper in notice.deliverables}
    most = max(likeness.values(), default=0)
    return tuple(paper for paper in notice.deliverables if most and likeness[paper.id] == most)


def _likeness(name: str, notice: Notice, plain: str) -> int:
    """How many pairs of characters of a paper's name, or words of its English name, stand in a text; general ones do not count."""
    folded = fold(name)
    pairs = {folded[at : at + 2] for at in range(len(folded) - 1)} - set(phrases("zh")["reminding"]["general"])
    english = set(re.findall(r"[a-z]{4,}", fold(notice.glossary.get(name, "")))) - set(phrases("en")["reminding"]["general"])
    return sum(pair in plain for pair in pairs) + sum(word in plain for word in english)
