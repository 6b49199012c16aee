"""Figures given by their order alone, or each with the number of its item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.forms.paste.figure_words import is_figure
from knowledge.forms.paste.items import Items
from knowledge.forms.paste.vocabulary import finder
from knowledge.forms.paste.written import Written, written

FEWEST = 3
"""Fewer figures are no table."""

MOST = 400
"""More figures are not looked at."""

_EVERY_MARK = re.compile(r"[\s,、;。|]+")
_MARKS = re.compile(r"[\s、;。|]+|,(?!\d{3})")
_ENTRY = re.compile(r"\(?(\d{1,3})\s?(\)[.、:]?|[.、:=])(\s*)(\S+?)(?=[\s;]|,(?!\d{3})|\(\d{1,3}\)|$)[\s;,]*")
_LINE = re.compile(r"\(?(\d{1,3})\s?(\)[.、:]?|[.、:=,-]|\s)(\s*)(.+)")
_WEAK = (".", ",", "-", " ")
"""After such a mark the number of an item looks like a part of its figure, unless it counts on from 1."""

_NO_TABLE = re.compile(r"\d{1,3}(?: \d{3})+|1\d{2}[ -]\d{4}[ -]\d{4}|20\d\d[ ,]+\d{1,2}[ ,]+\d{1,2}")
"""One number with its thousands apart, a mobile number, a date."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """Figures by their fields; `counted` where their number was wrong; `beyond` are those of items that there are not."""

    pairs: tuple[tuple[str, str], ...] = ()
    counted: tuple[int, int] | None = None
    beyond: tuple[str, ...] = ()


def in_order(lines: Sequence[str], items: Items) -> Ordered | None:
    """A text of figures alone, as many as there are items; None where it is something else."""
    texts = [_without_lead(written(line)) for line in lines]
    if _NO_TABLE.fullmatch(" ".join(text.plain for text in texts).strip()):
        return None
    wanted = [field.id for field in items.asked if field.is_number]
    with_totals = [field.id for field in items.form.fields if field.is_number]
    found = [figures for figures in _ways(lines, texts) if figures is not None]
    for figures in found:
        for fields in (wanted, with_totals):
            if len(figures) == len(fields) >= FEWEST:
                return Ordered(tuple((field, words) for field, words in zip(fields, figures, strict=True) if words and field in wanted))
    given = next((count for figures in found if (count := sum(any(map(str.isalnum, words)) for words in figures)) >= FEWEST), None)
    return None if given is None else Ordered(counted=(given, len(wanted)))


def _ways(lines: Sequence[str], texts: Sequence[Written]) -> Iterator[list[str] | None]:
    """The figures of a text, cut in every way that there is, empty places included; None where something else stands there."""
    full = [text for text in texts if text.plain.strip()]
    if any("\t" in line for line in lines):
        yield _figures(written(cell) for line in lines for cell in line.split("\t"))
    yield _figures(full)
    if len(full) < len(texts):
        yield _figures(texts)
    yield _figures(piece for text in full for piece in _cut(text, _EVERY_MARK))
    yield _figures(piece for text in full for piece in _cut(text, _MARKS))
    yield _figures(piece for text in full for piece in _cut(_with_wide_commas(text), _MARKS))


def _figures(texts: Iterable[Written]) -> list[str] | None:
    figures: list[str] = []
    for text in texts:
        if len(figures) == MOST or not (is_figure(text.plain) or not text.plain.strip()):
            return None
        figures.append(text.words().rstrip(" .。;；,，、"))
    return figures


def _cut(text: Written, marks: re.Pattern[str]) -> Iterator[Written]:
    start = 0
    for match in marks.finditer(text.plain):
        if match.start() > start:
            yield text.part(start, match.start())
        start = match.end()
    if start < len(text.plain):
        yield text.part(start)


def _with_wide_commas(text: Written) -> Written:
    """The text with its Chinese commas as marks between figures, so that those left part the thousands."""
    wide = "".join(";" if text.raw[at] == "，" else char for char, at in zip(text.plain, text.at, strict=True))
    return Written(text.raw, wide, text.at)


def _without_lead(text: Written) -> Written:
    """Figures without the words that say that they come in their order."""
    match = finder("talk.in_order").search(text.plain)
    colon = text.plain.find(":", match.end()) if match else -1
    return text.part(colon + 1) if match and 0 <= colon - match.end() <= 8 else text


@dataclass(frozen=True, slots=True)
class _Entry:
    """The number of an item with its figure; `weak`: perhaps both are one number, `time`: perhaps both are a time of day."""

    number: int
    words: str
    weak: bool
    time: bool


def numbered(lines: Sequence[str], items: Items) -> Ordered | None:
    """Figures with the numbers of their items ("1、12 2、3"); None where a text is something else."""
    entries: list[_Entry] = []
    for line in lines:
        found = _entries(written(line).trimmed())
        if found is None or len(entries) > MOST:
            return None
        entries += found
    numbers = [entry.number for entry in entries]
    if len(entries) < FEWEST - 1:
        return None
    counts_on = numbers == list(range(1, len(numbers) + 1))
    if not counts_on and (any(entry.weak for entry in entries) or all(entry.time for entry in entries)):
        return None
    if len(entries) < FEWEST and any(entry.weak for entry in entries):
        return None
    known = [(field, entry.words) for entry in entries if (field := items.at(entry.number)) is not None and items.fields[field].is_number]
    if len(known) * 2 < len(entries):
        return None
    return Ordered(tuple(known), beyond=tuple(f"{entry.number} {entry.words}" for entry in entries if items.at(entry.number) is None))


def _entries(text: Written) -> list[_Entry] | None:
    """The entries of a line; None where something else stands in it."""
    if not text.plain:
        return []
    match = _LINE.fullmatch(text.plain)
    if match and is_figure(match[4]):
        return [_entry(text, match)]
    entries: list[_Entry] = []
    at = 0
    while at < len(text.plain):
        match = _ENTRY.match(text.plain, at)
        if match is None or not is_figure(match[4]):
            return None
        entries.append(_entry(text, match))
        at = match.end()
    return entries


def _entry(text: Written, match: re.Match[str]) -> _Entry:
    weak = match[2] in _WEAK and not (match[2] == "." and match[3])
    time = match[2] == ":" and not match[3] and len(match[4]) == 2 and match[4].isdigit() and match[4] < "60"
    return _Entry(int(match[1]), text.words(*match.span(4)).rstrip(" .。;；,，、"), weak, time)
