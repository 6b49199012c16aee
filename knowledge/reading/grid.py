"""A grid from rows of cells that claim to span others: without holes and overlaps, whatever the spans say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.errors import Unreadable
from knowledge.reading.document import Cell, Table

MOST_CELLS = 10**6
"""How many positions the tables of a file may have."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell as a row of a file lists it; `rows` and `columns` are what it claims to span (0 rows: all that follow)."""

    text: str
    rows: int = 1
    columns: int = 1
    place: str = ""
    bold: bool = False


@dataclass(slots=True)
class _Placed:
    slot: Slot
    row: int
    column: int
    rows: int
    columns: int


def make_table(name: str, rows: Sequence[Sequence[Slot]], *, line: int, place: str = "", page: int | None = None) -> Table | None:
    """Build the table of a file `name`: each slot goes to the next free position of its row, spans are cut where they do not fit.

    Rows and columns in which no cell begins are left out; none at all is no table.
    """
    placed, width = _place(name, rows)
    if not width:
        return None
    placed = _without_idle(_without_holes(placed, len(rows), width), len(rows), width)
    cells = tuple(
        Cell(text=p.slot.text, row=p.row, column=p.column, rows=p.rows, columns=p.columns, place=p.slot.place, bold=p.slot.bold) for p in placed
    )
    height = max(p.row + p.rows for p in placed)
    width = max(p.column + p.columns for p in placed)
    return Table(cells=cells, height=height, width=width, line=line, place=place, page=page)


def _place(name: str, rows: Sequence[Sequence[Slot]]) -> tuple[list[_Placed], int]:
    placed: list[_Placed] = []
    busy: dict[int, int] = {}
    width = 0
    for row, slots in enumerate(rows):
        column = 0
        for slot in slots:
            while busy.get(column, 0) > row:
                column += 1
            columns = _free(busy, row, column, min(max(slot.columns, 1), MOST_CELLS))
            height = len(rows) - row if slot.rows <= 0 else min(slot.rows, len(rows) - row)
            width = max(width, column + columns)
            if width * len(rows) > MOST_CELLS:
                raise Unreadable(name, "too_many_cells")
            for covered in range(column, column + columns):
                busy[covered] = row + height
            placed.append(_Placed(slot, row, column, height, columns))
            column += columns
    return placed, width


def _free(busy: dict[int, int], row: int, column: int, wanted: int) -> int:
    """How many of the wanted columns are free from a free one on."""
    if wanted == 1:
        return 1
    return next((at - column for at in range(column, column + wanted) if busy.get(at, 0) > row), wanted)


def _without_holes(placed: list[_Placed], height: int, width: int) -> list[_Placed]:
    covered = bytearray(height * width)
    for p in placed:
        for row in range(p.row, p.row + p.rows):
            covered[row * width + p.column : row * width + p.column + p.columns] = b"\1" * p.columns
    if covered.find(0) < 0:
        return placed
    at = covered.find(0)
    while at >= 0:
        placed.append(_Placed(Slot(""), at // width, at % width, 1, 1))
        at = covered.find(0, at + 1)
    return sorted(placed, key=lambda p: (p.row, p.column))


def _without_idle(placed: list[_Placed], height: int, width: int) -> list[_Placed]:
    rows = _renumbered({p.row for p in placed}, height)
    columns = _renumbered({p.column for p in placed}, width)
    for p in placed:
        p.rows = rows[p.row + p.rows] - rows[p.row]
        p.columns = columns[p.column + p.columns] - columns[p.column]
        p.row, p.column = rows[p.row], columns[p.column]
    return placed


def _renumbered(begun: set[int], count: int) -> list[int]:
    """For every position, and the end, how many begun ones stand before it."""
    before = [0]
    for at in range(count):
        before.append(before[-1] + (at in begun))
    return before
