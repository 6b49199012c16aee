"""Tables of labels with their blanks beside them: several a row, groups to the left, now and then headings above."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from knowledge.forms.detect import blanks, words
from knowledge.forms.detect.blanks import Look
from knowledge.forms.detect.grid import Grid, Spot, has_units, is_bare_unit, is_blank, is_label, seen
from knowledge.reading.document import Cell

_RECORD = re.compile(r"(?P<stem>[^0-9一二三四五六七八九十①-⑳]*)[0-9一二三四五六七八九十①-⑳]+(?P<rest>[^0-9]*)")
_NO_RECORD = re.compile(r"年|月|季|周|旬|日|天|期|级|等|类|档|批|轮")


def transposed_or_none(grid: Grid) -> tuple[Spot, ...] | None:
    """The fields of a table whose records stand in columns, its headings in the first one; None where it is none."""
    rows = [row for row in grid.rows if not _is_record_heads(grid.row(row))]
    shapes = {tuple((cell.column, cell.columns) for cell in grid.row(row) if is_blank(cell)) for row in rows}
    if len(rows) < 2 or len(shapes) != 1 or len(next(iter(shapes))) < 2:
        return None
    found = []
    for row in rows:
        cells = grid.row(row)
        labels = [cell for cell in cells if is_label(cell) and not words.is_ordinal(cell.text)]
        first = next(cell for cell in cells if is_blank(cell))
        if not labels or any(not is_blank(cell) for cell in cells if cell.column > first.column) or labels[-1].rows > 1:
            return None
        cells_of = [cell for cell in cells if is_blank(cell)]
        found.append(Spot(tuple(cell.text for cell in labels), tuple(cell.place for cell in cells_of), cells_of[0].text))
    return tuple(found)


def has_record_heads(grid: Grid) -> bool:
    """Whether the first row numbers records that stand in columns."""
    return _is_record_heads(grid.row(grid.rows[0]))


def _is_record_heads(cells: tuple[Cell, ...]) -> bool:
    """Whether a row numbers the records: 1, 2, 3 or 作品一, 作品二."""
    rest = [words.tidy(cell.text) for cell in cells[1:]]
    if len(rest) < 2:
        return False
    found = [_RECORD.fullmatch(text) for text in rest]
    kinds = {(each["stem"], each["rest"]) for each in found if each}
    return all(found) and len(kinds) == 1 and not _NO_RECORD.search("".join(next(iter(kinds))))


@dataclass(slots=True)
class _Reading:
    """The spots found so far, by the path they have, and the headings that a row may stand under."""

    grid: Grid
    spots: dict[tuple[str, ...], Spot] = field(default_factory=dict)
    heads: list[int] = field(default_factory=list)
    done: set[Cell] = field(default_factory=set)
    leads: dict[tuple[str, ...], str] = field(default_factory=dict)

    def add(self, path: tuple[str, ...], cell: Cell, text: str, unit: str | None = None, lead: str = "") -> None:
        """Keep a spot; the same path once more is a further row of the same list, unless what leads the rows tells them apart."""
        key = tuple(words.tidy(part) for part in path)
        before = self.leads.setdefault(key, lead)
        if lead and before and words.tidy(before) != words.tidy(lead):
            self._tell_apart(key, before)
            path = (*path[:-1], lead, path[-1])
            key = tuple(words.tidy(part) for part in path)
        known = self.spots.get(key)
        total = any(words.is_total(words.printed(part).label) for part in path)
        places = (*known.places, cell.place) if known else (cell.place,)
        self.spots[key] = Spot(path, places, known.text if known else text, unit, total=total)

    def _tell_apart(self, key: tuple[str, ...], lead: str) -> None:
        """Let what leads its row be the group of a spot that was kept."""
        moved = {old: (*spot.path[:-1], lead, spot.path[-1]) if old == key else spot.path for old, spot in self.spots.items()}
        self.spots = {tuple(words.tidy(part) for part in moved[old]): replace(spot, path=moved[old]) for old, spot in self.spots.items()}


def pair_spots(grid: Grid) -> tuple[Spot, ...]:
    """What is asked in a table of labels and blanks, in reading order."""
    reading = _Reading(grid)
    for before, row in pairwise([-1, *grid.rows]):
        if _is_head_row(grid, row):
            reading.heads = [*(reading.heads if before in reading.heads else []), row]
        elif reading.heads and _stands_under(grid, row, reading.heads[-1]):
            _read_under(reading, row)
        else:
            reading.heads = []
            _read_beside(reading, row)
    return tuple(reading.spots.values())


def _is_head_row(grid: Grid, row: int) -> bool:
    """Whether a row only has labels; one that covers the whole width aside."""
    cells = grid.row(row)
    return len(cells) > 1 and all(seen(cell) is Look.TEXT and not blanks.is_hint(cell.text) for cell in cells) and not has_units(grid, row, cells)


def _stands_under(grid: Grid, row: int, head: int) -> bool:
    """Whether blanks of a row have no label of their own at the left, but each one above."""
    cells = grid.row(row)
    open_cells = [cell for cell in cells if is_blank(cell)]
    bare = [cell for cell in open_cells if not is_label(_left(grid, cell, row)) or _left(grid, cell, row) in grid.row(head)]
    aligned = [cell for cell in open_cells if (above := grid.at(head, cell.column)) is not None and is_label(above) and above.columns >= cell.columns]
    return len(bare) >= min(2, len(open_cells)) > 0 and len(aligned) == len(open_cells) and not any(seen(cell) is Look.INLINE for cell in cells)


def _left(grid: Grid, cell: Cell, row: int) -> Cell | None:
    return grid.at(row, cell.column - 1)


def _read_under(reading: _Reading, row: int) -> None:
    grid, head = reading.grid, reading.heads
    cells = [cell for cell in grid.row(row) if cell not in reading.done]
    labels = [cell.text for cell in cells if is_label(cell) and not words.is_ordinal(cell.text)]
    for cell in cells:
        if is_blank(cell) and (above := grid.at(head[-1], cell.column)) is not None and not words.is_order(above.text):
            uppers = [up.text for line in head[:-1] if (up := grid.at(line, cell.column)) is not None and up.text not in labels and up is not above]
            reading.done.add(cell)
            reading.add((*labels, *uppers[-1:], above.text), cell, cell.text)


def _read_beside(reading: _Reading, row: int) -> None:
    """Read a row left to right: labels, their blanks; several labels in a row are a group with what is in it."""
    grid, run, outer, beside = reading.grid, list[Cell](), tuple[str, ...](), tuple[str, ...]()
    cells, lead = _without_units_after(grid.row(row)), ""
    for index, cell in enumerate(cells):
        after = cells[index + 1] if index + 1 < len(cells) else None
        if _is_value(cell, run, after):
            path = _path(run)
            outer = path[:-1] if len(path) > 1 else outer
            if cell not in reading.done and path:
                unit = _unit_in(run, cell) or _unit_after(grid, row, cell)
                reading.add((*(outer if len(path) == 1 else ()), *path), cell, cell.text, unit, lead)
                lead = lead or path[-1]
            reading.done.add(cell)
            run = run if after is not None and after.row < row and not is_label(after) else []
        elif seen(cell) is Look.INLINE and not (is_label(cell) and is_blank(after)):
            beside = _path(run) or beside
            _read_inline(reading, cell, beside or outer)
            run = []
        elif is_label(cell):
            run, beside = [*run, cell], ()
        elif seen(cell) is Look.STAMP:
            reading.add((*_path(run), blanks.stamped_label(cell.text)), cell, cell.text)
            reading.done.add(cell)
        elif seen(cell) is not Look.EMPTY:
            run = []
    _read_alone(reading, row, cells)


def _without_units_after(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The cells of a row but for units that stand behind their blank."""
    behind = {after for before, after in pairwise(cells) if is_blank(before) and words.unit_or_none(after.text) and len(words.tidy(after.text)) <= 4}
    followed = {cell for cell, after in pairwise(cells) if is_blank(after)}
    return tuple(cell for cell in cells if cell not in behind - followed)


