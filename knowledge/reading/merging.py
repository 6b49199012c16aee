"""Rows of plain cells become a grid: which cells were merged is inferred, since copied text no longer says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, TypeAlias

from knowledge.reading.document import Cell, Table

UP: Final = 0  # covered by the cell above
LEFT: Final = 1  # covered by the cell to the left
Slot: TypeAlias = str | int
Matrix: TypeAlias = list[list[Slot]]

_SUM = re.compile(r"[总合共小][ \u3000]*计")
_LABELLED = 0.6  # a column with this share of filled cells holds labels, not blanks


def table_of(rows: Sequence[Sequence[str]], line: int, place: str = "") -> Table:
    """The table that these rows of cells print, merged cells restored where their traces allow only that."""
    matrix: Matrix = [list(row) for row in rows]
    _level(matrix)
    _drop_spurious_column(matrix)
    _widen_title(matrix)
    _join_header(matrix)
    _join_groups(matrix)
    _widen_labels(matrix)
    return assemble(matrix, line, place)


def assemble(matrix: Matrix, line: int, place: str = "") -> Table:
    """The table of a full grid of texts, with UP and LEFT where a neighbour covers the place."""
    width = max((len(row) for row in matrix), default=0)
    grid: Matrix = [[*row, *([""] * (width - len(row)))] for row in matrix]
    covered: set[tuple[int, int]] = set()
    cells = []
    for row, slots in enumerate(grid):
        for column, slot in enumerate(slots):
            if (row, column) in covered:
                continue
            columns = _columns(slots, column)
            height = _rows(grid, row, column, columns)
            covered.update((row + down, column + right) for down in range(height) for right in range(columns))
            cells.append(
                Cell(text=slot if isinstance(slot, str) else "", row=row, column=column, rows=height, columns=columns, place=f"{row}/{column}")
            )
    return Table(cells=tuple(cells), height=len(grid), width=width, line=line, place=place)


def _columns(slots: Sequence[Slot], column: int) -> int:
    end = column + 1
    while end < len(slots) and slots[end] is LEFT:
        end += 1
    return end - column


def _rows(grid: Matrix, row: int, column: int, columns: int) -> int:
    end = row + 1
    while end < len(grid) and all(slot is UP for slot in grid[end][column : column + columns]):
        end += 1
    return end - row


def _level(matrix: Matrix) -> None:
    """Give short rows their missing places: to the cell above where such a copy leaves merged cells out, else to a wide cell."""
    width = max((len(row) for row in matrix), default=0)
    written_out = any(row and not row[0] and any(row) and len(row) == width for row in matrix)
    for index, row in enumerate(matrix):
        missing = width - len(row)
        if not missing or not row:
            row.extend([""] * missing)
        elif _continues(row, index, written_out) and missing < len(row):
            row[:0] = [UP] * missing
        else:
            at = 1 if not row[-1] else len(row)
            row[at:at] = [LEFT] * missing


def _continues(row: Sequence[Slot], index: int, written_out: bool) -> bool:
    return not written_out and index > 1 and len(row) > 1 and not row[-1] and bool(row[0]) and not _SUM.fullmatch(str(row[0]))


def _drop_spurious_column(matrix: Matrix) -> None:
    """A tab at every line's end is no column, when the blanks to fill in are elsewhere."""
    if len(matrix) < 2 or len(matrix[0]) < 3 or any(row[-1] != "" for row in matrix):
        return
    if all(matrix[0][:-1]) and any(all(not row[column] for row in matrix[1:]) for column in range(1, len(matrix[0]) - 1)):
        for row in matrix:
            row.pop()


def _widen_title(matrix: Matrix) -> None:
    """A first row with nothing but one text, above a full row, stands over the whole table."""
    if len(matrix) > 1 and len(matrix[0]) > 2 and matrix[0][0] and not any(matrix[0][1:]) and all(matrix[1]):
        matrix[0][1:] = [LEFT] * (len(matrix[0]) - 1)


def _join_header(matrix: Matrix) -> None:
    """Two rows of headers that together fill every column: what is blank above belongs to the left, what is blank below, to the cell above."""
    if len(matrix) < 3 or not matrix[0] or not matrix[0][0] or all(matrix[0]) or not any(matrix[1]) or all(matrix[1]):
        return
    top, below = matrix[0], matrix[1]
    if not all(upper or lower for upper, lower in zip(top, below, strict=True)):
        return
    for column in range(len(top)):
        if top[column] == "":
            top[column] = LEFT
        elif below[column] == "":
            below[column] = UP


def _join_groups(matrix: Matrix) -> None:
    """A blank before a label belongs to the label above it, in rows that end in a blank to fill in."""
    anchors: dict[int, int] = {}
    for index, row in enumerate(matrix):
        filled = next((column for column, slot in enumerate(row) if slot), None)
        if filled and row[-1] == "" and filled < len(row) - 1:
            for column in range(filled):
                anchor = anchors.get(column)
                if row[column] == "" and anchor is not None and matrix[anchor][-1] == "" and matrix[anchor][filled] not in ("", LEFT):
                    row[column] = UP
        for column, slot in enumerate(row):
            if isinstance(slot, str) and slot:
                anchors[column] = index


def _widen_labels(matrix: Matrix) -> None:
    """A blank in a column of labels belongs to the label before it, when a blank to fill in remains."""
    if not matrix:
        return
    for column in range(1, len(matrix[0]) - 1):
        filled = sum(bool(row[column]) and isinstance(row[column], str) for row in matrix)
        if len(matrix) < 3 or filled < _LABELLED * len(matrix):
            continue
        for row in matrix:
            if row[column] == "" and row[column - 1] not in ("", UP) and not any(row[column + 1 :]):
                row[column] = LEFT
