"""Items named by their numbers: "第3到7项", "items 3 to 7"."""

from __future__ import annotations

import re

_N = "(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})"
_SORT = "(?:项|条|栏|题|格|个指标|个项目|个|行)"
_JOINT = r"\s?(?:[-~、,和与及]|到|至)\s?"
_VERB = r"(?=\s*(?:都|全|均|改|填|是|为|应|各|分))"
_SOME = rf"第\s?{_N}(?:{_JOINT}第?\s?{_N}){{0,20}}\s?{_SORT}"
NUMBERED = re.compile(
    rf"{_SOME}(?:{_JOINT}{_SOME}){{0,20}}"
    rf"|(?:最?后|前面?|头)\s?{_N}项{_VERB}"
    rf"|(?<![0-9.]){_N}(?:(?:[-~、]|到|至){_N}){{0,20}}项{_VERB}"
    rf"|(?<![0-9.]){_N}\s?(?:[-~]|到|至)\s?{_N}\s?项(?=\s*[:=]?\s*(?:0(?![0-9.])|零|无|没))"
    r"|(?<![a-z])(?:items|nos\.?|numbers|questions)\s?\d{1,3}(?:\s?(?:-|to|through|,|and|&)\s?\d{1,3}){0,20}"
    r"|(?<![a-z])(?:item|no\.?|number|question)\s?(?:no\.?\s?)?\d{1,3}(?![\d.%])"
    r"|#\s?\d{1,3}(?!\d)"
)
"""Numbers of items as they stand in a text."""

_THROUGH = ("-", "~", "到", "至", "to", "through")
_PARTS = re.compile(rf"{_N}|[-~]|到|至|to|through")
_DIGITS = "零一二三四五六七八九"


def item_numbers(plain: str, last: int) -> tuple[int, ...]:
    """The numbers that such words stand for, in a form whose last item is `last`."""
    parts = _PARTS.findall(plain)
    if plain[0] in "前头后最":
        count = min(_number(parts[0]), last)
        return tuple(range(1, count + 1) if plain[0] in "前头" else range(last - count + 1, last + 1))
    numbers: list[int] = []
    is_range = False
    for part in parts:
        if part in _THROUGH:
            is_range = bool(numbers)
        else:
            number = _number(part)
            numbers += range(numbers[-1] + 1, min(number, last) + 1) if is_range and number <= last else [number]
            is_range = False
    return tuple(dict.fromkeys(numbers))


def _number(text: str) -> int:
    if text.isascii():
        return int(text)
    if "十" not in text:
        return int("".join(str(_DIGITS.index(char)) for char in text))
    tens, _, ones = text.rpartition("十")
    return (_DIGITS.index(tens[-1]) if tens.strip("十") else 1) * 10 + (_DIGITS.index(ones[-1]) if ones else 0)
