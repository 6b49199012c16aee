"""The drawn tables as real files: what was drawn is found again, and its cells too."""

from __future__ import annotations

import io

import pytest

from knowledge.forms.detect.detect import forms_of
from knowledge.reading.read import read
from tests.unit.detect.drawn import drawn, patterns, told_of
from tests.unit.detect.office import as_docx, as_xlsx

# Words over the whole width of a sheet's first or last rows can be a line as well as a blank with its label.
_ONLY_IN_TEXTS = {
    "singles: label and blank in one cell",
    "mixed: labels above single blanks",
    "further: merged label over pairs",
    "doubtful: a receipt: list, choices with room for numbers",
}


@pytest.mark.parametrize(("drawing", "expected"), [pytest.param(drawing, expected, id=name) for name, drawing, expected in patterns()])
def test_a_document_of_a_word_processor_has_the_same_forms(drawing: str, expected: list[str]) -> None:
    assert told_of(read(as_docx(drawn(drawing)), "附件.docx")) == expected


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        pytest.param(drawing, expected, id=name)
        for name, drawing, expected in patterns()
        if len(drawn(drawing).tables) == 1 and name not in _ONLY_IN_TEXTS
    ],
)
def test_a_sheet_has_the_same_form(drawing: str, expected: list[str]) -> None:
    assert told_of(read(as_xlsx(drawn(drawing)), "附件.xlsx")) == expected


def test_the_blanks_of_a_sheet_are_found_again() -> None:
    """What is written into the places of a form stands beside the labels."""
    import openpyxl

    content = as_xlsx(drawn(">统计表\n| 指标 | 数量 |\n| 讲座（场） | |\n| 展览（场） | |"))
    (found,) = forms_of([read(content, "附件.xlsx")])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    for field in found.form.fields:
        (place,) = found.places[field.id]
        cell = sheet[place.rpartition("!")[2]]
        assert cell.value is None
        assert str(sheet.cell(cell.row, cell.column - 1).value).startswith(field.label)
