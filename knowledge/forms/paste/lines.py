"""A line prepared for reading: its number, its notes in brackets, the units it names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from knowledge.forms.paste.figure_words import is_figure, unsure_words
from knowledge.forms.paste.item_numbers import NUMBERED
from knowledge.forms.paste.items import Items
from knowledge.forms.paste.names import said
from knowledge.forms.paste.spans import Kind, spans
from knowledge.forms.paste.vocabulary import concepts, listed
from knowledge.forms.paste.written import Written

_BULLET = " \t-*•·●○■□▪◆◇★☆√✓✔>#、,，"
_NUMBERED = re.compile(
    r"\((\d{1,3})\)\s*[.、:,]?\s*(?=\S)|(\d{1,3})\s*(?:[、:)]|\.(?!\d))\s*(?=\S)"
    r"|\(?[一二三四五六七八九十]{1,3}(?:\)\s*[、.]?|[、.])\s*(?=\S)"
)
_SERIAL = re.compile(r"(?<![^\s;,。])\(?(\d{1,2})[.、)]\s*(?=[\u4e00-\u9fff])")
_YEAR = re.compile(r"20\d\d年?度?")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_UNIT_LINE = re.compile(r"^\(?\s*(?:单位|计量单位|金额单位|unit)\s*[:为]?\s*([^\s():]{1,6})\s*\)?$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without notes in brackets; `units` are those it names, by their place; `number` is its own."""

    text: Written
    units: tuple[tuple[int, str], ...] = ()
    number: int | None = None
    remarks: tuple[str, ...] = ()


def prepare(text: Written, items: Items) -> Line:
    """A line without its number, its bullet and what stands in brackets."""
    text = text.trimmed()
    text = text.part(len(text.plain) - len(text.plain.lstrip(_BULLET))) if not is_figure(text.plain) else text
    number = None
    if (match := _NUMBERED.match(text.plain)) and not is_figure(text.plain) and not NUMBERED.match(text.plain):
        number = next((int(digits) for digits in match.groups() if digits), None)
        text = text.part(match.end())
    return replace(without_brackets(text, items), number=number)


def in_parts(text: Written) -> list[Written]:
    """A line cut before the numbers that count on from the one it begins with (1.线下3000 2.线上200)."""
    starts = [0]
    number = None
    for match in _SERIAL.finditer(text.plain):
        if int(match[1]) == (1 if number is None else number + 1) and (number is not None or match.start() == 0):
            number = int(match[1])
            starts += [match.start()] if match.start() > 0 else []
    return [text.part(start, end).trimmed() for start, end in zip(starts, [*starts[1:], len(text.plain)], strict=True)]


def without_brackets(text: Written, items: Items) -> Line:
    """A text with blanks for its notes in brackets; units are remembered, a figure in brackets is kept."""
    if "(" not in text.plain:
        return Line(text)
    outside = any(span.is_figure for span in spans(_BRACKETS.sub(lambda match: " " * len(match[0]), text.plain), items))
    plain, units, remarks = text.plain, list[tuple[int, str]](), list[str]()
    for match in _BRACKETS.finditer(text.plain):
        inside = match[1].strip()
        keep = is_figure(inside) or (not outside and any(span.kind is Kind.FIGURE for span in spans(inside, items)))
        if inside in unsure_words():
            continue
        if unit := unit_of(inside):
            units.append((match.start(), unit))
        elif not keep and not items.is_note(inside):
            remarks.append(text.words(match.start(), match.end()))
        instead = " " + match[1] + " " if keep else " " * len(match[0])
        plain = plain[: match.start()] + instead + plain[match.end() :]
    return Line(Written(text.raw, plain, text.at), tuple(units), None, tuple(remarks))


@cache
def _units() -> frozenset[str]:
    return frozenset(listed("figure.counters")) | _money()


@cache
def _money() -> frozenset[str]:
    return next(concept.counters for concept in concepts() if "万元" in concept.counters)


def unit_of(plain: str) -> str | None:
    """The unit that a cell or the words in brackets name; None where they name something else."""
    text = plain.strip()
    if match := _UNIT_LINE.match(text):
        text = match[1]
    return text if text in _units() else None


def without_units(plain: str) -> str:
    """Words without the measure words that stand apart among them (活动次数 次)."""
    return " ".join("" if unit_of(word) else word for word in plain.split(" ")) if " " in plain or len(plain) < 5 else plain


def with_unit(words: str, said: str | None, unit: str | None) -> str:
    """The words of a figure with the unit of money that it was written in, where the form counts in another."""
    if said is None or said == unit or said not in _money() or unit not in _money():
        return words
    if not any(char.isnumeric() for char in words) or any(char in words for char in "元块¥￥$"):
        return words
    return words if any(char in words for char in "万亿") and said != "元" else words + said


def is_title(plain: str, items: Items) -> bool:
    """Whether a line is the title of the form."""
    line, title = said(plain).han, items.title
    return len(line) >= 5 and len(title) >= 5 and (line in title or (title in line and len(line) <= 2 * len(title)))


def is_heading_row(cells: list[str]) -> bool:
    """Whether cells are words that stand over columns."""
    known = (*listed("heading.words"), *listed("heading.values"))
    bare = [_BRACKETS.sub("", cell).replace(" ", "") for cell in cells if cell.strip()]
    return bool(bare) and all(cell in known or unit_of(cell) or _YEAR.fullmatch(cell) for cell in bare)
