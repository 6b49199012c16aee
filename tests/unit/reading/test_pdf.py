"""Reading PDFs: text and tables as a reader of the page sees them."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from knowledge.errors import Unreadable
from knowledge.reading.document import Align, Document, Paragraph, Table
from knowledge.reading.pdf import read_pdf

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, SIZE, PITCH = 85.0, 85.0 + 27 * 16, 16.0, 28.0
"""27 characters a line, as in an official letter."""


class Pages:
    """Draws pages with Chinese text; y counts from the top, as one reads."""

    def __init__(self, size: tuple[float, float] = (WIDTH, HEIGHT), encrypt: StandardEncryption | None = None) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        self._out = io.BytesIO()
        self.canvas = Canvas(self._out, pagesize=size, encrypt=encrypt)
        self._height = size[1]

    def text(self, x: float, y: float, text: str, size: float = SIZE) -> Pages:
        self.canvas.setFont("STSong-Light", size)
        self.canvas.drawString(x, self._height - y, text)
        return self

    def lines(self, y: float, *lines: tuple[float, str]) -> Pages:
        """Lines one below the other, each with its indent in characters."""
        for at, (indent, text) in enumerate(lines):
            self.text(LEFT + indent * SIZE, y + at * PITCH, text)
        return self

    def centered(self, y: float, text: str, size: float = 22) -> Pages:
        return self.text((LEFT + RIGHT - len(text) * size) / 2, y, text, size)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> Pages:
        self.canvas.line(x0, self._height - y0, x1, self._height - y1)
        return self

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> Pages:
        for y in ys:
            self.line(xs[0], y, xs[-1], y)
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        return self

    def page(self) -> Pages:
        self.canvas.showPage()
        return self

    def read(self) -> Document:
        return read_pdf(self.bytes(), "made.pdf")

    def bytes(self) -> bytes:
        self.canvas.save()
        return self._out.getvalue()


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in table.row(row)] for row in range(table.height)]


def assert_covered(table: Table) -> None:
    seen = [(r, c) for cell in table.cells for r in range(cell.row, cell.row + cell.rows) for c in range(cell.column, cell.column + cell.columns)]
    assert sorted(seen) == [(r, c) for r in range(table.height) for c in range(table.width)]


LONG = "为进一步丰富群众文化生活，现就做好全市读书活动有关事项通知如下，请各有关单位认真组织实施，按时报送材料。"
FIRST, SECOND = LONG[:25], LONG[25:52]


def notice() -> Pages:
    """A page with a title over two lines, addressees, two paragraphs and who signs."""
    pages = Pages().centered(120, "关于举办青禾市读书活动的").centered(155, "通知")
    pages.lines(210, (0, "各区县文化局："), (2, FIRST), (0, SECOND), (2, "一、活动时间"), (2, "五月一日至五月三十日。"))
    return pages.text(RIGHT - 200, 500, "青禾市文化局").text(RIGHT - 200, 530, "2031年4月2日")


def test_lines_of_a_paragraph_are_joined_and_indented_ones_begin_a_new_one() -> None:
    document = notice().read()
    assert texts(document)[2:6] == ["各区县文化局：", LONG, "一、活动时间", "五月一日至五月三十日。"]


def test_title_and_signature_keep_their_lines_and_say_where_they_stand() -> None:
    paragraphs = notice().read().paragraphs
    assert [(p.text, p.align) for p in paragraphs[:2]] == [("关于举办青禾市读书活动的", Align.CENTER), ("通知", Align.CENTER)]
    assert [(p.text, p.align) for p in paragraphs[-2:]] == [("青禾市文化局", Align.RIGHT), ("2031年4月2日", Align.RIGHT)]
    assert {p.align for p in paragraphs[2:-2]} == {None}
    assert [p.line for p in paragraphs] == list(range(1, len(paragraphs) + 1))


def test_a_line_that_ends_early_ends_its_paragraph() -> None:
    pages = Pages().lines(200, (2, FIRST), (0, "到此为止，"), (0, "另起一段。"), (2, FIRST), (0, SECOND))
    assert texts(pages.read()) == [FIRST + "到此为止，", "另起一段。", LONG]


def test_a_paragraph_goes_on_over_a_page_break() -> None:
    pages = Pages()
    for at in range(10):
        pages.lines(100 + 2 * at * PITCH, (2, FIRST), (0, SECOND))
    pages.lines(100 + 20 * PITCH, (2, FIRST)).text(290, 790, "- 1 -", 14).page()
    document = pages.lines(100, (0, SECOND), (2, "完。")).text(290, 790, "- 2 -", 14).read()
    assert texts(document) == [LONG] * 11 + ["完。"]
    assert (document.paragraphs[-2].page, document.paragraphs[-1].page) == (1, 2)
    assert document.asides == ("- 1 -", "- 2 -")


def test_an_annex_on_a_new_page_begins_a_paragraph_though_the_page_before_was_full() -> None:
    pages = Pages()
    for at in range(10):
        pages.lines(100 + 2 * at * PITCH, (2, FIRST), (0, SECOND))
    assert texts(pages.page().lines(100, (0, "附件1"), (2, "完。")).read())[-2:] == ["附件1", "完。"]


def test_the_lines_of_a_list_of_annexes_hang() -> None:
    name = "青禾市读书活动推荐名额分配一览表及其填写的"
    pages = Pages().lines(200, (2, FIRST), (0, SECOND), (2, f"附件：1.{name}"), (6, "说明"), (5, "2.报名表"), (2, FIRST), (0, SECOND))
    assert texts(pages.read()) == [LONG, f"附件：1.{name}说明", "2.报名表", LONG]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((("王  强", 0), ("李小萌", 4.5)), "王  强      李小萌"),
        ((("读书", 0), ("活动", 2.05)), "读书活动"),
        ((("2031", 0), ("年", 2.2)), "2031年"),
        ((("Open Day", 0),), "Open Day"),
        ((("备", 0), ("注", 3)), "备        注"),
    ],
)
def test_a_space_stands_only_where_a_gap_is_seen(parts: tuple[tuple[str, float], ...], expected: str) -> None:
    pages = Pages().lines(300, (2, FIRST), (0, SECOND))
    for text, indent in parts:
        pages.text(LEFT + indent * SIZE, 200, text)
    assert texts(pages.read())[0].split() == expected.split()


def test_evenly_spaced_letters_are_no_words() -> None:
    pages = Pages().lines(300, (2, FIRST), (0, SECOND))
    for at, letter in enumerate("青禾市文化局文件"):
        pages.text(LEFT + at * 2 * SIZE, 200, letter)
    assert texts(pages.read())[0] == "青禾市文化局文件"


def test_an_address_broken_at_the_end_of_a_line_stays_whole() -> None:
    head = "请于规定时间内登录本市政务服务平台网址https://www.example.com/"
    pages = Pages().lines(200, (2, FIRST), (0, SECOND)).text(LEFT, 300, head, 15.4).text(LEFT, 328, "notice/2031查阅。", 15.4)
    assert texts(pages.read())[-1] == head + "notice/2031查阅。"


def test_text_printed_twice_to_look_bold_stands_once() -> None:
    pages = Pages().lines(300, (2, FIRST), (0, SECOND)).text(LEFT, 200, "一、总体要求").text(LEFT + 0.4, 200, "一、总体要求")
    assert texts(pages.read())[0] == "一、总体要求"


def test_slanting_watermarks_are_no_text() -> None:
    pages = notice()
    plain = texts(notice().read())
    pages.canvas.saveState()
    pages.canvas.rotate(45)
    pages.text(500, 700, "内部资料", 60)
    pages.canvas.restoreState()
    assert texts(pages.read()) == plain


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_turned_in_the_viewer_reads_the_same(turn: int) -> None:
    pages = notice()
    pages.canvas.setPageSize((WIDTH, HEIGHT) if turn == 180 else (HEIGHT, WIDTH))  # reportlab swaps the sides of a turned page
    pages.canvas.setPageRotation(turn)
    assert texts(pages.read()) == texts(notice().read())


def test_a_table_printed_sideways_is_read_upright() -> None:
    pages = Pages()
    pages.canvas.translate(0, 842)
    pages.canvas.rotate(-90)
    pages.canvas.translate(0, -247)
    document = pages.grid([100, 300, 500], [100, 140, 180]).text(110, 130, "单位").text(310, 130, "数量").text(110, 170, "一科").read()
    assert rows(document.tables[0]) == [["单位", "数量"], ["一科", ""]]


def test_radicals_become_the_characters_they_stand_for() -> None:
    from knowledge.reading.pdf_lines import make_lines
    from knowledge.reading.pdf_page import Character

    line = make_lines([Character(c, 20.0 * at, 20.0 * at + 20, 100, 20) for at, c in enumerate("⼀⻓⾦ⅡＡ")], 1)[0]
    assert line.text == "一长金ⅡＡ"


def test_page_numbers_and_running_heads_are_set_apart() -> None:
    pages = Pages()
    for number in range(1, 5):
        pages.text(LEFT, 40, "青禾市文化局读书活动方案", 9).lines(120, (2, f"第{number}部分内容。"), (2, "另有说明。"))
        pages.text(250, 800, f"第 {number} 页 共 4 页", 9).page()
    document = pages.read()
    assert texts(document) == [t for n in range(1, 5) for t in (f"第{n}部分内容。", "另有说明。")]
    assert document.asides[0] == "青禾市文化局读书活动方案"
    assert len(document.asides) == 5


def test_annex_titles_at_the_top_of_pages_are_no_running_heads() -> None:
    pages = Pages().lines(80, (0, "附件1"), (2, "一些文字。")).page().lines(80, (0, "附件2"), (2, "别的文字。")).page()
    document = pages.lines(80, (0, "附件3"), (2, "还有文字。")).read()
    assert [t for t in texts(document) if "附件" in t] == ["附件1", "附件2", "附件3"]
    assert document.asides == ()


def test_a_table_stands_between_its_paragraphs_with_blanks_and_lines_joined() -> None:
    pages = Pages().lines(100, (2, FIRST), (0, SECOND)).grid([85, 205, 405, 517], [200, 250, 300])
    pages.text(90, 225, "参加活动的单位名", 14).text(90, 243, "称", 14).text(215, 230, "人数（人）", 14).text(90, 280, "合计", 14)
    document = pages.lines(350, (2, "填表人：")).read()
    paragraph, table, after = document.blocks
    assert isinstance(paragraph, Paragraph)
    assert isinstance(table, Table)
    assert isinstance(after, Paragraph)
    assert rows(table) == [["参加活动的单位名称", "人数（人）", ""], ["合计", "", ""]]
    assert (paragraph.line, table.line, after.line) == (1, 2, 4)
    assert (table.place, table.page, table.at(1, 0).place) == ("table 1", 1, "1:1/0")


def test_cells_without_a_rule_between_them_are_one() -> None:
    xs, ys = [85, 185, 285, 385], [100, 130, 160, 190]
    pages = Pages().line(85, 100, 385, 100).line(185, 130, 385, 130).line(85, 160, 385, 160).line(85, 190, 385, 190)
    pages.line(85, 100, 85, 190).line(185, 100, 185, 160).line(285, 130, 285, 190).line(385, 100, 385, 190)
    pages.text(90, 120, "组", 12).text(190, 120, "情况", 12).text(90, 180, "合计", 12)
    table = pages.read().tables[0]
    assert (table.height, table.width) == (len(ys) - 1, len(xs) - 1)
    assert [(c.text, c.row, c.column, c.rows, c.columns) for c in table.cells] == [
        ("组", 0, 0, 2, 1),
        ("情况", 0, 1, 1, 2),
        ("", 1, 1, 1, 1),
        ("", 1, 2, 1, 1),
        ("合计", 2, 0, 1, 2),
        ("", 2, 2, 1, 1),
    ]


def test_a_table_open_at_its_sides_keeps_its_outer_columns() -> None:
    pages = Pages()
    for y in (100, 130, 160):
        pages.line(85, y, 400, y)
    pages.line(180, 100, 180, 160).line(300, 100, 300, 160)
    pages.text(90, 120, "序号", 12).text(190, 120, "名称", 12).text(310, 120, "备注", 12)
    assert rows(pages.read().tables[0]) == [["序号", "名称", "备注"], ["", "", ""]]


def test_rules_may_be_thin_rectangles_and_boxes_of_cells() -> None:
    pages = Pages()
    for row in range(2):
        for column in range(2):
            pages.canvas.rect(100 + 100 * column, 600 + 30 * row, 100, 30, stroke=1, fill=0)
    for y in (500, 530):
        pages.canvas.rect(100, y, 200.5, 0.5, stroke=0, fill=1)
    for x in (100, 180, 300):
        pages.canvas.rect(x, 500, 0.5, 30, stroke=0, fill=1)
    pages.text(110, 205, "甲", 12).text(110, 335, "乙", 12)
    assert [rows(table) for table in pages.read().tables] == [[["甲", ""], ["", ""]], [["乙", ""]]]


def test_shaded_cells_without_rules_are_a_table_but_shaded_lines_are_not() -> None:
    pages = Pages()
    pages.canvas.setFillGray(0.9)
    for row in range(2):
        for column in range(2):
            pages.canvas.rect(100 + 102 * column, 600 + 32 * row, 100, 30, stroke=0, fill=1)
    for row in range(3):
        pages.canvas.rect(100, 300 + 20 * row, 200, 20, stroke=0, fill=1)
    pages.canvas.setFillGray(0)
    document = pages.text(110, 190, "名称", 12).text(110, 535, "重要提示", 12).read()
    assert [rows(table) for table in document.tables] == [[["名称", ""], ["", ""]]]
    assert texts(document) == ["重要提示"]


def test_a_table_in_a_form_of_the_page_stands_where_it_is_placed() -> None:
    pages = Pages().text(110, 220, "名称", 12)
    pages.canvas.beginForm("stored")
    pages.grid([0, 100, 200], [0, 30, 60])
    pages.canvas.endForm()
    pages.canvas.translate(100, -200)
    pages.canvas.doForm("stored")
    assert rows(pages.read().tables[0]) == [["名称", ""], ["", ""]]


def test_a_table_drawn_as_one_path_and_in_dashes_is_read() -> None:
    pages = Pages()
    path = pages.canvas.beginPath()
    for y in (600, 630, 660):
        for x in range(100, 300, 5):
            path.moveTo(x, y)
            path.lineTo(x + 3, y)
    for x in (100, 200, 298):
        path.moveTo(x, 600)
        path.lineTo(x, 660)
    pages.canvas.drawPath(path)
    assert rows(pages.text(110, 200, "名称", 12).read().tables[0]) == [["名称", ""], ["", ""]]


def test_what_stands_beside_the_head_of_a_letter_is_not_run_into_its_lines() -> None:
    pages = Pages().lines(400, (2, FIRST), (0, SECOND), (2, FIRST), (0, SECOND))
    pages.text(LEFT, 100, "青禾市文化局", 30).text(LEFT, 145, "青禾市教育局", 30).text(RIGHT - 64, 145, "文件", 32).text(
        LEFT, 190, "青禾市科学技术局", 30
    )
    assert [text.split() for text in texts(pages.read())[:3]] == [["青禾市文化局"], ["青禾市教育局", "文件"], ["青禾市科学技术局"]]


def test_a_frame_around_text_and_lines_below_it_are_no_tables() -> None:
    pages = Pages().grid([80, 520], [100, 160]).text(90, 130, "请务必按时报送").line(200, 215, 300, 215).text(90, 212, "姓名：")
    document = pages.read()
    assert document.tables == ()
    assert texts(document) == ["请务必按时报送", "姓名："]


def two_pages_of_a_table(second_head: tuple[str, str]) -> Document:
    pages = Pages().lines(100, (2, "活动安排如下："))
    pages.grid([85, 285, 485], [600, 640, 680, 720]).text(90, 625, "项目").text(290, 625, "数量")
    pages.text(90, 665, "讲座").text(90, 705, "展览").text(290, 800, "- 1 -", 12).page()
    pages.grid([85, 285, 485], [90, 130, 170]).text(90, 115, second_head[0]).text(290, 115, second_head[1])
    return pages.text(90, 155, "比赛").lines(300, (2, "以上。")).text(290, 800, "- 2 -", 12).read()


def test_a_table_goes_on_over_a_page_break_without_its_repeated_head() -> None:
    document = two_pages_of_a_table(("项目", "数量"))
    assert [rows(table) for table in document.tables] == [[["项目", "数量"], ["讲座", ""], ["展览", ""], ["比赛", ""]]]
    assert document.tables[0].at(3, 0).place == "2:1/0"
    assert texts(document) == ["活动安排如下：", "以上。"]
    assert document.paragraphs[-1].line == 6


def test_a_row_that_is_no_repeated_head_is_kept() -> None:
    assert rows(two_pages_of_a_table(("培训", "")).tables[0]) == [["项目", "数量"], ["讲座", ""], ["展览", ""], ["培训", ""], ["比赛", ""]]


def test_a_merged_cell_goes_on_over_a_page_break() -> None:
    pages = Pages().grid([185, 285, 485], [600, 640, 680]).line(85, 600, 185, 600).line(85, 680, 185, 680).line(85, 600, 85, 680)
    pages.text(90, 640, "经费").text(190, 625, "中央").text(190, 665, "省级").page()
    pages.grid([185, 285, 485], [90, 130, 170]).line(85, 90, 185, 90).line(85, 170, 185, 170).line(85, 90, 85, 170)
    table = pages.text(190, 115, "市级").text(190, 155, "县级").read().tables[0]
    assert (table.at(3, 0).text, table.at(3, 0).rows) == ("经费", 4)
    assert rows(table) == [["经费", "中央", ""], ["省级", ""], ["市级", ""], ["县级", ""]]


def test_a_table_of_other_columns_on_the_next_page_stands_alone() -> None:
    pages = Pages().grid([85, 285, 485], [600, 640, 680]).text(90, 625, "项目").page()
    document = pages.grid([85, 200, 420], [90, 130, 170]).text(90, 115, "姓名").read()
    assert [table.place for table in document.tables] == ["table 1", "table 2"]
    for table in document.tables:
        assert_covered(table)


def test_a_table_inside_of_a_cell_is_a_table_of_its_own() -> None:
    pages = Pages().grid([85, 285, 485], [100, 300, 340]).text(90, 120, "外面", 12)
    document = pages.grid([100, 150, 200], [150, 180, 210]).text(105, 170, "里面", 12).read()
    assert [rows(table) for table in document.tables] == [[["外面", ""], ["", ""]], [["里面", ""], ["", ""]]]


def code_of(content: bytes) -> str:
    with pytest.raises(Unreadable) as raised:
        read_pdf(content, "made.pdf")
    assert raised.value.file == "made.pdf"
    return raised.value.code


def test_a_password_keeps_it_closed_but_not_the_owners_alone() -> None:
    closed = Pages(encrypt=StandardEncryption("secret", "owner")).lines(100, (2, FIRST))
    assert code_of(closed.bytes()) == "encrypted"
    opened = Pages(encrypt=StandardEncryption("", "owner", canCopy=0)).lines(100, (2, FIRST))
    assert texts(opened.read()) == [FIRST]


def test_pages_without_anything_are_empty() -> None:
    assert code_of(Pages().page().bytes()) == "empty"


def test_pages_of_pictures_are_a_scan_whatever_their_page_numbers() -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    pages = Pages()
    for number in range(2):
        pages.canvas.drawImage(ImageReader(Image.new("L", (60, 84), 200 + number)), 0, 0, WIDTH, HEIGHT)
        pages.text(290, 800, f"- {number + 1} -", 12).page()
    assert code_of(pages.bytes()) == "scanned"


def test_a_text_layer_under_a_picture_is_read() -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    pages = Pages()
    pages.canvas.drawImage(ImageReader(Image.new("L", (60, 84), 200)), 0, 0, WIDTH, HEIGHT)
    text = pages.canvas.beginText(LEFT, 600)
    text.setTextRenderMode(3)
    text.setFont("STSong-Light", SIZE)
    text.textOut(FIRST)
    pages.canvas.drawText(text)
    assert texts(pages.read()) == [FIRST]


def file_with_unicode(first: str) -> bytes:
    """A file whose letters A to P are named, by its own table, as characters from `first` (hexadecimal) on."""
    table = f"begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <41> <50> <{first}> endbfrange endcmap"
    content = "BT /F 12 Tf 80 700 Td (ABCDEFGHIJKLMNOP) Tj ET"
    things = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
        f"<</Length {len(table)}>>stream\n{table}\nendstream",
    ]
    body = "".join(f"{at} 0 obj\n{thing}\nendobj\n" for at, thing in enumerate(things, 1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R>>\n%%EOF".encode()


def test_a_font_that_names_its_characters_for_private_use_has_no_text() -> None:
    assert code_of(file_with_unicode("E001")) == "no_text_layer"
    assert texts(read_pdf(file_with_unicode("2F00"), "made.pdf")) == ["一丨丶丿乙亅二亠人儿入八冂冖冫几"]


def test_too_many_pages_are_refused() -> None:
    pages = Pages()
    for _ in range(501):
        pages.page()
    assert code_of(pages.bytes()) == "too_many_pages"


def test_too_many_cells_are_refused() -> None:
    pages = Pages((12_000, 12_000)).text(90, 90, FIRST)
    pages.grid([100 + 10 * at for at in range(1002)], [100 + 10 * at for at in range(1002)])
    assert code_of(pages.bytes()) == "too_many_cells"


@cache
def sample() -> bytes:
    return notice().grid([85, 205, 405], [600, 650, 700]).text(90, 630, "名称").bytes()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"%PDF-1.4\n%%EOF", b"PK\x03\x04"])
def test_what_is_no_whole_file_is_damaged(content: bytes) -> None:
    assert code_of(content) == "damaged"


def read_or_refuse(content: bytes) -> Document | None:
    try:
        return read_pdf(content, "made.pdf")
    except Unreadable:
        return None


@settings(max_examples=60, deadline=2000)
@given(st.integers(0, 100_000))
def test_a_truncated_file_is_read_or_refused(end: int) -> None:
    read_or_refuse(sample()[: end % len(sample())])


@settings(max_examples=60, deadline=2000)
@given(st.binary(max_size=300))
def test_random_bytes_are_read_or_refused(content: bytes) -> None:
    assert read_or_refuse(b"%PDF-1.5\n" + content) is None


@settings(max_examples=80, deadline=2000)
@given(st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 255)), min_size=1, max_size=30))
def test_a_file_with_changed_bytes_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    content = bytearray(sample())
    for at, value in changes:
        content[at % len(content)] = value
    read_or_refuse(bytes(content))


@settings(max_examples=40, deadline=2000)
@given(st.data())
def test_any_grid_of_rules_becomes_a_table_without_holes(data: st.DataObject) -> None:
    width, height = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 5))
    xs, ys = [100.0 + 60 * at for at in range(width + 1)], [100.0 + 40 * at for at in range(height + 1)]
    pages = Pages().text(100, 700, FIRST).grid([xs[0], xs[-1]], [ys[0], ys[-1]])
    for x in xs[1:-1]:
        for top, bottom in pairwise(ys):
            if data.draw(st.booleans()):
                pages.line(x, top, x, bottom)
    for y in ys[1:-1]:
        for left, right in pairwise(xs):
            if data.draw(st.booleans()):
                pages.line(left, y, right, y)
    for table in pages.read().tables:
        assert_covered(table)


def fastest(act: Callable[[], object]) -> float:
    """Seconds of the fastest of five runs."""
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        act()
        times.append(time.perf_counter() - begun)
    return min(times)


def test_two_pages_are_read_fast() -> None:
    pages = Pages()
    for _ in range(2):
        for at in range(11):
            pages.lines(100 + 2 * at * PITCH, (2, FIRST), (0, SECOND))
        pages.page()
    content = pages.grid([85, 205, 405], [600, 650, 700]).text(90, 630, "名称").bytes()
    assert fastest(lambda: read_pdf(content, "made.pdf")) < 0.15
