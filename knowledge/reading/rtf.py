"""Rich Text Format: a stream of words and groups becomes lines and tables, in whatever code page each font has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from knowledge.errors import Unreadable
from knowledge.reading.characters import clean
from knowledge.reading.document import Align, Document, FileKind
from knowledge.reading.edges import EdgeCell, EdgeRow, slots_of
from knowledge.reading.flow import Flow, Line, RawTable, as_lines, placed, says_anything

_TOKEN = re.compile(rb"\\([A-Za-z]{1,32})(-?\d{1,9})? ?|\\'([0-9A-Fa-f]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.S)
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict listtable listoverridetable rsidtbl generator themedata colorschememapping xmlnstbl latentstyles "
    b"datastore fldinst filetbl revtbl objdata annotation atnid atnauthor atndate bkmkstart bkmkend nonshppict pgptbl datafield formfield ffdeftext "
    b"nonesttables nesttableprops listname template wgrffmtfilter mmathPr mathPr pntxta pntxtb sp sn sv rxe xe tc ftnsep ftnsepc".split()
)
_ASIDES = frozenset(b"header headerl headerr headerf footer footerl footerr footerf footnote shptxt".split())
_NUMBERS = frozenset((b"listtext", b"pntext"))
_ENDS = frozenset((b"par", b"line", b"page", b"sect", b"nestcell", b"nestrow", b"column"))
_SIGNS = {b"tab": "\t", b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”"}
_SIGNS |= {b"emspace": " ", b"enspace": " ", b"qmspace": " "}
_SYMBOLS = {b"~": " ", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\"}
_ALIGNS = {b"ql": Align.LEFT, b"qc": Align.CENTER, b"qr": Align.RIGHT, b"qj": None}
_CHARSETS = {134: "gb18030", 136: "big5hkscs", 128: "cp932", 129: "cp949", 204: "cp1251", 238: "cp1250"}
_PAGES = {936: "gb18030", 54936: "gb18030", 950: "big5hkscs", 932: "cp932", 949: "cp949", 65001: "utf-8"}
_DEEPEST = 2000  # groups within groups
_MOST_CELLS = 1000  # in a row


@dataclass(slots=True)
class _State:
    """What holds within a group."""

    place: str = "text"  # text, skipped, fonts, aside or number
    coding: str = ""
    fallback: int = 1
    bold: bool = False
    hidden: bool = False


@dataclass(slots=True)
class _Part:
    """The text of a body or an aside as it grows."""

    flow: list[Flow] = field(default_factory=list)
    pieces: list[tuple[str, bool]] = field(default_factory=list)
    number: str = ""


def read_rtf(content: bytes, name: str) -> Document:
    """A .rtf file as Word, WPS or LibreOffice write it."""
    if not content.lstrip().startswith(b"{\\rtf"):
        raise Unreadable(name, "damaged")
    reader = _Reader()
    if not reader.take(content):
        raise Unreadable(name, "truncated")
    blocks = tuple(placed(name, reader.body.flow))
    if not says_anything(blocks):
        raise Unreadable(name, "empty")
    return Document(name=name, kind=FileKind.RTF, blocks=blocks, asides=tuple(as_lines(reader.aside.flow)))


class _Reader:
    def __init__(self) -> None:
        self.body, self.aside = _Part(), _Part()
        self._state = _State()
        self._stack: list[_State] = []
        self._page = "gb18030"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._pending = bytearray()
        self._to_skip = 0  # characters that repeat the one given as \u
        self._align: Align | None = None
        self._level: int | None = None
        self._in_table = False
        self._definition: list[EdgeCell] = []
        self._left = 0
        self._next = EdgeCell("", 0)
        self._cell: list[Line] = []
        self._cells: list[tuple[str, bool]] = []
        self._rows: list[EdgeRow] = []

    def take(self, content: bytes) -> bool:
        """Read the whole file; False where it ends within a group."""
        at = 0
        while found := _TOKEN.match(content, at):
            at = found.end()
            if found[1] == b"bin":
                at += max(0, int(found[2] or 0))
            else:
                self._token(found)
        self._flush()
        self._end_line()
        self._end_table()
        return not self._stack and at <= len(content)

    def _token(self, found: re.Match[bytes]) -> None:
        word, number, byte, symbol, brace, text = found.groups()
        if byte or text:
            self._bytes(bytes.fromhex(byte.decode()) if byte else text)
            return
        if word == b"u" or symbol or word:
            self._flush()
        if brace:
            self._flush()
            self._to_skip = 0
            self._group(opens=brace == b"{")
        elif symbol:
            self._symbol(symbol)
        elif word:
            self._word(word, int(number) if number else None)

    def _group(self, *, opens: bool) -> None:
        if opens:
            if len(self._stack) < _DEEPEST:
                self._stack.append(replace(self._state))
            return
        outside = self._stack.pop() if self._stack else _State()
        if self._state.place == "aside" != outside.place:
            self._end_line()
        self._state = outside

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            if self._state.place == "text":
                self._state.place = "skipped"
        elif symbol in _SYMBOLS:
            self._say(_SYMBOLS[symbol])
        elif symbol in (b"\n", b"\r"):
            self._end_line()

    def _word(self, word: bytes, number: int | None) -> None:
        if word in _ASIDES:
            self._state.place = "aside"
        elif word in _NUMBERS and self._state.place in ("text", "skipped"):
            self._state.place = "number"
        elif word in _SKIPPED:
            self._state.place = "fonts" if word == b"fonttbl" else "skipped"
        elif word == b"u" and number is not None:
            self._say(chr(number % 65536))
            self._to_skip = self._state.fallback
        elif word in _SIGNS:
            self._say(_SIGNS[word])
        elif word in _ENDS:
            self._end_line()
        else:
            self._character(word, number)

    def _character(self, word: bytes, number: int | None) -> None:
        state = self._state
        if word == b"uc":
            state.fallback = max(0, number or 0)
        elif word == b"ansicpg":
            self._page = _PAGES.get(number or 0) or (f"cp{number}" if number in range(1250, 1259) else self._page)
        elif word == b"f":
            self._font = number or 0
            state.coding = self._fonts.get(self._font, "")
        elif word == b"fcharset" and state.place == "fonts" and number in _CHARSETS:
            self._fonts[self._font] = _CHARSETS[number or 0]
        elif word == b"b":
            state.bold = number != 0
        elif word in (b"v", b"deleted"):
            state.hidden = number != 0
        elif word == b"plain":
            state.bold = state.hidden = False
        elif state.place == "text":
            self._paragraph(word, number)

    def _paragraph(self, word: bytes, number: int | None) -> None:
        if word == b"pard":
            self._align, self._level, self._in_table = None, None, False
        elif word in _ALIGNS:
            self._align = _ALIGNS[word]
        elif word == b"outlinelevel" and number is not None and 0 <= number < 9:
            self._level = number + 1
        elif word == b"intbl":
            self._in_table = True
        elif word == b"cell":
            self._end_cell()
        elif word == b"row":
            self._end_row()
        else:
            self._defined(word, number or 0)

    def _defined(self, word: bytes, number: int) -> None:
        """What is said of the cells of a row, before or after them."""
        if word == b"trowd":
            self._definition, self._left, self._next = [], 0, EdgeCell("", 0)
        elif word == b"trleft":
            self._left = number
        elif word == b"clvmrg":
            self._next.goes_on = True
        elif word == b"clmrg":
            self._next.joined = True
        elif word == b"cellx" and len(self._definition) < _MOST_CELLS:
            self._next.right = number
            self._definition.append(self._next)
            self._next = EdgeCell("", 0)

    def _bytes(self, content: bytes) -> None:
        skipped = min(self._to_skip, len(content))
        self._to_skip -= skipped
        self._pending += content[skipped:]

    def _flush(self) -> None:
        if self._pending:
            self._say(bytes(self._pending).decode(self._state.coding or self._page, "replace"))
            self._pending.clear()

    def _say(self, text: str) -> None:
        state = self._state
        if state.hidden or state.place in ("skipped", "fonts"):
            return
        if state.place == "number":
            self.body.number += text
        else:
            self._part.pieces.append((text, state.bold))

    @property
    def _part(self) -> _Part:
        return self.aside if self._state.place == "aside" else self.body

    def _end_line(self) -> None:
        part = self._part
        if self._state.place == "text" and not self._in_table and not self._cells:
            self._end_table()
        line = _line(part, self._align if part is self.body else None, self._level)
        if self._state.place == "text" and (self._in_table or self._cells):
            self._cell.append(line)
        else:
            part.flow.append(line)

    def _end_cell(self) -> None:
        self._cell.append(_line(self.body, None, None))
        lines = [line for line in self._cell if line.printed]
        self._cells.append(("\n".join(line.printed for line in lines), bool(lines) and all(line.bold for line in lines)))
        self._cell = []

    def _end_row(self) -> None:
        cells = []
        for index, (text, bold) in enumerate(self._cells):
            shape = self._definition[index] if index < len(self._definition) else EdgeCell("", self._beyond(index))
            cells.append(replace(shape, text=text, bold=bold))
        if cells:
            self._rows.append(EdgeRow(min(self._left, cells[0].right - 1), cells))
        self._cells, self._cell = [], []

    def _beyond(self, index: int) -> int:
        """Where a cell ends that the row does not define."""
        last = self._definition[-1].right if self._definition else 0
        return last + 1000 * (index - len(self._definition) + 1)

    def _end_table(self) -> None:
        if self._cells:
            self._end_row()
        if self._rows:
            self.body.flow.append(RawTable(rows=slots_of(self._rows), place="", inner=[]))
            self._rows = []


def _line(part: _Part, align: Align | None, level: int | None) -> Line:
    """The line that a part holds, which begins its next one."""
    text = _whole(part.pieces)
    bold = bool(text) and all(bold for piece, bold in part.pieces if piece.strip())
    number = clean(part.number).strip() if text else ""
    part.pieces, part.number = [], ""
    return Line(text=text, number=number, level=level, align=align, bold=bold)


def _whole(pieces: Iterable[tuple[str, bool]]) -> str:
    """The pieces joined, characters beyond the first plane put together from their halves."""
    text = "".join(piece for piece, _ in pieces)
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return clean(text).replace("\n", " ").strip(" \t\u3000")
