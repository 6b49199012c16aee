"""Wrapping text to a width counted as terminals do: a Chinese character takes two columns."""

from __future__ import annotations

import re
import unicodedata

_NOT_FIRST = '，。、；：？！）》】〕」』”’…—·,.;:?!)]}%"'
_NOT_LAST = '（《【〔「『“‘([{"'
_UNIT = re.compile(rf"[{re.escape(_NOT_LAST)}]*(?:[!-~\u00a1-\u024f]+|\S)[{re.escape(_NOT_FIRST)}]*|\s")
"""What stays together: a Latin word, number or address, or one other character, with the marks that
may not stand first or last on a line."""


def width(text: str) -> int:
    """The columns that a text takes. Characters that some terminals show wide count as wide, so that
    no line ever runs over."""
    return sum(_columns(char) for char in text)


def wrap(text: str, columns: int) -> list[str]:
    """The lines of a text, none wider than `columns` (but for a single character)."""
    return [line for paragraph in text.split("\n") for line in _wrap_line(paragraph, columns)]


def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1


def _wrap_line(paragraph: str, columns: int) -> list[str]:
    lines: list[str] = []
    line, used = "", 0
    for unit in _units(paragraph, columns):
        wide = width(unit)
        if used + wide > columns and line:
            lines.append(line.rstrip())
            line, used = "", 0
            if unit.isspace():
                continue
        line, used = line + unit, used + wide
    return [*lines, line.rstrip()]


def _units(paragraph: str, columns: int) -> list[str]:
    """The units of a paragraph; one too wide for a line in pieces."""
    found: list[str] = []
    for unit in _UNIT.findall(paragraph):
        found += [unit] if width(unit) <= columns else unit
    return found
