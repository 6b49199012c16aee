"""A content control that nobody filled in is room to write in, not its prompt; a table within a cell knows that cell."""

from __future__ import annotations

import pytest

from knowledge.reading.docx import read_docx
from tests.unit.reading.office import docx, p, r, tbl, tc


def control(properties: str, inner: str) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


SHOWN = "<w:showingPlcHdr/>"
CHOICES = (
    '<w:dropDownList><w:listItem w:displayText="选择一项。" w:value=""/><w:listItem w:displayText="男" w:value="1"/>'
    '<w:listItem w:displayText="女" w:value="2"/></w:dropDownList>'
)


def said(body: str) -> list[str]:
    return [paragraph.text for paragraph in read_docx(docx(body), "附件.docx").paragraphs]


@pytest.mark.parametrize(
    ("properties", "prompt", "printed"),
    [
        (SHOWN, "单击或点击此处输入文字。", "____"),
        (SHOWN, "Click or tap here to enter text.", "____"),
        (SHOWN, "（请填写全称）", "（请填写全称）"),
        (SHOWN, "请写明全称", "（请写明全称）"),
        (SHOWN + CHOICES, "选择一项。", "☐男 ☐女"),
        (SHOWN + "<w:date/>", "单击或点击此处输入日期。", "____年__月__日"),
        (CHOICES, "男", "男"),
        ('<w:showingPlcHdr w:val="0"/>', "青禾市", "青禾市"),
    ],
)
def test_a_control_shows_room_to_write_in_until_it_is_filled(properties: str, prompt: str, printed: str) -> None:
    assert said(p(r("姓名：") + control(properties, r(prompt)))) == [f"姓名：{printed}"]
    assert said(control(properties, p(prompt))) == [printed]
    (table,) = read_docx(docx(tbl(tc("姓名") + control(properties, tc(prompt)))), "附件.docx").tables
    assert [cell.text for cell in table.cells] == ["姓名", printed]


def test_a_control_around_a_table_is_no_room() -> None:
    (table,) = read_docx(docx(control(SHOWN, tbl(tc("姓名") + tc("单位")))), "附件.docx").tables
    assert [cell.text for cell in table.cells] == ["姓名", "单位"]


def test_a_table_within_a_cell_says_which() -> None:
    deep = tbl(tc(tbl(tc("里") + tc("面")) + p("")))
    outer, inner, innermost, after = read_docx(docx(p("前") + tbl(tc("外") + tc(deep + p(""))) + tbl(tc("后"))), "附件.docx").tables
    assert (outer.within, after.within) == (None, None)
    assert inner.within == (outer.line, "0/1")
    assert innermost.within == (inner.line, "0/0")
