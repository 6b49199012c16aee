"""What a table asks: its titles, lines and notes put aside, its parts read as lists, crosses or pairs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from knowledge.forms.detect import blanks, words
from knowledge.forms.detect.around import FORM_NOUN
from knowledge.forms.detect.blanks import Look
from knowledge.forms.detect.block import Block, Role, block_or_none, is_filled, leaf_text
from knowledge.forms.detect.fields import is_figure
from knowledge.forms.detect.grid import Grid, Spot, is_blank, is_label, seen
from knowledge.forms.detect.pairs import has_record_heads, pair_spots, transposed_or_none
from knowledge.forms.detect.sayings import Line, is_signature, is_signing, read_line
from knowledge.forms.model import FormKind
from knowledge.reading.document import Cell, Table

_NOTE_HEADING = re.compile(r"(?:填表|填报|填写)?(?:说明|须知|要求)|注|备注说明|注意事项")
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[、.．)）]|[（(]?[0-9]{1,2}[、.．)）](?![0-9])")
_LAYOUT = re.compile(r"文件|索引号[：:]?.*|.*印发|.*印制?发至.*|抄\s*送[：:].*")
_REACHED = re.compile(
    r"(?<![0-9])(?:1[3-9][0-9]{9}|0[0-9]{2,3}[-—－]?[0-9]{7,8}|[0-9]{7,8})(?![0-9])|[\w.]+@[\w.]+|(?<![0-9])[0-2]?[0-9][:：][0-5][0-9](?![0-9])"
)
_PLEDGE = re.compile(r"承诺|声明|保证")
_SCORED = re.compile(r"(?:专家|评委|实际)?(?:得分|评分|打分|扣分)|签到|(?:签收|签领|领取|接收)人?(?:[（(]?签[字名][）)]?)?|签[字名]")


@dataclass(slots=True)
class Asked:
    """What a table asks, in which form, and what was said around it within the table."""

    title: str = ""
    section: str = ""
    kind: FormKind = FormKind.SINGLE
    spots: tuple[Spot, ...] = ()
    rows_printed: int | None = None
    titles: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    headed: bool = False


def asked_or_none(table: Table, title: str = "", section: str = "") -> Asked | None:
    """What is to be filled in a table below a title (and the heading of its first part); None where nothing is, or where it is there for looks."""
    grid = Grid.of(table)
    if table.width < 1 or _is_layout(grid):
        return None
    asked = Asked(title=title, section=section)
    rows = _without_examples(grid, _trimmed(grid, asked))
    if not rows:
        return None
    _read(grid.part(rows), asked)
    asked.spots = tuple(spot for spot in asked.spots if spot.path and not _is_pledge(spot, asked))
    return asked if asked.spots and _is_to_fill(grid.part(rows), asked) else None


def _is_pledge(spot: Spot, asked: Asked) -> bool:
    """Whether a printed promise only waits for its signature; who signs is kept as a line."""
    if blanks.look(spot.text) is not Look.STAMP or "。" not in spot.text or not _PLEDGE.search(spot.path[-1]):
        return False
    asked.lines.extend(entry for line in spot.text.splitlines() for entry in read_line(line.rpartition("。")[2]).entries)
    return True


def _is_layout(grid: Grid) -> bool:
    """Whether it is a head with the issuer's name, an imprint, or a single cell of text."""
    texts = [words.tidy(cell.text) for cell in grid.table.cells]
    return any(_LAYOUT.fullmatch(text) for text in texts if len(text) < 60) or (
        len(texts) == 1 and len(blanks.fill_ins(grid.table.cells[0].text)) < 2
    )


def _trimmed(grid: Grid, asked: Asked) -> list[int]:
    """The rows without titles above, signing lines and notes; what these say is kept."""
    rows = [row for row in grid.rows if not _is_note(grid, row)]
    while rows and _is_outside(grid, rows, rows[0], asked, top=True):
        rows = rows[1:]
    while rows and _is_outside(grid, rows, rows[-1], asked, top=False):
        rows = rows[:-1]
    return rows


def _is_note(grid: Grid, row: int) -> bool:
    cells = grid.own(row)
    said = [cell for cell in cells if seen(cell) is not Look.EMPTY]
    if not said or any(cell.row < row for cell in grid.row(row)):
        return False
    if len(said) == 1:
        return seen(said[0]) is Look.NOTE
    return len(said) == 2 and bool(_NOTE_HEADING.fullmatch(words.tidy(said[0].text).rstrip("：:"))) and len(words.tidy(said[1].text)) > 15


