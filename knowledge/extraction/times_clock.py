"""Times of day: 18:00, 下午3点半, 9:00-11:00."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.extraction.times_words import DASH, GAP, SMALL, number

_PART = r"上午|下午|早上|早晨|清晨|早|凌晨|中午|正午|晚上|晚间|晚|傍晚|夜间|夜里|午后|[ap]\.?m\.?"
_CLOCK = re.compile(
    rf"(?:(?P<part>{_PART}){GAP})?"
    rf"(?:(?P<h>[0-9]{{1,2}}){GAP}[:：]{GAP}(?P<m>[0-9]{{2}})(?:[:：][0-9]{{2}})?(?![0-9:：%])(?:{GAP}(?P<late>[ap])\.?m\b\.?|{GAP}分(?![钟别组会校批])|{GAP}时(?=之?前|止|截))?"
    rf"|(?P<hour>{SMALL}|两){GAP}(?:时(?!间|期|代|长|刻|段|常|尚|任|效|限)|点(?!位|击|评|赞|播|名|多)钟?)"
    rf"(?P<rest>半|整|[一三]刻|{GAP}{SMALL}{GAP}分)?)",
    re.IGNORECASE,
)
_LOOSE = re.compile(rf"(?:(?P<part>{_PART}){GAP})?(?P<hour>{SMALL})(?={GAP}{DASH}{GAP}{SMALL}{GAP}[时点])")
"""The first hour of 9-11时."""
_BARE = re.compile(rf"(?P<part>{_PART}){GAP}(?P<hour>{SMALL})(?=之?前)")
"""An hour whose 点 or 时 was left out: 上午11前."""

_JOIN = re.compile(rf"{GAP}(?:{DASH}){GAP}(?:次日|翌日|第二天)?{GAP}")
_BETWEEN = re.compile(rf"{GAP}(?:之间|期间)")
_LATE = frozenset({"下午", "晚上", "晚间", "晚", "傍晚", "夜间", "夜里", "午后", "p"})
_EVENING = frozenset({"晚上", "晚间", "晚", "夜间", "夜里"})
_QUARTERS = {"": 0, "整": 0, "半": 30, "一刻": 15, "三刻": 45}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day or a stretch of it; `value` is None where there is no such hour.

    `clear`: it can be nothing else, as 18:00 or 下午3点 can, while 3点 may be three points."""

    end: int
    value: str | None
    clear: bool


def clock_at(text: str, place: int) -> Clock | None:
    """The time of day that begins at a place."""
    first = _CLOCK.match(text, place) or _LOOSE.match(text, place) or _BARE.match(text, place)
    if first is None:
        return None
    part = (first["part"] or "").lower()
    begun, join = _value(first, part), _JOIN.match(text, first.end())
    last = _CLOCK.match(text, join.end()) if join is not None else None
    if last is None:
        return None if first.re is _LOOSE else Clock(_end(text, first.end()), begun, _is_clear(first))
    ended = _value(last, (last["part"] or "").lower() or (part if part in _LATE else ""))
    return Clock(_end(text, last.end()), f"{begun}-{ended}" if begun and ended else None, _is_clear(first) or _is_clear(last))


def _end(text: str, place: int) -> int:
    between = _BETWEEN.match(text, place)
    return between.end() if between else place


def _is_clear(found: re.Match[str]) -> bool:
    return bool(found["part"] or (found.re is _CLOCK and (found["h"] or found["rest"])))


def _value(found: re.Match[str], part: str) -> str | None:
    groups = found.groupdict()
    hour = number(groups.get("h") or groups["hour"])
    minute = number(groups["m"]) if groups.get("m") else _minutes(groups.get("rest") or "")
    hour = _in_day(hour, (groups.get("late") or "").lower() or part)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    return f"{hour:02}:{minute:02}"


def _minutes(rest: str) -> int:
    return _QUARTERS[rest] if rest in _QUARTERS else number(rest.strip(" \t\u3000\u00a0分"))


def _in_day(hour: int, part: str) -> int:
    """The hour of 24 that an hour with 上午, 下午 and so on means."""
    if part in _EVENING and hour == 12:
        return 24
    if (part[:1] == "a" or part == "凌晨") and hour == 12:
        return 0
    if (part in _LATE or part[:1] == "p") and hour < 12:
        return hour + 12
    if part in ("中午", "正午") and hour < 4:
        return hour + 12
    return hour
