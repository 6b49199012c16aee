"""Tables with headings above: lists of like rows, and rows of printed labels crossed with columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from knowledge.forms.detect import blanks, words
from knowledge.forms.detect.blanks import Look
from knowledge.forms.detect.grid import Grid, Spot, has_units, is_blank, is_bracketed_unit, is_label, seen
from knowledge.reading.document import Cell

MAX_HEADS = 4
"""Rows of headings: three levels and one of units."""


class Role(StrEnum):
    """What a column holds below its heading."""

    BLANK = "blank"
    STUB = "stub"
    UNIT = "unit"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of headings over the rows that are filled."""

    grid: Grid
    heads: tuple[int, ...]
    body: tuple[int, ...]
    roles: tuple[Role, ...]
    listed: bool
    segments: dict[int, int] = field(default_factory=dict, compare=False)

    def spots(self) -> tuple[Spot, ...]:
        """What is asked, a spot a column of a list or a blank of a cross."""
        found = _list_spots(self) if self.listed else _cross_spots(self)
        return tuple(spot for spot in found if any(words.tidy(part) for part in spot.path))


def block_or_none(grid: Grid, heads: tuple[int, ...] = ()) -> Block | None:
    """A table (or a part of it, under headings printed before) as a block; None where it is none."""
    heads = heads or _heads(grid)
    body = tuple(row for row in grid.rows if row not in heads and not _is_numbers(grid, row) and not _repeats(grid, row, heads))
    if not heads or not body or not _aligned(grid, heads, body):
        return None
    roles = _roles(grid, heads, body)
    if Role.BLANK not in roles or _stands_over_pairs(grid, heads[-1], roles):
        return None
    fresh = [row for row in body if _is_fresh(grid, row, heads) and not _is_total_row(grid, row)]
    listed = Role.STUB not in roles or bool(fresh and not _is_cross(grid, roles, body))
    if listed:
        roles = tuple(Role.BLANK if role is Role.STUB else role for role in roles)
    elif _is_numbered_by_group(Block(grid, heads, body, roles, False)):
        fresh, listed = list(body), True
    return Block(grid, heads, tuple(fresh) if listed else body, roles, listed) if not listed or fresh else None


def is_filled(grid: Grid) -> bool:
    """Whether below headings something stands in most cells of every column: a table that is read, though cells of it are empty."""
    heads = _heads(grid)
    body = tuple(row for row in grid.rows if row not in heads)
    if (
        not heads
        or not body
        or not _aligned(grid, heads, body)
        or any(seen(cell) in (Look.INLINE, Look.STAMP) for row in body for cell in grid.row(row))
    ):
        return False
    return Role.BLANK not in _roles(grid, heads, body)


def _heads(grid: Grid) -> tuple[int, ...]:
    """The rows at the top in which every cell but the corner is a heading."""
    heads: list[int] = []
    for row in grid.rows[:MAX_HEADS]:
        cells = grid.row(row)
        rest = [cell for cell in cells if not (cell.column == 0 and seen(cell) is Look.EMPTY)]
        if len(cells) < 2 or not rest or not all(_is_heading(cell) for cell in rest) or has_units(grid, row, cells):
            break
        if heads and (_is_numbers(grid, row) or _is_printed_row(grid, row, heads)):
            break
        heads.append(row)
    return tuple(heads) if len(heads) < len(grid.rows) else ()


def _is_heading(cell: Cell) -> bool:
    return (seen(cell) is Look.TEXT and not blanks.is_hint(cell.text)) or is_bracketed_unit(cell)


def _is_printed_row(grid: Grid, row: int, heads: list[int]) -> bool:
    """Whether a row below headings is not one of theirs: no cell above it is merged over several columns or reaches into it."""
    above = grid.row(heads[-1])
    reaching = any(cell.row + cell.rows > row for cell in above)
    split = any(cell.columns > 1 and len({grid.at(row, column) for column in range(cell.column, cell.column + cell.columns)}) > 1 for cell in above)
    return not (reaching or split) and not all(is_bracketed_unit(cell) or cell.column == 0 for cell in grid.own(row))


