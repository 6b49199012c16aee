"""A table within a blank cell of a form says what is asked there."""

from __future__ import annotations

from knowledge.forms.detect.detect import forms_of
from knowledge.reading.docx import read_docx
from knowledge.reading.html import read_html
from tests.unit.detect.drawn import said_of
from tests.unit.reading.office import docx, p, tbl, tc

INNER = tbl(tc("姓名") + tc("职务"), tc("") + tc(""), tc("") + tc(""))
OUTER = tbl(tc("单位名称") + tc(""), tc("工作人员") + tc(INNER + p("")), tc("单位简介（300字以内）") + tc(""))


def test_its_columns_are_fields_of_the_outer_form_in_their_order() -> None:
    (found,) = forms_of([read_docx(docx(p("青禾市基地申报表") + OUTER + p("填表人：      日期：")), "附件.docx")])
    assert [said_of(field) for field in found.form.fields] == [
        "- 单位名称 {text}",
        "- 工作人员 :: 姓名 {text}",
        "- 工作人员 :: 职务 {text}",
        "- 单位简介（300字以内） {text, max 300}",
    ]
    assert found.form.lines == ("填表人", "日期")
    assert found.places["f02"] == ("table 1:1/0", "table 1:2/0")
    assert found.places["f04"] == ("2/1",)


def test_a_web_page_has_them_too() -> None:
    inner = "<table><tr><td>姓名</td><td>职务</td></tr><tr><td></td><td></td></tr><tr><td></td><td></td></tr></table>"
    rows = f"<tr><td>单位名称</td><td></td></tr><tr><td>工作人员</td><td>{inner}</td></tr><tr><td>备注</td><td></td></tr>"
    (found,) = forms_of([read_html(f"<html><body><p>青禾市基地申报表</p><table>{rows}</table></body></html>".encode(), "附件.html")])
    assert [(field.group, field.label) for field in found.form.fields][1:3] == [("工作人员", "姓名"), ("工作人员", "职务")]


def test_a_form_that_only_stands_in_the_cell_of_a_frame_stays_one_of_its_own() -> None:
    framed = tbl(tc(p("请填写下表。") + p("青禾市回执") + tbl(tc("单位") + tc(""), tc("姓名") + tc(""), tc("电话") + tc("")) + p("")))
    (found,) = forms_of([read_docx(docx(p("关于开会的通知") + framed), "通知.docx")])
    assert [field.label for field in found.form.fields] == ["单位", "姓名", "电话"]
