"""What is kept of a form beside its fields: places, lines, checks, where it was found."""

from __future__ import annotations

import io

from knowledge.forms.checks import suggested_checks
from knowledge.forms.detect.detect import DetectedForm, forms_of
from knowledge.forms.model import FormKind
from knowledge.reading.document import Document, FileKind
from knowledge.reading.read import read
from tests.unit.detect.drawn import drawn
from tests.unit.detect.office import as_docx

NOTICE = """>关于举办科普周的通知
各单位：
请于6月3日前报送。
附件：1.青禾市科普周统计表
2.青禾市优秀活动推荐表
<青禾市科技局
附件1
>青禾市科普周统计表
填报单位（盖章）：
| 举办活动次数（次） | |
| 参与群众（人次） | |
| 投入经费（万元） | |
填表人：　　联系电话：
附件2
>青禾市优秀活动推荐表
| 序号 | 活动名称 | 活动简介\\n（100字以内） |
| 1 | | |
| 2 | | |
注：1.简介另附。"""


def found_in(text: str) -> tuple[DetectedForm, ...]:
    """The forms of a drawing."""
    return forms_of([drawn(text)])


def test_a_form_knows_the_lines_that_belong_to_it() -> None:
    """From the annex's heading to the signing line or the note below, so that no clause is made of them."""
    first, second = found_in(NOTICE)
    assert (first.first_line, first.last_line) == (7, 13)
    assert (second.first_line, second.last_line) == (14, 19)


def test_a_form_names_its_annex_and_title() -> None:
    first, second = found_in(NOTICE)
    assert (first.form.id, first.form.source.clause, first.form.source.line) == ("form-1", "附件1", 7)
    assert (second.form.id, second.form.source.clause, second.form.source.quote) == ("form-2", "附件2", "青禾市优秀活动推荐表")
    assert (first.table, second.table) == (0, 1)


def test_a_list_has_a_place_a_row() -> None:
    """The blanks of a column, row by row; those of a single form one each."""
    first, second = found_in(NOTICE)
    assert list(first.places.values()) == [("0/1",), ("1/1",), ("2/1",)]
    assert list(second.places.values()) == [("1/1", "2/1"), ("1/2", "2/2")]
    assert second.form.rows_printed == 2


def test_the_places_of_a_text_are_blank_cells_of_the_file() -> None:
    import docx

    content = as_docx(drawn(NOTICE))
    first, _ = forms_of([read(content, "通知.docx")])
    table = docx.Document(io.BytesIO(content)).tables[first.table]
    for field in first.form.fields:
        (place,) = first.places[field.id]
        row, _, column = place.rpartition(":")[2].partition("/")
        assert table.rows[int(row)].cells[int(column)].text == ""
        assert table.rows[int(row)].cells[int(column) - 1].text.startswith(field.label)


def test_checks_are_suggested_from_the_labels() -> None:
    first, _ = found_in(NOTICE)
    assert {check.id for check in first.form.checks} >= {"people", "funds", "ceiling-funds", "ceiling-people"}
    assert first.form.checks == suggested_checks(first.form)


def test_an_annex_in_a_file_of_its_own_takes_its_name_from_the_notice() -> None:
    """The title comes from the list of annexes where the table has none."""
    notice = drawn("各单位：\n附件：1.青禾市统计表\n2.青禾市案例推荐表\n<青禾市科技局")
    annex = drawn("| 案例名称 | 联系人 | 电话 |\n| | | |\n| | | |")
    annex = Document(name="附件2.xlsx", kind=FileKind.XLSX, blocks=annex.blocks)
    (found,) = forms_of([notice, annex])
    assert (found.document, found.form.title, found.form.source.clause) == (1, "青禾市案例推荐表", "附件2")
    assert not found.doubts


def test_a_table_without_any_title_is_doubtful() -> None:
    (found,) = found_in("请填写。\n| 姓名 | 单位 | 电话 |\n| | | |\n| | | |")
    assert found.doubts == ("form_untitled",)
    assert found.confidence < 0.9


def test_a_table_broken_by_pages_keeps_the_places_of_both_parts() -> None:
    (found,) = found_in(">登记表\n| 序号 | 姓名 |\n| 1 | |\n- 2 -\n| 序号 | 姓名 |\n| 2 | |\n| 3 | |")
    assert found.form.kind is FormKind.ROWS
    assert found.form.rows_printed == 3
    assert found.places == {"f01": ("1/1", "1/1", "2/1")}


def test_two_forms_with_the_same_headings_under_titles_of_their_own_stay_two() -> None:
    found = found_in(">讲座登记表\n| 序号 | 名称 |\n| 1 | |\n>展览登记表\n| 序号 | 名称 |\n| 1 | |")
    assert [each.form.title for each in found] == ["讲座登记表", "展览登记表"]


def test_very_long_cells_are_no_labels() -> None:
    """A cell of a page of text is nothing to fill, however it is built, and is passed over quickly."""
    for text in ("科" * 20_000, "（科）" * 5_000, "科：" * 5_000, "_ " * 5_000, "科。" * 3_000):
        (found,) = found_in(f">统计表\n| {text} | |\n| 讲座数量 | |\n| 展览数量 | |")
        assert [field.label for field in found.form.fields] == ["讲座数量", "展览数量"], text[:4]


def test_a_form_without_a_title_takes_the_nearest_heading_not_the_number_of_its_file() -> None:
    document = drawn(
        "二、报名\n请于5月1日前将下列内容报送市科技局办公室，逾期不再受理，联系人和电话见后，谢谢。\n| 姓名 | 单位 | 电话 |\n| | | |\n| | | |"
    )
    (found,) = forms_of([Document(name="0815.docx", kind=FileKind.DOCX, blocks=document.blocks)])
    assert (found.form.title, found.doubts) == ("二、报名", ("form_untitled",))
    bare = drawn("| 姓名 | 单位 | 电话 |\n| | | |\n| | | |")
    (found,) = forms_of([Document(name="0815.docx", kind=FileKind.DOCX, blocks=bare.blocks)])
    assert (found.form.title, found.doubts) == ("姓名、单位", ("form_untitled",))
