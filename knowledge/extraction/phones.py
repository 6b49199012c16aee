"""Telephone numbers in whatever way they are written: brackets, every dash, blanks, extensions, no area code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DASH = r"[ ]{0,2}[-—–~～]{1,3}[ ]{0,3}"
_GAP = r"[ -]?"
_NUMBER = re.compile(
    rf"(?<![\dA-Za-z_.@=&%])(?<!\d-)(?:"
    rf"(?P<free>[48]00{_GAP}\d(?:{_GAP}\d){{6}})"
    rf"|(?:[（(]?(?:\+|00)?86[）)]?[- ]?)?(?P<mobile>1[3-9]\d(?:{_GAP}\d){{8}})"
    rf"|(?:(?:\+|00)86[- ]?)[（(]?(?P<abroad>10|2\d|[3-9]\d\d)[）)]?(?:{_DASH}|[ ])?(?P<abroad_local>[1-9]\d{{2,3}}{_GAP}\d{{4}})"
    rf"|(?:86-)?[（(]?(?P<code>0(?:10|2\d|[3-9]\d\d))(?:[ ]?[）)])?(?:{_DASH}|[ ]{{1,2}})?(?P<local>[1-9]\d{{2,3}}{_GAP}\d{{4}})"
    rf"|(?P<plain>[2-9]\d{{6,7}})|(?P<parted>[2-9]\d{{2,3}}[ -]\d{{4,5}})|(?P<short>[1-9]\d{{4,5}})"
    rf")(?!\d)(?![A-Za-z_]*@)(?!\.\d)(?!-\d{{6,}})(?![年月元万个人米％%])"
)
_EXTENSION = re.compile(r"[ ]?[（(]?(?:转|分机号?|[Ee][Xx][Tt]\.?|x(?=\d))[ ：:]?(\d{1,6})(?!\d)[）)]?|-(\d{1,5})(?![\d-])")
_TAIL = re.compile(r"/(\d{1,4})(?![\d-])")
_NOT_LOCAL = re.compile(r"20[0-4]\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])$|(?:19|20)\d\d[ -](?:19|20)\d\d$")


@dataclass(frozen=True, slots=True)
class Number:
    """A number and its place. `sure`: its form alone shows that it is one (a mobile, an area code)."""

    value: str
    begin: int
    end: int
    sure: bool


def numbers_in(text: str) -> Iterator[Number]:
    """Everything that may be a telephone number; what is not `sure` is one only where the words around it say so."""
    for found in _NUMBER.finditer(text):
        value, sure = _value(found)
        if not sure and _NOT_LOCAL.match(found.group()):
            continue
        end = found.end()
        extension = None if found["mobile"] else _EXTENSION.match(text, end)
        if extension is not None:
            value, end = f"{value}-{extension[1] or extension[2]}", extension.end()
        yield Number(value, found.start(), end, sure)
        tail = _TAIL.match(text, end) if not found["mobile"] and extension is None else None
        while tail is not None:
            yield Number(value[: -len(tail[1])] + tail[1], tail.start(1), tail.end(), sure)
            tail = _TAIL.match(text, tail.end())


def _value(found: re.Match[str]) -> tuple[str, bool]:
    """The digits with a hyphen after the area code, and whether the form is beyond doubt."""
    if found["free"]:
        digits = _digits(found["free"])
        return f"{digits[:3]}-{digits[3:]}", True
    if found["mobile"]:
        return _digits(found["mobile"]), True
    for code, local in (("abroad", "abroad_local"), ("code", "local")):
        if found[code]:
            area = found[code] if found[code].startswith("0") else "0" + found[code]
            return f"{area}-{_digits(found[local])}", True
    return _digits(found["plain"] or found["parted"] or found["short"]), False


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
