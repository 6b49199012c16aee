"""A Word document is read as it is printed."""

from __future__ import annotations

from io import BytesIO

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import Unreadable
from knowledge.reading.document import Align, Document, Paragraph, Table
from knowledge.reading.docx import read_docx
from knowledge.reading.numerals import in_format
from tests.unit.reading.office import W, docx, p, packed, r, rels, tbl, tc


def printed(body: str, **parts: str) -> list[str]:
    """What the paragraphs of a body say."""
    return [paragraph.printed for paragraph in read_docx(docx(body, **parts), "通知.docx").paragraphs]


def only_table(body: str) -> Table:
    (table,) = read_docx(docx(body), "通知.docx").tables
    return table


def cells(table: Table) -> list[tuple[str, int, int, int, int]]:
    return [(cell.text, cell.row, cell.column, cell.rows, cell.columns) for cell in table.cells]


def numbered(number: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def level(at: int, form: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def lists(levels: str, *numbers: str) -> str:
    """A list with its levels, and as many w:num as there are overrides."""
    nums = "".join(f'<w:num w:numId="{at}"><w:abstractNumId w:val="0"/>{over}</w:num>' for at, over in enumerate(numbers, 1))
    return f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{nums}'


RESTART = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'


class TestText:
    def test_runs_are_joined_and_empty_paragraphs_only_counted(self) -> None:
        document = read_docx(docx(p(r("青禾") + r("市")) + p("") + p("通知")), "通知.docx")
        assert [(each.line, each.text) for each in document.paragraphs] == [(1, "青禾市"), (3, "通知")]

    def test_a_line_break_begins_a_new_paragraph(self) -> None:
        assert printed(p('<w:r><w:t>一行</w:t><w:br/><w:t>二行</w:t><w:br w:type="page"/><w:t>三行</w:t></w:r>')) == ["一行", "二行", "三行"]

    def test_tabs_and_hyphens_that_do_not_break(self) -> None:
        assert printed(p("<w:r><w:t>电话</w:t><w:tab/><w:t>0999</w:t><w:noBreakHyphen/><w:t>1234567</w:t></w:r>")) == ["电话\t0999-1234567"]

    def test_the_instruction_of_a_field_is_not_printed_its_result_is(self) -> None:
        field = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "mailto:a@example.com"</w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>a@example.com</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )
        assert printed(p(f"{r('邮箱：')}{field}{r('。')}")) == ["邮箱：a@example.com。"]

    def test_text_in_links_tags_and_content_controls_is_text(self) -> None:
        inner = (
            f"<w:hyperlink>{r('甲')}</w:hyperlink><w:smartTag>{r('乙')}</w:smartTag><w:sdt><w:sdtPr/><w:sdtContent>{r('丙')}</w:sdtContent></w:sdt>"
        )
        assert printed(p(inner) + f"<w:sdt><w:sdtContent>{p('丁')}</w:sdtContent></w:sdt>") == ["甲乙丙", "丁"]

    def test_tracked_deletions_are_gone_and_insertions_stay(self) -> None:
        body = p(f"{r('5月')}<w:del><w:r><w:delText>20</w:delText></w:r></w:del><w:ins>{r('25')}</w:ins><w:moveFrom>{r('号')}</w:moveFrom>{r('日')}")
        assert printed(body) == ["5月25日"]

    def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next(self) -> None:
        assert printed(p("前半", "<w:rPr><w:del/></w:rPr>") + p("后半")) == ["前半后半"]

    def test_hidden_text_is_not_printed(self) -> None:
        assert printed(p(r("可见") + r("隐藏", "<w:vanish/>") + r("也可见", '<w:vanish w:val="0"/>'))) == ["可见也可见"]

    def test_boxes_to_tick(self) -> None:
        mark = '<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>'
        ticked = f"<w:sdt><w:sdtPr>{mark}</w:sdtPr><w:sdtContent>{r('x')}</w:sdtContent></w:sdt>"
        symbol = '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r><w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>'
        old = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData></w:fldChar></w:r>'
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        assert printed(p(ticked + r("是") + symbol + r("否") + old + end + r("其他"))) == ["☑是□☑否☐其他"]

    def test_characters_of_a_picture_font_in_plain_text(self) -> None:
        assert printed(p(r("\uf06f", '<w:rFonts w:ascii="Wingdings"/>') + r("是"))) == ["□是"]

    def test_of_ruby_only_the_base_and_of_formulas_the_text(self) -> None:
        ruby = "<w:r><w:ruby><w:rt><w:r><w:t>qing</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>青</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        assert printed(p(ruby + "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>")) == ["青a+b"]

    def test_a_text_box_is_read_once_after_its_paragraph(self) -> None:
        box = f"<w:txbxContent>{p('框内')}</w:txbxContent>"
        drawn = f"<w:drawing><wp:anchor><wps:txbx>{box}</wps:txbx></wp:anchor></w:drawing>"
        old = f"<w:pict><v:textbox>{box}</v:textbox></w:pict>"
        both = f"<mc:AlternateContent><mc:Choice>{drawn}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>"
        assert printed(p(f"{r('锚')}<w:r>{both}</w:r>") + p("后")) == ["锚", "框内", "后"]
        assert printed(p(f"<w:r>{old}</w:r>")) == ["框内"]


class TestLooks:
    STYLES = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="x"><w:name w:val="mine"/><w:basedOn w:val="1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="o"><w:name w:val="other"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
    )

    def look(self, paragraph: str) -> Paragraph:
        (only,) = read_docx(docx(paragraph, styles=self.STYLES), "通知.docx").paragraphs
        return only

    def test_level_alignment_and_bold_come_from_the_style_and_those_below(self) -> None:
        only = self.look(p("标题", '<w:pStyle w:val="x"/>'))
        assert (only.level, only.align, only.bold) == (1, Align.CENTER, True)

    def test_what_the_paragraph_says_itself_wins(self) -> None:
        only = self.look(p(r("标题", '<w:b w:val="0"/>'), '<w:pStyle w:val="x"/><w:jc w:val="right"/><w:outlineLvl w:val="9"/>'))
        assert (only.level, only.align, only.bold) == (None, Align.RIGHT, False)

    def test_an_outline_level_is_a_heading_level(self) -> None:
        assert self.look(p("标题", '<w:pStyle w:val="o"/>')).level == 3

    def test_a_paragraph_is_bold_where_all_of_it_is(self) -> None:
        assert self.look(p(r("全", "<w:b/>") + r(" "))).bold
        assert not self.look(p(r("半", "<w:b/>") + r("半"))).bold

    def test_styles_that_stand_on_each_other_end(self) -> None:
        circle = "".join(f'<w:style w:type="paragraph" w:styleId="{one}"><w:basedOn w:val="{other}"/></w:style>' for one, other in ("ab", "ba"))
        assert printed(p("文", '<w:pStyle w:val="a"/>'), styles=circle) == ["文"]


