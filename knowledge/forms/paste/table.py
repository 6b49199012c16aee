"""Rows typed without tabs: names over columns, and figures that stand under them for sure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.forms.paste.figure_words import is_figure
from knowledge.forms.paste.items import Items
from knowledge.forms.paste.written import Written

_COMMA, _WIDE_COMMA = ",", "，"
_GAP = re.compile(r" {2,}")
_SPACE = re.compile(r" +")
_ANY = re.compile(r"[ ,、;]+")
_BRACKETS = re.compile(r"\([^()]*\)")
_MARKS = {",": re.compile(","), "、": re.compile("、"), ";": re.compile(";")}
_WAYS = (*_MARKS.values(), _GAP, _SPACE, _ANY)
_THOUSANDS = re.compile(r"\d,\d{3}(?!\d)")


def cuts(text: Written, items: Items) -> Iterator[tuple[re.Pattern[str], list[Written]]]:
    """The ways to cut a row of names, the likeliest first; printed labels and what stands in brackets stay whole."""
    plain = _covered(text.plain, items)
    for way in _WAYS:
        if way.search(plain):
            yield way, _cut(text, plain, way)


def under(text: Written, way: re.Pattern[str], width: int) -> list[Written] | None:
    """A row of figures cut as the names over it, or in the only other way that gives as many; None where no way is sure."""
    if is_figure(text.plain) and _THOUSANDS.search(text.plain):
        return None
    first = _cut(text, text.plain, _with_wide_commas(way, text))
    if len(first) == width and all(_is_open_or_figure(cell) for cell in first):
        return first
    if _THOUSANDS.search(text.plain):
        return None
    others = [_cut(text, text.plain, other) for other in _WAYS if other is not way and other.search(text.plain)]
    return next((cells for cells in others if len(cells) == width and all(is_figure(cell.plain) for cell in cells)), None)


def is_row_of_figures(text: Written) -> bool:
    """Whether a line has two places for figures or more, and nothing else."""
    pieces = _ANY.split(text.plain)
    full = [piece for piece in pieces if piece]
    return len(pieces) > 1 and bool(full) and all(map(is_figure, full))


def _with_wide_commas(way: re.Pattern[str], text: Written) -> re.Pattern[str]:
    """Where a row has Chinese commas, those part its figures, and the others are in them."""
    return re.compile(_WIDE_COMMA) if way is _MARKS[_COMMA] and _WIDE_COMMA in text.words() else way


def _cut(text: Written, plain: str, way: re.Pattern[str]) -> list[Written]:
    if way.pattern == _WIDE_COMMA:
        plain = "".join(_WIDE_COMMA if text.raw[at] == _WIDE_COMMA else char for char, at in zip(plain, text.at, strict=True))
    ends = [*(match.span() for match in way.finditer(plain)), (len(plain), len(plain))]
    starts = [0, *(end for _, end in ends)]
    return [text.part(start, end).trimmed() for start, (end, _) in zip(starts, ends, strict=False)]


def _covered(plain: str, items: Items) -> str:
    """A line with its brackets and the labels in it made of one sort of characters, so that it is not cut there."""
    for label in items.labels:
        plain = plain.replace(label, "x" * len(label))
    return _BRACKETS.sub(lambda match: "x" * len(match[0]), plain)


def _is_open_or_figure(cell: Written) -> bool:
    return not cell.plain or is_figure(cell.plain)
