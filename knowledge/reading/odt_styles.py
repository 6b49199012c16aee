"""What the styles of an OpenDocument text say: alignment, bold, hidden, and how lists are numbered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from knowledge.reading.document import Align
from knowledge.reading.numerals import in_format
from knowledge.reading.ooxml import whole

if TYPE_CHECKING:
    from lxml.etree import _Element

    Value = TypeVar("Value")

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
ALIGNS = {"center": Align.CENTER, "end": Align.RIGHT, "right": Align.RIGHT, "start": Align.LEFT, "left": Align.LEFT, "justify": Align.LEFT}
DEEPEST = 20
FORMATS = {
    "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "一": "chineseCountingThousand", "壹": "chineseLegalSimplified",
    "甲": "ideographTraditional", "子": "ideographZodiac", "①": "decimalEnclosedCircle", "１": "decimalFullWidth", "": "none",
}  # fmt: skip
PLACEHOLDER = re.compile(r"%(\d\d?)%")


class Style(Struct, frozen=True, kw_only=True):
    """What one style says itself; None where it leaves it to its parent."""

    parent: str = ""
    align: Align | None = None
    bold: bool | None = None
    hidden: bool | None = None
    list: str | None = None


class Level(Struct, frozen=True, kw_only=True):
    """One level of a list: `pattern` with "%1%" for the number of the first level."""

    pattern: str = ""
    format: str = "none"
    start: int = 1


class Styles:
    """The styles and lists of a file."""

    def __init__(self, roots: Iterable[_Element]) -> None:
        self._styles: dict[str, Style] = {}
        self._lists: dict[str, dict[int, Level]] = {}
        self.outline: dict[int, Level] = {}
        for root in roots:
            for element in root.iter(f"{STYLE}style"):
                self._styles[element.get(f"{STYLE}name", "")] = _style(element)
            for element in root.iter(f"{TEXT}list-style"):
                self._lists[element.get(f"{STYLE}name", "")] = _levels(element)
            for element in root.iter(f"{TEXT}outline-style"):
                self.outline = _levels(element)

    def find(self, style: str, what: Callable[[Style], Value | None]) -> Value | None:
        """What a style, or the nearest one above that says it, says."""
        return next((said for _, each in self._chain(style) if (said := what(each)) is not None), None)

    def is_named(self, style: str, name: str) -> bool:
        """Whether a style is, or is derived from, another."""
        return any(each == name for each, _ in self._chain(style))

    def levels(self, name: str) -> dict[int, Level]:
        """The levels of a list style, from 1."""
        return self._lists.get(name, {})

    def _chain(self, style: str) -> Iterator[tuple[str, Style]]:
        for _ in range(DEEPEST):
            found = self._styles.get(style)
            if found is None:
                return
            yield style, found
            style = found.parent


def printed(levels: dict[int, Level], at: int, counts: dict[int, int]) -> str:
    """The number of a list item at a level, from the counts of all levels."""

    def put(found: re.Match[str]) -> str:
        level = levels.get(int(found[1]), Level())
        return in_format(counts.get(int(found[1]), level.start), level.format)

    level = levels.get(at)
    return PLACEHOLDER.sub(put, level.pattern).strip() if level is not None and level.format != "none" else ""


def _style(element: _Element) -> Style:
    paragraph, text = element.find(f"{STYLE}paragraph-properties"), element.find(f"{STYLE}text-properties")
    weight = text.get(f"{FO}font-weight") if text is not None else None
    display = text.get(f"{TEXT}display") if text is not None else None
    return Style(
        parent=element.get(f"{STYLE}parent-style-name", ""),
        align=ALIGNS.get(paragraph.get(f"{FO}text-align", "")) if paragraph is not None else None,
        bold=None if weight is None else weight == "bold" or whole(weight) >= 600,
        hidden=None if display is None else display == "none",
        list=element.get(f"{STYLE}list-style-name"),
    )


def _levels(element: _Element) -> dict[int, Level]:
    return {whole(child.get(f"{TEXT}level")): _level(child) for child in element}


def _level(element: _Element) -> Level:
    sign = element.get(f"{STYLE}num-format", "")
    at, shown = whole(element.get(f"{TEXT}level"), 1), max(whole(element.get(f"{TEXT}display-levels"), 1), 1)
    numbers = ".".join(f"%{level}%" for level in range(max(1, at - min(shown, 10) + 1), at + 1))
    stated = next((str(value) for name, value in element.items() if str(name).endswith("}num-list-format")), None)
    pattern = element.get(f"{STYLE}num-prefix", "") + numbers + element.get(f"{STYLE}num-suffix", "")
    kind = FORMATS.get(sign[:1], "decimal")
    bullet = not str(element.tag).endswith(("level-style-number", "outline-level-style"))
    return Level(pattern=pattern if stated is None else stated, format="none" if bullet else kind, start=whole(element.get(f"{TEXT}start-value"), 1))
