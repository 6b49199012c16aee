"""A Word table: rows of cells with spans, as the file lists them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

from msgspec import Struct

from knowledge.reading.docx_text import MC
from knowledge.reading.flow import RawTable
from knowledge.reading.grid import MOST_CELLS, Slot
from knowledge.reading.ooxml import W, whole

if TYPE_CHECKING:
    from lxml.etree import _Element

    ReadCell = Callable[[_Element, str], tuple[str, bool, list[RawTable]]]

WRAPPERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))
WRAPPERS |= {f"{MC}AlternateContent", f"{MC}Choice"}


NEAR = 60
"""Edges of cells this near to each other, in twentieths of a point, are one line."""


class _Piece(Struct, kw_only=True):
    """A cell at its column before merging: `joins` where it goes on with the cell above, `width` in twentieths of a point."""

    slot: Slot
    column: int
    columns: int
    rows: int = 1
    joins: bool = False
    width: int = 0


def table_rows(table: _Element) -> list[_Element]:
    """All w:tr of a table, also those in content controls; a cell's place counts them."""
    return list(_own(table, f"{W}tr"))


def row_cells(row: _Element) -> list[_Element]:
    """All w:tc of a row, also those in content controls; a cell's place counts them."""
    return list(_own(row, f"{W}tc"))


def read_table(table: _Element, at: int, read_cell: ReadCell) -> RawTable:
    """Read the table that is the `at`th of its file; deleted rows and cells are left out."""
    inner: list[RawTable] = []
    rows: list[list[_Piece]] = []
    for index, row in enumerate(table_rows(table)):
        if row.find(f"{W}trPr/{W}del") is None:
            rows.append(list(_pieces(row, index, read_cell, inner)))
    _align(rows)
    _merge_down(rows)
    slots = [[_slot(piece) for piece in row if not piece.joins] for row in rows]
    return RawTable(rows=slots, place=f"table {at}", inner=inner)


def _own(parent: _Element, tag: str) -> Iterator[_Element]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in WRAPPERS:
            yield from _own(child, tag)


def _pieces(row: _Element, index: int, read_cell: ReadCell, inner: list[RawTable]) -> Iterator[_Piece]:
    column = _number(row, "trPr/gridBefore", 0)
    if column:
        yield _Piece(slot=Slot(""), column=0, columns=column, width=_width(row.find(f"{W}trPr/{W}wBefore")))
    left: _Piece | None = None
    for at, cell in enumerate(row_cells(row)):
        if cell.find(f"{W}tcPr/{W}cellDel") is not None:
            continue
        text, bold, tables = read_cell(cell, f"{index}/{at}")
        inner.extend(tables)
        columns = _number(cell, "tcPr/gridSpan", 1) or 1
        if left is not None and _merge(cell, "hMerge") == "continue":
            left.columns += columns
            left.width += _width(cell.find(f"{W}tcPr/{W}tcW"))
        else:
            if left is not None:
                yield left
            slot = Slot(text, place=f"{index}/{at}", bold=bold)
            width = _width(cell.find(f"{W}tcPr/{W}tcW"))
            left = _Piece(slot=slot, column=column, columns=columns, joins=_merge(cell, "vMerge") == "continue", width=width)
        column += columns
    if left is not None:
        yield left


def _align(rows: list[list[_Piece]]) -> None:
    """Put cells into columns by their widths where the spans of rows do not add up, as some programs leave them out.

    Only where all cells have widths and all rows end at the same edge; what else is uneven stays so.
    """
    if len({sum(piece.columns for piece in row) for row in rows if row}) <= 1 or not all(piece.width for row in rows for piece in row):
        return
    edges = [list(accumulate((piece.width for piece in row), initial=0)) for row in rows if row]
    ends = [row[-1] for row in edges]
    if max(ends) - min(ends) > NEAR:
        return
    drawn = sorted(edge for row in edges for edge in row)
    lines = [edge for at, edge in enumerate(drawn) if not at or edge - drawn[at - 1] > NEAR]
    for row, at in zip((row for row in rows if row), edges, strict=True):
        for piece, left, right in zip(row, at, at[1:], strict=False):
            piece.column = bisect_right(lines, left) - 1
            piece.columns = max(bisect_right(lines, right) - 1 - piece.column, 1)


def _width(element: _Element | None) -> int:
    return whole(element.get(f"{W}w")) if element is not None and element.get(f"{W}type", "dxa") == "dxa" else 0


def _merge_down(rows: list[list[_Piece]]) -> None:
    """Let cells that go on from above lengthen the one they go on from; where none fits they stand for themselves."""
    above: dict[tuple[int, int], _Piece] = {}
    for row in rows:
        here: dict[tuple[int, int], _Piece] = {}
        for piece in row:
            edges = (piece.column, piece.columns)
            upper = above.get(edges) if piece.joins else None
            if upper is not None:
                upper.rows += 1
            piece.joins = upper is not None
            here[edges] = upper or piece
        above = here


def _slot(piece: _Piece) -> Slot:
    return Slot(piece.slot.text, piece.rows, piece.columns, piece.slot.place, piece.slot.bold)


def _number(element: _Element, path: str, otherwise: int) -> int:
    found = element.find("/".join(f"{W}{name}" for name in path.split("/")))
    return min(max(whole(found.get(f"{W}val"), otherwise), 0), MOST_CELLS) if found is not None else otherwise


def _merge(cell: _Element, name: str) -> str:
    merge = cell.find(f"{W}tcPr/{W}{name}")
    return "" if merge is None else merge.get(f"{W}val", "continue")
