"""A workbook is read as it is seen: lines, tables with their blanks, values in their formats."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time
from io import BytesIO
from math import isnan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.errors import Unreadable
from knowledge.reading.document import Document, Paragraph, Table
from knowledge.reading.xlsx import read_xlsx
from knowledge.reading.xlsx_values import shown
from tests.unit.reading.office import packed

FRAME = Border(*[Side(style="thin")] * 4)


def framed(sheet: Worksheet, area: str) -> None:
    for row in sheet[area]:
        for cell in row:
            cell.border = FRAME


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def book_of(rows: list[list[object]]) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    return book, sheet


def replaced(content: bytes, part: str, pattern: str, by: str) -> bytes:
    """A workbook with a part of it written otherwise."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    changed = re.sub(pattern, by, parts[part].decode())
    assert changed != parts[part].decode()
    return packed({**parts, part: changed})


def seen(content: bytes) -> list[str | list[list[str]]]:
    """Paragraphs as text, tables as the texts of the cells that begin in each row."""
    return [
        block.text if isinstance(block, Paragraph) else [[cell.text for cell in block.row(row)] for row in range(block.height)]
        for block in read_xlsx(content, "附件.xlsx").blocks
    ]


def only_table(content: bytes) -> Table:
    (table,) = read_xlsx(content, "附件.xlsx").tables
    return table


