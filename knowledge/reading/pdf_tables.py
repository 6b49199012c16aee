"""Tables of a PDF: the grids of its pages with their text, those that go on after a page break as one."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from knowledge.reading.document import Table
from knowledge.reading.grid import Slot, make_table
from knowledge.reading.pdf_grid import Box, Grid, nearest
from knowledge.reading.pdf_lines import Line, joined, make_lines
from knowledge.reading.pdf_page import Character

_NEAR = 4.0
_PADDING = 8.0
"""What stays empty at both sides of a cell, at most (points)."""


class Written(Struct, frozen=True):
    """A cell with its text; `place` is where it stands in the file."""

    box: Box
    text: str
    place: str
    bold: bool = False


class Sheet(Struct, frozen=True):
    """A table of one page, or of several that go on."""

    page: int
    xs: tuple[float, ...]
    height: int
    cells: tuple[Written, ...]


def fill_grid(grid: Grid, characters: Sequence[Character], page: int) -> Sheet:
    """Write the characters of a table into its cells."""
    owner = {
        (row, column): at
        for at, box in enumerate(grid.boxes)
        for row in range(box.row, box.row + box.rows)
        for column in range(box.column, box.column + box.columns)
    }
    inside: dict[int, list[Character]] = {}
    for character in characters:
        position = grid.position(*middle(character))
        if position:
            inside.setdefault(owner[position], []).append(character)
    cells = tuple(_written(grid, box, make_lines(inside.get(at, ()), page), page) for at, box in enumerate(grid.boxes))
    return Sheet(page, grid.xs, len(grid.ys) - 1, cells)


def middle(character: Character) -> tuple[float, float]:
    """The middle of a character as printed."""
    return (character.x0 + character.x1) / 2, character.base - 0.4 * character.size


def _written(grid: Grid, box: Box, lines: list[Line], page: int) -> Written:
    width = grid.xs[box.column + box.columns] - grid.xs[box.column] - _PADDING
    bold = bool(lines) and all(line.bold for line in lines)
    return Written(box, _cell_text(lines, width), f"{page}:{box.row}/{box.column}", bold)


def _cell_text(lines: list[Line], width: float) -> str:
    """The lines of a cell as one, broken only where the next word clearly had room: there a paragraph ends."""
    text = ""
    for before, line in zip([None, *lines], lines, strict=False):
        ended = before and before.x1 - before.x0 + line.head + 1.5 * line.size < width
        text = f"{text}\n{line.text}" if ended else joined(text, line.text)
    return text


def goes_on(table: Sheet, following: Sheet) -> bool:
    """Whether a table at the top of a page has the same columns as the one at the end of the page before."""
    few, many = sorted((table.xs, following.xs), key=len)
    ends = abs(few[0] - many[0]) <= _NEAR and abs(few[-1] - many[-1]) <= _NEAR
    return ends and all(min(abs(x - other) for other in many) <= _NEAR for x in few)


def join_sheets(table: Sheet, following: Sheet) -> Sheet:
    """One table of the two; the head of the first is not repeated, a cell that goes on is not parted."""
    xs = max(table.xs, following.xs, key=len)
    above, below = _on_columns(table, xs), _on_columns(following, xs)
    head = _repeated_rows(above, below)
    moved = [_moved(cell, above.height - head) for cell in below.cells if cell.box.row >= head]
    cells, rest = _with_continued(above, moved)
    return Sheet(table.page, xs, above.height + below.height - head, (*cells, *rest))


def _on_columns(table: Sheet, xs: tuple[float, ...]) -> Sheet:
    at = [nearest(xs, x) for x in table.xs]
    cells = tuple(
        Written(
            Box(cell.box.row, at[cell.box.column], cell.box.rows, at[cell.box.column + cell.box.columns] - at[cell.box.column]),
            cell.text,
            cell.place,
            cell.bold,
        )
        for cell in table.cells
    )
    return Sheet(table.page, xs, table.height, cells)


def _repeated_rows(above: Sheet, below: Sheet) -> int:
    """How many of the first rows are the same in both, with text: a head printed on every page."""
    first, again = _rows(above), _rows(below)
    same = 0
    while same < min(len(first), len(again)) and first[same] == again[same] and any(text for *_, text in first[same]):
        same += 1
    cut = any(cell.box.row < same < cell.box.row + cell.box.rows for cell in below.cells)
    return 0 if cut or same == len(again) else same


def _rows(table: Sheet) -> list[list[tuple[int, int, int, str]]]:
    rows: list[list[tuple[int, int, int, str]]] = [[] for _ in range(table.height)]
    for cell in table.cells:
        rows[cell.box.row].append((cell.box.column, cell.box.columns, cell.box.rows, cell.text))
    return rows


def _moved(cell: Written, rows: int) -> Written:
    box = cell.box
    return Written(Box(box.row + rows, box.column, box.rows, box.columns), cell.text, cell.place, cell.bold)


def _with_continued(above: Sheet, below: list[Written]) -> tuple[tuple[Written, ...], list[Written]]:
    """A blank first cell beside text right below a merged one is the rest of that one, cut by the page break."""
    first = next((c for c in below if c.box.row == above.height and c.box.column == 0), None)
    last = next((c for c in above.cells if c.box.column == 0 and c.box.row + c.box.rows == above.height), None)
    if not first or not last or first.text or not last.text or first.box.columns != last.box.columns:
        return above.cells, below
    beside = any(c.text for c in below if c.box.row == first.box.row)
    if not beside or max(first.box.rows, last.box.rows) < 2:
        return above.cells, below
    whole = Box(last.box.row, 0, last.box.rows + first.box.rows, last.box.columns)
    grown = Written(whole, last.text, last.place, last.bold)
    return tuple(grown if c is last else c for c in above.cells), [c for c in below if c is not first]


def make_sheet_table(name: str, sheet: Sheet, line: int, number: int) -> Table | None:
    """The table of a document, in its grid of rows and columns."""
    rows: list[list[tuple[int, Slot]]] = [[] for _ in range(sheet.height)]
    for cell in sheet.cells:
        slot = Slot(cell.text, cell.box.rows, cell.box.columns, cell.place, cell.bold)
        rows[cell.box.row].append((cell.box.column, slot))
    ordered = [[slot for _, slot in sorted(row, key=lambda pair: pair[0])] for row in rows]
    return make_table(name, ordered, line=line, place=f"table {number}", page=sheet.page)
