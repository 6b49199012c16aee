"""Paragraphs from the lines of a PDF: which line goes on with the text of the one before, seen by where they stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from msgspec import Struct

from knowledge.reading.document import Align
from knowledge.reading.pdf_lines import Line, joined
from knowledge.reading.pdf_page import Page

_MARKER = re.compile(
    r"[一二三四五六七八九十百]+[、.．]|[（(][一二三四五六七八九十百\d]+[)）]|\d{1,2}[、.．](?!\d|$)|\d{1,2}[.．](?=\d{4}年)|[①-⑳]|第[一二三四五六七八九十百\d]+[章节条]"
    r"|附\s*[件表录]|[^，。；：]{2,8}[：:]"
)
_ANNEX = re.compile(r"附\s*[件表录]\s*[一二三四五六七八九十\d]*\s*([：:]|$)")
_ENDED = re.compile(r"[。；：！？;:!?][”』」）)]?$")
_LARGER = 1.15
"""How much larger than the text a title is set."""
_WIDE = "   "
"""In large letters it parts what stands side by side in the head of a letter."""
_FAR_APART = 1.4
"""So many times the usual distance of lines parts paragraphs."""
_LEFT_EMPTY = 3.2
"""So many lines left empty at the end of a page end the paragraph too; fewer may only keep lines of one together."""
_WIDEST_MARGIN, _USUAL_MARGIN = 0.25, 0.14
"""Parts of a page's width: text that begins further right than the first is not at its margin, which then is the second."""
_FULL_LINES = 3


class Frame(Struct, frozen=True):
    """Where the text of a page stands: its margins, the size of its font, the distance of its lines."""

    left: float
    right: float
    size: float
    pitch: float
    bottom: float
    indents: bool

    def align(self, line: Line) -> Align | None:
        """Where a line stands in the frame; None where it simply begins at the left, or fills it."""
        before, behind = line.x0 - self.left, self.right - line.x1
        if abs(before - behind) <= line.size and before + behind > (0 if line.size > _LARGER * self.size else 5.2 * line.size):
            return Align.CENTER
        right = before > 0.4 * (self.right - self.left) and before > 2 * behind
        return Align.RIGHT if right else None


class Run(Struct, frozen=True):
    """The lines of one paragraph."""

    lines: tuple[Line, ...]
    align: Align | None

    @property
    def text(self) -> str:
        """The lines as one."""
        text = ""
        for line in self.lines:
            text = joined(text, line.text)
        return text


def find_frames(pages: Sequence[Page], lines: Sequence[list[Line]]) -> dict[int, Frame]:
    """The frame of every page: that of all the pages of its size together."""
    sizes = {page.number: (round(page.width / 10), round(page.height / 10)) for page in pages}
    together: dict[tuple[int, int], list[list[Line]]] = {}
    for page, these in zip(pages, lines, strict=True):
        together.setdefault(sizes[page.number], []).append(these)
    widths = {sizes[page.number]: page.width for page in pages}
    frames = {size: _frame(of, widths[size]) for size, of in together.items()}
    return {page: frames[size] for page, size in sizes.items()}


def _frame(pages: list[list[Line]], width: float) -> Frame:
    lines = [line for page in pages for line in page]
    if not lines:
        return Frame(0, 0, 1, 1, 0, False)
    size = _usual_size(lines)
    body = [line for line in lines if abs(line.size - size) < 0.1 * size] or lines
    left, right = _margins(body, size, width)
    steps = [b.base - a.base for page in pages for a, b in pairwise(page) if 0.8 * size < b.base - a.base < 3 * size]
    pitch = median(steps) if steps else 1.5 * size
    return Frame(left, right, size, pitch, max(line.base for line in body), _indents(body, left, size))


def _margins(body: list[Line], size: float, width: float) -> tuple[float, float]:
    """Where lines begin and end: where several do; a page with too few of them is as wide at the right as at the left."""
    left = _supported(sorted(line.x0 for line in body), size)
    right = -_supported(sorted(-line.x1 for line in body), size)
    if left > _WIDEST_MARGIN * width:
        left = _USUAL_MARGIN * width
    full = sum(1 for line in body if abs(line.x1 - right) < 0.5 * size)
    if full < _FULL_LINES or right - left < 0.5 * width:
        right = max(right, width - left, *(line.x1 for line in body))
    return left, right


