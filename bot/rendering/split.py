"""Cutting a long text where a reader pauses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import TypeAlias

Measure: TypeAlias = Callable[[str], int]
"""How long a text is in what a platform counts; more text is never shorter."""

JOINER = "\u2060"
"""WORD JOINER: unseen, and never at either end of a piece."""

_PAUSES = (
    re.compile(r"\n[^\S\n]*\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[。！？；…])[”’」』）】]*(?![。！？；…”’」』）】])|(?<=[.!?;])(?=\s)"),
    re.compile(r"\s"),
)
"""Blank line, end of a line, end of a sentence, space: the better ones first."""

_WHOLE = re.compile(r"(?:[0-9０-９]+[ \u00a0])+[0-9０-９]+|[!-~\u00a0-\u024f\u2060]+|[0-9０-９][0-9０-９．，.,]*[%％‰]?")
"""What is not cut: a number, an address, a Latin word, with the marks that belong to them."""

_ZERO_WIDTH_JOINER = "\u200d"


def utf16(text: str) -> int:
    """The UTF-16 code units of a text, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8(text: str) -> int:
    """The bytes of a text, as WeCom counts."""
    return len(text.encode("utf-8", "surrogatepass"))


def split(text: str, limit: int, measure: Measure) -> tuple[str, ...]:
    """The pieces of a text, none longer than `limit` (but for a single character). Together they are the text, but for
    white space where it was cut; a text of white space has none."""
    if measure(text) <= limit:
        return (text,) if text.strip() else ()
    return tuple(_pieces(text.strip(), limit, measure))


def _pieces(rest: str, limit: int, measure: Measure) -> Iterator[str]:
    while rest:
        fits = _fitting(rest, limit, measure)
        cut = len(rest) if fits == len(rest) else _cut(rest, fits)
        yield rest[:cut].rstrip()
        rest = rest[cut:].lstrip()


def _fitting(text: str, limit: int, measure: Measure) -> int:
    """How many characters of a text fit, at least one."""
    least, most = 1, min(len(text), max(limit, 1))
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if measure(text[:middle]) <= limit else (least, middle - 1)
    return least


def _cut(text: str, fits: int) -> int:
    """Where to cut a text of which so many characters fit: the best pause in the second half, else the last place that
    cuts nothing in two."""
    kept = [match.span() for match in _WHOLE.finditer(text, 0, min(len(text), fits * 2))]
    inside = {at for start, end in kept for at in range(start + 1, min(end, fits + 1))}
    for pause in _PAUSES:
        places = [_behind(match) for match in pause.finditer(text, 0, fits + 2)]
        good = [at for at in places if fits // 2 < at <= fits and at not in inside and not _is_one(text, at)]
        if good:
            return good[-1]
    whole = next((at for at in range(fits, 0, -1) if at not in inside and not _is_one(text, at)), None)
    return whole or next((at for at in range(fits, 0, -1) if not _is_one(text, at)), fits)


def _behind(pause: re.Match[str]) -> int:
    """Where a pause begins, or behind the marks that close a sentence."""
    return pause.start() if pause.group().isspace() else pause.end()


def _is_one(text: str, at: int) -> bool:
    """Whether what stands before and behind a place is one character to a reader."""
    before, behind = text[at - 1], text[at]
    if unicodedata.category(behind) in ("Mn", "Me", "Mc", "Cf") or before in (_ZERO_WIDTH_JOINER, JOINER):
        return True
    if "\ud800" <= before <= "\udbff" and "\udc00" <= behind <= "\udfff":
        return True
    return _is_skin(behind) or (_is_flag(behind) and _is_flag(before) and _flags_before(text, at) % 2 == 1)


def _is_skin(char: str) -> bool:
    return "\U0001f3fb" <= char <= "\U0001f3ff"


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flags_before(text: str, at: int) -> int:
    """How many letters of flags stand before a place: two make one flag."""
    count = 0
    while count < at and _is_flag(text[at - count - 1]):
        count += 1
    return count
