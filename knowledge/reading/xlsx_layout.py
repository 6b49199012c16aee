"""A sheet's rows as a reader sees them: lines above, tables, lines below."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from knowledge.reading.document import Block, Paragraph
from knowledge.reading.grid import make_table
from knowledge.reading.xlsx_sheet import Row

COLONS = ("：", ":")


def laid_out(name: str, sheet: str, rows: Sequence[Row], line: int) -> Iterator[Block]:
    """The paragraphs and tables of a sheet, from a line on.

    A row without borders that stands apart from the bordered ones is a line; where the sheet has no borders, only rows with
    a single cell, above and below the others, are.
    """
    framed = sum(any(row.bordered) for row in rows) > 1
    pending: list[Row] = []
    for row in rows:
        if any(slot.text for slot in row.slots) or any(row.bordered):
            if not _is_line(row, framed, bool(pending)):
                pending.append(row)
                continue
            line = yield from _table(name, sheet, pending, line)
            pending = []
            line = yield from _paragraphs(row, line)
        elif not framed or not _spanned(pending):
            line = yield from _table(name, sheet, pending, line)
            pending = []
    yield from _table(name, sheet, pending, line)


def _is_line(row: Row, framed: bool, inside: bool) -> bool:
    """Whether a row is a line of text rather than a row of the table it may stand in."""
    said = [slot for slot in row.slots if slot.text]
    alone = len(said) == 1 and not any(edge for slot, edge in zip(row.slots, row.bordered, strict=True) if not slot.text)
    if not framed or not said:
        return alone and not inside
    if any(row.bordered):
        return alone and not inside and said[0].rows == 1 and said[0].columns > 1
    return alone or not inside or any(slot.text.rstrip().endswith(COLONS) or any(colon in slot.text for colon in COLONS) for slot in said)


def _table(name: str, sheet: str, rows: list[Row], line: int) -> Generator[Block, None, int]:
    """The table of some rows; single cells across its foot are lines below it. Returns the next line."""
    below: list[Row] = []
    while rows and _is_foot(rows[-1]):
        below.insert(0, rows.pop())
    table = make_table(name, [row.slots for row in rows], line=line, place=sheet)
    if table is not None:
        yield table
        line += table.height
    for row in below:
        line = yield from _paragraphs(row, line)
    return line


def _is_foot(row: Row) -> bool:
    said = [slot for slot in row.slots if slot.text]
    others = any(edge for slot, edge in zip(row.slots, row.bordered, strict=True) if not slot.text)
    return len(said) == 1 and not others and said[0] is row.slots[0] and said[0].rows == 1


def _spanned(rows: Sequence[Row]) -> bool:
    """Whether a merged cell of the rows reaches below them."""
    return any(slot.rows > len(rows) - at for at, row in enumerate(rows) for slot in row.slots)


def _paragraphs(row: Row, line: int) -> Generator[Block, None, int]:
    """A row as text: the lines of a single cell one by one, several cells side by side. Returns the next line."""
    said = [slot for slot in row.slots if slot.text]
    texts = said[0].text.split("\n") if len(said) == 1 else ["  ".join(" ".join(slot.text.split("\n")) for slot in said)]
    for text in texts:
        yield Paragraph(text=text, line=line, bold=all(slot.bold for slot in said))
        line += 1
    return line