class TestLayout:
    def test_lines_above_and_below_a_framed_table_are_paragraphs(self) -> None:
        book, sheet = book_of(
            [
                ["青禾市活动统计表"],
                ["填报单位：", None, "单位：万元"],
                ["项目", "数量", "经费"],
                ["讲座", None, None],
                [],
                ["填报人：", None, "联系电话："],
            ]
        )
        sheet.merge_cells("A1:C1")
        framed(sheet, "A3:C4")
        table = [["项目", "数量", "经费"], ["讲座", "", ""]]
        assert seen(saved(book)) == ["青禾市活动统计表", "填报单位：  单位：万元", table, "填报人：  联系电话："]

    def test_lines_are_counted_row_by_row(self) -> None:
        book, sheet = book_of([["统计表"], ["项目", "数量"], ["讲座", None], ["填报人："]])
        framed(sheet, "A2:B3")
        assert [block.line for block in read_xlsx(saved(book), "附件.xlsx").blocks] == [1, 2, 4]

    def test_blank_cells_with_borders_are_blanks_to_fill(self) -> None:
        book, sheet = book_of([["姓名", "电话"]])
        framed(sheet, "A1:C4")
        table = only_table(saved(book))
        assert (table.height, table.width, table.at(3, 2).place) == (4, 3, "C4")

    def test_a_label_beside_a_blank_is_no_title(self) -> None:
        book, sheet = book_of([["单位名称"], ["姓名", "电话"]])
        framed(sheet, "A1:B2")
        assert seen(saved(book)) == [[["单位名称", ""], ["姓名", "电话"]]]

    def test_a_framed_title_over_the_whole_width_is_a_paragraph_a_heading_inside_is_not(self) -> None:
        book, sheet = book_of([["统计表"], ["项目", "数量"], ["一、讲座"], ["场次", None]])
        framed(sheet, "A1:B4")
        sheet.merge_cells("A1:B1")
        sheet.merge_cells("A3:B3")
        assert seen(saved(book)) == ["统计表", [["项目", "数量"], ["一、讲座"], ["场次", ""]]]

    def test_without_borders_single_cells_around_the_others_are_lines(self) -> None:
        book, _ = book_of([["名单"], ["姓名", "电话"], ["张禾", "0999-1234567"], ["备注：以上"]])
        assert seen(saved(book)) == ["名单", [["姓名", "电话"], ["张禾", "0999-1234567"]], "备注：以上"]

    def test_two_tables_with_a_line_between_them_are_two(self) -> None:
        book, sheet = book_of([["甲", "乙"], [1, 2], [], ["表二"], ["丙", "丁"], [3, 4]])
        framed(sheet, "A1:B2")
        framed(sheet, "A5:B6")
        assert seen(saved(book)) == [[["甲", "乙"], ["1", "2"]], "表二", [["丙", "丁"], ["3", "4"]]]

    def test_a_long_text_in_one_cell_is_read_line_by_line(self) -> None:
        book, _ = book_of([["说明：\n1.如实填写\n2.加盖公章"]])
        assert seen(saved(book)) == ["说明：", "1.如实填写", "2.加盖公章"]

    def test_merged_cells_stand_once_at_their_place(self) -> None:
        book, sheet = book_of([["项目", "数量", None], [None, "男", "女"], ["讲座", None, None]])
        framed(sheet, "A1:C3")
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:C1")
        table = only_table(saved(book))
        assert [(cell.text, cell.rows, cell.columns, cell.place) for cell in table.cells][:3] == [
            ("项目", 2, 1, "A1"),
            ("数量", 1, 2, "B1"),
            ("男", 1, 1, "B2"),
        ]

    def test_hidden_sheets_rows_and_columns_are_left_out(self) -> None:
        book, sheet = book_of([["甲", "密", "乙"], ["密", "密", "密"], [1, 2, 3]])
        framed(sheet, "A1:C3")
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True
        other = book.create_sheet("密")
        other["A1"] = "密"
        other.sheet_state = "hidden"
        assert seen(saved(book)) == [[["甲", "乙"], ["1", "3"]]]

    def test_each_sheet_has_its_table_named_after_it(self) -> None:
        book, sheet = book_of([["甲", "乙"], [1, 2]])
        sheet.title = "附件1"
        other = book.create_sheet("附件2")
        other.append(["丙", "丁"])
        other.append([3, 4])
        assert [(table.place, table.line) for table in read_xlsx(saved(book), "附件.xlsx").tables] == [("附件1", 1), ("附件2", 3)]

    def test_a_format_down_the_whole_sheet_is_no_blank_to_fill(self) -> None:
        book, sheet = book_of([["姓名", "电话"]])
        framed(sheet, "A1:B3000")
        assert only_table(saved(book)).height < 300

    def test_a_size_that_is_not_true_does_not_matter(self) -> None:
        book, _ = book_of([["甲", "乙"], [1, 2]])
        content = replaced(saved(book), "xl/worksheets/sheet1.xml", 'ref="A1:B2"', 'ref="A1:XFD1048576"')
        assert only_table(content).height == 2

    def test_a_merge_over_the_whole_sheet_is_cut(self) -> None:
        book, sheet = book_of([["统计表"], ["甲", "乙"], [1, 2]])
        sheet.merge_cells("A1:XFD1")
        assert seen(saved(book)) == ["统计表", [["甲", "乙"], ["1", "2"]]]

    def test_merges_that_overlap_leave_every_position_covered_once(self) -> None:
        book, sheet = book_of([["甲", "乙", "丙"], [1, 2, 3], [4, 5, 6]])
        framed(sheet, "A1:C3")
        content = replaced(
            saved(book),
            "xl/worksheets/sheet1.xml",
            "</sheetData>",
            '</sheetData><mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/></mergeCells>',
        )
        table = only_table(content)
        assert sum(cell.rows * cell.columns for cell in table.cells) == table.height * table.width


