"""Read a PDF: paragraphs from the places of its characters, tables from its rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from knowledge.errors import Unreadable
from knowledge.reading.document import Block, Document, FileKind, Paragraph
from knowledge.reading.grid import MOST_CELLS
from knowledge.reading.pdf_flow import Frame, Run, find_frames, make_runs
from knowledge.reading.pdf_furniture import part_furniture
from knowledge.reading.pdf_grid import Grid, find_grids
from knowledge.reading.pdf_lines import Line, make_lines
from knowledge.reading.pdf_page import Character, Page, read_pages
from knowledge.reading.pdf_tables import Sheet, fill_grid, goes_on, join_sheets, make_sheet_table, middle

_FEW_CHARACTERS = 15
"""A page of pictures with fewer is a scan: a stamp of the scanner or a page number is no text."""
_BAND = 20.0
"""The height of the strips of a page by which its tables are looked up."""

Item: TypeAlias = Line | Sheet


def read_pdf(content: bytes, name: str) -> Document:
    """Read a PDF that has text; raises Unreadable for one that is encrypted, damaged, empty, too large or only pictures."""
    pages = read_pages(content, name)
    _check_text(pages, name)
    grids = _find_grids(pages, name)
    parted = [_part(page, these) for page, these in zip(pages, grids, strict=True)]
    lines, asides = part_furniture(pages, [make_lines(outside, page.number) for page, (outside, _) in zip(pages, parted, strict=True)])
    frames = find_frames(pages, lines)
    items = _joined_tables([_in_order(these, sheets) for these, (_, sheets) in zip(lines, parted, strict=True)])
    blocks = _blocks(name, items, frames)
    if not blocks:
        raise Unreadable(name, "scanned" if any(page.drawn for page in pages) else "empty")
    return Document(name=name, kind=FileKind.PDF, blocks=tuple(blocks), asides=tuple(asides))


def _check_text(pages: Sequence[Page], name: str) -> None:
    readable = sum(len(page.characters) for page in pages)
    garbled = sum(page.garbled for page in pages)
    if garbled > readable:
        raise Unreadable(name, "no_text_layer")
    drawn = sum(page.drawn for page in pages)
    if readable < _FEW_CHARACTERS * drawn and 2 * drawn >= len(pages):
        raise Unreadable(name, "scanned")
    if not readable:
        raise Unreadable(name, "empty")


def _find_grids(pages: Sequence[Page], name: str) -> list[list[Grid]]:
    found: list[list[Grid]] = []
    left = MOST_CELLS
    for page in pages:
        try:
            found.append(find_grids(page, left))
        except OverflowError as error:
            raise Unreadable(name, "too_many_cells") from error
        left -= sum((len(grid.xs) - 1) * (len(grid.ys) - 1) for grid in found[-1])
    return found


def _part(page: Page, grids: Sequence[Grid]) -> tuple[list[Character], list[tuple[float, Sheet]]]:
    """The characters outside of tables, and the tables, each with its top; a character belongs to the innermost one."""
    outside: list[Character] = []
    inside: list[list[Character]] = [[] for _ in grids]
    bands: dict[int, list[int]] = {}
    for at in sorted(range(len(grids)), key=lambda at: grids[at].area):
        for band in range(int(grids[at].ys[0] // _BAND), int(grids[at].ys[-1] // _BAND) + 1):
            bands.setdefault(band, []).append(at)
    for character in page.characters:
        x, y = middle(character)
        owner = next((at for at in bands.get(int(y // _BAND), ()) if grids[at].position(x, y)), None)
        (outside if owner is None else inside[owner]).append(character)
    sheets = [(grid.ys[0], fill_grid(grid, these, page.number)) for grid, these in zip(grids, inside, strict=True)]
    return outside, sheets


def _in_order(lines: Sequence[Line], sheets: Sequence[tuple[float, Sheet]]) -> list[Item]:
    placed: list[tuple[float, Item]] = [(line.base - 0.4 * line.size, line) for line in lines]
    placed += sheets
    return [item for _, item in sorted(placed, key=lambda pair: pair[0])]


def _joined_tables(pages: Sequence[list[Item]]) -> list[Item]:
    """The items of all pages; a table at the top of a page that goes on with the last one of the page before is joined to it."""
    items: list[Item] = []
    for page in pages:
        last, rest = items[-1] if items else None, page
        if page and isinstance(last, Sheet) and isinstance(page[0], Sheet) and goes_on(last, page[0]):
            items[-1] = join_sheets(last, page[0])
            rest = page[1:]
        items += rest
    return items


def _blocks(name: str, items: Sequence[Item], frames: dict[int, Frame]) -> list[Block]:
    blocks: list[Block] = []
    waiting: list[Line] = []
    line, tables = 1, 0
    for item in [*items, None]:
        if isinstance(item, Line):
            waiting.append(item)
            continue
        for run in make_runs(waiting, frames):
            blocks.append(_paragraph(run, line))
            line += 1
        waiting = []
        if item and (table := make_sheet_table(name, item, line, tables + 1)):
            blocks.append(table)
            tables += 1
            line += table.height
    return blocks


def _paragraph(run: Run, line: int) -> Paragraph:
    bold = all(part.bold for part in run.lines)
    return Paragraph(text=run.text, line=line, align=run.align, bold=bold, page=run.lines[0].page)
