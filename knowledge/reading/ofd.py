"""OFD, the Chinese office page format (GB/T 33190): the text on each page, line by line from top to bottom."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.errors import Unreadable
from knowledge.reading.characters import clean
from knowledge.reading.container import Container
from knowledge.reading.document import Document, FileKind, Paragraph

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_PAGES = 500
_MOST_REPEATS = 5000
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE]-?\d+)?")
_SAME_LINE = 0.5  # of a character's height: text whose feet are nearer to each other stands on one line
_GAP = 0.6  # of a character's height: a wider gap is printed as a space
_PAGE_NUMBER = re.compile(r"[-—–－\s]*\d{1,3}[-—–－\s]*")


@dataclass(frozen=True, slots=True)
class _Run:
    """Some characters with where they stand, in millimetres from the upper left corner."""

    text: str
    x: float
    y: float
    right: float
    size: float


def read_ofd(content: bytes, name: str) -> Document:
    """An .ofd file; its text must be there as text."""
    container = Container(content, name)
    main = container.xml("OFD.xml")
    lines: list[tuple[str, int]] = []
    for root in _texts(main, "DocRoot"):
        for number, page in enumerate(_pages(container, root), len({page for _, page in lines}) + 1):
            lines.extend((line, number) for line in _lines(page))
    paragraphs = [(text, page) for text, page in lines if not _PAGE_NUMBER.fullmatch(text)]
    if not paragraphs:
        raise Unreadable(name, "scanned" if _has_pictures(container) else "empty")
    blocks = tuple(Paragraph(text=text, line=line, page=page) for line, (text, page) in enumerate(paragraphs, 1))
    return Document(name=name, kind=FileKind.OFD, blocks=blocks, title=next(_texts(main, "Title"), None))


def _texts(element: _Element, name: str) -> Iterator[str]:
    yield from (text for each in element.iter("{*}" + name) if (text := clean(each.text or "").strip()))


def _has_pictures(container: Container) -> bool:
    return any(part.endswith((".jpg", ".jpeg", ".png", ".jb2", ".bmp", ".tif")) for part in container.names)


def _pages(container: Container, root: str) -> Iterator[list[_Run]]:
    """What each page prints, that of the templates it is laid upon first."""
    document = container.xml(root)
    folder = posixpath.dirname(root.lstrip("/"))
    templates = {each.get("ID", ""): each.get("BaseLoc", "") for each in document.iter("{*}TemplatePage")}
    pages = [each for each in document.iter("{*}Page") if each.get("BaseLoc")]
    for page in pages[:_MOST_PAGES]:
        content = container.xml(_path(folder, page.get("BaseLoc", ""), container))
        below = [templates.get(each.get("TemplateID", ""), "") for each in content.iter("{*}Template")]
        parts = [container.xml(_path(folder, each, container)) for each in below if each] + [content]
        yield [run for part in parts for run in _runs(part)]


def _path(folder: str, place: str, container: Container) -> str:
    """A place as the document writes it, from its own folder or from the root of the file."""
    near = posixpath.normpath(posixpath.join(folder, place)) if not place.startswith("/") else place.lstrip("/")
    return near if near in container else place


def _runs(part: _Element) -> Iterator[_Run]:
    for drawn in part.iter("{*}TextObject"):
        box = _numbers(drawn.get("Boundary"), (0, 0, 0, 0))
        matrix = _numbers(drawn.get("CTM"), (1, 0, 0, 1, 0, 0))
        size = _numbers(drawn.get("Size"), (4,))[0]
        if drawn.get("Visible", "true").lower() in ("false", "0"):
            continue
        for code in drawn.iter("{*}TextCode"):
            yield from _printed(code, box, matrix, size)


def _printed(code: _Element, box: Sequence[float], matrix: Sequence[float], size: float) -> Iterator[_Run]:
    """The characters of a code: one run where they stand in a row, one each where they stand below each other."""
    text = clean(code.text or "").replace("\n", "")
    x, y = _numbers(code.get("X"), (0,))[0], _numbers(code.get("Y"), (0,))[0]
    across, down = _steps(code.get("DeltaX")), _steps(code.get("DeltaY"))
    height = size * (abs(matrix[3]) or abs(matrix[1]) or 1)
    stacked = any(down) and not any(across)
    start, last = x, x
    piece = ""
    for index, character in enumerate(text):
        if piece and (stacked or (index and _step(across, index - 1, size) > size * (1 + 2 * _GAP))):
            yield _placed(piece, start, y, last, box, matrix, height)
            piece, start = "", x
        piece += character
        last = x + _width(character, size)
        x += _step(across, index, _width(character, size))
        if stacked:
            yield _placed(piece, start, y, last, box, matrix, height)
            piece, y, x = "", y + _step(down, index, size), start
    if piece:
        yield _placed(piece, start, y, last, box, matrix, height)


def _step(steps: Sequence[float], index: int, otherwise: float) -> float:
    return steps[index] if index < len(steps) else otherwise


def _width(character: str, size: float) -> float:
    return size if character >= "\u2e80" else size / 2


def _placed(text: str, x: float, y: float, right: float, box: Sequence[float], matrix: Sequence[float], height: float) -> _Run:
    a, b, c, d, e, f = matrix
    left = box[0] + a * x + c * y + e
    return _Run(text, left, box[1] + b * x + d * y + f, left + abs(a or 1) * (right - x), height)


def _steps(stored: str | None) -> list[float]:
    """The distances between characters; "g 3 4.2" stands for 4.2 three times."""
    words = (stored or "").split()
    steps: list[float] = []
    at = 0
    while at < len(words) and len(steps) < _MOST_REPEATS:
        if words[at] == "g" and at + 2 < len(words):
            times = int(words[at + 1]) if words[at + 1].isdecimal() else 0
            steps += [_number(words[at + 2])] * min(times, _MOST_REPEATS)
            at += 3
        else:
            steps.append(_number(words[at]))
            at += 1
    return steps


def _number(word: str) -> float:
    return float(word) if _NUMBER.fullmatch(word) and len(word) < 20 else 0.0


def _numbers(stored: str | None, otherwise: Sequence[float]) -> Sequence[float]:
    found = [_number(word) for word in (stored or "").split()]
    return found if len(found) >= len(otherwise) else otherwise


def _lines(runs: Iterable[_Run]) -> Iterator[str]:
    """Runs whose feet are at one height make a line, left to right."""
    line: list[_Run] = []
    for run in sorted(dict.fromkeys(runs), key=lambda run: (run.y, run.x)):
        if line and run.y - line[0].y > _SAME_LINE * min(run.size, line[0].size):
            yield from _joined(line)
            line = []
        line.append(run)
    yield from _joined(line)


def _joined(line: Sequence[_Run]) -> Iterator[str]:
    text = ""
    right: float | None = None
    for run in sorted(line, key=lambda run: run.x):
        wide = right is not None and run.x - right > _GAP * run.size
        text += ("  " if wide else "") + run.text
        right = run.right
    if text.strip(" \u3000"):
        yield text.strip(" \u3000")
