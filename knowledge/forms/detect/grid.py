"""A table by its positions: which cell covers each, what the cells look like, which rows are nothing to fill."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from knowledge.forms.detect import blanks, words
from knowledge.forms.detect.blanks import BLANK, Look
from knowledge.reading.document import Cell, Table

_HEADING_UNIT = re.compile(r".+次|人|人数|数量")


@dataclass(frozen=True, slots=True)
class Spot:
    """A field as found in a table: its headings from the outside in, as printed, and where it is written.

    `text` is what stands in its blank. `heads` are headings that say a unit but are no part of the path; `units` stands in
    the row's own column of units.
    """

    path: tuple[str, ...]
    places: tuple[str, ...]
    text: str = ""
    unit: str | None = None
    heads: tuple[str, ...] = ()
    crossed: bool = False
    total: bool = False


@dataclass(slots=True)
class Grid:
    """The rows of a table that are to be understood, by their numbers; `at` finds the cell that covers a position."""

    table: Table
    rows: list[int]
    covers: dict[tuple[int, int], Cell] = field(default_factory=dict)
    lines: dict[int, tuple[Cell, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, table: Table) -> Grid:
        """The grid of a whole table."""
        covers = {(row, column): cell for cell in table.cells for row in _span(cell.row, cell.rows) for column in _span(cell.column, cell.columns)}
        return cls(table, sorted({row for row, _ in covers}), covers)

    def part(self, rows: Iterable[int]) -> Grid:
        """The same grid with some of its rows only."""
        return Grid(self.table, sorted(rows), self.covers, self.lines)

    @property
    def width(self) -> int:
        """How many columns it has."""
        return self.table.width

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers a position, None outside."""
        return self.covers.get((row, column))

    def row(self, row: int) -> tuple[Cell, ...]:
        """The cells that cover a row, left to right, each once; those that began in an earlier row too."""
        known = self.lines.get(row)
        if known is None:
            found = {(cell.row, cell.column): cell for column in range(self.width) if (cell := self.covers.get((row, column))) is not None}
            known = self.lines[row] = tuple(found.values())
        return known

    def own(self, row: int) -> tuple[Cell, ...]:
        """The cells that begin in a row (or, where it began above of all the rows, that cover it)."""
        return tuple(cell for cell in self.row(row) if cell.row == row or cell.row < self.rows[0])

    def lonely_or_none(self, row: int) -> Cell | None:
        """The only cell of a row that says something, where it takes the whole width or all others are empty."""
        cells = self.row(row)
        said = [cell for cell in cells if seen(cell) is not Look.EMPTY]
        if len(cells) == 1:
            return cells[0]
        return said[0] if len(said) == 1 and said[0] is cells[0] and said[0].row == row else None

    def is_full(self, row: int) -> bool:
        """Whether one cell takes the whole width of a row."""
        return len(self.row(row)) == 1


def _span(start: int, length: int) -> range:
    return range(start, start + max(1, length))


def seen(cell: Cell) -> Look:
    """What a cell looks like."""
    return blanks.look(cell.text)


def is_blank(cell: Cell | None) -> bool:
    """Whether a cell is a place to write in, with nothing of a label."""
    return cell is not None and _is_room(cell.text)


@lru_cache(maxsize=4096)
def _is_room(text: str) -> bool:
    look = blanks.look(text)
    return look in BLANK and not (look is Look.STAMP and blanks.stamped_label(text)) and not _is_bracketed(text)


def is_bracketed_unit(cell: Cell) -> bool:
    """Whether it is a unit in brackets and nothing else, which may stand under a heading."""
    return _is_bracketed(cell.text)


@lru_cache(maxsize=4096)
def _is_bracketed(text: str) -> bool:
    bare = words.tidy(text)
    return bare[:1] in "（(" and blanks.look(text) is Look.UNIT and bare == text.strip() if bare else False


def is_label(cell: Cell | None) -> bool:
    """Whether a cell says what is asked."""
    return cell is not None and (seen(cell) is Look.TEXT or (seen(cell) is Look.INLINE and _is_colon(cell)))


def _is_colon(cell: Cell) -> bool:
    """One label with nothing behind its colon: a label where the next cell is blank."""
    found = blanks.fill_ins(cell.text)
    return len(found) == 1 and not found[0].value.strip(" \u3000\xa0\n_＿")


def is_bare_unit(cell: Cell, before: Cell) -> bool:
    """Whether a unit alone stands where the value of the label before it is expected."""
    alone = words.unit_or_none(cell.text) is not None and len(words.tidy(cell.text)) <= 3
    return blanks.spaced_unit(cell.text) is not None or (alone and not words.unit_or_none(before.text))


def has_units(grid: Grid, row: int, cells: Sequence[Cell]) -> bool:
    """Whether units stand where values are expected; 场次 and 人次 over a place to write in are headings."""
    units = [cell for before, cell in pairwise(cells) if is_bare_unit(cell, before)]
    if len(units) * 2 == len(cells) and any(not _HEADING_UNIT.fullmatch(words.tidy(cell.text)) for cell in units):
        return True
    below = [grid.at(row + cell.rows, cell.column) for cell in units]
    return any(cell is None or seen(cell) is not Look.EMPTY for cell in below)


def joined(tables: Sequence[Table]) -> Table:
    """Tables that a page broke apart as one; the repeated headings of the later ones are left out."""
    first = tables[0]
    cells, height = list(first.cells), first.height
    for table in tables[1:]:
        skipped = repeated_rows(first, table)
        for cell in table.cells:
            if cell.row >= skipped:
                cells.append(
                    Cell(text=cell.text, row=height + cell.row - skipped, column=cell.column, rows=cell.rows, columns=cell.columns, place=cell.place)
                )
        height += table.height - skipped
    return Table(cells=tuple(cells), height=height, width=first.width, line=first.line, place=first.place, page=first.page)


def repeated_rows(first: Table, later: Table) -> int:
    """How many of its first rows a table repeats from another, to the text; only rows that say something everywhere."""
    count = 0
    while count < min(first.height, later.height):
        one, other = ([(words.tidy(cell.text), cell.column, cell.columns, cell.rows) for cell in table.row(count)] for table in (first, later))
        if one != other or not one or sum(bool(text) for text, *_ in one) < max(2, len(one) - 1):
            break
        count += 1
    return count