def _is_numbers(grid: Grid, row: int) -> bool:
    """Whether a row only numbers the columns (甲, 乙, 1, 2)."""
    said = [cell for cell in grid.row(row) if words.tidy(cell.text)]
    return len(said) > 1 and len(said) * 2 > len(grid.row(row)) and all(words.is_column_number(cell.text) for cell in said)


def _repeats(grid: Grid, row: int, heads: tuple[int, ...]) -> bool:
    """Whether headings are printed again further down."""
    text = [words.tidy(cell.text) for cell in grid.row(row)]
    return row not in heads and any(text == [words.tidy(cell.text) for cell in grid.row(head)] for head in heads) and any(text)


def _aligned(grid: Grid, heads: tuple[int, ...], body: tuple[int, ...]) -> bool:
    """Whether the blanks below stand under headings of the same or a larger width."""
    for row in body:
        for cell in grid.row(row):
            if not is_blank(cell) or _is_total_row(grid, row):
                continue
            head = grid.at(heads[-1], cell.column)
            if head is None or cell.column + cell.columns > head.column + head.columns:
                return False
    return True


def _is_total_row(grid: Grid, row: int) -> bool:
    return any(is_label(cell) and words.is_total(words.printed(cell.text).label) for cell in grid.row(row)[:3])


def _roles(grid: Grid, heads: tuple[int, ...], body: tuple[int, ...]) -> tuple[Role, ...]:
    roles: list[Role] = []
    for column in range(grid.width):
        cells = [cell for row in body if (cell := grid.at(row, column)) is not None and cell.columns < grid.width]
        roles.append(_role(leaf_text(grid, heads, column), cells))
    return _filled_down(grid, body, _numbered_once(grid, heads, body, roles))


def _numbered_once(grid: Grid, heads: tuple[int, ...], body: tuple[int, ...], roles: list[Role]) -> tuple[Role, ...]:
    """Where rows have their number already, a further empty column for one (排序) is asked."""
    found, numbered = list(roles), False
    for column, role in enumerate(roles):
        cells = (grid.at(row, column) for row in body)
        if role is Role.NUMBER and numbered and all(cell is None or is_blank(cell) for cell in cells):
            found[column] = Role.BLANK
        numbered = numbered or role is Role.NUMBER
    return tuple(found)


def _stands_over_pairs(grid: Grid, head: int, roles: tuple[Role, ...]) -> bool:
    """Whether a heading stands over several labels with their blanks, so that it is none."""
    for cell in grid.row(head):
        below = [role for role in roles[cell.column : cell.column + cell.columns] if role in (Role.BLANK, Role.STUB)]
        if sum(one is not two for one, two in pairwise(below)) > 1:
            return True
    return False


def _role(heading: str, cells: list[Cell]) -> Role:
    said = [cell for cell in cells if not is_blank(cell) and not _is_dots(cell) and seen(cell) is not Look.STRUCK]
    numbered = bool(said) and all(words.is_ordinal(cell.text) for cell in said)
    if words.is_order(heading) or (numbered and (words.is_code(heading) or not words.tidy(heading))):
        return Role.NUMBER
    if said and words.is_code(heading) and len(said) * 2 > len(cells):
        return Role.NUMBER
    if said and words.is_unit_heading(heading) and all(words.measure_or_none(cell.text) or seen(cell) is Look.STRUCK for cell in said):
        return Role.UNIT
    if words.is_instruction(heading) and any(words.tidy(cell.text) for cell in cells):
        return Role.STUB
    # What is printed over most of a column is no place to write in.
    return Role.BLANK if len(said) * 2 < len(cells) or (not said) else Role.STUB


def _filled_down(grid: Grid, body: tuple[int, ...], roles: tuple[Role, ...]) -> tuple[Role, ...]:
    """A column with a group's name in its first row only, left of the labels, is one of labels too."""
    stub = next((column for column, role in enumerate(roles) if role is Role.STUB), 0)
    found = list(roles)
    for column in range(stub):
        if roles[column] is Role.BLANK and is_label(grid.at(body[0], column)):
            found[column] = Role.STUB
    return tuple(found)


def _is_dots(cell: Cell) -> bool:
    return set(words.tidy(cell.text)) <= set("….·。")


