"""Word 97–2003 (.doc, and .wps, which is the same): its paragraphs and tables."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import replace

from knowledge.errors import Unreadable
from knowledge.reading.characters import clean
from knowledge.reading.doc_text import DocText, Look
from knowledge.reading.document import Document, FileKind
from knowledge.reading.edges import EdgeCell, EdgeRow, slots_of
from knowledge.reading.flow import Flow, Line, RawTable, placed, says_anything

_FIELD = re.compile("[\x13\x14\x15]")
_BOXES = {"\uf0a8": "□", "\uf06f": "□", "\uf071": "□", "\uf0a3": "□", "\uf0fe": "☑", "\uf052": "☑", "\uf0fc": "√", "\x1e": "-", "\x1f": ""}
_PICTURES = re.compile("[\uf000-\uf0ff\x1e\x1f]")
_PARAGRAPH_ENDS = re.compile("([\r\x07\x0b\x0c\x0e])")


def read_doc(content: bytes, name: str) -> Document:
    """A .doc file; raises Unreadable (old_word) where it is not as Word writes it: it should be saved as .docx then."""
    try:
        return _read(content, name)
    except Unreadable as error:
        if error.code in ("damaged", "truncated"):
            raise Unreadable(name, "old_word") from error
        raise
    except (struct.error, IndexError, ValueError, OverflowError, MemoryError) as error:
        raise Unreadable(name, "old_word") from error


def _read(content: bytes, name: str) -> Document:
    text = DocText(content, name)
    builder = _Builder()
    for line, end, look in _marked_lines(text, 0, text.length):
        builder.add(line, end, look)
    blocks = tuple(placed(name, builder.finished()))
    if not says_anything(blocks):
        raise Unreadable(name, "empty")
    return Document(name=name, kind=FileKind.DOC, blocks=blocks, asides=tuple(_asides(text)))


def _asides(text: DocText) -> Iterator[str]:
    """Footnotes, headers, endnotes and the text of boxes; comments are left out."""
    start = text.length
    for index, length in enumerate(text.others):
        if index != 2:
            plain = (clean(_plain(line)).strip() for line in _PARAGRAPH_ENDS.split(_without_fields(text.text(start, start + length))))
            yield from dict.fromkeys(line for line in plain if line)
        start += length


def _without_fields(text: str) -> str:
    """The text with the results of its fields, without what computes them."""
    kept: list[str] = []
    commands: list[bool] = []  # of each open field, whether its command is being read
    at = 0
    for found in _FIELD.finditer(text):
        if not any(commands):
            kept.append(text[at : found.start()])
        at = found.end()
        if found[0] == "\x13":
            commands.append(True)
        elif commands and found[0] == "\x14":
            commands[-1] = False
        elif commands:
            commands.pop()
    if not any(commands):
        kept.append(text[at:])
    return "".join(kept)


def _marked_lines(text: DocText, start: int, end: int) -> Iterator[tuple[str, str, Look]]:
    """Each line with the mark that ends it and what is said of the paragraph that this mark stands in."""
    pending = ""
    for piece, characters in text.runs(start, end):
        at = 0
        for found in _PARAGRAPH_ENDS.finditer(characters):
            pending += characters[at : found.start()]
            at = found.end()
            if pending.count("\x13") > pending.count("\x15") and found[0] in "\x0b\x0c":
                continue
            yield pending, found[0], text.look(piece.offset + found.start() * (1 if piece.narrow else 2))
            pending = ""
        pending += characters[at:]
    if pending:
        yield pending, "\r", Look()


def _plain(text: str) -> str:
    """The text with boxes to tick as such and halved characters put together."""
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _PICTURES.sub(lambda found: _BOXES.get(found[0], ""), text)


class _Builder:
    """Puts lines into cells, cells into rows, rows into tables."""

    def __init__(self) -> None:
        self._flow: list[Flow] = []
        self._rows: list[EdgeRow] = []
        self._cells: list[str] = []
        self._cell: list[str] = []
        self._open = ""  # a field that goes on over several paragraphs

    def add(self, text: str, end: str, look: Look) -> None:
        """Take one line and the mark that ends it."""
        line = clean(_plain(self._shown(text))).replace("\n", " ").strip(" \t\u3000")
        if end == "\x07" and look.row_end:
            self._end_row(look)
        elif end == "\x07":
            self._cells.append("\n".join(part for part in (*self._cell, line) if part))
            self._cell = []
        elif look.in_table or self._cells:
            self._cell.append(line)
        else:
            self._end_table()
            self._flow.append(Line(text=line, align=look.align, level=look.level))

    def _shown(self, text: str) -> str:
        whole = self._open + text
        opened = whole.count("\x13") - whole.count("\x15")
        self._open = ("\x13\x14" if "\x14" in whole.rpartition("\x13")[2] else "\x13") if opened > 0 else ""
        return _without_fields(whole)

    def _end_row(self, look: Look) -> None:
        cells = []
        for index, text in enumerate(self._cells):
            shape = look.cells[index] if index < len(look.cells) else EdgeCell("", (look.cells[-1].right if look.cells else 0) + 1000 * (index + 1))
            cells.append(replace(shape, text=text))
        if cells:
            self._rows.append(EdgeRow(min(look.left, cells[0].right - 1), cells))
        self._cells, self._cell = [], []

    def _end_table(self) -> None:
        if self._rows:
            self._flow.append(RawTable(rows=slots_of(self._rows), place="", inner=[]))
            self._rows = []

    def finished(self) -> list[Flow]:
        """Everything, once the last line was taken."""
        if self._cells or self._cell:
            self._cells.extend("\n".join(self._cell).split("\n") if self._cell else [])
            self._end_row(Look())
        self._end_table()
        return self._flow