class TestNumbers:
    def test_levels_count_and_begin_anew(self) -> None:
        numbering = lists(level(0, "chineseCountingThousand", "%1、") + level(1, "decimal", "（%2）"), "")
        body = p("甲", numbered(1)) + p("乙", numbered(1, 1)) + p("丙", numbered(1, 1)) + p("丁", numbered(1)) + p("戊", numbered(1, 1))
        assert printed(body, numbering=numbering) == ["一、甲", "（1）乙", "（2）丙", "二、丁", "（1）戊"]

    def test_a_level_may_name_those_above_it(self) -> None:
        numbering = lists(level(0, "chineseCounting", "%1、") + level(1, "decimal", "%1.%2", "<w:isLgl/>"), "")
        body = p("甲", numbered(1)) + p("乙", numbered(1, 1))
        assert printed(body, numbering=numbering) == ["一、甲", "1.1乙"]

    def test_two_numbers_of_one_list_go_on_unless_told_to_begin_anew(self) -> None:
        numbering = lists(level(0, "decimal", "%1."), "", "", RESTART)
        assert printed(p("甲", numbered(1)) + p("乙", numbered(2)) + p("丙", numbered(3)), numbering=numbering) == ["1.甲", "2.乙", "1.丙"]

    def test_bullets_and_a_taken_off_number_are_no_numbers(self) -> None:
        numbering = lists(level(0, "bullet", "●"), "")
        assert printed(p("甲", numbered(1)) + p("乙", numbered(0)) + p("丙", numbered(99)), numbering=numbering) == ["甲", "乙", "丙"]

    def test_a_number_comes_from_the_style_at_the_level_that_names_it(self) -> None:
        numbering = lists(level(0, "decimal", "%1.") + level(1, "upperLetter", "%2)", '<w:pStyle w:val="k"/>'), "")
        styles = '<w:style w:type="paragraph" w:styleId="k"><w:name w:val="k"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        assert printed(p("甲", '<w:pStyle w:val="k"/>') + p("乙", '<w:pStyle w:val="k"/>'), numbering=numbering, styles=styles) == ["A)甲", "B)乙"]

    def test_a_number_stands_apart_from_a_figure_that_follows(self) -> None:
        assert printed(p("5万元", numbered(1)), numbering=lists(level(0, "decimal", "%1."), "")) == ["1. 5万元"]

    def test_a_deleted_paragraph_is_not_counted(self) -> None:
        gone = f"<w:p><w:pPr>{numbered(1)}<w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>无</w:delText></w:r></w:del></w:p>"
        assert printed(p("甲", numbered(1)) + gone + p("乙", numbered(1)), numbering=lists(level(0, "decimal", "%1."), "")) == ["1.甲", "2.乙"]

    def test_a_column_of_automatic_numbers_is_printed_in_its_cells(self) -> None:
        body = tbl(tc(p("", numbered(1))), tc(p("", numbered(1)))) + p("完")
        (table,) = read_docx(docx(body, numbering=lists(level(0, "decimal", "%1"), "")), "通知.docx").tables
        assert [cell.text for cell in table.cells] == ["1", "2"]

    @pytest.mark.parametrize(
        ("kind", "number", "said"),
        [
            ("chineseCounting", 10, "十"),
            ("chineseCounting", 23, "二十三"),
            ("chineseCountingThousand", 12, "十二"),
            ("chineseCountingThousand", 105, "一百零五"),
            ("chineseCountingThousand", 110, "一百一十"),
            ("chineseLegalSimplified", 12, "壹拾贰"),
            ("ideographTraditional", 3, "丙"),
            ("ideographZodiac", 3, "寅"),
            ("japaneseCounting", 20, "二十"),
            ("ideographDigital", 10, "一〇"),
            ("decimalEnclosedCircle", 20, "⑳"),
            ("decimalEnclosedCircle", 21, "㉑"),
            ("decimalEnclosedCircle", 36, "㊱"),
            ("decimalEnclosedParen", 2, "⑵"),
            ("decimalFullWidth", 12, "１２"),
            ("decimalZero", 3, "03"),
            ("lowerLetter", 27, "aa"),
            ("upperRoman", 14, "XIV"),
            ("none", 4, ""),
            ("somethingNew", 4, "4"),
            ("ideographTraditional", 11, "11"),
        ],
    )
    def test_formats(self, kind: str, number: int, said: str) -> None:
        assert in_format(number, kind) == said


