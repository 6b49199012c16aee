"""The characters of a Word 97–2003 document and what is said of its paragraphs, from the pieces in which they are stored."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from knowledge.errors import Unreadable
from knowledge.reading.document import Align
from knowledge.reading.edges import EdgeCell
from knowledge.reading.ole import Ole

_MARK = 0xA5EC
_OLDEST = 0xC1  # the version number of Word 97; before it everything was different
_ENCRYPTED, _ONE_TABLE = 0x0100, 0x0200
_ALIGN_WORDS = (0x2403, 0x2461)
_IN_TABLE, _ROW_END, _LEVEL, _ROW = 0x2416, 0x2417, 0x2640, 0xD608
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_ALIGNS = {0: Align.LEFT, 1: Align.CENTER, 2: Align.RIGHT}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters: where it begins in the text and in the file, and whether each takes one byte."""

    start: int
    end: int
    offset: int
    narrow: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What is said of a paragraph. `left` and `cells` are the shape of a row, at the mark that ends it."""

    in_table: bool = False
    row_end: bool = False
    align: Align | None = None
    level: int | None = None
    left: int = 0
    cells: tuple[EdgeCell, ...] = field(default=())


class DocText:
    """The text of the document and of its asides; raises Unreadable where it is encrypted or too old."""

    def __init__(self, content: bytes, name: str) -> None:
        self._name = name
        ole = Ole(content, name)
        if "EncryptedPackage" in ole.names:
            raise Unreadable(name, "encrypted")
        self._main = ole.stream("WordDocument")
        mark, version = struct.unpack_from("<HH", self._main)
        (flags,) = struct.unpack_from("<H", self._main, 0x0A)
        if flags & _ENCRYPTED:
            raise Unreadable(name, "encrypted")
        if mark != _MARK or version < _OLDEST:
            raise Unreadable(name, "old_word")
        self._table = ole.stream("1Table" if flags & _ONE_TABLE else "0Table")
        self.pieces = list(self._pieces())
        self._starts, self._looks = self._paragraphs()
        self.length, *self.others = (max(0, number) for number in struct.unpack_from("<iii4xiiii", self._main, 0x4C))

    def text(self, start: int, end: int) -> str:
        """The characters between two positions."""
        return "".join(text for _, text in self.runs(start, end))

    def runs(self, start: int, end: int) -> Iterator[tuple[Piece, str]]:
        """The characters between two positions, by the pieces they are stored in, each from where it begins."""
        for piece in self.pieces:
            first, last = max(piece.start, start), min(piece.end, end)
            if first < last:
                width = 1 if piece.narrow else 2
                at = piece.offset + (first - piece.start) * width
                raw = self._main[at : at + (last - first) * width]
                yield replace(piece, start=first, end=last, offset=at), raw.decode("cp1252", "replace") if piece.narrow else _units(raw)

    def look(self, offset: int) -> Look:
        """What is said of the paragraph that holds a byte of the file."""
        at = bisect_right(self._starts, offset) - 1
        return self._looks[at] if at >= 0 else Look()

    def _stored(self, at: int) -> bytes:
        """What the table stream keeps under an entry of the header."""
        start, length = struct.unpack_from("<II", self._main, at)
        return self._table[start : start + length]

    def _pieces(self) -> Iterator[Piece]:
        stored = self._stored(0x01A2)
        at = 0
        while at + 3 <= len(stored) and stored[at] == 1:
            at += 3 + int.from_bytes(stored[at + 1 : at + 3], "little")
        if at + 5 > len(stored) or stored[at] != 2:
            raise Unreadable(self._name, "damaged")
        plan = stored[at + 5 : at + 5 + int.from_bytes(stored[at + 1 : at + 5], "little")]
        count = (len(plan) - 4) // 12
        edges = struct.unpack_from(f"<{count + 1}I", plan)
        last = 0
        for index in range(count):
            (where,) = struct.unpack_from("<I", plan, 4 * (count + 1) + 8 * index + 2)
            narrow = bool(where & 0x40000000)
            offset = (where & 0x3FFFFFFF) // (2 if narrow else 1)
            if last <= edges[index] < edges[index + 1] and offset < len(self._main):
                last = edges[index + 1]
                yield Piece(edges[index], last, offset, narrow)

    def _paragraphs(self) -> tuple[list[int], list[Look]]:
        plan = self._stored(0x0102)
        count = max(0, (len(plan) - 4) // 8)
        found: dict[int, Look] = {}
        for (page,) in struct.iter_unpack("<I", plan[4 * (count + 1) : 4 * (count + 1) + 4 * count]):
            found.update(_page_looks(self._main[(page & 0x3FFFFF) * 512 : (page & 0x3FFFFF) * 512 + 512]))
        starts = sorted(found)
        return starts, [found[start] for start in starts]


def _units(raw: bytes) -> str:
    """Two bytes a character, so that positions stay: those beyond the first plane stay halved."""
    return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])))


def _page_looks(page: bytes) -> Iterator[tuple[int, Look]]:
    """The paragraphs that one page of the file describes, by the byte at which each begins."""
    if len(page) < 512:
        return
    count = page[511]
    for index in range(min(count, 29)):
        (start,) = struct.unpack_from("<I", page, 4 * index)
        at = page[4 * (count + 1) + 13 * index] * 2
        if not at:
            yield start, Look()
            continue
        size = page[at] * 2 - 1 if page[at] else page[min(at + 1, 511)] * 2
        begin = at + 1 + (not page[at])
        yield start, _look(page[begin + 2 : begin + size])


def _look(words: bytes) -> Look:
    look = Look()
    at = 0
    while at + 2 < len(words):
        word = int.from_bytes(words[at : at + 2], "little")
        size = _SIZES.get(word >> 13, 0)
        at += 2
        if word == _ROW:
            size = int.from_bytes(words[at : at + 2], "little") + 1
            look = _row_look(look, words[at + 2 : at + size])
        elif not size:
            size = words[at] + 1
        else:
            look = _said(look, word, words[at])
        at += size
    return look


def _said(look: Look, word: int, value: int) -> Look:
    if word in _ALIGN_WORDS:
        return replace(look, align=_ALIGNS.get(value))
    if word == _LEVEL:
        return replace(look, level=value + 1 if value < 9 else None)
    if word == _IN_TABLE:
        return replace(look, in_table=bool(value))
    return replace(look, row_end=bool(value)) if word == _ROW_END else look


def _row_look(look: Look, stored: bytes) -> Look:
    count = stored[0] if stored else 0
    if not count or len(stored) < 1 + 2 * (count + 1):
        return look
    left, *rights = struct.unpack_from(f"<{count + 1}h", stored, 1)
    kinds = stored[1 + 2 * (count + 1) :]
    cells = []
    for index, right in enumerate(rights):
        kind = int.from_bytes(kinds[20 * index : 20 * index + 2], "little")
        cells.append(EdgeCell("", right, goes_on=(kind >> 5) & 3 == 1, joined=kind & 3 == 2))
    return replace(look, left=left, cells=tuple(cells))
