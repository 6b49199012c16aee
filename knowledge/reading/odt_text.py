"""The text of one OpenDocument paragraph as printed: comments and hidden text left out, boxes and notes set apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.reading.odt_styles import TEXT, Styles
from knowledge.reading.ooxml import whole

if TYPE_CHECKING:
    from lxml.etree import _Element

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
PASSED = frozenset(
    {f"{OFFICE}annotation", f"{OFFICE}forms", f"{SVG}title", f"{SVG}desc", f"{DRAW}object"}
    | {f"{TEXT}{name}" for name in ("tracked-changes", "ruby-text", "note-citation", "hidden-text", "sequence-decls", "list-level-style-number")}
)
BLANKS = re.compile(r"[ \t\r\n]+")
MOST_SPACES = 200


class Inline:
    """What stands in one paragraph."""

    def __init__(self, styles: Styles, style: str) -> None:
        self.boxes: list[_Element] = []
        self.notes: list[_Element] = []
        self._pieces: list[tuple[str, bool]] = []
        self._styles = styles
        self._bold = bool(styles.find(style, lambda each: each.bold))
        self._hidden = bool(styles.find(style, lambda each: each.hidden))

    @property
    def lines(self) -> list[tuple[str, bool]]:
        """The lines of the paragraph as the author broke them, each with whether all of it is bold."""
        lines: list[list[tuple[str, bool]]] = [[]]
        for text, bold in self._pieces:
            if text == "\n":
                lines.append([])
            else:
                lines[-1].append((text, bold))
        return [("".join(text for text, _ in line), _all_bold(line)) for line in lines]

    def take(self, element: _Element) -> None:
        """Add what stands inside of an element."""
        self._say(BLANKS.sub(" ", element.text or ""))
        for child in element:
            self._child(child)
            self._say(BLANKS.sub(" ", child.tail or ""))

    def _child(self, child: _Element) -> None:
        tag = child.tag
        if tag == f"{TEXT}s":
            self._say(" " * min(max(whole(child.get(f"{TEXT}c"), 1), 1), MOST_SPACES))
        elif tag == f"{TEXT}tab":
            self._say("\t")
        elif tag == f"{TEXT}line-break":
            self._say("\n")
        elif tag == f"{TEXT}span":
            self._span(child)
        elif tag == f"{TEXT}note":
            self.notes.extend(child.iterchildren(f"{TEXT}note-body"))
        elif tag.startswith(DRAW) and tag != f"{DRAW}a":
            self.boxes.append(child)
        elif tag not in PASSED:
            self.take(child)

    def _span(self, span: _Element) -> None:
        style = span.get(f"{TEXT}style-name", "")
        outside = self._bold, self._hidden
        bold, hidden = self._styles.find(style, lambda each: each.bold), self._styles.find(style, lambda each: each.hidden)
        self._bold = outside[0] if bold is None else bold
        self._hidden = outside[1] if hidden is None else hidden
        self.take(span)
        self._bold, self._hidden = outside

    def _say(self, text: str) -> None:
        if text and not self._hidden:
            self._pieces.append((text, self._bold))


def _all_bold(pieces: list[tuple[str, bool]]) -> bool:
    said = [bold for text, bold in pieces if text.strip()]
    return bool(said) and all(said)
