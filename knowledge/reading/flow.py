"""Lines and tables in reading order, before they have their place in a document: what the readers of text files hand on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from knowledge.reading.document import Align, Block, Paragraph
from knowledge.reading.grid import Slot, make_table

NUMBER_END = re.compile(r"[0-9A-Za-z.]\Z")
LATIN = re.compile(r"[0-9A-Za-z]")


class Line(Struct, frozen=True, kw_only=True):
    """A line of a paragraph; empty ones count as lines too."""

    text: str
    number: str = ""
    level: int | None = None
    align: Align | None = None
    bold: bool = False

    @property
    def printed(self) -> str:
        """What a reader sees."""
        return self.number + self.text


class RawTable(Struct, frozen=True, kw_only=True):
    """A table's rows, and the tables that stand inside of its cells; of such a one, `cell` is the place of that cell."""

    rows: list[list[Slot]]
    place: str
    inner: list[RawTable]
    cell: str = ""


Flow = Line | RawTable


def placed(name: str, blocks: Iterable[Flow], line: int = 1) -> Iterator[Block]:
    """Give the blocks of a file their lines; empty lines are counted and left out, inner tables follow their outer one."""
    for block in blocks:
        if isinstance(block, Line):
            if block.text:
                yield Paragraph(text=block.text, line=line, number=block.number, level=block.level, align=block.align, bold=block.bold)
            line += 1
            continue
        begins: dict[int, int] = {}
        for raw, outer in _outer_first(block):
            begins[id(raw)] = line
            table = make_table(name, raw.rows, line=line, place=raw.place)
            if table is not None:
                yield table if outer is None else replace(table, within=(begins[id(outer)], raw.cell))
                line += table.height


def says_anything(blocks: Iterable[Block]) -> bool:
    """Whether there is any text at all."""
    return any(block.text if isinstance(block, Paragraph) else any(cell.text for cell in block.cells) for block in blocks)


def in_cell(blocks: Iterable[Flow], place: str = "") -> tuple[str, bool, list[RawTable]]:
    """What the cell at a place holds: its text, whether all of it is bold, and the tables inside of it."""
    blocks = list(blocks)
    lines = [block for block in blocks if isinstance(block, Line) and block.printed]
    tables = [replace(block, cell=place) for block in blocks if isinstance(block, RawTable)]
    return "\n".join(line.printed for line in lines), bool(lines) and all(line.bold for line in lines), tables


def as_lines(blocks: Iterable[Flow]) -> Iterator[str]:
    """Everything that is said, line by line."""
    for block in blocks:
        if isinstance(block, Line):
            if block.text:
                yield block.printed
        else:
            yield from (slot.text for table, _ in _outer_first(block) for row in table.rows for slot in row if slot.text)


def apart(number: str, text: str) -> str:
    """A number with a space after it where it would run into the text ("1." before "5万元")."""
    return f"{number} " if NUMBER_END.search(number) and LATIN.match(text) else number


def _outer_first(table: RawTable, outer: RawTable | None = None) -> Iterator[tuple[RawTable, RawTable | None]]:
    """A table and those inside of it, each with the one it stands in."""
    yield table, outer
    for inner in table.inner:
        yield from _outer_first(inner, table)
