"""An OpenDocument text (LibreOffice Writer): paragraphs with their numbers, tables as grids."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.errors import Unreadable
from knowledge.reading.container import Container
from knowledge.reading.document import Document, FileKind
from knowledge.reading.flow import Flow, Line, RawTable, apart, as_lines, in_cell, placed, says_anything
from knowledge.reading.grid import MOST_CELLS, Slot
from knowledge.reading.odt_styles import STYLE, TEXT, Level, Styles, printed
from knowledge.reading.odt_text import DRAW, OFFICE, PASSED, Inline
from knowledge.reading.ooxml import whole

if TYPE_CHECKING:
    from lxml.etree import _Element

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
ASIDES = frozenset(f"{STYLE}{name}" for name in ("header", "header-left", "header-first", "footer", "footer-left", "footer-first"))
ITEMS = frozenset({f"{TEXT}list-item", f"{TEXT}list-header"})
MOST_REPEATS = 1000
"""How often a row or a cell may stand for several."""


def read_odt(content: bytes, name: str) -> Document:
    """Read an .odt; raises Unreadable where it cannot be."""
    container = Container(content, name)
    root = container.xml("content.xml")
    others = [container.xml("styles.xml")] if "styles.xml" in container else []
    text = root.find(f"{OFFICE}body/{OFFICE}text")
    if text is None:
        raise Unreadable(name, "damaged")
    styles = Styles([*others, root])
    body = Body(root, styles)
    blocks = tuple(placed(name, body.blocks(text)))
    if not says_anything(blocks):
        raise Unreadable(name, "scanned" if next(root.iter(f"{DRAW}image"), None) is not None else "no_text")
    heads = [element for other in others for element in other.iter() if element.tag in ASIDES]
    asides = [line for each in [*heads, *body.notes] for line in as_lines(Body(each, styles).blocks(each))]
    return Document(name=name, kind=FileKind.ODT, blocks=blocks, asides=tuple(dict.fromkeys(asides)))


class Body:
    """Reads blocks; keeps how far lists have been counted, and the notes met on the way."""

    def __init__(self, root: _Element, styles: Styles) -> None:
        self.notes: list[_Element] = []
        self._styles = styles
        self._tables = {table: at for at, table in enumerate(root.iter(f"{TABLE}table"))}
        self._lists: dict[str, dict[int, int]] = {}
        self._outline: dict[int, int] = {}

    def blocks(self, parent: _Element) -> Iterator[Flow]:
        """What stands inside of an element."""
        for child in parent:
            if child.tag in {f"{TEXT}p", f"{TEXT}h"}:
                yield from self._paragraph(child, self._outlined(child))
            elif child.tag == f"{TEXT}list":
                yield from self._list(child, 1, "", self._begun(child))
            elif child.tag == f"{TABLE}table":
                yield self._table(child)
            elif child.tag not in PASSED:
                yield from self.blocks(child)

    def _paragraph(self, paragraph: _Element, number: str) -> Iterator[Flow]:
        style = paragraph.get(f"{TEXT}style-name", "")
        inline = Inline(self._styles, style)
        inline.take(paragraph)
        self.notes.extend(inline.notes)
        align = self._styles.find(style, lambda each: each.align)
        level = whole(paragraph.get(f"{TEXT}outline-level"), 1) if paragraph.tag == f"{TEXT}h" else None
        level = 1 if level is None and self._styles.is_named(style, "Title") else level
        for text, bold in inline.lines:
            yield Line(text=text.strip(), number=apart(number, text.strip()), level=level, align=align, bold=bold)
            number = ""
        for box in inline.boxes:
            yield from self.blocks(box)

    def _outlined(self, element: _Element) -> str:
        """The number of a heading, where headings are numbered."""
        if element.tag != f"{TEXT}h" or element.get(f"{TEXT}is-list-header") == "true":
            return ""
        return self._step(self._outline, self._styles.outline, whole(element.get(f"{TEXT}outline-level"), 1))

    def _begun(self, element: _Element) -> dict[int, int]:
        """The counts a list goes on from: those of the list it continues, or none."""
        style, ident = element.get(f"{TEXT}style-name", ""), element.get("{http://www.w3.org/XML/1998/namespace}id", "")
        before = element.get(f"{TEXT}continue-list")
        counts = self._lists.get(f"#{before}") if before else None
        if counts is None and element.get(f"{TEXT}continue-numbering") == "true":
            counts = self._lists.get(style)
        counts = {} if counts is None else counts
        self._lists[style] = self._lists[f"#{ident}"] = counts
        return counts

    def _list(self, element: _Element, at: int, above: str, counts: dict[int, int]) -> Iterator[Flow]:
        style = element.get(f"{TEXT}style-name", "") or above
        for item in element:
            if item.tag not in ITEMS:
                continue
            counted = item.tag == f"{TEXT}list-item"
            if f"{TEXT}start-value" in item.attrib:
                counts[at] = whole(item.get(f"{TEXT}start-value"), 1) - 1
            for child in item:
                if child.tag == f"{TEXT}list":
                    yield from self._list(child, at + 1, style, counts)
                elif child.tag in {f"{TEXT}p", f"{TEXT}h"}:
                    yield from self._paragraph(child, self._step(counts, self._levels(style, child), at) if counted else "")
                    counted = False

    def _levels(self, style: str, paragraph: _Element) -> dict[int, Level]:
        own = self._styles.find(paragraph.get(f"{TEXT}style-name", ""), lambda each: each.list)
        return self._styles.levels(style or own or "") or (self._styles.outline if paragraph.tag == f"{TEXT}h" else {})

    def _step(self, counts: dict[int, int], levels: dict[int, Level], at: int) -> str:
        level = levels.get(at)
        counts[at] = counts[at] + 1 if at in counts else level.start if level is not None else 1
        for deeper in [deeper for deeper in counts if deeper > at]:
            del counts[deeper]
        return printed(levels, at, counts)

    def _table(self, table: _Element) -> RawTable:
        inner: list[RawTable] = []
        rows: list[list[Slot]] = []
        for index, row in enumerate(_rows(table)):
            slots = [slot for at, cell in enumerate(row) for slot in self._cell(cell, f"{index}/{at}", inner)]
            rows.extend([slots] * _repeats(row, "number-rows-repeated"))
        return RawTable(rows=rows, place=f"table {self._tables.get(table, 0)}", inner=inner)

    def _cell(self, cell: _Element, place: str, inner: list[RawTable]) -> list[Slot]:
        if cell.tag != f"{TABLE}table-cell":
            return []
        text, bold, tables = in_cell(self.blocks(cell), place)
        inner.extend(tables)
        columns, rows = (min(max(whole(cell.get(f"{TABLE}number-{name}-spanned"), 1), 1), MOST_CELLS) for name in ("columns", "rows"))
        return [Slot(text, rows, columns, place, bold)] * _repeats(cell, "number-columns-repeated")


def _rows(table: _Element) -> Iterator[_Element]:
    for child in table:
        if child.tag == f"{TABLE}table-row":
            yield child
        elif child.tag in {f"{TABLE}{name}" for name in ("table-header-rows", "table-rows", "table-row-group")}:
            yield from _rows(child)


def _repeats(element: _Element, name: str) -> int:
    return min(max(whole(element.get(f"{TABLE}{name}"), 1), 1), MOST_REPEATS)