class TestTables:
    def test_merged_cells_stand_once(self) -> None:
        body = tbl(
            tc("项目", '<w:vMerge w:val="restart"/>') + tc("数量", '<w:gridSpan w:val="2"/>'),
            tc("", "<w:vMerge/>") + tc("男") + tc("女"),
        )
        assert cells(only_table(body)) == [("项目", 0, 0, 2, 1), ("数量", 0, 1, 1, 2), ("男", 1, 1, 1, 1), ("女", 1, 2, 1, 1)]

    def test_old_sideways_merging(self) -> None:
        body = tbl(tc("甲", '<w:hMerge w:val="restart"/>') + tc("", "<w:hMerge/>") + tc("乙"), tc("1") + tc("2") + tc("3"))
        assert cells(only_table(body))[:2] == [("甲", 0, 0, 1, 2), ("乙", 0, 2, 1, 1)]

    def test_rows_that_begin_further_right(self) -> None:
        body = f"<w:tbl><w:tr>{tc('甲')}{tc('乙')}</w:tr><w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>{tc('丙')}</w:tr></w:tbl>"
        assert cells(only_table(body))[2:] == [("", 1, 0, 1, 1), ("丙", 1, 1, 1, 1)]

    def test_a_place_finds_the_cell_in_the_file_also_after_deleted_and_wrapped_rows(self) -> None:
        deleted = f"<w:tr><w:trPr><w:del/></w:trPr>{tc('旧')}</w:tr>"
        wrapped = f"<w:sdt><w:sdtContent><w:tr>{tc('甲')}<w:sdt><w:sdtContent>{tc('乙')}</w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt>"
        table = only_table(f"<w:tbl>{deleted}{wrapped}</w:tbl>")
        assert [(cell.text, cell.row, cell.place) for cell in table.cells] == [("甲", 0, "1/0"), ("乙", 0, "1/1")]

    def test_a_table_in_a_cell_follows_its_outer_one(self) -> None:
        inner = tbl(tc("内"))
        document = read_docx(docx(p("前") + tbl(tc(p("外") + inner + p(""))) + p("后") + tbl(tc("末"))), "通知.docx")
        said = [(block.line, block.text if isinstance(block, Paragraph) else (block.place, block.cells[0].text)) for block in document.blocks]
        assert said == [(1, "前"), (2, ("table 0", "外")), (3, ("table 1", "内")), (4, "后"), (5, ("table 2", "末"))]

    def test_paragraphs_of_a_cell_are_its_lines(self) -> None:
        table = only_table(tbl(tc(p(r("活动", "<w:b/>")) + p("") + p(r("次数", "<w:b/>"))) + tc("轻")))
        assert [(cell.text, cell.bold) for cell in table.cells] == [("活动\n次数", True), ("轻", False)]

    def test_a_continuing_cell_under_nothing_that_fits_stands_for_itself(self) -> None:
        body = tbl(tc("宽", '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>') + tc("右"), tc("窄", "<w:vMerge/>") + tc("乙") + tc("丙"))
        assert [text for text, *_ in cells(only_table(body))] == ["宽", "右", "窄", "乙", "丙"]

    def test_cells_without_spans_stand_by_their_widths(self) -> None:
        def wide(text: str, width: int) -> str:
            return tc(text, f'<w:tcW w:w="{width}" w:type="dxa"/>')

        body = tbl(wide("项目", 1000) + wide("数量", 4000), wide("讲座", 1010) + wide("男", 1990) + wide("女", 2000))
        assert cells(only_table(body))[:3] == [("项目", 0, 0, 1, 1), ("数量", 0, 1, 1, 2), ("讲座", 1, 0, 1, 1)]
        ragged = tbl(wide("项目", 1000) + wide("数量", 1000), wide("讲座", 1000) + wide("男", 1000) + wide("女", 1000))
        assert cells(only_table(ragged))[:3] == [("项目", 0, 0, 1, 1), ("数量", 0, 1, 1, 1), ("", 0, 2, 1, 1)]

    def test_as_python_docx_writes_them(self) -> None:
        file = python_docx.Document()
        table = file.add_table(3, 3)
        table.cell(0, 0).merge(table.cell(1, 0)).text = "项目"
        table.cell(0, 1).merge(table.cell(0, 2)).text = "数量"
        table.cell(2, 2).text = "7"
        stream = BytesIO()
        file.save(stream)
        (read,) = read_docx(stream.getvalue(), "通知.docx").tables
        assert [(cell.text, cell.rows, cell.columns) for cell in read.cells if cell.text] == [("项目", 2, 1), ("数量", 1, 2), ("7", 1, 1)]
        assert (read.height, read.width) == (3, 3)


