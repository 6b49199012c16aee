"""The cells of one Excel sheet as it is seen: hidden rows and columns left out, merged ones once, blank ones where they have borders."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from knowledge.errors import Unreadable
from knowledge.reading.container import ZIP_DAMAGE, Container
from knowledge.reading.grid import MOST_CELLS, Slot
from knowledge.reading.ooxml import whole

if TYPE_CHECKING:
    from lxml.etree import _Element

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
MOST_BLANK_ROWS = 200
"""How many rows in a row may have nothing but borders: more are a format for the whole sheet, not blanks to fill."""
MOST_BLANK_COLUMNS = 50
MOST_MERGES = 100_000


class Seen(Struct, frozen=True):
    """What one cell shows."""

    text: str
    bold: bool
    bordered: bool


class Sheet(Struct):
    """What a sheet's file says, by row and column from 1. `merges` are (row, column, last row, last column)."""

    cells: dict[tuple[int, int], Seen]
    merges: list[tuple[int, int, int, int]]
    hidden_rows: set[int]
    hidden_columns: list[tuple[int, int]]


class Row(Struct, frozen=True):
    """One visible row of a sheet: its slots from left to right, and which of them have borders."""

    slots: list[Slot]
    bordered: list[bool]


def read_sheet(container: Container, part: str, see: Callable[[_Element], Seen]) -> Sheet:
    """Read a sheet as a stream, whatever size it says it has; `see` tells what a c element shows."""
    sheet = Sheet({}, [], set(), [])
    row = blank = 0
    for tag, element in _elements(container, part):
        if tag == "row":
            row = whole(element.get("r"), row + 1)
            if element.get("hidden") in {"1", "true"}:
                sheet.hidden_rows.add(row)
            kept = {at: seen for at, cell in _placed(element) if (seen := see(cell)).text or seen.bordered}
            blank = 0 if any(seen.text for seen in kept.values()) else blank + 1
            if blank <= MOST_BLANK_ROWS and 0 < row <= LAST_ROW:
                sheet.cells.update({(row, at): seen for at, seen in kept.items() if 0 < at <= LAST_COLUMN})
            if len(sheet.cells) > MOST_CELLS:
                raise Unreadable(container.name, "too_many_cells")
        elif tag == "col" and element.get("hidden") in {"1", "true"}:
            sheet.hidden_columns.append((whole(element.get("min")), whole(element.get("max"))))
        elif tag == "mergeCell" and len(sheet.merges) < MOST_MERGES:
            sheet.merges.extend(_range(element.get("ref", "")))
    return sheet


def visible_rows(sheet: Sheet, name: str) -> list[Row]:
    """The rows between the first and the last that hold anything, without hidden ones."""
    if not sheet.cells:
        return []
    rows = _between({row for row, _ in sheet.cells}, lambda row: row in sheet.hidden_rows)
    columns = _columns(sheet)
    if len(rows) * len(columns) > MOST_CELLS:
        raise Unreadable(name, "too_many_cells")
    anchors, covered = _merged(sheet, rows, columns)
    return [_row(sheet, row, columns, anchors, covered) for row in rows]


def _row(sheet: Sheet, row: int, columns: list[int], anchors: dict[tuple[int, int], tuple[Slot, bool]], covered: set[tuple[int, int]]) -> Row:
    slots, bordered = [], []
    for column in columns:
        at = (row, column)
        if at in anchors:
            slot, edge = anchors[at]
        elif at in covered:
            continue
        else:
            seen = sheet.cells.get(at)
            slot = Slot(seen.text, place=place(row, column), bold=seen.bold) if seen else Slot("", place=place(row, column))
            edge = seen is not None and seen.bordered
        slots.append(slot)
        bordered.append(edge)
    return Row(slots, bordered)


def place(row: int, column: int) -> str:
    """A cell's name: "B3"."""
    return f"{_letters(column)}{row}"


def position(name: str) -> tuple[int, int]:
    """The row and column of a cell's name, zeros where it is none."""
    letters = name.rstrip("0123456789")
    column = _column(letters)
    return whole(name[len(letters) :]) if column else 0, column


@lru_cache(maxsize=LAST_COLUMN)
def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@lru_cache(maxsize=LAST_COLUMN)
def _column(letters: str) -> int:
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        return 0
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def _elements(container: Container, part: str) -> Iterator[tuple[str, _Element]]:
    """The rows and settings of a sheet one by one, each forgotten after use."""
    from lxml import etree  # noqa: PLC0415 - heavy

    tags = ("{*}row", "{*}col", "{*}mergeCell")
    checked = False
    try:
        with container.open(part) as stream:
            for _, element in etree.iterparse(stream, tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False):
                if not checked and element.getroottree().docinfo.internalDTD is not None:
                    raise Unreadable(container.name, "external_entity")
                checked = True
                yield etree.QName(element).localname, element
                element.clear()
                while (before := element.getprevious()) is not None and (parent := element.getparent()) is not None:
                    parent.remove(before)
    except (etree.XMLSyntaxError, *ZIP_DAMAGE) as error:
        raise Unreadable(container.name, "damaged") from error


def _placed(row: _Element) -> Iterator[tuple[int, _Element]]:
    """The cells of a row with their columns; one without a name follows the one before."""
    column = 0
    for cell in row.iterchildren("{*}c"):
        column = _column(cell.get("r", "").rstrip("0123456789")) or column + 1
        yield column, cell


def _range(reference: str) -> Iterator[tuple[int, int, int, int]]:
    first, _, last = reference.replace("$", "").partition(":")
    (row, column), (to_row, to_column) = position(first), position(last)
    if 0 < row <= to_row and 0 < column <= to_column:
        yield row, column, to_row, to_column


def _between(used: set[int], hidden: Callable[[int], bool]) -> list[int]:
    """The visible ones from the first used to the last; of wide gaps only the beginning."""
    found: list[int] = []
    before = min(used)
    for at in sorted(used):
        found.extend(range(max(before + 1, at - 2), at))
        found.append(at)
        before = at
    return [at for at in found if not hidden(at)]


def _columns(sheet: Sheet) -> list[int]:
    worded = max((column for (_, column), seen in sheet.cells.items() if seen.text), default=0)
    used = {column for _, column in sheet.cells if column <= worded + MOST_BLANK_COLUMNS}
    used = used or {min(column for _, column in sheet.cells)}
    return _between(used, lambda column: any(first <= column <= last for first, last in sheet.hidden_columns))


def _merged(sheet: Sheet, rows: list[int], columns: list[int]) -> tuple[dict[tuple[int, int], tuple[Slot, bool]], set[tuple[int, int]]]:
    """The visible corner of each merged range with what it shows, and all positions the ranges cover."""
    anchors: dict[tuple[int, int], tuple[Slot, bool]] = {}
    covered: set[tuple[int, int]] = set()
    for row, column, to_row, to_column in sheet.merges:
        high = rows[bisect_left(rows, row) : bisect_left(rows, to_row + 1)]
        wide = columns[bisect_left(columns, column) : bisect_left(columns, to_column + 1)]
        if not high or not wide or any((each, at) in covered for each in high for at in wide):
            continue
        covered.update((each, at) for each in high for at in wide)
        seen = sheet.cells.get((row, column))
        edge = any((other := sheet.cells.get((each, at))) is not None and other.bordered for each in high for at in wide)
        slot = Slot(seen.text if seen else "", len(high), len(wide), place(row, column), seen is not None and seen.bold)
        anchors[high[0], wide[0]] = slot, edge
    return anchors, covered
