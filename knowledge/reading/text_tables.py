"""Tables in plain text: columns set with tabs, with bars, with box drawing, or one cell a line as web pages leave them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from knowledge.reading.document import Table
from knowledge.reading.merging import UP, Matrix, assemble, table_of

Rows: TypeAlias = list[list[str]]

_NUMBERED = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|第.{1,4}[条章]|[•·●◆■▪\-*—])\s*\t[^\t]*")
_LABELLED = re.compile(r"[^\d\s][：:][ \u3000]*\S")
_RULE = re.compile(r"[\s|:+\-=—─━═┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝┏┳┓┣╋┫┗┻┛]+")
_BOX_RULE = re.compile(r"[─━═┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝┏┳┓┣╋┫┗┻┛]")
_BOX_EDGE = re.compile(r"[│┃║├┼┤┣╋┫╠╬╣┝┥┠┨]")
_BAR = re.compile(r"(?<!\\)[|｜]")
_MAX_CELL = 400  # characters; a longer "cell" is a paragraph
_REGULAR = 0.6  # share of the rows that must have the usual number of cells


@dataclass(frozen=True, slots=True)
class Found:
    """The lines that look like rows, how many they are, and the table they make, if any."""

    table: Table | None
    length: int


class TableFinder:
    """Finds the tables among lines, asked from the first line to the last."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._refused = dict.fromkeys(_FINDERS, 0)  # up to which line each kind of table was looked for in vain

    def at(self, start: int) -> Found | None:
        """The table that begins with a line (counted from 0), or None."""
        for find in _FINDERS:
            if start < self._refused[find]:
                continue
            found = find(self._lines, start)
            if found.table:
                return found
            self._refused[find] = start + found.length
        return None


def _tabbed(lines: Sequence[str], start: int) -> Found:
    end = start
    while end < len(lines) and _is_tab_row(lines[end], first=end == start):
        end += 1
    rows = [[cell.strip() for cell in line.strip(" \r\n").split("\t")] for line in lines[start:end]]
    if len(rows) < 2 or not _is_regular(rows) or _is_labelled(rows):
        return Found(None, end - start)
    if max(map(len, rows)) == 2 and all(all(row) for row in rows) and len(rows) < 3:
        return Found(None, end - start)
    return Found(table_of(rows, start + 1), end - start)


def _is_tab_row(line: str, *, first: bool) -> bool:
    if "\t" not in line or _NUMBERED.fullmatch(line):
        return False
    cells = [cell.strip() for cell in line.strip(" \r\n").split("\t")]
    filled = [index for index, cell in enumerate(cells) if cell]
    if not filled:
        return not first
    return (filled[0] < len(cells) - 1 or (not first and len(cells) > 2)) and all(len(cell) <= _MAX_CELL for cell in cells)


def _is_regular(rows: Rows) -> bool:
    """Whether most rows have as many cells as each other, and more than one."""
    usual, times = Counter(len(row) for row in rows).most_common(1)[0]
    return usual > 1 and times >= _REGULAR * len(rows)


def _is_labelled(rows: Rows) -> bool:
    """Whether these are lines of "label: value" set apart by tabs."""
    filled = [cell for row in rows for cell in row if cell]
    return 2 * sum(bool(_LABELLED.search(cell)) for cell in filled) > len(filled)


def _stacked(lines: Sequence[str], start: int) -> Found:
    """One cell a line, each after a tab; an empty line ends a row, a line without tab goes on with the cell."""
    rows: Rows = [[]]
    end = start
    for index in range(start, len(lines)):
        line = lines[index]
        if line.startswith("\t") and "\t" not in line[1:].strip(" "):
            rows[-1].append(line[1:].strip())
        elif line.strip() and rows[-1]:
            rows[-1][-1] = f"{rows[-1][-1]}\n{line.strip()}".strip("\n")
        elif not line.strip() and rows[-1]:
            rows.append([])
        else:
            break
        end = index + 1
    rows = [row for row in rows if row]
    if len(rows) < 2 or not _is_stacked(rows):
        return Found(None, end - start)
    return Found(table_of(rows, start + 1), end - start)


def _is_stacked(rows: Rows) -> bool:
    wide = sum(len(row) > 1 for row in rows)
    blank = any("" in row for row in rows)
    return wide == len(rows) and (blank or _is_regular(rows)) and all(len(cell) <= _MAX_CELL for row in rows for cell in row)


def _barred(lines: Sequence[str], start: int) -> Found:
    """Rows of cells between bars; rules between rows are dropped."""
    rows: Rows = []
    end = start
    least = 1 if start + 1 < len(lines) and _is_bar_rule(lines[start + 1]) else 2
    for line in lines[start:]:
        text = line.strip()
        if len(_BAR.findall(text)) >= least:
            if not _is_bar_rule(text):
                rows.append(_bar_cells(text))
        elif not (_RULE.fullmatch(text) and text.startswith("+")):
            break
        end += 1
    if len(rows) < 2 or not _is_regular(rows):
        return Found(None, end - start)
    return Found(table_of(_padded(rows), start + 1), end - start)