class TestOutsideOfTheText:
    def test_headers_footers_and_notes_are_set_apart(self) -> None:
        notes = f'<w:footnote w:type="separator">{p("——")}</w:footnote><w:footnote w:id="2">{p("脚注")}</w:footnote>'
        document = read_docx(docx(p("正文"), header=p("页眉"), footer=p("页脚"), footnotes=notes), "通知.docx")
        assert ([each.text for each in document.paragraphs], document.asides) == (["正文"], ("页眉", "页脚", "脚注"))

    def test_the_strict_variant_with_odd_part_names(self) -> None:
        content = docx(p("正文"))
        assert read_docx(content, "通知.docx").paragraphs[0].text == "正文"
        strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
        relation = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        odd = packed(
            {
                "[Content_Types].xml": "<Types/>",
                "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="a" Type="{relation}" Target="/odd/text2.xml"/></Relationships>',
                "odd/text2.xml": f'<w:document xmlns:w="{strict}"><w:body><w:p><w:r><w:t>严格</w:t></w:r></w:p></w:body></w:document>',
            }
        )
        assert read_docx(odd, "通知.docx").paragraphs[0].text == "严格"

    def test_a_page_wrapped_into_a_word_file(self) -> None:
        chunked = {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f'<w:document xmlns:w="{W}"><w:body><w:altChunk/></w:body></w:document>',
            "word/_rels/document.xml.rels": rels(aFChunk="page.html"),
            "word/page.html": "<html><body><p>网页里的通知</p></body></html>",
        }
        assert [each.text for each in read_docx(packed(chunked), "通知.docx").paragraphs] == ["网页里的通知"]
        with pytest.raises(Unreadable):
            read_docx(packed({**chunked, "word/page.html": packed({"a": "b"})}), "通知.docx")

    @pytest.mark.parametrize(("body", "code"), [(p(""), "no_text"), (tbl(tc("")), "no_text"), (p("<w:r><w:drawing/></w:r>"), "scanned")])
    def test_nothing_said_is_refused(self, body: str, code: str) -> None:
        with pytest.raises(Unreadable) as refusal:
            read_docx(docx(body), "通知.docx")
        assert refusal.value.code == code


