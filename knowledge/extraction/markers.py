"""The numbers that passages of an official text begin with, and how deep each of them stands.

GB/T 9704—2012, 7.3.3: 一、 （一） 1. （1）; ①, 第一条, 一是 and their like are in use besides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

_NUMERAL = "一二三四五六七八九十"
_VALUES = {char: value for value, char in enumerate(_NUMERAL, start=1)}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


class Level(IntEnum):
    """How deep a number stands; `FIRST` is the outermost."""

    ARTICLE = 0
    FIRST = 1
    SECOND = 2
    THIRD = 3
    FOURTH = 4
    FIFTH = 5


@dataclass(frozen=True, slots=True)
class Marker:
    """A number at the beginning of a passage: as it is cited ("三", "（二）", "1"), its value, and where the text goes on."""

    level: Level
    shown: str
    value: int
    end: int


_FORMS: tuple[tuple[Level, re.Pattern[str], str], ...] = (
    (Level.ARTICLE, re.compile(rf"第([{_NUMERAL}百\d]{{1,4}})[条章节](?=[ 　：:]|[^，。的款件])"), "第{}条"),
    (Level.FIRST, re.compile(rf"([{_NUMERAL}]{{1,3}})(?:、|[.．](?!\d)|[:：]| (?=[\u4e00-\u9fff]))"), "{}"),
    (Level.SECOND, re.compile(rf"[（(]([{_NUMERAL}]{{1,3}})[)）][、.]?"), "（{}）"),
    (Level.FOURTH, re.compile(r"[（(](\d{1,2})[)）][、.]?"), "（{}）"),
    (Level.FOURTH, re.compile(r"(\d{1,2})[)）]"), "（{}）"),
    (Level.THIRD, re.compile(r"(\d{1,2})(?:、|[.．](?=\d{4}年)|[.．](?!\d)|，(?=[\u4e00-\u9fff“《]))[ ]*"), "{}"),
    (Level.FIFTH, re.compile(rf"([{_CIRCLED}])"), "{}"),
)


def marker_or_none(text: str) -> Marker | None:
    """The number that a folded text begins with (blanks before it aside)."""
    start = len(text) - len(text.lstrip(" *#"))
    for level, pattern, shown in _FORMS:
        found = pattern.match(text, start)
        if found is not None:
            return Marker(level, shown.format(found.group(1)), value_of(found.group(1)), found.end())
    return None


def value_of(numeral: str) -> int:
    """What a Chinese, circled or Arabic numeral below a hundred counts; 0 for what is none."""
    if numeral.isascii() and numeral.isdigit():
        return int(numeral)
    if numeral and numeral in _CIRCLED:
        return _CIRCLED.index(numeral) + 1
    tens, ten, ones = numeral.partition("十")
    if ten:
        return _VALUES.get(tens, 1) * 10 + _VALUES.get(ones, 0)
    return _VALUES.get(numeral, 0)
