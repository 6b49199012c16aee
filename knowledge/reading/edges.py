"""Rows of cells whose borders are given as distances from the margin become rows of slots, with what they span."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.reading.grid import Slot

_NEAR = 40  # twips; borders nearer to each other are one, drawn by hand


@dataclass(slots=True)
class EdgeCell:
    """A cell with its right border; `goes_on` where it continues the one above, `joined` the one to its left."""

    text: str
    right: int
    goes_on: bool = False
    joined: bool = False
    bold: bool = False


@dataclass(slots=True)
class EdgeRow:
    """A row with its left border."""

    left: int
    cells: list[EdgeCell]


def slots_of(rows: Sequence[EdgeRow]) -> list[list[Slot]]:
    """What each row lists, spans counted in the columns that all borders together make."""
    columns = _columns(rows)
    slots: list[list[Slot]] = []
    above: dict[int, tuple[int, int, int]] = {}  # by first column: row, place in the row, end
    for index, row in enumerate(_unjoined(row) for row in rows):
        listed: list[Slot] = []
        begun: dict[int, tuple[int, int, int]] = {}
        start = columns[row.left]
        if start:
            listed.append(Slot(text="", columns=start))
        for position, cell in enumerate(row.cells):
            end = max(columns[cell.right], start + 1)
            over = above.get(start)
            if cell.goes_on and over and over[2] == end:
                slots[over[0]][over[1]] = _taller(slots[over[0]][over[1]], cell)
                begun[start] = over
            else:
                begun[start] = (index, len(listed), end)
                listed.append(Slot(text=cell.text, columns=end - start, place=f"{index}/{position}", bold=cell.bold))
            start = end
        slots.append(listed)
        above = begun
    return slots


def _columns(rows: Sequence[EdgeRow]) -> dict[int, int]:
    """The number of the column border that each distance means."""
    edges = sorted({row.left for row in rows} | {cell.right for row in rows for cell in row.cells})
    columns: dict[int, int] = {}
    number, last = -1, None
    for edge in edges:
        if last is None or edge - last > _NEAR:
            number, last = number + 1, edge
        columns[edge] = number
    return columns


def _unjoined(row: EdgeRow) -> EdgeRow:
    """The row with cells that continue the one to their left made part of it."""
    cells: list[EdgeCell] = []
    for cell in row.cells:
        if cell.joined and cells:
            text = "\n".join(part for part in (cells[-1].text, cell.text) if part)
            cells[-1] = EdgeCell(text, cell.right, cells[-1].goes_on, False, cells[-1].bold)
        else:
            cells.append(cell)
    return EdgeRow(row.left, cells)


def _taller(slot: Slot, cell: EdgeCell) -> Slot:
    text = "\n".join(part for part in (slot.text, cell.text) if part)
    return Slot(text=text, rows=slot.rows + 1, columns=slot.columns, place=slot.place, bold=slot.bold)