def _is_outside(grid: Grid, rows: list[int], row: int, asked: Asked, *, top: bool) -> bool:
    """Whether the first or last row is none of what is to be filled; what it says is kept."""
    cells = grid.row(row)
    if all(seen(cell) is Look.EMPTY for cell in cells) and len(cells) > 1 and not any(cell.row < row or cell.rows > 1 for cell in cells):
        return top or _is_spare(grid, rows)
    if _says_lines(grid, rows, cells, top):
        for cell in cells:
            if seen(cell) is Look.STAMP:
                continue
            line = Line((words.printed(cell.text).label,)) if seen(cell) is Look.TEXT and not words.units_in(cell.text) else read_line(cell.text)
            asked.lines.extend(line.entries)
            asked.units.extend(line.units)
        return True
    lonely = grid.lonely_or_none(row)
    if top and lonely is not None and len(rows) > 1 and words.is_annex(lonely.text):
        return True
    if top and lonely is not None and len(rows) > 1 and _is_title(grid, rows, lonely) and _is_new_title(lonely, asked):
        asked.titles.append(words.tidy(lonely.text))
        return True
    return False


def _is_spare(grid: Grid, rows: list[int]) -> bool:
    """Whether an empty last row is left over below labels, not the last of a list."""
    return False if len(rows) < 2 else all(is_label(cell) for cell in grid.row(rows[-2])) and len(rows) > 2


def _is_new_title(cell: Cell, asked: Asked) -> bool:
    """Whether words can be the table's title and not that of its first part."""
    text = words.tidy(cell.text)
    if _NUMBERED.match(text) or (asked.titles and not FORM_NOUN.search(text)):
        return False
    return not FORM_NOUN.search(asked.title) or bool(FORM_NOUN.search(text)) or text in asked.title


def _is_title(grid: Grid, rows: list[int], cell: Cell) -> bool:
    """Whether the only words of the first row are a title: something else than a blank comes below."""
    if seen(cell) is not Look.TEXT or words.limit(cell.text):
        return False
    if len(grid.row(rows[0])) == 1:
        following = grid.row(rows[1])
        return not (len(following) == 1 and is_blank(following[0]))
    below = next((grid.row(row) for row in rows[1:] if not _says_lines(grid, rows, grid.row(row), True)), ())
    return len(below) > 2 and len(grid.row(rows[0])) > 2 and all(is_label(each) for each in below)


def _says_lines(grid: Grid, rows: list[int], cells: tuple[Cell, ...], top: bool) -> bool:
    """Whether a row is for who fills in the table (填报单位、填表人), or names the unit of all figures."""
    said = [cell for cell in cells if seen(cell) is not Look.EMPTY]
    if not said or any(cell.rows > 1 for cell in cells):
        return False
    if all(words.units_in(cell.text) and "单位" in cell.text for cell in said):
        return True
    lines = all(seen(cell) in (Look.INLINE, Look.DATE) or words.units_in(cell.text) for cell in said)
    if not lines:
        return is_signing(said[0].text) and not top and len(rows) > 3 and _is_statistics(grid, rows[:-1])
    rest = rows[1:] if top else rows[:-1]
    if len(cells) > 1 and not is_signature(said[0].text):
        return is_signing(said[0].text) and _is_statistics(grid, rest)
    plain = re.fullmatch(r"(?:单位|部门)(?:名称)?[：:].*", words.tidy(said[0].text)) is not None
    return (is_signing(said[0].text) and not plain) or (len(cells) == 1 and _is_statistics(grid, rest))


def _is_statistics(grid: Grid, rows: list[int]) -> bool:
    return block_or_none(grid.part(rows)) is not None


def _without_examples(grid: Grid, rows: list[int]) -> list[int]:
    """The rows that are no examples; a printed label such as 例会 is none."""
    return [row for row in rows if not any(cell.row == row and cell.rows == 1 and words.is_example(cell.text) for cell in grid.row(row)[:2])]


