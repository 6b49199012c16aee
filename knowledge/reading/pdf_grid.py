"""Grids of cells from the rules of a page: which lines hang together, and which cells they part."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import groupby

from msgspec import Struct

from knowledge.reading.pdf_page import Page, Rule

_NEAR = 3.0
"""Lines at most so far apart are one; ends so near to another line touch it (points)."""
_OPEN = 12.0
"""Lines that reach so far beyond the outermost ones that cross them make a table open there."""
_COVERED = 0.5
"""The part of a cell's side that must be drawn to part it from the next cell."""
_MOST_RULES = 6_000
"""A page with more is a drawing."""


class Box(Struct, frozen=True):
    """A cell by its place in the grid."""

    row: int
    column: int
    rows: int
    columns: int


class Grid(Struct, frozen=True):
    """The borders of columns and rows of one table, and its cells."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    boxes: tuple[Box, ...]

    @property
    def area(self) -> float:
        """How much of the page it covers."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def position(self, x: float, y: float) -> tuple[int, int] | None:
        """The row and column of a point; None outside."""
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        inside = 0 <= row < len(self.ys) - 1 and 0 <= column < len(self.xs) - 1
        return (row, column) if inside else None


def find_grids(page: Page, most: int) -> list[Grid]:
    """The tables of a page, from the top to the bottom; `most` positions altogether, more raise OverflowError.

    Edges of filled areas make a table only where no lines do, and only if there are rows and columns of them.
    """
    grids = _grids(page.rules, most)
    filled = page.filled if len(page.filled) <= _MOST_RULES else ()
    filled = tuple(rule for rule in filled if not any(_touches(grid, rule) for grid in grids))
    grids += [grid for grid in _grids(filled, most) if len(_begun(grid, 0)) > 1 and len(_begun(grid, 1)) > 1]
    return sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _begun(grid: Grid, axis: int) -> set[int]:
    return {(box.row, box.column)[axis] for box in grid.boxes}


def _touches(grid: Grid, rule: Rule) -> bool:
    across, along = (grid.ys, grid.xs) if rule.level else (grid.xs, grid.ys)
    return across[0] - _NEAR <= rule.at <= across[-1] + _NEAR and rule.start <= along[-1] and rule.end >= along[0]


