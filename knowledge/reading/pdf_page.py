"""What stands on the pages of a PDF: characters and rules with their places. Only this file speaks to the PDF library.

Places are in points, from the upper left corner of the page as it is read (y grows downwards), however it is turned.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from threading import Lock
from typing import Any, TypeAlias

from msgspec import Struct

from knowledge.errors import Unreadable

MOST_PAGES = 500
_MOST_CHARACTERS = 20_000
"""A page with more is no page that anybody reads; the rest of it is left out."""
_MOST_ALTOGETHER = 1_500_000
_MOST_OBJECTS = 50_000
_MOST_POINTS = 100_000
_DEEPEST = 5
_THIN = 3.0
"""A filled rectangle at most so thick is a rule."""
_STRAIGHT = 1.0
"""How far the ends of a level line may be apart."""
_PASSWORD_NEEDED = 4
_STROKED, _STROKED_TOO = 1, 2
_NO_SIZE = 0.01
_LIBRARY = Lock()
"""The PDF library may not be used by two threads at once."""

Point: TypeAlias = tuple[float, float]
Matrix: TypeAlias = tuple[float, float, float, float, float, float]


class Character(Struct, frozen=True):
    """One printed character; `base` is where it stands on, `size` that of its font."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool = False


class Rule(Struct, frozen=True):
    """A straight line, level (`at` is its y) or upright (`at` is its x), from `start` to `end`."""

    level: bool
    at: float
    start: float
    end: float


class Page(Struct, frozen=True):
    """What stands on one page. `filled` are the edges of filled areas; `garbled` counts characters that the file does not name."""

    number: int
    width: float
    height: float
    characters: tuple[Character, ...]
    rules: tuple[Rule, ...]
    filled: tuple[Rule, ...]
    drawn: bool
    garbled: int = 0


class _Turn(Struct, frozen=True):
    """How places of the file become places of the page as it is read: quarter turns, then the upper left corner as origin."""

    quarters: int
    left: float
    top: float

    def __call__(self, x: float, y: float) -> Point:
        x, y = _turned(x, y, self.quarters)
        return x - self.left, self.top - y


class _Glyph(Struct, frozen=True):
    """A character as the file has it: how it is turned (None: askew), two corners of its box, where it begins."""

    code: int
    quarters: int | None
    low: Point
    high: Point
    origin: Point
    size: float
    bold: bool


def read_pages(content: bytes, name: str) -> list[Page]:
    """Read all pages; raises Unreadable where that cannot be done."""
    with _LIBRARY, closing(_open(content, name)) as document:
        if len(document) > MOST_PAGES:
            raise Unreadable(name, "too_many_pages", most=str(MOST_PAGES))
        pages: list[Page] = []
        left = _MOST_ALTOGETHER
        for at in range(len(document)):
            pages.append(_read_page(document, at, name))
            left -= len(pages[-1].characters)
            if left < 0:
                raise Unreadable(name, "too_many_pages", most=str(MOST_PAGES))
        return pages


def _open(content: bytes, name: str) -> Any:
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415 - heavy

    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        code = "encrypted" if error.err_code == _PASSWORD_NEEDED else "damaged"
        raise Unreadable(name, code) from error


def _read_page(document: Any, at: int, name: str) -> Page:
    import pypdfium2  # noqa: PLC0415 - heavy

    try:
        with closing(document[at]) as page:
            reader = _Reader(page)
            with closing(page.get_textpage()) as text:
                return reader.read(text, at + 1)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(name, "damaged") from error


