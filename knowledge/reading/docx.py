"""A Word document: paragraphs with their numbers, tables as grids, what stands outside of the text apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import structs

from knowledge.errors import Unreadable
from knowledge.reading.container import Container, parse_xml
from knowledge.reading.document import Document, FileKind
from knowledge.reading.docx_body import Body
from knowledge.reading.docx_numbering import Numbering
from knowledge.reading.docx_styles import Styles
from knowledge.reading.flow import as_lines, placed, says_anything
from knowledge.reading.ooxml import W, main_part, relations, usual_xml, xml_of

if TYPE_CHECKING:
    from lxml.etree import _Element

ASIDES = ("header", "footer", "footnotes", "endnotes")
TABLE_STYLE = re.compile(rb'<w:style w:type="table"[^>]*[^/]>.*?</w:style>', re.DOTALL)
SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})


def read_docx(content: bytes, name: str) -> Document:
    """Read a .docx; raises Unreadable where it cannot be."""
    container = Container(content, name)
    part = main_part(container, "word/document.xml")
    related = {relation.id: relation for relation in relations(container, part)}
    parts = {relation.kind: relation.target for relation in related.values() if relation.target in container}
    styles = Styles(_style_root(container, parts.get("styles")))
    lists = _root(container, parts.get("numbering"))
    root = xml_of(container, part)
    text = root.find(f"{W}body")
    if text is None:
        raise Unreadable(name, "damaged")
    body = Body(root, styles, Numbering(lists))
    blocks = tuple(placed(name, body.blocks(text)))
    if not says_anything(blocks):
        chunk = next((each.target for each in related.values() if each.kind == "aFChunk" and each.target in container), None)
        if chunk is not None:
            return _from_chunk(container.part(chunk), name)
        raise Unreadable(name, "scanned" if body.drawn else "no_text")
    roots = [xml_of(container, each.target) for each in related.values() if each.kind in ASIDES and each.target in container]
    asides = (line for aside in roots for line in _aside(aside, styles, lists))
    return Document(name=name, kind=FileKind.DOCX, blocks=blocks, asides=tuple(dict.fromkeys(asides)))


def _from_chunk(content: bytes, name: str) -> Document:
    """Read the page that some programs wrap into a Word file instead of converting it."""
    from knowledge.reading.read import read  # noqa: PLC0415 - it reads Word files through this module

    if content.startswith(b"PK"):
        raise Unreadable(name, "no_text")
    return structs.replace(read(content, name), kind=FileKind.DOCX)


def _style_root(container: Container, part: str | None) -> _Element | None:
    """The styles, without those of tables, which say nothing of paragraphs and may be most of a file."""
    return parse_xml(TABLE_STYLE.sub(b"", usual_xml(container.part(part))), container.name) if part else None


def _root(container: Container, part: str | None) -> _Element | None:
    return xml_of(container, part) if part else None


def _aside(root: _Element, styles: Styles, lists: _Element | None) -> Iterator[str]:
    """The lines of a header, a footer or the notes."""
    body = Body(root, styles, Numbering(lists))
    notes = [each for each in root if each.tag in {f"{W}footnote", f"{W}endnote"}]
    for note in notes or [root]:
        if note.get(f"{W}type") not in SEPARATORS:
            yield from as_lines(body.blocks(note))
