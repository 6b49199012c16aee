"""The numbers that Word puts in front of paragraphs: kept in lists of levels, counted while reading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from knowledge.reading.numerals import in_format
from knowledge.reading.ooxml import W, is_on, whole

if TYPE_CHECKING:
    from lxml.etree import _Element

LEVELS = 9
PLACEHOLDER = re.compile(r"%([1-9])")
BULLET_FORMATS = frozenset({"bullet"})


class Level(Struct, frozen=True, kw_only=True):
    """One level of a list: "%1.%2" in a format, from a start; `after` is the level (from 1) whose step restarts it, 0 for none."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    legal: bool = False
    after: int | None = None
    style: str = ""


class Numbering:
    """The lists of a file and how far each has been counted."""

    def __init__(self, root: _Element | None) -> None:
        self._abstract = {each.get(f"{W}abstractNumId", ""): each for each in _children(root, "abstractNum")}
        self._numbers = {each.get(f"{W}numId", ""): each for each in _children(root, "num")}
        self._levels: dict[str, dict[int, Level]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def level_of(self, number: str, style: str) -> int:
        """The level of a list that belongs to a paragraph style; the first where none does."""
        return next((at for at, level in self._levels_of(number).items() if level.style == style), 0)

    def step(self, number: str, at: int) -> str:
        """Count one paragraph of a list (w:numId) at a level and return what is printed in front of it; bullets are left out."""
        levels = self._levels_of(number)
        level = levels.get(at)
        if level is None:
            return ""
        counters = self._counters.setdefault(self._list_of(number), {})
        restart = self._restart(number, at)
        if restart is not None:
            counters[at] = restart
        else:
            counters[at] = counters[at] + 1 if at in counters else level.start
        for deeper in [deeper for deeper in counters if deeper > at and _restarts(levels.get(deeper), at)]:
            del counters[deeper]
        return _printed(levels, level, counters)

    def _restart(self, number: str, at: int) -> int | None:
        """The number to begin with where this w:num begins a level anew."""
        if (number, at) in self._begun:
            return None
        self._begun.add((number, at))
        for override in _children(self._numbers.get(number), "lvlOverride"):
            start = override.find(f"{W}startOverride")
            if start is not None and whole(override.get(f"{W}ilvl")) == at:
                return whole(start.get(f"{W}val"), 1)
        return None

    def _list_of(self, number: str) -> str:
        return _value(self._numbers.get(number), "abstractNumId")

    def _levels_of(self, number: str) -> dict[int, Level]:
        if number not in self._levels:
            levels = dict(self._stated(self._list_of(number)))
            for override in _children(self._numbers.get(number), "lvlOverride"):
                levels.update(_read_levels(override))
            self._levels[number] = levels
        return self._levels[number]

    def _stated(self, ident: str) -> dict[int, Level]:
        """The levels of a list, or of the list whose style it refers to."""
        element = self._abstract.get(ident)
        link = _value(element, "numStyleLink")
        if link:
            element = next((each for each in self._abstract.values() if _value(each, "styleLink") == link), element)
        return _read_levels(element)


def _read_levels(element: _Element | None) -> dict[int, Level]:
    return {whole(each.get(f"{W}ilvl")): _level(each) for each in _children(element, "lvl")}


def _level(element: _Element) -> Level:
    form = next(element.iter(f"{W}numFmt"), None)
    after = _value(element, "lvlRestart")
    return Level(
        start=whole(_value(element, "start"), 0),
        format=form.get(f"{W}val", "decimal") if form is not None else "decimal",
        text=_value(element, "lvlText"),
        legal=is_on(element.find(f"{W}isLgl")),
        after=whole(after) if after else None,
        style=_value(element, "pStyle"),
    )


def _restarts(level: Level | None, stepped: int) -> bool:
    """Whether a level begins anew when a higher one counts on."""
    return level is None or level.after is None or stepped < level.after


def _printed(levels: dict[int, Level], level: Level, counters: dict[int, int]) -> str:
    if level.format in BULLET_FORMATS:
        return ""

    def put(found: re.Match[str]) -> str:
        at = int(found[1]) - 1
        other = levels.get(at, Level())
        count = counters.setdefault(at, other.start)
        return in_format(count, "decimal" if level.legal else other.format)

    return PLACEHOLDER.sub(put, level.text).strip()


def _children(element: _Element | None, name: str) -> list[_Element]:
    return element.findall(f"{W}{name}") if element is not None else []


def _value(element: _Element | None, name: str) -> str:
    child = element.find(f"{W}{name}") if element is not None else None
    return child.get(f"{W}val", "") if child is not None else ""