class TestValues:
    @pytest.mark.parametrize(
        ("value", "pattern", "text"),
        [
            (12, "General", "12"),
            (12.0, "General", "12"),
            (3.5, "General", "3.5"),
            (0.1 + 0.2, "General", "0.3"),
            (13900000000, "General", "13900000000"),
            (0.25, "0%", "25%"),
            (0.256, "0.0%", "25.6%"),
            (1234567.5, "#,##0.00", "1,234,567.50"),
            (5, '0"万元"', "5万元"),
            (7, "000", "007"),
            (7.5, "000.00", "007.50"),
            (date(2026, 5, 20), "yyyy-mm-dd", "2026-05-20"),
            (date(2026, 5, 20), 'm"月"d"日"', "2026-05-20"),
            (datetime(2026, 5, 20, 16, 30), "yyyy/m/d h:mm", "2026-05-20 16:30"),  # noqa: DTZ001 - a sheet has no zone
            (time(9, 5), "h:mm", "09:05"),
            (True, "General", "TRUE"),
            ("0999-1234567", "@", "0999-1234567"),
            ("=A1", "General", ""),
        ],
    )
    def test_a_value_is_read_as_shown(self, value: object, pattern: str, text: str) -> None:
        book, sheet = book_of([["甲", "乙"], ["值", value], ["丙", "丁"]])
        sheet["B2"].number_format = pattern
        assert only_table(saved(book)).at(1, 1).text == text

    def test_dates_count_from_1904_where_the_workbook_says_so(self) -> None:
        assert (shown(1, 14, ""), shown(1, 14, "", from_1904=True)) == ("1899-12-31", "1904-01-02")

    def test_what_a_formula_came_to_is_read(self) -> None:
        book, _ = book_of([["合计", "=1+1"], ["甲", "乙"]])
        content = replaced(saved(book), "xl/worksheets/sheet1.xml", r"<f>1\+1</f><v\s*/?>(</v>)?", "<f>1+1</f><v>2</v>")
        assert only_table(content).at(0, 1).text == "2"

    def test_a_bold_cell_is_bold(self) -> None:
        book, sheet = book_of([["甲", "乙"], [1, 2]])
        sheet["A1"].font = Font(bold=True)
        assert [cell.bold for cell in only_table(saved(book)).row(0)] == [True, False]

    def test_blanks_around_the_lines_of_a_cell_are_left_out(self) -> None:
        book, _ = book_of([[" 活动 \n 次数 ", "乙"], [1, 2]])
        assert only_table(saved(book)).at(0, 0).text == "活动\n次数"

    @given(st.floats(allow_nan=True, allow_infinity=True), st.integers(0, 60), st.text('0#,.%;[]"\\_*ymdhs@E+/年 ', max_size=12))
    def test_any_number_in_any_format_is_shown(self, number: float, form: int, pattern: str) -> None:
        try:
            assert isinstance(shown(number, form, pattern), str)
        except (ValueError, OverflowError):
            assert number in {float("inf"), float("-inf")} or isnan(number)


class TestRefusals:
    def test_a_workbook_that_says_nothing(self) -> None:
        with pytest.raises(Unreadable) as refusal:
            read_xlsx(saved(Workbook()), "附件.xlsx")
        assert refusal.value.code == "no_text"

    def test_too_many_cells(self) -> None:
        book, sheet = book_of([["甲"]])
        for row in range(2, 3000, 2):
            sheet.cell(row, 1, "甲")
        for column in range(2, 1200, 2):
            sheet.cell(1, column, "乙")
        with pytest.raises(Unreadable) as refusal:
            read_xlsx(saved(book), "附件.xlsx")
        assert refusal.value.code == "too_many_cells"

    def test_a_sheet_that_declares_entities(self) -> None:
        book, _ = book_of([["甲", "乙"]])
        content = replaced(saved(book), "xl/worksheets/sheet1.xml", "<worksheet", '<!DOCTYPE worksheet [<!ENTITY a "b">]><worksheet')
        with pytest.raises(Unreadable) as refusal:
            read_xlsx(content, "附件.xlsx")
        assert refusal.value.code == "external_entity"


WHOLE = saved(book_of([["甲", "乙"], [1, 2]])[0])


def read_or_refused(content: bytes) -> Document | str:
    try:
        return read_xlsx(content, "附件.xlsx")
    except Unreadable as refusal:
        return refusal.code


@settings(deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_damaged_workbook_is_read_or_refused(at: int, byte: int) -> None:
    assert read_or_refused(WHOLE[:at] + bytes([byte]) + WHOLE[at + 1 :])
    assert read_or_refused(WHOLE[:at]) in {"truncated", "damaged"}


CELLS = st.builds(
    '<c r="{}" s="{}" t="{}"><v>{}</v></c>'.format,
    st.sampled_from(["A1", "B2", "", "ZZZZ9", "C0", "A99999999", "1A"]),
    st.sampled_from(["0", "-1", "77", "x"]),
    st.sampled_from(["s", "n", "b", "e", "str", "d", "zz"]),
    st.sampled_from(["0", "1", "-1", "1e999", "nan", "文", ""]),
)


@settings(deadline=None)
@given(st.lists(CELLS, max_size=5), st.sampled_from(["1", "0", "-3", "99999999999999", "x"]))
def test_any_cells_are_read_or_refused(cells: list[str], row: str) -> None:
    content = replaced(WHOLE, "xl/worksheets/sheet1.xml", "</sheetData>", f'<row r="{row}">{"".join(cells)}</row></sheetData>')
    assert isinstance(read_or_refused(content), Document)