WHOLE = docx(p("通知", numbered(1)) + tbl(tc("甲") + tc("乙")), numbering=lists(level(0, "decimal", "%1."), ""), header=p("页眉"))
ELEMENTS = [
    "w:p",
    "w:r",
    "w:t",
    "w:tbl",
    "w:tr",
    "w:tc",
    "w:sdt",
    "w:sdtContent",
    "w:ins",
    "w:del",
    "w:br",
    "w:drawing",
    "w:txbxContent",
    "mc:AlternateContent",
    "w:fldChar",
]
TREES = st.recursive(
    st.sampled_from(["", "文"]),
    lambda inner: st.lists(st.tuples(st.sampled_from(ELEMENTS), inner), max_size=4).map(
        lambda all_: "".join(f"<{tag}>{text}</{tag}>" for tag, text in all_)
    ),
    max_leaves=12,
)


def read_or_refused(content: bytes) -> Document | str:
    try:
        return read_docx(content, "通知.docx")
    except Unreadable as refusal:
        return refusal.code


@settings(deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_damaged_file_is_read_or_refused(at: int, byte: int) -> None:
    assert read_or_refused(WHOLE[:at] + bytes([byte]) + WHOLE[at + 1 :])
    assert read_or_refused(WHOLE[:at]) in {"truncated", "damaged"}


@settings(deadline=None)
@given(TREES)
def test_elements_in_any_order_are_read_or_refused(body: str) -> None:
    document = read_or_refused(docx(body))
    assert isinstance(document, Document) or document in {"no_text", "scanned"}