def _is_bar_rule(line: str) -> bool:
    return "|" in line and bool(_RULE.fullmatch(line.strip())) and bool(re.search(r"[-=—─━]", line))


def _bar_cells(text: str) -> list[str]:
    if text[0] in "|｜":
        text = text[1:]
    if text[-1:] in ("|", "｜") and not text.endswith("\\|"):
        text = text[:-1]
    return [cell.replace("\\|", "|").strip() for cell in _BAR.split(text)]


def _padded(rows: Rows) -> Rows:
    """A row longer than usual by nothing but blanks was closed twice."""
    usual = Counter(len(row) for row in rows).most_common(1)[0][0]
    return [row[:usual] if not any(row[usual:]) else row for row in rows]


def _broken_bars(lines: Sequence[str], start: int) -> Found:
    """One cell a line, each after a bar but the first of a row; a lone bar closes the row."""
    if not _opens_row(lines, start):
        return Found(None, 1)
    rows: Rows = []
    end = start
    while end < len(lines) and _opens_row(lines, end):
        row, end = _broken_row(lines, end)
        rows.append(row)
    if len(rows) < 2 or max(map(len, rows)) < 3 or any(len(cell) > _MAX_CELL for row in rows for cell in row):
        return Found(None, end - start)
    return Found(table_of(rows, start + 1), end - start)


def _opens_row(lines: Sequence[str], index: int) -> bool:
    """Whether a cell begins here and the next line with text begins with a bar (it may have one more line of its own)."""
    if not lines[index].strip() or _is_bar_cell(lines[index]) or len(_BAR.findall(lines[index])) > 1:
        return False
    return index + 1 < len(lines) and _is_bar_cell(lines[index + 1])


def _is_bar_cell(line: str) -> bool:
    text = line.strip()
    return text[:1] in ("|", "｜") and len(_BAR.findall(text)) == 1


def _broken_row(lines: Sequence[str], start: int) -> tuple[list[str], int]:
    row = [lines[start].strip()]
    end = start + 1
    while end < len(lines) and _is_bar_cell(lines[end]):
        row.append(lines[end].strip()[1:].strip())
        end += 1
    return (row[:-1] if not row[-1] else row), end


def _boxed(lines: Sequence[str], start: int) -> Found:
    """A table of box drawing characters: between two rules stands one row, a rule through some columns ends only those."""
    end = start
    while end < len(lines) and _is_box(lines[end]):
        end += 1
    if end - start < 2 or not any(_BOX_EDGE.search(line) for line in lines[start:end]):
        return Found(None, end - start)
    matrix = _box_rows([line.strip() for line in lines[start:end]])
    if not matrix or max(map(len, matrix)) < 2:
        return Found(None, end - start)
    return Found(assemble(matrix, start + 1), end - start)


def _is_box(line: str) -> bool:
    text = line.strip()
    return len(text) > 2 and bool(_BOX_RULE.match(text) or re.match("[│┃║]", text)) and bool(_BOX_RULE.search(text[-1]) or _BOX_EDGE.search(text[-1]))


def _box_rows(lines: Sequence[str]) -> Matrix:
    between = any(_BOX_RULE.search(line) for line in lines[1:-1])
    matrix: Matrix = []
    fresh = True
    for line in lines:
        if _RULE.fullmatch(line) and _BOX_RULE.search(line):
            fresh = True
            continue
        cells = [cell.strip() for cell in _BOX_EDGE.split(line[1:-1])]
        ruled = [bool(cell) and not cell.strip("─━═┬┴╦╩┳┻") for cell in cells]
        if any(ruled):
            matrix.append(["" if rule else UP for rule in ruled])
            _add_lines(matrix, ["" if rule else cell for cell, rule in zip(cells, ruled, strict=True)])
            fresh = False
        elif fresh or not between or not matrix:
            matrix.append(list(cells))
            fresh = False
        else:
            _add_lines(matrix, cells)
    return matrix


def _add_lines(matrix: Matrix, cells: Sequence[str]) -> None:
    """Put a line of a row into its cells; where the row goes on with the one above, there."""
    for column, text in enumerate(cells):
        row = len(matrix) - 1
        while row > 0 and column < len(matrix[row]) and matrix[row][column] is UP:
            row -= 1
        if text and column < len(matrix[row]):
            matrix[row][column] = f"{matrix[row][column] or ''}\n{text}".strip("\n")


_FINDERS: tuple[Callable[[Sequence[str], int], Found], ...] = (_tabbed, _stacked, _boxed, _barred, _broken_bars)