def _unit_after(grid: Grid, row: int, cell: Cell) -> str | None:
    after = grid.at(row, cell.column + cell.columns)
    return words.unit_or_none(after.text) if after is not None and after not in _without_units_after(grid.row(row)) else None


def _is_value(cell: Cell, run: list[Cell], after: Cell | None) -> bool:
    """Whether a cell is where the labels before it are answered."""
    if is_blank(cell):
        return bool(run)
    labelled = bool(run) and not is_blank(after)
    return (
        labelled
        and seen(cell) in (Look.TEXT, Look.NOTE, Look.UNIT, Look.STAMP)
        and (blanks.is_hint(cell.text) or is_bare_unit(cell, run[-1]) or seen(cell) is Look.STAMP)
    )


def _path(run: list[Cell]) -> tuple[str, ...]:
    """The labels of a blank from the outside in: units and row numbers are none, wider groups come first."""
    named = [cell for cell in run if not words.is_ordinal(cell.text)]
    if len(named) > 1 and words.unit_or_none(named[-1].text):
        named = named[:-1]
    return tuple(dict.fromkeys(cell.text for cell in named))


def _unit_in(run: list[Cell], cell: Cell) -> str | None:
    """The unit that stands in the blank or in a cell before it."""
    own = words.unit_or_none(cell.text) if words.tidy(cell.text) else None
    return own or (words.unit_or_none(run[-1].text) if len(run) > 1 else None)


def _read_inline(reading: _Reading, cell: Cell, group: tuple[str, ...]) -> None:
    if cell in reading.done:
        return
    reading.done.add(cell)
    for each in blanks.fill_ins(cell.text):
        reading.add((*group, each.label), cell, each.value)


def _read_alone(reading: _Reading, row: int, cells: tuple[Cell, ...]) -> None:
    """A blank over the whole width below its label, or a wide label with room in its own cell."""
    grid = reading.grid
    if len(cells) != 1:
        return
    cell, before = cells[0], [line for line in grid.rows if line < row]
    above = grid.row(before[-1]) if before else ()
    if is_blank(cell) and len(above) == 1 and is_label(above[0]) and cell not in reading.done:
        reading.add((above[0].text,), cell, cell.text)
    elif seen(cell) is Look.TEXT and words.limit(cell.text) and not _is_followed(grid, row):
        reading.add((cell.text,), cell, "")


def _is_followed(grid: Grid, row: int) -> bool:
    """Whether a blank over the whole width comes next."""
    after = [line for line in grid.rows if line > row]
    return bool(after) and len(grid.row(after[0])) == 1 and is_blank(grid.row(after[0])[0])
