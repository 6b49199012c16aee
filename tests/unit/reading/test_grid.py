"""A grid has no holes and no overlaps, whatever its cells claim to span."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import Unreadable
from knowledge.reading.grid import Slot, make_table

SLOTS = st.builds(Slot, st.sampled_from(["", "项目", "数"]), st.integers(-1, 6), st.integers(-1, 6))


def shape(rows: list[list[Slot]]) -> list[tuple[str, int, int, int, int]]:
    table = make_table("表.docx", rows, line=1)
    assert table is not None
    return [(cell.text, cell.row, cell.column, cell.rows, cell.columns) for cell in table.cells]


def test_a_cell_after_one_that_spans_rows_goes_to_the_next_free_column() -> None:
    assert shape([[Slot("甲", rows=2), Slot("乙")], [Slot("丙")]]) == [("甲", 0, 0, 2, 1), ("乙", 0, 1, 1, 1), ("丙", 1, 1, 1, 1)]


def test_a_short_row_is_filled_with_blank_cells() -> None:
    assert shape([[Slot("甲"), Slot("乙")], [Slot("丙")]])[-1] == ("", 1, 1, 1, 1)


def test_a_span_over_the_end_is_cut() -> None:
    assert shape([[Slot("甲", rows=9), Slot("乙")], [Slot("丙")]])[0] == ("甲", 0, 0, 2, 1)


def test_no_rows_claimed_means_all_that_follow() -> None:
    assert shape([[Slot("甲", rows=0), Slot("乙")], [Slot("丙")], [Slot("丁")]])[0] == ("甲", 0, 0, 3, 1)


def test_a_column_in_which_no_cell_begins_is_left_out() -> None:
    assert shape([[Slot("甲", columns=3), Slot("乙")], [Slot("丙", columns=3), Slot("丁")]])[0] == ("甲", 0, 0, 1, 1)


def test_the_place_of_a_cell_is_kept() -> None:
    table = make_table("表.docx", [[Slot("甲", place="0/0", bold=True)]], line=7, place="table 2", page=3)
    assert table is not None
    assert (table.line, table.place, table.page, table.cells[0].place, table.cells[0].bold) == (7, "table 2", 3, "0/0", True)


@pytest.mark.parametrize("rows", [[], [[]], [[], []]])
def test_no_cells_are_no_table(rows: list[list[Slot]]) -> None:
    assert make_table("表.docx", rows, line=1) is None


@pytest.mark.parametrize("rows", [[[Slot("甲", columns=10**9)], [Slot("乙")]], [[Slot("甲", columns=2000)], *[[Slot("乙")]] * 1000]])
def test_too_many_cells_are_refused(rows: list[list[Slot]]) -> None:
    with pytest.raises(Unreadable) as refusal:
        make_table("表.docx", rows, line=1)
    assert refusal.value.code == "too_many_cells"


@given(st.lists(st.lists(SLOTS, max_size=6), max_size=6))
def test_every_position_is_covered_once(rows: list[list[Slot]]) -> None:
    table = make_table("表.docx", rows, line=1)
    if table is None:
        assert not any(rows)
        return
    covered = [(cell.row + down, cell.column + right) for cell in table.cells for down in range(cell.rows) for right in range(cell.columns)]
    assert sorted(covered) == [(row, column) for row in range(table.height) for column in range(table.width)]
    assert [(cell.row, cell.column) for cell in table.cells] == sorted((cell.row, cell.column) for cell in table.cells)
    assert sorted(cell.text for cell in table.cells if cell.text) == sorted(slot.text for row in rows for slot in row if slot.text)
    for row, column in covered:
        cell = table.at(row, column)
        assert cell.row <= row < cell.row + cell.rows
        assert cell.column <= column < cell.column + cell.columns
    assert [table.row(row) for row in range(-1, table.height + 1)] == [
        tuple(cell for cell in table.cells if cell.row == row) for row in range(-1, table.height + 1)
    ]
    with pytest.raises(KeyError):
        table.at(table.height, 0)


def test_the_rows_of_a_long_table_cost_no_more_than_its_cells() -> None:
    """Once each row was looked for among all cells: three minutes here."""
    table = make_table("表.docx", [[Slot(f"{row}"), Slot("数")] for row in range(30_000)], line=1)
    assert table is not None
    began = process_time()
    assert sum(len(table.row(row)) for row in range(table.height)) == 60_000
    assert table.at(29_999, 1).text == "数"
    assert process_time() - began < 5
