"""The blocks of a Word document, of a table's cell or of a text box, in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.reading.docx_controls import prompt_or_none
from knowledge.reading.docx_numbering import Numbering
from knowledge.reading.docx_styles import Styles, align_of, number_of, outline_of
from knowledge.reading.docx_table import read_table
from knowledge.reading.docx_text import MC, Inline
from knowledge.reading.flow import Flow, Line, RawTable, apart, in_cell
from knowledge.reading.ooxml import W

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

PASSED = frozenset(f"{W}{name}" for name in ("del", "moveFrom", "pPr", "tcPr", "sdtPr", "sdtEndPr", "sectPr"))


class Body:
    """Reads blocks; keeps what goes on from one to the next: counted lists, a paragraph whose end was deleted."""

    def __init__(self, root: _Element, styles: Styles, numbering: Numbering) -> None:
        self.drawn = False
        self._styles = styles
        self._numbering = numbering
        self._tables = {table: at for at, table in enumerate(root.iter(f"{W}tbl"))}
        self._joined: Inline | None = None

    def blocks(self, parent: _Element) -> Iterator[Flow]:
        """What stands inside of an element."""
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield read_table(child, self._tables.get(child, 0), self._cell)
            elif child.tag == f"{MC}AlternateContent":
                yield from next((found for way in child if (found := list(self.blocks(way)))), [])
            elif (asking := prompt_or_none(child)) is not None and child.find(f".//{W}tbl") is None:
                yield Line(text=asking)
            elif child.tag not in PASSED:
                yield from self.blocks(child)

    def _paragraph(self, paragraph: _Element) -> Iterator[Flow]:
        properties = paragraph.find(f"{W}pPr")
        style = self._style(properties)
        inline = Inline(self._styles, style)
        if self._joined is not None:
            inline.pieces, inline.boxes, self._joined = self._joined.pieces, self._joined.boxes, None
        inline.take(paragraph)
        self.drawn = self.drawn or inline.drawn
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            self._joined = inline
            return
        yield from self._lines(inline, properties, style)
        for box in inline.boxes:
            yield from self.blocks(box)

    def _lines(self, inline: Inline, properties: _Element | None, style: str) -> Iterator[Line]:
        stated = outline_of(properties)
        level = (self._styles.find(style, lambda each: each.level) if stated is None else stated) or None
        align = align_of(properties) or self._styles.find(style, lambda each: each.align)
        number = self._number(properties, style)
        for text, bold in inline.lines:
            yield Line(text=text.strip(), number=apart(number, text.strip()), level=level, align=align, bold=bold)
            number = ""

    def _style(self, properties: _Element | None) -> str:
        style = properties.find(f"{W}pStyle") if properties is not None else None
        return style.get(f"{W}val", "") if style is not None else self._styles.usual

    def _number(self, properties: _Element | None, style: str) -> str:
        direct = number_of(properties)
        number = direct[0] if direct else ""
        level = direct[1] if direct else None
        if not number:
            owner = next((each for each in self._styles.chain(style) if each.number and each.number[0]), None)
            if owner is None or owner.number is None:
                return ""
            number = owner.number[0]
            if level is None:
                level = owner.number[1] if owner.number[1] is not None else self._numbering.level_of(number, owner.id)
        return self._numbering.step(number, level or 0)

    def _cell(self, cell: _Element, place: str) -> tuple[str, bool, list[RawTable]]:
        control = next(cell.iterancestors(f"{W}sdt", f"{W}tbl"), None)
        asking = prompt_or_none(control) if control is not None and control.tag == f"{W}sdt" else None
        return in_cell(self.blocks(cell), place) if asking is None else (asking, False, [])
