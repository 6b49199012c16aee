"""The text of one Word paragraph as printed: tracked deletions, hidden text and field instructions left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.reading.docx_controls import prompt_or_none
from knowledge.reading.docx_styles import Styles, switch_of
from knowledge.reading.docx_symbols import plain, symbol
from knowledge.reading.ooxml import W, is_on, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
SKIPPED = frozenset(f"{W}{name}" for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "del", "moveFrom", "rt", "rubyPr"))
BREAKS = frozenset({f"{W}br", f"{W}cr"})
FIXED = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}noBreakHyphen": "-"}
DRAWN = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})
TICKED, UNTICKED = "☑", "☐"


class Inline:
    """What stands in one paragraph: pieces of text, each bold or not, and the contents of the boxes that hang on it."""

    def __init__(self, styles: Styles, style: str) -> None:
        self.pieces: list[tuple[str, bool]] = []
        self.boxes: list[_Element] = []
        self.drawn = False
        self._styles = styles
        self._bold = bool(styles.find(style, lambda each: each.bold))
        self._hidden = bool(styles.find(style, lambda each: each.hidden))
        self._fields: list[bool] = []
        self._special: dict[str, Callable[[_Element], None]] = {
            f"{W}r": self._run,
            f"{W}sdt": self._control,
            f"{MC}AlternateContent": self._alternative,
            f"{M}oMath": self._formula,
        }

    @property
    def lines(self) -> list[tuple[str, bool]]:
        """The lines of the paragraph as the author broke them, each with whether all of it is bold."""
        lines: list[list[tuple[str, bool]]] = [[]]
        for text, bold in self.pieces:
            first, *others = text.split("\n")
            lines[-1].append((first, bold))
            lines.extend([(other, bold)] for other in others)
        return [("".join(text for text, _ in line), _all_bold(line)) for line in lines]

    def take(self, parent: _Element) -> None:
        """Add what stands inside of an element."""
        for child in parent:
            special = self._special.get(child.tag)
            if special is not None:
                special(child)
            elif child.tag not in SKIPPED:
                self.take(child)

    def _run(self, run: _Element) -> None:
        properties = run.find(f"{W}rPr")
        bold, hidden, font = self._looks(properties)
        if hidden:
            return
        for child in run:
            tag = child.tag
            if tag == f"{W}t":
                self._say(plain(_text(child), font), bold)
            elif tag in BREAKS:
                self._say("\n", bold)
            elif tag in FIXED:
                self._say(FIXED[tag], bold)
            elif tag == f"{W}sym":
                self._say(symbol(child.get(f"{W}font", ""), _code(child)), bold)
            elif tag == f"{W}fldChar":
                self._field(child, bold)
            elif tag in DRAWN:
                self._drawing(child)
            elif tag in self._special:
                self._special[tag](child)
            elif tag == f"{W}ruby":
                self.take(child)

    def _looks(self, properties: _Element | None) -> tuple[bool, bool, str]:
        """Whether a run is bold, whether it is hidden, and its font."""
        if properties is None:
            return self._bold, self._hidden, ""
        style, fonts = properties.find(f"{W}rStyle"), properties.find(f"{W}rFonts")
        ident = style.get(f"{W}val", "") if style is not None else ""
        bold, hidden = switch_of(properties, "b"), switch_of(properties, "vanish")
        if bold is None:
            bold = self._styles.find(ident, lambda each: each.bold)
        if hidden is None:
            hidden = self._styles.find(ident, lambda each: each.hidden)
        font = fonts.get(f"{W}ascii", "") if fonts is not None else ""
        return self._bold if bold is None else bold, self._hidden if hidden is None else hidden, font

    def _say(self, text: str, bold: bool) -> None:
        if text and not any(self._fields):
            self.pieces.append((text, bold))

    def _field(self, mark: _Element, bold: bool) -> None:
        """Follow a field: between its begin and its separator stands the instruction, which is not printed."""
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            self._say(_form_field(mark), bold)
            self._fields.append(True)
        elif self._fields and kind == "separate":
            self._fields[-1] = False
        elif self._fields and kind == "end":
            self._fields.pop()

    def _control(self, control: _Element) -> None:
        box = next(control.iterfind(f"{W}sdtPr/{W14}checkbox"), None)
        if box is None:
            asking = prompt_or_none(control)
            if asking is None:
                self.take(control)
            else:
                self._say(asking, False)
            return
        checked = box.find(f"{W14}checked")
        ticked = checked is not None and is_on(checked, f"{W14}val")
        self._say(TICKED if ticked else UNTICKED, self._bold)

    def _alternative(self, alternative: _Element) -> None:
        """Read the first way of saying that holds anything: they all say the same."""
        for way in alternative:
            said, boxes = len(self.pieces), len(self.boxes)
            self._run(way)
            if len(self.pieces) > said or len(self.boxes) > boxes:
                return

    def _drawing(self, drawing: _Element) -> None:
        self.drawn = True
        self.boxes.extend(boxes_in(drawing))

    def _formula(self, formula: _Element) -> None:
        self._say("".join(text.text or "" for text in formula.iter(f"{M}t")), self._bold)


def boxes_in(drawing: _Element) -> Iterator[_Element]:
    """The contents of the text boxes of a drawing, each said once."""
    for child in drawing:
        if child.tag == f"{W}txbxContent":
            yield child
        elif child.tag == f"{MC}AlternateContent":
            yield from next((found for way in child if (found := list(boxes_in(way)))), [])
        else:
            yield from boxes_in(child)


def _text(element: _Element) -> str:
    text = element.text or ""
    if element.get(SPACE) != "preserve":
        text = text.strip(" \t\r\n")
    return text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")


def _code(element: _Element) -> int:
    try:
        return int(element.get(f"{W}char", ""), 16)
    except ValueError:
        return 0


def _form_field(mark: _Element) -> str:
    """What an old form field shows by itself: a box to tick, the chosen entry of a list."""
    box, entries = mark.find(f"{W}ffData/{W}checkBox"), mark.find(f"{W}ffData/{W}ddList")
    if box is not None:
        checked = box.find(f"{W}checked")
        return TICKED if is_on(box.find(f"{W}default") if checked is None else checked) else UNTICKED
    if entries is None:
        return ""
    chosen, listed = entries.find(f"{W}result"), entries.findall(f"{W}listEntry")
    at = whole(chosen.get(f"{W}val")) if chosen is not None else 0
    return listed[at].get(f"{W}val", "") if 0 <= at < len(listed) else ""


def _all_bold(pieces: list[tuple[str, bool]]) -> bool:
    said = [bold for text, bold in pieces if text.strip()]
    return bool(said) and all(said)
