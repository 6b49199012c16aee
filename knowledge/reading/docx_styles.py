"""What Word's styles say of a paragraph: heading level, alignment, bold, hidden, numbered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from knowledge.reading.document import Align
from knowledge.reading.ooxml import W, is_on, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    Value = TypeVar("Value")

HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])", re.IGNORECASE)
TITLES = frozenset({"title", "标题", "標題"})
ALIGNS = {"center": Align.CENTER, "right": Align.RIGHT, "end": Align.RIGHT, "left": Align.LEFT, "start": Align.LEFT, "both": Align.LEFT}
DEEPEST = 20
"""How many styles may stand upon each other."""


class Style(Struct, frozen=True, kw_only=True):
    """What one style says itself; None where it leaves it to the one below. `number` is (w:numId, w:ilvl)."""

    id: str = ""
    base: str = ""
    level: int | None = None
    align: Align | None = None
    bold: bool | None = None
    hidden: bool | None = None
    number: tuple[str, int | None] | None = None


class Styles:
    """The styles of a file, each with those it is based on."""

    def __init__(self, root: _Element | None) -> None:
        self._elements: dict[str, _Element] = {}
        self._chains: dict[str, tuple[Style, ...]] = {}
        self.usual = ""
        for element in root.iterchildren(f"{W}style") if root is not None else ():
            style = element.get(f"{W}styleId", "")
            self._elements[style] = element
            if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in {"1", "true", "on"}:
                self.usual = style

    def find(self, style: str, what: Callable[[Style], Value | None]) -> Value | None:
        """What a style, or the nearest one below that says it, says."""
        return next((said for each in self.chain(style) if (said := what(each)) is not None), None)

    def chain(self, style: str) -> tuple[Style, ...]:
        """A style and those below it."""
        chain = self._chains.get(style)
        if chain is None:
            chain = self._chains[style] = tuple(self._below(style))
        return chain

    def _below(self, style: str) -> list[Style]:
        found: list[Style] = []
        while style in self._elements and len(found) < DEEPEST:
            found.append(_style(self._elements[style]))
            style = found[-1].base
        return found


def align_of(properties: _Element | None) -> Align | None:
    """How a w:pPr aligns its paragraph."""
    jc = properties.find(f"{W}jc") if properties is not None else None
    return ALIGNS.get(jc.get(f"{W}val", "")) if jc is not None else None


def outline_of(properties: _Element | None) -> int | None:
    """The heading level a w:pPr states, 0 for none of them."""
    outline = properties.find(f"{W}outlineLvl") if properties is not None else None
    return (whole(outline.get(f"{W}val"), 9) + 1) % 10 if outline is not None else None


def number_of(properties: _Element | None) -> tuple[str, int | None] | None:
    """The w:numId (empty where only a level stands) and level a w:pPr states."""
    number = properties.find(f"{W}numPr") if properties is not None else None
    if number is None:
        return None
    ident, level = number.find(f"{W}numId"), number.find(f"{W}ilvl")
    return ident.get(f"{W}val", "") if ident is not None else "", whole(level.get(f"{W}val")) if level is not None else None


def switch_of(properties: _Element | None, name: str) -> bool | None:
    """Whether a w:rPr turns something on or off."""
    element = properties.find(f"{W}{name}") if properties is not None else None
    return is_on(element) if element is not None else None


def _style(element: _Element) -> Style:
    paragraph, run, base = (element.find(f"{W}{name}") for name in ("pPr", "rPr", "basedOn"))
    return Style(
        id=element.get(f"{W}styleId", ""),
        base=base.get(f"{W}val", "") if base is not None else "",
        level=_level(element, paragraph),
        align=align_of(paragraph),
        bold=switch_of(run, "b"),
        hidden=switch_of(run, "vanish"),
        number=number_of(paragraph),
    )


def _level(element: _Element, properties: _Element | None) -> int | None:
    stated = outline_of(properties)
    if stated is not None or element.get(f"{W}type", "paragraph") != "paragraph":
        return stated
    name = element.find(f"{W}name")
    words = name.get(f"{W}val", "").strip().lower() if name is not None else ""
    heading = HEADING.fullmatch(words)
    return int(heading[1]) if heading else 1 if words in TITLES else None