def _is_fresh(grid: Grid, row: int, heads: tuple[int, ...]) -> bool:
    """Whether everything of a row is to be filled, its number aside."""
    cells = [cell for cell in grid.row(row) if not words.is_order(leaf_text(grid, heads, cell.column))]
    open_cells = [cell for cell in cells if is_blank(cell) or _is_dots(cell)]
    closed = [cell for cell in cells if cell not in open_cells]
    return bool(open_cells) and all(words.is_ordinal(cell.text) and cell.column == 0 for cell in closed)


def _is_cross(grid: Grid, roles: tuple[Role, ...], body: tuple[int, ...]) -> bool:
    """Whether rows have printed labels before blanks; a row filled in throughout is an example in a list."""
    stubs = [column for column, role in enumerate(roles) if role is Role.STUB]
    labelled = [row for row in body if any(is_label(grid.at(row, column)) for column in stubs)]
    partly = [row for row in labelled if any(is_blank(cell) for cell in grid.row(row)) and not _is_total_row(grid, row)]
    rest = [row for row in body if not _is_total_row(grid, row) and not _is_dots_row(grid, row)]
    return len(partly) * 2 > len(rest)


def leaf_text(grid: Grid, heads: tuple[int, ...], column: int) -> str:
    """The lowest heading of a column; units in brackets stand behind the heading they belong to."""
    return path_of(grid, heads, column)[-1]


def path_of(grid: Grid, heads: tuple[int, ...], column: int) -> tuple[str, ...]:
    """The headings over a column from the outside in; () never, an empty text where there is none."""
    path: list[str] = []
    for cell in dict.fromkeys(grid.at(row, column) for row in heads):
        if cell is None or not words.tidy(cell.text):
            continue
        if is_bracketed_unit(cell) and path:
            path[-1] += words.tidy(cell.text)
        elif not path or words.tidy(path[-1]) != words.tidy(cell.text):
            path.append(cell.text)
    return tuple(path) or ("",)


def _list_spots(block: Block) -> list[Spot]:
    grid, found = block.grid, list[Spot]()
    for column in range(grid.width):
        head = grid.at(block.heads[-1], column)
        if block.roles[column] is not Role.BLANK or head is None or head.column != column:
            continue
        cells = [cell for row in block.body if (cell := grid.at(row, column)) is not None and not _is_dots_row(grid, row)]
        sample = next((cell.text for cell in cells if words.tidy(cell.text)), "")
        found.append(Spot(path_of(grid, block.heads, column), tuple(cell.place for cell in cells), sample))
    return found


def _is_numbered_by_group(block: Block) -> bool:
    """Whether the printed labels only say of what kind each of several rows is."""
    labels = {row: label for (row, _), label in _row_labels(block).items() if label}
    if Role.UNIT in block.roles or len(labels) < len(_row_labels(block)):
        return False
    if Role.NUMBER in block.roles:
        return len(set(labels.values())) < len(labels)
    columns = [column for column, role in enumerate(block.roles) if role is Role.BLANK]
    apart = {row: [block.grid.at(row, column) for column in columns] for row in labels}
    return len(set(labels.values())) * 3 <= len({tuple(cell.place for cell in cells if cell) for cells in apart.values()}) * 2


def _is_dots_row(grid: Grid, row: int) -> bool:
    return any("…" in cell.text or "..." in cell.text for cell in grid.row(row))


def _cross_spots(block: Block) -> list[Spot]:
    grid, found, taken = block.grid, list[Spot](), set[tuple[int, int]]()
    labels = _row_labels(block)
    for row in block.body:
        for column in range(grid.width):
            cell = grid.at(row, column)
            if block.roles[column] is not Role.BLANK or cell is None or not is_blank(cell) or (cell.row, cell.column) in taken:
                continue
            taken.add((cell.row, cell.column))
            stub = labels.get((row, _segment(block, column)), ())
            if stub and not _is_skipped(stub):
                found.append(_crossed(block, cell, stub, _unit_of(block, row, column)))
    return found