def _read(grid: Grid, asked: Asked) -> None:
    sections = _sections(grid, asked.section)
    plain = grid.part(row for _, rows in sections for row in rows)
    records = transposed_or_none(plain) if len(sections) == 1 else None
    whole = block_or_none(plain) if records is None or not has_record_heads(plain) else None
    named = len(sections) == 1 and sections[0][0]
    if whole is not None and (whole.listed or (len(sections) == 1 and not named)):
        _take_block(whole, asked)
    elif records is not None:
        asked.kind, asked.spots, asked.rows_printed = FormKind.ROWS, records, max(len(spot.places) for spot in records)
    elif not is_filled(plain):
        heads = whole.heads if whole is not None else ()
        asked.spots = tuple(spot for name, rows in sections for spot in _section(grid.part(rows), name, heads))


def _take_block(block: Block, asked: Asked) -> None:
    asked.spots, asked.headed = block.spots(), True
    numbers = [spot for spot in asked.spots if is_figure(spot)]
    if block.listed and not (len(block.body) == 1 and len(numbers) == len(asked.spots)):
        asked.kind, asked.rows_printed = FormKind.ROWS, len(block.body)
    if not block.listed and (not _open_columns(block) or _is_directory(block) or len(asked.spots) < 2):
        asked.spots = ()
    if not block.listed and sum(role is Role.STUB for role in block.roles) > 2:
        asked.doubts.append("form_partly_filled")


def _is_directory(block: Block) -> bool:
    """Whether telephone numbers or times of a day are printed and a single column beside them was left empty."""
    cells = {cell for row in block.body for cell in block.grid.row(row)}
    return block.roles.count(Role.BLANK) == 1 and any(_REACHED.search(words.tidy(cell.text)) for cell in cells)


def _open_columns(block: Block) -> bool:
    """Whether a column of a cross is open in all of its rows, other than for remarks or marks of a jury."""
    for column, role in enumerate(block.roles):
        heading = leaf_text(block.grid, block.heads, column)
        if role is not Role.BLANK or words.is_remark(heading) or _SCORED.fullmatch(words.printed(heading).label):
            continue
        cells = {cell for row in block.body if (cell := block.grid.at(row, column)) is not None and len(block.grid.row(row)) > 1}
        if all(is_blank(cell) or seen(cell) is Look.STRUCK or words.tidy(cell.text).strip("….") == "" for cell in cells):
            return True
    return False


def _sections(grid: Grid, first: str) -> list[tuple[str, list[int]]]:
    """The parts between headings that take the whole width; a heading over a blank of the same width is that blank's label."""
    sections: list[tuple[str, list[int]]] = [(first, [])]
    for index, row in enumerate(grid.rows):
        cells = grid.row(row)
        following = grid.row(grid.rows[index + 1]) if index + 1 < len(grid.rows) else ()
        heading = len(cells) == 1 and seen(cells[0]) is Look.TEXT and not words.limit(cells[0].text) and grid.width > 1
        if heading and following and len(following) > 1:
            sections.append((cells[0].text, []))
        elif sections[-1][0] and len(cells) == 1 and seen(cells[0]) is Look.TEXT:
            sections.append(("", [row]))
        else:
            sections[-1][1].append(row)
    return [section for section in sections if section[1]] or [("", grid.rows)]


def _section(grid: Grid, name: str, heads: tuple[int, ...]) -> list[Spot]:
    inside = tuple(head for head in heads if head in grid.rows)
    block = block_or_none(grid) or (block_or_none(grid, heads) if heads and not inside else None)
    if block is not None and not block.listed and not _open_columns(block):
        return []
    found = block.spots() if block is not None else transposed_or_none(grid) or pair_spots(grid)
    return [replace(spot, path=(name, *spot.path)) if name else spot for spot in found]


def _is_to_fill(grid: Grid, asked: Asked) -> bool:
    """Whether enough of a table is open: a filled one with a cell left empty is no form."""
    if all(_is_incidental(spot) for spot in asked.spots):
        return False
    if asked.kind is FormKind.ROWS:
        return len(asked.spots) > 1 or grid.width == 1 or any("序" in cell.text for cell in grid.row(grid.rows[0]))
    if asked.headed:
        return True
    said = [cell for row in grid.rows for cell in grid.own(row) if seen(cell) in (Look.TEXT, Look.NOTE) and not words.is_ordinal(cell.text)]
    return len(asked.spots) * 4 >= len(said) and (len(asked.spots) > 1 or len(said) <= 2)


def _is_incidental(spot: Spot) -> bool:
    label = words.printed(spot.path[-1]).label
    return words.is_remark(label) or bool(_SCORED.fullmatch(label))
