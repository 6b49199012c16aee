"""A document as what it says, whatever kind of file it came in: paragraphs and tables in reading order.

Nothing is understood here. Text stands as printed (only line breaks inside of a paragraph that the file made for looks are
joined); what it means is for `knowledge.extraction` and `knowledge.forms.detect`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from enum import StrEnum
from operator import attrgetter
from typing import TypeAlias

from msgspec import Struct

_ROW = attrgetter("row")


class FileKind(StrEnum):
    """What a file is, by its content."""

    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    HTML = "html"
    TEXT = "text"
    MARKDOWN = "markdown"
    ODT = "odt"
    OFD = "ofd"
    DOC = "doc"
    RTF = "rtf"


class Align(StrEnum):
    """Where a paragraph stands between the margins."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Paragraph(Struct, frozen=True, kw_only=True, tag="paragraph"):
    """One paragraph, without line breaks.

    `line` counts the lines of the whole document from 1 (a row of a table is one line). `number` is the number
    that the program gave it automatically ("一、", "1."): it is printed but not part of `text`. `level` is the heading
    level (1 = highest) where a style says so. `page` counts from 1 where the file has pages. `apart`: it goes on nothing and nothing
    goes on it, as a row of a table.
    """

    text: str
    line: int
    number: str = ""
    level: int | None = None
    align: Align | None = None
    bold: bool = False
    page: int | None = None
    apart: bool = False

    @property
    def printed(self) -> str:
        """What a reader sees: number and text."""
        return self.number + self.text


class Cell(Struct, frozen=True, kw_only=True):
    """One cell of a table's grid; a merged one stands once, at its upper left corner.

    `row` and `column` count from 0. `text` may hold line breaks: a cell has paragraphs. `place` finds the cell again in
    the file it came from, in the words of that kind of file ("B3" in a sheet, "2/0" = the third w:tr, its first w:tc).
    """

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    place: str = ""
    bold: bool = False


class Table(Struct, frozen=True, kw_only=True, tag="table"):
    """A table as a grid. `line` is that of its first row. `place` finds it again in its file ("table 2", a sheet's name).

    Cells stand row by row, left to right; every position of the grid is covered by exactly one of them. A table inside of a
    cell is read as a table of its own, after the one it stands in; `within` says where: the line of that table, the place of
    that cell.
    """

    cells: tuple[Cell, ...]
    height: int
    width: int
    line: int
    place: str = ""
    page: int | None = None
    within: tuple[int, str] | None = None

    def at(self, row: int, column: int) -> Cell:
        """The cell that covers a position; raises KeyError outside of the grid."""
        for cell in reversed(self.cells[: bisect_right(self.cells, row, key=_ROW)]):
            if row < cell.row + cell.rows and cell.column <= column < cell.column + cell.columns:
                return cell
        raise KeyError((row, column))

    def row(self, row: int) -> tuple[Cell, ...]:
        """The cells that begin in a row, left to right."""
        return self.cells[bisect_left(self.cells, row, key=_ROW) : bisect_right(self.cells, row, key=_ROW)]


Block: TypeAlias = Paragraph | Table


class Document(Struct, frozen=True, kw_only=True):
    """What a file says. `asides` is printed outside of the text (page headers and footers, footnotes, text of boxes that only
    decorate). `title` and `published` are what the file says of itself outside of the text (the name and the date in the
    head of a web page or a post), as written there. `sheet` per sheet stands as a table's place.
    """

    name: str
    kind: FileKind
    blocks: tuple[Block, ...]
    asides: tuple[str, ...] = ()
    title: str | None = None
    published: str | None = None

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs outside of tables."""
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables, in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))