class _Reader:
    """Reads one page, while it is open; must be made before its text is, for it makes all of that visible."""

    def __init__(self, page: Any) -> None:
        import pypdfium2.raw  # type: ignore[import-untyped]  # noqa: PLC0415 - heavy

        self._api = pypdfium2.raw
        self._page = page
        self._text: Any = None
        self._fonts: dict[int, tuple[float, int | None, bool]] = {}
        self._points = 0
        self._objects = 0
        self._drawn = False
        self._paths = list(self._found_paths(None, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0))

    def read(self, text: Any, number: int) -> Page:
        self._text = text
        found = [glyph for glyph in self._glyphs() if glyph.quarters is not None]
        quarters = Counter(glyph.quarters or 0 for glyph in found).most_common(1)[0][0] if found else 0
        box = self._box()
        turn = _turn_of(box, quarters)
        upright = [glyph for glyph in found if glyph.quarters == quarters]
        garbled = sum(_is_no_character(glyph.code) for glyph in upright)
        rules: list[Rule] = []
        filled: list[Rule] = []
        for fills, line in self._lines(turn):
            (filled if fills else rules).append(line)
        (left, top), (right, bottom) = turn(box[0], box[1]), turn(box[2], box[3])
        return Page(
            number=number,
            width=abs(right - left),
            height=abs(bottom - top),
            characters=tuple(_character(glyph, turn) for glyph in upright if not _is_no_character(glyph.code)),
            rules=tuple(rules),
            filled=tuple(filled),
            drawn=self._drawn,
            garbled=garbled,
        )

    def _box(self) -> tuple[float, float, float, float]:
        box = self._api.FS_RECTF()
        if not self._api.FPDF_GetPageBoundingBox(self._page, box) or box.right <= box.left or box.top <= box.bottom:
            return 0.0, 0.0, 595.0, 842.0
        return box.left, box.bottom, box.right, box.top

    def _glyphs(self) -> Iterator[_Glyph]:
        api, text = self._api, self._text
        box = api.FS_RECTF()
        x, y = ctypes.c_double(), ctypes.c_double()
        for at in range(min(text.count_chars(), _MOST_CHARACTERS)):
            size, quarters, bold = self._font(at)
            if size <= 0 or api.FPDFText_IsGenerated(text, at) == 1:
                continue
            if not api.FPDFText_GetLooseCharBox(text, at, box) or not api.FPDFText_GetCharOrigin(text, at, x, y):
                continue
            code = ord("-") if api.FPDFText_IsHyphen(text, at) == 1 else api.FPDFText_GetUnicode(text, at)
            yield _Glyph(code, quarters, (box.left, box.bottom), (box.right, box.top), (x.value, y.value), size, bold)

    def _font(self, at: int) -> tuple[float, int | None, bool]:
        """Size, quarter turns (none: it stands askew) and boldness of a character; the same for all of one text object."""
        api = self._api
        thing = api.FPDFText_GetTextObject(self._text, at)
        if not thing:
            return 0.0, None, False
        key = ctypes.addressof(thing.contents)
        known = self._fonts.get(key)
        if known is None:
            matrix = api.FS_MATRIX()
            api.FPDFText_GetMatrix(self._text, at, matrix)
            size = api.FPDFText_GetFontSize(self._text, at) * math.hypot(matrix.c, matrix.d)
            known = self._fonts[key] = (size, _quarters(matrix.a, matrix.b), self._is_bold(thing))
        return known

    def _is_bold(self, thing: Any) -> bool:
        api = self._api
        if api.FPDFTextObj_GetTextRenderMode(thing) == _STROKED_TOO:
            return True
        font = api.FPDFTextObj_GetFont(thing)
        name = ctypes.create_string_buffer(128)
        if not font or not api.FPDFFont_GetBaseFontName(font, name, 128):
            return False
        return any(word in name.value.lower() for word in (b"bold", b"heavy", b"black"))

    def _lines(self, turn: _Turn) -> Iterator[tuple[bool, Rule]]:
        """The straight lines of the page, each with whether it only is the edge of something filled."""
        for path, matrix in self._paths:
            fill, stroke = ctypes.c_int(), ctypes.c_int()
            self._api.FPDFPath_GetDrawMode(path, fill, stroke)
            if not fill.value and not stroke.value:
                continue
            for points in self._strokes(path, matrix, turn):
                yield from _rules(points, bool(fill.value), bool(stroke.value))

    def _found_paths(self, form: Any, outer: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
        """The paths of the page or of a form on it, each with the matrix that places its points."""
        api = self._api
        count = api.FPDFFormObj_CountObjects(form) if form else api.FPDFPage_CountObjects(self._page)
        for at in range(max(count, 0)):
            self._objects += 1
            if self._objects > _MOST_OBJECTS:
                return
            thing = api.FPDFFormObj_GetObject(form, at) if form else api.FPDFPage_GetObject(self._page, at)
            kind = api.FPDFPageObj_GetType(thing)
            if kind == api.FPDF_PAGEOBJ_PATH:
                yield thing, _product(self._matrix(thing), outer)
            elif kind == api.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                yield from self._found_paths(thing, _product(self._matrix(thing), outer), depth + 1)
            elif kind == api.FPDF_PAGEOBJ_IMAGE:
                self._drawn = True
            elif kind == api.FPDF_PAGEOBJ_TEXT:
                self._make_visible(thing)

    def _make_visible(self, thing: Any) -> None:
        """Give text of a font that is neither in the file nor on this machine an outline: the library leaves out what has no size."""
        api = self._api
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        if api.FPDFPageObj_GetBounds(thing, left, bottom, right, top) and right.value - left.value < _NO_SIZE:
            api.FPDFTextObj_SetTextRenderMode(thing, _STROKED)
            api.FPDFPageObj_TransformF(thing, api.FS_MATRIX(1, 0, 0, 1, 0, 0))

    def _matrix(self, thing: Any) -> Matrix:
        matrix = self._api.FS_MATRIX()
        if not self._api.FPDFPageObj_GetMatrix(thing, matrix):
            return 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
        return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f

    def _strokes(self, path: Any, matrix: Matrix, turn: _Turn) -> Iterator[list[Point]]:
        """The parts of a path that hang together, as points; a curve ends one."""
        api = self._api
        x, y = ctypes.c_float(), ctypes.c_float()
        points: list[Point] = []
        count = api.FPDFPath_CountSegments(path)
        self._points += count
        for at in range(count if self._points <= _MOST_POINTS else 0):
            segment = api.FPDFPath_GetPathSegment(path, at)
            kind = api.FPDFPathSegment_GetType(segment)
            api.FPDFPathSegment_GetPoint(segment, x, y)
            here = turn(*_moved(x.value, y.value, matrix))
            if kind == api.FPDF_SEGMENT_LINETO:
                points.append(here)
            else:
                self._drawn = self._drawn or kind == api.FPDF_SEGMENT_BEZIERTO
                yield points
                points = [here]
            if points and api.FPDFPathSegment_GetClose(segment):
                points.append(points[0])
        yield points


def _rules(points: list[Point], filled: bool, stroked: bool) -> Iterator[tuple[bool, Rule]]:
    if len(points) < 2:
        return
    xs, ys = [x for x, _ in points], [y for _, y in points]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    if filled and min(width, height) <= _THIN < max(width, height):
        middle = (min(ys) + max(ys)) / 2 if height < width else (min(xs) + max(xs)) / 2
        along = xs if height < width else ys
        yield False, Rule(height < width, middle, min(along), max(along))
        return
    closed = [*points, points[0]] if filled else points
    for (ax, ay), (bx, by) in pairwise(closed):
        if abs(ay - by) <= _STRAIGHT < abs(ax - bx):
            yield not stroked, Rule(True, (ay + by) / 2, min(ax, bx), max(ax, bx))
        elif abs(ax - bx) <= _STRAIGHT < abs(ay - by):
            yield not stroked, Rule(False, (ax + bx) / 2, min(ay, by), max(ay, by))


def _quarters(a: float, b: float) -> int | None:
    quarters = math.atan2(b, a) / (math.pi / 2)
    return round(quarters) % 4 if abs(quarters - round(quarters)) < 0.05 else None


def _turned(x: float, y: float, quarters: int) -> Point:
    """The point after so many quarter turns clockwise around the origin."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[quarters]


def _turn_of(box: tuple[float, float, float, float], quarters: int) -> _Turn:
    corners = [_turned(x, y, quarters) for x, y in ((box[0], box[1]), (box[2], box[3]))]
    return _Turn(quarters, min(x for x, _ in corners), max(y for _, y in corners))


def _character(glyph: _Glyph, turn: _Turn) -> Character:
    ends = (turn(*glyph.low)[0], turn(*glyph.high)[0])
    return Character(chr(glyph.code), min(ends), max(ends), turn(*glyph.origin)[1], glyph.size, glyph.bold)


def _is_no_character(code: int) -> bool:
    """Whether a code names nothing: controls, surrogates, private use, what the library gives for unknown ones."""
    return (code < 0x20 and code not in (9, 10, 13)) or 0xD800 <= code <= 0xF8FF or code in (0xFFFD, 0xFFFE, 0xFFFF) or code >= 0xF0000


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _moved(x: float, y: float, matrix: Matrix) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
