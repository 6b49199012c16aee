"""What staff write when they give several figures of a form at once, or change one by its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from knowledge.forms.model import Form, FormKind
from knowledge.forms.paste.items import Items, items_of
from knowledge.forms.paste.order import Ordered, in_order, numbered
from knowledge.forms.paste.phrases import without_politeness
from knowledge.forms.paste.reader import Reader, asks
from knowledge.forms.paste.result import Doubt, Given, Understood
from knowledge.forms.paste.written import written

__all__ = ["Doubt", "Given", "Understood", "read_many"]

MOST_LINES = 400
MOST_IN_LINE = 800
MOST_CHARACTERS = 20_000
"""What is longer is cut, and what was cut is unread."""

MOST_JOINED = 5
"""A cell with line breaks has no more lines."""


def read_many(form: Form, text: str, *, english: Mapping[str, str] = {}) -> Understood | None:
    """The items that a text names with their figures; None where it names none and is no block of figures."""
    items = items_of(form, english)
    lines, cut = _lines(text)
    full = [line for line in lines if line.strip()]
    if not full or (len(full) == 1 and _is_question(full[0], items)):
        return None
    if form.kind is FormKind.SINGLE and (block := numbered(lines, items)) is not None:
        return _with_numbers(block, cut)
    if form.kind is FormKind.SINGLE and (block := in_order(lines, items)) is not None:
        return _with_order(block, cut)
    return _by_name(items, lines, cut)


def _by_name(items: Items, lines: Sequence[str], cut: str) -> Understood | None:
    reader = Reader(items)
    for line in _with_joined_cells(lines):
        reader.line(line)
    reader.end()
    found = reader.understanding.result(is_line=len(lines) == 1)
    return found and _with_cut(found, cut)


def _with_numbers(block: Ordered, cut: str) -> Understood:
    words: dict[str, list[str]] = {}
    for field, said in block.pairs:
        words.setdefault(field, []).append(said)
    twice = tuple(field for field, said in words.items() if len(set(said)) > 1)
    given = tuple(Given(field, said[0]) for field, said in words.items() if field not in twice)
    return _with_cut(Understood(given, unread=block.beyond, twice=twice), cut)


def _with_order(block: Ordered, cut: str) -> Understood:
    given = tuple(Given(field, said) for field, said in block.pairs)
    return _with_cut(Understood(given, counted=block.counted, ordered=block.counted is None), cut)


def _with_cut(found: Understood, cut: str) -> Understood:
    return replace(found, unread=(*found.unread, cut)) if cut else found


def _is_question(line: str, items: Items) -> bool:
    return asks(without_politeness(written(line).plain), items)


def _lines(text: str) -> tuple[list[str], str]:
    """The lines that are read, and what was cut off."""
    kept = text[:MOST_CHARACTERS].strip("\r\n ").splitlines()
    cut = [line[MOST_IN_LINE:] for line in kept if len(line) > MOST_IN_LINE]
    cut += ["\n".join(kept[MOST_LINES:]), text[MOST_CHARACTERS:]]
    return [line[:MOST_IN_LINE] for line in kept[:MOST_LINES]], "\n".join(part for part in cut if part.strip())


def _with_joined_cells(lines: Sequence[str]) -> Iterator[str]:
    """Lines with the line breaks inside quoted cells undone, as spreadsheets copy them."""
    held: list[str] = []
    for line in lines:
        held.append(line)
        is_open = "".join(held).count('"') % 2 == 1 and any("\t" in one for one in lines)
        if not is_open or len(held) > MOST_JOINED:
            yield "".join(held)
            held = []
    yield from held
