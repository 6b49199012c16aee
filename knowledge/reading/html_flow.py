"""A part of a web page as lines and tables: blocks end lines, white space is what a browser prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.reading.characters import clean
from knowledge.reading.document import Align
from knowledge.reading.flow import Flow, Line, RawTable, in_cell
from knowledge.reading.grid import Slot

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BLOCKS = (
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "html legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul caption"
)
_SILENT = (
    "script style noscript template iframe object embed applet svg math canvas audio video select option button input textarea datalist head "
    "title meta link base rt rp map area img colgroup col xml"
)
BLOCKS = frozenset(_BLOCKS.split())
SILENT = frozenset(_SILENT.split())
BOLD = frozenset(("b", "strong", "th"))
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ALIGNS = {"left": Align.LEFT, "start": Align.LEFT, "center": Align.CENTER, "-webkit-center": Align.CENTER, "right": Align.RIGHT, "end": Align.RIGHT}
_ALIGN = re.compile(r"text-align\s*:\s*([\w-]+)", re.I)
_WEIGHT = re.compile(r"font-weight\s*:\s*(\w+)", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_NUMBER = re.compile(r"mso-list\s*:\s*Ignore", re.I)
_WRAP = re.compile(r"(?<=[，。、：；！？）》”】〕])[ \t]*\n[ \t\n]*(?=[^\x00-\xff])|(?<=[^\x00-\xff])[ \t]*\n[ \t\n]*(?=[，。、：；！？）》”】〕])")
_BLANKS = re.compile(r"[ \t\n\f\r]+")
_LONG = 500  # characters; a cell with more, in several paragraphs, is a part of a page and no datum
_MANY = 4  # paragraphs of such a cell


def flow_of(element: HtmlElement, skipped: frozenset[HtmlElement] = frozenset()) -> list[Flow]:
    """What an element prints, without those parts of it that are skipped."""
    writer = _Writer(skipped)
    writer.take(element)
    writer.end_line()
    return writer.flow


def is_hidden(element: HtmlElement) -> bool:
    """Whether a browser would not show it."""
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def is_silent(element: HtmlElement) -> bool:
    """Whether an element has no text of its own to print."""
    tag = element.tag
    return not isinstance(tag, str) or tag in SILENT or tag.startswith(("v:", "w:", "m:", "st1:path"))


class _Writer:
    """Collects the inline pieces of a line until a block ends it."""

    def __init__(self, skipped: frozenset[HtmlElement]) -> None:
        self.flow: list[Flow] = []
        self._skipped = skipped
        self._pieces: list[tuple[str, bool]] = []
        self._number = ""
        self._level: int | None = None
        self._align: Align | None = None
        self._bold = False
        self._kept = False  # white space stands as written

    def take(self, element: HtmlElement) -> None:
        """Add an element and what is in it, however deep that goes."""
        begun = [self._parts(element)]
        while begun:
            inner = next(begun[-1], None)
            if inner is None:
                begun.pop()
            else:
                begun.append(self._parts(inner))

    def _parts(self, element: HtmlElement) -> Iterator[HtmlElement]:
        """Add an element; each element in it is given at its place, and is to be added before this goes on."""
        if is_silent(element) or element in self._skipped or is_hidden(element):
            return
        if element.tag == "br":
            self.end_line()
        elif element.tag == "table" and not is_layout(element):
            self.end_line()
            self.flow.append(_table(element, self._skipped))
        elif _NUMBER.search(element.get("style") or ""):
            self._number += _one_line(element.text_content()).strip(" \u3000")
        elif element.tag in BLOCKS:
            yield from self._block(element)
        else:
            yield from self._inline(element)

    def _block(self, element: HtmlElement) -> Iterator[HtmlElement]:
        self.end_line()
        outside = self._align, self._level, self._bold, self._kept
        self._align = _align_or_none(element) or self._align
        self._level = HEADINGS.get(element.tag, self._level)
        self._bold = _is_bold(element, self._bold)
        self._kept = self._kept or element.tag == "pre"
        self._number = _item_number(element)
        yield from self._children(element)
        self.end_line()
        self._align, self._level, self._bold, self._kept = outside

    def _inline(self, element: HtmlElement) -> Iterator[HtmlElement]:
        outside = self._bold
        self._bold = _is_bold(element, self._bold)
        yield from self._children(element)
        self._bold = outside

    def _children(self, element: HtmlElement) -> Iterator[HtmlElement]:
        self._say(element.text)
        for child in element:
            yield child
            self._say(child.tail)

    def _say(self, text: str | None) -> None:
        if not text:
            return
        if not self._kept:
            self._pieces.append((text, self._bold))
            return
        first, *others = clean(text).split("\n")
        self._pieces.append((first, self._bold))
        for other in others:
            self.end_line()
            self._pieces.append((other, self._bold))

    def end_line(self) -> None:
        """Finish the line, where anything stands on it."""
        text = _one_line("".join(piece for piece, _ in self._pieces)).strip(" \t\u3000")
        bold = all(bold for piece, bold in self._pieces if piece.strip())
        self._pieces = []
        if text:
            self.flow.append(Line(text=text, number=self._number, level=self._level, align=self._align, bold=bold))
            self._number = ""


def _one_line(text: str) -> str:
    """White space of the source as a browser prints it, but none at Chinese punctuation; spaces that are written as such stay."""
    return clean(_BLANKS.sub(" ", _WRAP.sub("", text)))


def _align_or_none(element: HtmlElement) -> Align | None:
    found = _ALIGN.search(element.get("style") or "")
    said = (found[1] if found else element.get("align") or ("center" if element.tag == "center" else "")).lower()
    return None if element.tag == "table" else _ALIGNS.get(said)


def _is_bold(element: HtmlElement, outside: bool) -> bool:
    found = _WEIGHT.search(element.get("style") or "")
    if found:
        return found[1].lower() in {"bold", "bolder", "600", "700", "800", "900"}
    return outside or element.tag in BOLD or element.tag in HEADINGS


def _item_number(element: HtmlElement) -> str:
    """The number that a browser prints before an item of an ordered list."""
    parent = element.getparent()
    if element.tag != "li" or parent is None or parent.tag != "ol" or "none" in (parent.get("style") or ""):
        return ""
    value = element.get("value") or ""
    if not value.isdecimal():
        start = parent.get("start") or "1"
        before = sum(1 for sibling in element.itersiblings("li", preceding=True))
        value = str((int(start) if start.isdecimal() else 1) + before)
    kind = parent.get("type") or "1"
    if kind in "aA" and 0 < int(value) <= 26:
        value = chr(ord(kind) + int(value) - 1)
    return f"{value[:6]}."


def rows_of(table: HtmlElement) -> Iterator[HtmlElement]:
    """The rows of a table, not those of tables inside of it; what is set at its foot comes last."""
    groups: list[HtmlElement] = [child for child in table if child.tag in ("thead", "tbody", "tr")]
    groups += [child for child in table if child.tag == "tfoot"]
    for group in groups:
        yield from [group] if group.tag == "tr" else (row for row in group if row.tag == "tr")


def cells_of(row: HtmlElement) -> list[HtmlElement]:
    """The cells of a row."""
    return [cell for cell in row if cell.tag in ("td", "th") and not is_hidden(cell)]


def is_layout(table: HtmlElement) -> bool:
    """Whether a table only arranges a page: one column, or cells that are parts of a page."""
    rows = [cells_of(row) for row in rows_of(table) if not is_hidden(row)]
    if table.get("role") == "presentation" or max(map(len, rows), default=0) < 2:
        return not _spans(rows)
    return any(_is_part(cell) for row in rows for cell in row)


def _spans(rows: list[list[HtmlElement]]) -> bool:
    """Whether a table of one cell a row still has columns: it does not."""
    return any(len(row) > 1 for row in rows)


def _is_part(cell: HtmlElement) -> bool:
    """Whether a cell holds a title, a table among much text, or many long paragraphs."""
    if next(cell.iter("h1", "article"), None) is not None:
        return True
    paragraphs = sum(1 for part in cell.iter("p", "div", "br", "li") if part is not cell)
    length = len("".join((cell.text_content() or "").split()))
    inner = sum(1 for _ in cell.iter("table"))
    return (length > _LONG and paragraphs >= _MANY) or bool(inner and (length > _LONG or paragraphs >= 2 * _MANY))


def _table(table: HtmlElement, skipped: frozenset[HtmlElement]) -> RawTable:
    inner: list[RawTable] = []
    rows: list[list[Slot]] = []
    for index, row in enumerate(row for row in rows_of(table) if not is_hidden(row)):
        slots = []
        for position, cell in enumerate(cells_of(row)):
            text, bold, tables = in_cell(flow_of(cell, skipped), f"{index}/{position}")
            inner += tables
            spans = _span(cell, "rowspan"), _span(cell, "colspan")
            slots.append(Slot(text=text, rows=spans[0], columns=max(1, spans[1]), place=f"{index}/{position}", bold=bold))
        rows.append(slots)
    return RawTable(rows=rows, place="", inner=inner)


def _span(cell: HtmlElement, attribute: str) -> int:
    found = re.match(r"\s*(\d{1,5})", cell.get(attribute) or "1")
    return min(int(found[1]), 1000) if found else 1
