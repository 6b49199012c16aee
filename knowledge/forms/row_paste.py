"""Rows of a list as they are copied from a spreadsheet."""

from __future__ import annotations

import re

from knowledge.forms.model import Form
from knowledge.language.text import clean, fold

MOST_ROWS = 200

_NOTE = re.compile(r"[(（][^)）]*[)）]")


def read_rows(form: Form, text: str) -> tuple[tuple[str, ...], ...] | None:
    """The cells of each row for the fields in their order; a heading line and a column of serial numbers are left out.
    None: the text is no such block."""
    fields = tuple(field for field in form.fields if not field.computed)
    lines = [[clean(cell).strip() for cell in line.split("\t")] for line in text.splitlines() if line.strip()]
    lines = [cells for cells in lines if not _is_heading(cells, [field.label for field in fields])]
    if not lines or len(lines) > MOST_ROWS or len(fields) < 2:
        return None
    numbered = len(fields) + 1
    if all(len(cells) == numbered and cells[0].rstrip(".、").isdigit() for cells in lines):
        lines = [cells[1:] for cells in lines]
    if any(len(cells) != len(fields) for cells in lines):
        return None
    return tuple(map(tuple, lines))


def _is_heading(cells: list[str], labels: list[str]) -> bool:
    """Whether a line repeats the labels of the columns."""
    names = {_name(label) for label in labels}
    return sum(_name(cell) in names for cell in cells) >= min(2, len(labels))


def _name(label: str) -> str:
    """A label without its notes in brackets."""
    return _NOTE.sub("", fold(label)).replace(" ", "")
