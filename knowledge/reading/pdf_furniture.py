"""What is printed on the pages but is no part of the text: page numbers, running heads and feet."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from knowledge.reading.pdf_lines import Line
from knowledge.reading.pdf_page import Page

_EDGE = 0.12
"""The part of a page's height, at the top and the bottom, where running heads and page numbers stand."""
_SAME_HEIGHT = 4.0
_MOST_PAGES_OF = 0.6
_PAGE_NUMBER = re.compile(
    r"(第?\s*\d{1,4}\s*[页頁]?)([,，/／\s]*[共of]*\s*\d{1,4}\s*[页頁]?)?|page\s*\d{1,4}(\s*(of|/)\s*\d{1,4})?|[ivxlc]{1,7}",
    re.IGNORECASE,
)
_DASHES = " -—–─－−·•~～_"
_ANNEX = re.compile(r"附\s*[件表录]")


def part_furniture(pages: Sequence[Page], lines: Sequence[list[Line]]) -> tuple[list[list[Line]], list[str]]:
    """The lines of every page without furniture, and the furniture, each text once."""
    running = _running(pages, lines)
    kept: list[list[Line]] = []
    asides: dict[str, None] = {}
    for page, these in zip(pages, lines, strict=True):
        apart = [line for line in these if _is_number(line, these, page) or (_key(line) in running and _edge(line, page))]
        asides.update(dict.fromkeys(line.text for line in apart))
        kept.append([line for line in these if line not in apart])
    return kept, list(asides)


def _edge(line: Line, page: Page) -> str:
    if line.base < _EDGE * page.height:
        return "top"
    return "bottom" if line.base - line.size > (1 - _EDGE) * page.height else ""


def _is_number(line: Line, lines: list[Line], page: Page) -> bool:
    """Whether a line only numbers the page: the first or last one, in the margin."""
    outermost = line is lines[0] or line is lines[-1]
    if not outermost or not _edge(line, page):
        return False
    text = line.text.strip(_DASHES)
    return bool(_PAGE_NUMBER.fullmatch(text)) and (text != line.text or _stands_apart(line, lines))


def _stands_apart(line: Line, lines: list[Line]) -> bool:
    """Whether a bare number keeps its distance from the text, so that it is no cell of a list."""
    others = [other for other in lines if other is not line]
    return all(abs(other.base - line.base) > 1.3 * max(line.size, other.size) for other in others)


def _key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "0", line.text), round(line.base / _SAME_HEIGHT)


def _running(pages: Sequence[Page], lines: Sequence[list[Line]]) -> set[tuple[str, int]]:
    """What stands in the margin of most pages, at the same height, whatever its numbers."""
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for page, these in zip(pages, lines, strict=True):
        for line in these:
            if _edge(line, page) and not _ANNEX.match(line.text):
                text, height = _key(line)
                for near in (height - 1, height, height + 1):
                    seen[text, near].add(page.number)
    least = max(2, _MOST_PAGES_OF * len(pages))
    return {key for key, on in seen.items() if len(on) >= least}