def _grids(rules: Sequence[Rule], most: int) -> list[Grid]:
    level = _merged(rule for rule in rules if rule.level)
    upright = _merged(rule for rule in rules if not rule.level)
    if len(level) + len(upright) > _MOST_RULES:
        return []
    found = (_grid(ls, us, most) for ls, us in _hanging_together(level, upright))
    return [grid for grid in found if grid and len(grid.boxes) > 1]


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Lines in one direction: pieces of one line (dashes, a cell's side each) as one."""
    merged: list[Rule] = []
    for at, group in _clustered(sorted(rules, key=lambda rule: rule.at)):
        start, end = group[0].start, group[0].end
        for rule in group[1:]:
            if rule.start > end + _NEAR:
                merged.append(Rule(rule.level, at, start, end))
                start, end = rule.start, rule.end
            end = max(end, rule.end)
        merged.append(Rule(group[0].level, at, start, end))
    return merged


def _clustered(rules: list[Rule]) -> Iterable[tuple[float, list[Rule]]]:
    """Lines at about the same height (or side), by their start, with that place."""
    places = _snapped([rule.at for rule in rules])
    for at, group in groupby(zip(places, rules, strict=True), key=lambda pair: pair[0]):
        yield at, sorted((rule for _, rule in group), key=lambda rule: rule.start)


def _snapped(places: list[float]) -> list[float]:
    """Sorted places, each as the mean of those near to it."""
    snapped: list[float] = []
    begin = 0
    for at in range(1, len(places) + 1):
        if at == len(places) or places[at] - places[begin] > _NEAR:
            snapped += [sum(places[begin:at]) / (at - begin)] * (at - begin)
            begin = at
    return snapped


def _hanging_together(level: list[Rule], upright: list[Rule]) -> Iterable[tuple[list[Rule], list[Rule]]]:
    """Lines that cross or touch each other, table by table."""
    parent = list(range(len(level) + len(upright)))
    sides = [rule.at for rule in upright]
    for at, rule in enumerate(level):
        for other in range(bisect_left(sides, rule.start - _NEAR), bisect_right(sides, rule.end + _NEAR)):
            if upright[other].start - _NEAR <= rule.at <= upright[other].end + _NEAR:
                parent[_root(parent, at)] = _root(parent, len(level) + other)
    tables: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for at, rule in enumerate([*level, *upright]):
        tables.setdefault(_root(parent, at), ([], []))[0 if rule.level else 1].append(rule)
    return (table for table in tables.values() if table[0] and table[1])


def _root(parent: list[int], at: int) -> int:
    while parent[at] != at:
        parent[at] = parent[parent[at]]
        at = parent[at]
    return at


def _grid(level: list[Rule], upright: list[Rule], most: int) -> Grid | None:
    level, upright = level + _open_sides(upright, level, True), upright + _open_sides(level, upright, False)
    xs = sorted(set(_snapped(sorted(rule.at for rule in upright))))
    ys = sorted(set(_snapped(sorted(rule.at for rule in level))))
    if len(xs) < 2 or len(ys) < 2:
        return None
    if (len(xs) - 1) * (len(ys) - 1) > most:
        raise OverflowError
    under = _drawn(level, ys, xs)
    beside = _drawn(upright, xs, ys)
    return Grid(tuple(xs), tuple(ys), tuple(_boxes(under, beside, len(ys) - 1, len(xs) - 1)))


def _open_sides(across: list[Rule], along: list[Rule], level: bool) -> list[Rule]:
    """The outer lines that are not drawn, where the lines across reach out beyond those along."""
    start, end = min(rule.start for rule in across), max(rule.end for rule in across)
    first, last = min(rule.at for rule in along), max(rule.at for rule in along)
    low, high = min(rule.at for rule in across), max(rule.at for rule in across)
    missing = [at for at, open_ in ((start, first - start > _OPEN), (end, end - last > _OPEN)) if open_]
    return [Rule(level, at, low, high) for at in missing]


def _drawn(rules: list[Rule], places: list[float], steps: list[float]) -> list[list[bool]]:
    """For every place of a line and every step along it: whether the line is drawn there."""
    drawn = [[False] * (len(steps) - 1) for _ in places]
    for rule in rules:
        line = drawn[nearest(places, rule.at)]
        first = max(bisect_right(steps, rule.start) - 1, 0)
        for step in range(first, min(bisect_left(steps, rule.end), len(line))):
            seen = min(rule.end, steps[step + 1]) - max(rule.start, steps[step])
            line[step] = line[step] or seen >= _COVERED * (steps[step + 1] - steps[step])
    return drawn


def nearest(places: Sequence[float], place: float) -> int:
    """Which of sorted places is nearest to one."""
    after = bisect_left(places, place)
    around = range(max(after - 1, 0), min(after + 1, len(places)))
    return min(around, key=lambda at: abs(places[at] - place))


def _boxes(under: list[list[bool]], beside: list[list[bool]], height: int, width: int) -> list[Box]:
    """The cells: each as wide, then as high, as no line parts it."""
    taken = [[False] * width for _ in range(height)]
    boxes = []
    for row in range(height):
        for column in range(width):
            if taken[row][column]:
                continue
            right = column + 1
            while right < width and not beside[right][row] and not taken[row][right]:
                right += 1
            below = row + 1
            while below < height and _goes_on(under, beside, taken, below, column, right):
                below += 1
            for line in taken[row:below]:
                line[column:right] = [True] * (right - column)
            boxes.append(Box(row, column, below - row, right - column))
    return boxes


def _goes_on(under: list[list[bool]], beside: list[list[bool]], taken: list[list[bool]], row: int, left: int, right: int) -> bool:
    """Whether a cell goes on into a row: no line above it or inside of it, and lines (or the next cell) at its sides."""
    if any(under[row][left:right]) or any(taken[row][left:right]):
        return False
    if any(beside[at][row] for at in range(left + 1, right)):
        return False
    return right == len(under[row]) or beside[right][row] or taken[row][right]
