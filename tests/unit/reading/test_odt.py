"""An OpenDocument text is read as it is printed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import Unreadable
from knowledge.reading.document import Align, Document
from knowledge.reading.odt import read_odt
from tests.unit.reading.office import packed

BASE = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = " ".join(
    f'xmlns:{short}="{BASE}:{long}:1.0"' for short, long in [("office", "office"), ("text", "text"), ("table", "table"), ("style", "style")]
)
NAMESPACES += f' xmlns:fo="{BASE}:xsl-fo-compatible:1.0" xmlns:draw="{BASE}:drawing:1.0"'
MIME = "application/vnd.oasis.opendocument.text"


def odt(body: str, styles: str = "", page: str = "") -> bytes:
    content = f"<office:document-content {NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
    content += f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    master = f"<office:master-styles><style:master-page>{page}</style:master-page></office:master-styles>"
    return packed({"mimetype": MIME, "content.xml": content, "styles.xml": f"<office:document-styles {NAMESPACES}>{master}</office:document-styles>"})


def read(body: str, styles: str = "", page: str = "") -> Document:
    return read_odt(odt(body, styles, page), "通知.odt")


def printed(body: str, styles: str = "") -> list[str]:
    return [paragraph.printed for paragraph in read(body, styles).paragraphs]


def p(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def cell(text: str, more: str = "") -> str:
    return f"<table:table-cell {more}>{p(text)}</table:table-cell>"


def numbered(style: str, *levels: tuple[str, str, str, int]) -> str:
    listed = "".join(
        f'<text:list-level-style-number text:level="{at}" style:num-format="{form}" style:num-prefix="{before}" '
        f'style:num-suffix="{after}" text:display-levels="{shown}"/>'
        for at, (form, before, after, shown) in enumerate(levels, 1)
    )
    return f'<text:list-style style:name="{style}">{listed}</text:list-style>'


class TestText:
    def test_spaces_tabs_and_breaks(self) -> None:
        assert printed(p('联系人：张<text:s text:c="2"/>禾<text:tab/>电话<text:line-break/>二行')) == ["联系人：张  禾\t电话", "二行"]

    def test_comments_deleted_and_hidden_text_are_left_out(self) -> None:
        styles = '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
        body = f"<text:tracked-changes><text:changed-region><text:deletion>{p('删')}</text:deletion></text:changed-region></text:tracked-changes>"
        body += p(f'留<office:annotation>{p("批")}</office:annotation>下<text:span text:style-name="H">藏</text:span>')
        assert printed(body, styles) == ["留下"]

    def test_a_text_box_follows_its_paragraph(self) -> None:
        assert printed(p(f"锚<draw:frame><draw:text-box>{p('框内')}</draw:text-box></draw:frame>") + p("后")) == ["锚", "框内", "后"]

    def test_notes_and_page_headers_are_set_apart(self) -> None:
        note = f"<text:note><text:note-citation>1</text:note-citation><text:note-body>{p('脚注')}</text:note-body></text:note>"
        document = read(p("正文" + note), page=f"<style:header>{p('页眉')}</style:header>")
        assert ([each.text for each in document.paragraphs], document.asides) == (["正文"], ("页眉", "脚注"))

    def test_looks_come_from_styles_and_their_parents(self) -> None:
        looks = '<style:paragraph-properties fo:text-align="end"/><style:text-properties fo:font-weight="bold"/>'
        styles = f'<style:style style:name="A">{looks}</style:style>'
        styles += '<style:style style:name="B" style:parent-style-name="A"/>'
        (only,) = read(p("落款", "B"), styles).paragraphs
        assert (only.align, only.bold, only.level) == (Align.RIGHT, True, None)

    def test_a_heading_has_its_level(self) -> None:
        assert read('<text:h text:outline-level="2">要求</text:h>').paragraphs[0].level == 2


class TestLists:
    STYLES = numbered("L", ("一, 二, 三, ...", "", "、", 1), ("1", "（", "）", 1))

    def test_levels_count_and_begin_anew(self) -> None:
        inner = f"<text:list><text:list-item>{p('乙')}</text:list-item><text:list-item>{p('丙')}</text:list-item></text:list>"
        items = "".join(f"<text:list-item>{p(text)}{inner}</text:list-item>" for text in "甲丁")
        body = f'<text:list text:style-name="L">{items}</text:list>'
        assert printed(body, self.STYLES) == ["一、甲", "（1）乙", "（2）丙", "二、丁", "（1）乙", "（2）丙"]

    def test_a_list_goes_on_where_it_says_so(self) -> None:
        one = f'<text:list text:style-name="L"><text:list-item>{p("甲")}</text:list-item></text:list>'
        more = one.replace("<text:list ", '<text:list text:continue-numbering="true" ')
        assert printed(one + p("间") + more + one, self.STYLES) == ["一、甲", "间", "二、甲", "一、甲"]

    def test_a_second_paragraph_of_an_item_and_bullets_have_no_number(self) -> None:
        bullets = '<text:list-style style:name="P"><text:list-level-style-bullet text:level="1" text:bullet-char="●"/></text:list-style>'
        body = f'<text:list text:style-name="L"><text:list-item>{p("甲")}{p("续")}</text:list-item></text:list>'
        body += f'<text:list text:style-name="P"><text:list-item>{p("点")}</text:list-item></text:list>'
        assert printed(body, self.STYLES + bullets) == ["一、甲", "续", "点"]


class TestTables:
    def test_spans_covered_and_repeated_cells(self) -> None:
        first = cell("项目", 'table:number-rows-spanned="2"') + cell("数量", 'table:number-columns-spanned="2"') + "<table:covered-table-cell/>"
        second = "<table:covered-table-cell/>" + '<table:table-cell table:number-columns-repeated="2"/>'
        rows = f"<table:table-header-rows><table:table-row>{first}</table:table-row></table:table-header-rows>"
        rows += f"<table:table-row>{second}</table:table-row>"
        (table,) = read(f"<table:table>{rows}</table:table>").tables
        assert [(each.text, each.row, each.column, each.rows, each.columns) for each in table.cells] == [
            ("项目", 0, 0, 2, 1),
            ("数量", 0, 1, 1, 2),
            ("", 1, 1, 1, 1),
            ("", 1, 2, 1, 1),
        ]
        assert [each.place for each in table.cells] == ["0/0", "0/1", "1/1", "1/1"]

    def test_repeats_have_an_end(self) -> None:
        row = f'<table:table-row table:number-rows-repeated="1048576">{cell("甲")}</table:table-row>'
        assert read(f"<table:table>{row}</table:table>").tables[0].height <= 1000

    def test_too_many_cells_are_refused(self) -> None:
        row = (
            '<table:table-row table:number-rows-repeated="1000">'
            + '<table:table-cell table:number-columns-repeated="1000"/>' * 2
            + "</table:table-row>"
        )
        with pytest.raises(Unreadable) as refusal:
            read(f"<table:table>{row}</table:table>")
        assert refusal.value.code == "too_many_cells"

    def test_a_table_in_a_cell_follows_its_outer_one(self) -> None:
        inner = f"<table:table><table:table-row>{cell('内')}</table:table-row></table:table>"
        body = f"<table:table><table:table-row><table:table-cell>{p('外')}{inner}</table:table-cell></table:table-row></table:table>"
        assert [(table.place, table.cells[0].text, table.line) for table in read(body).tables] == [("table 0", "外", 1), ("table 1", "内", 2)]


@pytest.mark.parametrize(("body", "code"), [(p(""), "no_text"), (p("<draw:frame><draw:image/></draw:frame>"), "scanned")])
def test_nothing_said_is_refused(body: str, code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(body)
    assert refusal.value.code == code


WHOLE = odt(p("通知") + f"<table:table><table:table-row>{cell('甲')}</table:table-row></table:table>")


def read_or_refused(content: bytes) -> str:
    try:
        return read_odt(content, "通知.odt").kind
    except Unreadable as refusal:
        return refusal.code


@settings(deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_damaged_file_is_read_or_refused(at: int, byte: int) -> None:
    assert read_or_refused(WHOLE[:at] + bytes([byte]) + WHOLE[at + 1 :])
    assert read_or_refused(WHOLE[:at]) in {"truncated", "damaged"}
