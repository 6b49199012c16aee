"""An Excel workbook: a table a sheet, with the lines above and below it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from knowledge.errors import Unreadable
from knowledge.reading.container import Container
from knowledge.reading.document import Block, Document, FileKind, Paragraph
from knowledge.reading.flow import says_anything
from knowledge.reading.ooxml import R, Relation, S, main_part, relations, whole, xml_of
from knowledge.reading.xlsx_layout import laid_out
from knowledge.reading.xlsx_sheet import Seen, read_sheet, visible_rows
from knowledge.reading.xlsx_values import shown

if TYPE_CHECKING:
    from lxml.etree import _Element

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SIDES = ("left", "right", "top", "bottom", "start", "end")
LONGEST = 32_767
"""The longest text of a cell."""
BLANKS = re.compile(r"[ \t\u3000\xa0]*\n[ \t\u3000\xa0]*")


class Look(Struct, frozen=True):
    """How a cell is set: its number format, bold, with borders."""

    format: int = 0
    pattern: str = ""
    bold: bool = False
    bordered: bool = False


def read_xlsx(content: bytes, name: str) -> Document:
    """Read a .xlsx; raises Unreadable where it cannot be."""
    container = Container(content, name)
    part = main_part(container, "xl/workbook.xml")
    book = xml_of(container, part)
    related = {relation.id: relation for relation in relations(container, part) if relation.target in container}
    see = _reader(container, book, {relation.kind: relation.target for relation in related.values()})
    blocks: list[Block] = []
    asides: list[str] = []
    line = 1
    for title, sheet in _sheets(book, related):
        for block in laid_out(name, title, visible_rows(read_sheet(container, sheet, see), name), line):
            blocks.append(block)
            line = block.line + (1 if isinstance(block, Paragraph) else block.height)
        asides.extend(_boxes(container, sheet))
    if not says_anything(blocks):
        raise Unreadable(name, "no_text")
    return Document(name=name, kind=FileKind.XLSX, blocks=tuple(blocks), asides=tuple(dict.fromkeys(asides)))


def _sheets(book: _Element, related: dict[str, Relation]) -> Iterator[tuple[str, str]]:
    """The name and the part of each sheet that can be seen."""
    for sheet in book.iterfind(f"{S}sheets/{S}sheet"):
        relation = related.get(sheet.get(f"{R}id", ""))
        if relation is not None and relation.kind == "worksheet" and sheet.get("state", "visible") == "visible":
            yield sheet.get("name", ""), relation.target


def _reader(container: Container, book: _Element, parts: dict[str, str]) -> Callable[[_Element], Seen]:
    """What tells what a c element shows."""
    strings = _strings(container, parts.get("sharedStrings"))
    looks = _looks(container, parts.get("styles"))
    settings = book.find(f"{S}workbookPr")
    from_1904 = settings is not None and settings.get("date1904") in {"1", "true"}
    plain = Look()

    def see(cell: _Element) -> Seen:
        at = whole(cell.get("s"))
        look = looks[at] if 0 <= at < len(looks) else plain
        return Seen(_text(cell, look, strings, from_1904)[:LONGEST], look.bold, look.bordered)

    return see


def _text(cell: _Element, look: Look, strings: list[str], from_1904: bool) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(_string(each) for each in cell.iterchildren("{*}is"))
    value = _value(cell)
    if kind == "s":
        at = whole(value, -1)
        return strings[at] if 0 <= at < len(strings) else ""
    if kind == "e" or not value:
        return ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    if kind != "n":
        return _clean(value.removesuffix("T00:00:00") if kind == "d" else value)
    try:
        return shown(float(value), look.format, look.pattern, from_1904=from_1904)
    except (ValueError, OverflowError):
        return value


def _value(cell: _Element) -> str:
    for child in cell:
        if str(child.tag).endswith("}v"):
            return child.text or ""
    return ""


def _strings(container: Container, part: str | None) -> list[str]:
    root = xml_of(container, part) if part else None
    return [_string(each) for each in root.iterchildren(f"{S}si")] if root is not None else []


def _string(element: _Element) -> str:
    """A string with its runs, without the readings above it."""
    parts = (text.text or "" for text in element.iter("{*}t") if (above := text.getparent()) is None or not above.tag.endswith("}rPh"))
    return _clean("".join(parts))


def _clean(text: str) -> str:
    """Text without blanks around its lines, as `_x000D_` and the like are how some programs write them."""
    text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    return BLANKS.sub("\n", text).strip()


def _looks(container: Container, part: str | None) -> list[Look]:
    root = xml_of(container, part) if part else None
    if root is None:
        return []
    patterns = {whole(each.get("numFmtId")): each.get("formatCode", "") for each in root.iterfind(f"{S}numFmts/{S}numFmt")}
    borders = [any(_drawn(border, side) for side in SIDES) for border in root.iterfind(f"{S}borders/{S}border")]
    bold = [font.find(f"{S}b") is not None for font in root.iterfind(f"{S}fonts/{S}font")]

    @cache
    def look(form: int, border: int, font: int) -> Look:
        return Look(form, patterns.get(form, ""), 0 <= font < len(bold) and bold[font], 0 <= border < len(borders) and borders[border])

    xfs = root.iterfind(f"{S}cellXfs/{S}xf")
    return [look(whole(xf.get("numFmtId")), whole(xf.get("borderId")), whole(xf.get("fontId"))) for xf in xfs]


def _drawn(border: _Element, side: str) -> bool:
    line = border.find(f"{S}{side}")
    return line is not None and line.get("style", "none") != "none"


def _boxes(container: Container, sheet: str) -> Iterator[str]:
    """The paragraphs of the text boxes that lie on a sheet."""
    for relation in relations(container, sheet):
        if relation.kind == "drawing" and relation.target in container:
            for paragraph in xml_of(container, relation.target).iter(f"{DRAWING}p"):
                text = "".join(each.text or "" for each in paragraph.iter(f"{DRAWING}t")).strip()
                if text:
                    yield text