def _usual_size(lines: list[Line]) -> float:
    weight: Counter[float] = Counter()
    for line in lines:
        weight[round(2 * line.size) / 2] += len(line.text)
    return max(weight.most_common(1)[0][0], 0.5)


def _supported(places: list[float], size: float) -> float:
    """The outermost of sorted places that has others near it: two together, and one in twenty, at least."""
    least = max(2, 0.05 * len(places))
    for at, place in enumerate(places):
        if bisect_right(places, place + 0.8 * size) - at >= least:
            return place
    return places[0]


def _indents(lines: list[Line], left: float, size: float) -> bool:
    """Whether paragraphs begin two characters further right than their other lines."""
    in_two = sum(1 for line in lines if abs(line.x0 - left - 2 * size) <= 0.5 * size)
    return in_two >= max(2, 0.1 * len(lines))


def make_runs(lines: Iterable[Line], frames: dict[int, Frame]) -> list[Run]:
    """Put lines that stand one after the other, with no table between, together to paragraphs."""
    runs: list[Run] = []
    for line in lines:
        frame = frames[line.page]
        align = frame.align(line)
        if runs and (_goes_on(runs[-1], line, frame) if align is None else _is_narrow(runs[-1], line, frame)):
            runs[-1] = Run((*runs[-1].lines, line), runs[-1].align)
        else:
            runs.append(Run((line,), align))
    return runs


def _is_narrow(run: Run, line: Line, frame: Frame) -> bool:
    """Whether a line that happens to stand like a centred one goes on under another that begins at the same place."""
    before = run.lines[-1]
    return len(run.lines) > 1 and run.align is None and abs(before.x0 - line.x0) < 0.3 * line.size and _goes_on(run, line, frame)


def _goes_on(run: Run, line: Line, frame: Frame) -> bool:
    before = run.lines[-1]
    if run.align is not None or not 1 / _LARGER < line.size / before.size < _LARGER:
        return False
    if _is_apart(before, line, frame) or (line.size > _LARGER * frame.size and (_WIDE in before.text or _WIDE in line.text)):
        return False
    return _is_full(before, line, frame) and not _begins(run, line, frame)


def _is_apart(before: Line, line: Line, frame: Frame) -> bool:
    """Whether more than the usual room lies between two lines, on one page or at the end of the first one's."""
    if line.page == before.page:
        return line.base - before.base > _FAR_APART * max(frame.pitch, 1.2 * line.size)
    return frame.bottom - before.base > _LEFT_EMPTY * frame.pitch


def _is_full(before: Line, line: Line, frame: Frame) -> bool:
    """Whether a line was broken for want of room: the next word had none, or it nearly ends there in the middle of a sentence."""
    if before.x1 + line.head + 0.5 * line.size >= frame.right:
        return True
    flush = frame.indents and line.x0 - frame.left < line.size
    return flush and before.x1 > frame.right - 0.15 * (frame.right - frame.left) and not _ENDED.search(before.text)


def _begins(run: Run, line: Line, frame: Frame) -> bool:
    """Whether a line begins a paragraph by its own look, though the one before is full."""
    first, indent = run.lines[0], (line.x0 - frame.left) / line.size
    marked = bool(_MARKER.match(line.text))
    if _ANNEX.match(line.text):
        return True
    if indent < 1:
        return marked and (not frame.indents or line.x0 < first.x0 - 3 * line.size) and bool(_ENDED.search(run.lines[-1].text))
    if marked:
        return True
    hanging = abs(line.x0 - run.lines[-1].x0) <= 0.5 * line.size if len(run.lines) > 1 else line.x0 > first.x0 - 0.5 * line.size
    return not hanging or (len(run.lines) == 1 and abs(indent - 2) <= 0.5 and abs(line.x0 - first.x0) <= 0.5 * line.size)
