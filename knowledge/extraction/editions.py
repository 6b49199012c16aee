"""Which one of its series an event is: 第二十六个全国科技活动周."""

from __future__ import annotations

import re

from knowledge.extraction.outline import Outline, Part
from knowledge.notice import Edition

_EDITION = re.compile(
    r"第(?P<number>[一二三四五六七八九十百零\d]{1,5})(?P<kind>[届个次])(?P<event>(?:“[^“”]{2,20}”)?(?!星期|季度|批)[^，。；：、“”《》（）是]{2,24}?[周月日节赛会展杯坛])(?=[，。；：、）（”]|$|的|活动|于|将|是|（)"
)
_VALUES = {char: value for value, char in enumerate("零一二三四五六七八九")}
_MOST = 4


def editions_of(outline: Outline) -> tuple[Edition, ...]:
    """The editions that the title and the opening of a notice name."""
    found: dict[str, Edition] = {}
    for one in (*outline.of(Part.HEAD), *outline.body[:4]):
        for match in _EDITION.finditer(one.text):
            event, number = match["event"].strip("“”"), number_of(match["number"])
            if number and event not in found and len(found) < _MOST:
                found[event] = Edition(
                    id=f"edition-{len(found) + 1}", event=event, number=number, text=match.group(), source=one.source(*match.span())
                )
    return tuple(found.values())


def number_of(numeral: str) -> int:
    """What an ordinal below a thousand counts, in Arabic or Chinese numerals; 0 for what is none."""
    if numeral.isdigit():
        return int(numeral)
    total, unit = 0, 0
    for char in numeral:
        if char in "十百":
            total += (unit or 1) * (10 if char == "十" else 100)
            unit = 0
        else:
            unit = _VALUES.get(char, 0)
    return total + unit