def _crossed(block: Block, cell: Cell, stub: tuple[str, ...], unit: str | None) -> Spot:
    """One blank of a cross: under a single column its row's label is its own."""
    segment = _segment(block, cell.column)
    heads = path_of(block.grid, block.heads, cell.column)
    columns = {
        block.grid.at(block.heads[-1], column) for column, role in enumerate(block.roles) if role is Role.BLANK and _segment(block, column) == segment
    }
    total = any(words.is_total(words.printed(part).label) for part in (*stub, *heads))
    if len(columns) == 1:
        stub = (*heads, *stub) if _is_headed_pair(block, segment) and len(block.grid.row(block.heads[-1])) > 1 else stub
        return Spot(stub, (cell.place,), cell.text, unit, heads, total=total)
    path = (*stub, *(part for part in heads if words.tidy(part)))
    return Spot(path, (cell.place,), cell.text, unit, heads, crossed=True, total=total)


def _is_skipped(stub: tuple[str, ...]) -> bool:
    return words.is_example(stub[-1]) or not words.tidy(stub[-1]).strip("….·")


def _segment(block: Block, column: int) -> int:
    known = block.segments.get(column)
    if known is None:
        known = block.segments[column] = _first_of_segment(block, column)
    return known


def _first_of_segment(block: Block, column: int) -> int:
    """The first column of the labels that a column belongs to, where the same headings stand side by side several times."""
    start, heads = 0, list[str]()
    for at in range(column + 1):
        if block.roles[at] is not Role.STUB:
            continue
        heading = words.tidy(leaf_text(block.grid, block.heads, at))
        if Role.BLANK in block.roles[start:at] and (heading in heads or _is_headed_pair(block, at)):
            start = at
        heads.append(heading)
    return start


def _is_headed_pair(block: Block, column: int) -> bool:
    """Whether one heading stands over labels and their blanks together."""
    head = block.grid.at(block.heads[-1], column)
    return head is not None and head.column == column and Role.BLANK in block.roles[column : column + head.columns]


def _unit_of(block: Block, row: int, column: int) -> str | None:
    start = _segment(block, column)
    end = next((at for at in range(column, block.grid.width) if _segment(block, at) != start), block.grid.width)
    for at in range(start, end):
        cell = block.grid.at(row, at)
        if block.roles[at] is Role.UNIT and cell is not None and (unit := words.measure_or_none(cell.text)):
            return unit
    return None


def _row_labels(block: Block) -> dict[tuple[int, int], tuple[str, ...]]:
    """The label of each row by its segment, groups before it."""
    grid, found = block.grid, dict[tuple[int, int], tuple[str, ...]]()
    for start in sorted({_segment(block, column) for column in range(grid.width)}):
        columns = _label_columns(block, start)
        above: dict[int, str] = {}
        for row in block.body:
            cells = dict.fromkeys(cell for column in columns if (cell := grid.at(row, column)) is not None)
            texts = [_filled(cell, above, last=cell is list(cells)[-1]) for cell in cells]
            found[row, start] = tuple(dict.fromkeys(text for text in texts if words.tidy(text)))
    return found


def _filled(cell: Cell, above: dict[int, str], *, last: bool) -> str:
    if seen(cell) is Look.EMPTY and not last:
        return above.get(cell.column, "")
    above[cell.column] = "" if last else cell.text
    return cell.text if seen(cell) in (Look.TEXT, Look.INLINE, Look.NOTE) else ""


def _label_columns(block: Block, start: int) -> list[int]:
    """The columns whose texts name a row: the first with labels, and the next ones while those before are only groups."""
    grid, columns = block.grid, list[int]()
    for column in range(start, grid.width):
        if _segment(block, column) != start or (columns and block.roles[column] is Role.BLANK):
            break
        if block.roles[column] is Role.STUB:
            columns.append(column)
            if not _is_group_column(block, column):
                break
    return columns


def _is_group_column(block: Block, column: int) -> bool:
    """Whether the labels of a column stand over several rows, or share a heading or a cell with the next ones."""
    cells = [cell for row in block.body if (cell := block.grid.at(row, column)) is not None]
    head = block.grid.at(block.heads[-1], column)
    texts = [words.tidy(cell.text) for cell in cells]
    if head is not None and head.columns > 1 and head.column + head.columns > column + 1:
        return True
    return len(set(texts)) < len(texts) or any(seen(cell) is Look.EMPTY for cell in cells)
