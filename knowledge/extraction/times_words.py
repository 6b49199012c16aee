"""Numbers, gaps and dashes as they stand in Chinese dates."""

from __future__ import annotations

GAP = "[ \\t\u3000\u00a0]{0,4}"
"""Spaces that may stand anywhere in a date. They are bounded so that no pattern takes long."""
NUMERALS = "〇○零一二三四五六七八九十廿卅"
SMALL = rf"(?:[0-9]{{1,2}}(?![0-9])|[{NUMERALS}]{{1,3}})"
"""The number of a month, a day or an hour."""
YEAR = r"(?:[12][0-9]{3}|[12一二][〇○◯零OoΟ0-9一二三四五六七八九]{3})(?![0-9])"
DASH = r"(?:[-‐‑–—―−~～〜∼﹣－]{1,4}|直?至|到|一直到|一(?=[0-9]))"
"""Between the first and the last; 一 is a dash that was typed or read wrongly."""
JOIN = rf"{GAP}(?:起|开始)?{GAP}[，,]?{GAP}{DASH}{GAP}"
SEPARATOR = r"(?:、|,|，|和|及|与|以及|或)"
WEEKDAY = r"(?:[本这](?=周|星期|礼拜))?(?:周|星期|礼拜)[ \t]{0,2}(?P<weekday>[一二三四五六日天])"

_DIGITS = {
    **dict.fromkeys("〇○◯零OoΟ", 0),
    **{mark: value for value, mark in enumerate("一二三四五六七八九", start=1)},
    **{str(value): value for value in range(10)},
    "两": 2,
}
_TENS = {"十": 1, "廿": 2, "卅": 3}
_WEEKDAYS = {mark: day for day, mark in enumerate("一二三四五六日")} | {"天": 6}


def number(words: str) -> int:
    """The value of digits or Chinese numerals below a hundred, or of a year digit by digit."""
    for mark, tens in _TENS.items():
        head, found, rest = words.partition(mark)
        if found:
            return (number(head) if head else tens) * 10 + (number(rest) if rest else 0)
    value = 0
    for digit in words:
        value = value * 10 + _DIGITS[digit]
    return value


def weekday(mark: str) -> int:
    """The number of a weekday by its last character; Monday is 0."""
    return _WEEKDAYS[mark]
