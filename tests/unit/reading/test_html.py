"""Web pages: the article is read, the furniture around it is not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import Unreadable
from knowledge.reading.document import Align, Document
from knowledge.reading.html import read_html
from knowledge.reading.read import read as read_any

BODY = "<p>各乡镇人民政府，县直各部门：</p><p>为做好今年的科普统计工作，请各单位于5月20日前报送统计表，联系电话：0999-1234567。</p>"
PAGE = """<!DOCTYPE html><html><head><meta charset="gb2312"><title>关于报送科普统计表的通知_通知公告_青禾市科技局</title>
<meta name="PubDate" content="2024-05-06 09:30"><style>p{color:red}</style><script>var a="<p>不是正文</p>"</script></head><body>
<div class="nav"><a href="/">首页</a><a href="/a">新闻</a><a href="/b">公开</a><a href="/c">互动</a></div>
<div class="position">您当前的位置：<a href="/">首页</a> &gt; 正文</div>
<div class="detail"><h1>关于报送科普统计表的通知</h1><div class="info">来源：青禾市科技局　发布时间：2024-05-06　浏览次数：12</div>
<div class="%s">BODY<p style="text-align:right">青禾市科技局</p><p>【打印】 【关闭窗口】</p><p style="display:none">看不见</p></div></div>
<div class="footer">版权所有：青禾市科技局 备案号：某ICP备000号</div></body></html>""".replace("BODY", BODY)


def read(markup: str) -> Document:
    return read_html(markup.encode(), "a.html")


def texts(markup: str) -> list[str]:
    return [paragraph.text for paragraph in read(f"<html><body>{markup}</body></html>").paragraphs]


@pytest.mark.parametrize("container", ["TRS_Editor", "article-content", "content", "unheard-of"])
def test_the_article_is_found_in_its_page(container: str) -> None:
    document = read_html((PAGE % container).encode("gbk"), "a.html")
    said = [paragraph.text for paragraph in document.paragraphs if paragraph.text != document.title]
    assert said[0].startswith("各乡镇人民政府")
    assert said[1:] == ["为做好今年的科普统计工作，请各单位于5月20日前报送统计表，联系电话：0999-1234567。", "青禾市科技局"]
    assert document.paragraphs[-1].align is Align.RIGHT
    assert (document.title, document.published) == ("关于报送科普统计表的通知", "2024-05-06 09:30")
    assert any("版权所有" in aside for aside in document.asides)


def test_the_date_of_publication_may_stand_beside_the_article() -> None:
    document = read_html((PAGE % "TRS_Editor").replace('<meta name="PubDate" content="2024-05-06 09:30">', "").encode("gbk"), "a.html")
    assert document.published == "2024-05-06"


def test_white_space_is_printed_as_a_browser_does() -> None:
    assert texts("<p>第一，\n  行 a\n b&nbsp;&nbsp;c</p>\n<p> 甲<br>乙 </p>") == ["第一，行 a b  c", "甲", "乙"]


def test_what_word_saves_is_read() -> None:
    markup = (
        "<div class=WordSection1><p class=MsoNormal align=center><b><span>通知</span></b><o:p></o:p></p>"
        "<p><![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp; </span></span><![endif]>第一条</p></div>"
        "<div class=WordSection2><!--[if gte vml 1]><v:shape>图</v:shape><![endif]--><p>附件</p></div>"
    )
    title, first, annex = read(f"<html><body>{markup}</body></html>").paragraphs
    assert (title.text, title.bold, title.align) == ("通知", True, Align.CENTER)
    assert (first.number, first.text, annex.text) == ("1.", "第一条", "附件")


def test_merged_cells_are_merged() -> None:
    markup = "<table><tr><th rowspan=0>经费<br>（万元）<td>市级<td>&nbsp;<tr><td>县级<td></table>"
    (table,) = read(f"<html><body><p>表</p>{markup}</body></html>").tables
    assert [(c.text, c.row, c.column, c.rows) for c in table.cells] == [
        ("经费\n（万元）", 0, 0, 2),
        ("市级", 0, 1, 1),
        ("", 0, 2, 1),
        ("县级", 1, 1, 1),
        ("", 1, 2, 1),
    ]


def test_a_table_that_arranges_the_page_is_no_table() -> None:
    document = read(f"<html><body><table><tr><td>{BODY}<table><tr><td>名称<td>数量<tr><td>讲座<td></table></td></tr></table></body></html>")
    assert [cell.text for cell in document.tables[0].cells] == ["名称", "数量", "讲座", ""]
    assert document.paragraphs[0].text.startswith("各乡镇")


def test_lists_keep_the_numbers_that_a_browser_prints() -> None:
    paragraphs = read("<html><body><ol start=3><li>甲<li>乙</ol><ul><li>丙</ul></body></html>").paragraphs
    assert [paragraph.printed for paragraph in paragraphs] == ["3.甲", "4.乙", "丙"]


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(Unreadable) as caught:
        read("<html><body><script>1</script><img src=a.png></body></html>")
    assert caught.value.code == "empty"


@pytest.mark.parametrize("tag", ["div", "span", "b", "section"])
def test_a_page_of_many_wrappers_is_read(tag: str) -> None:
    document = read(f"<html><body>{f'<{tag}>' * 1500}{BODY}{f'</{tag}>' * 1500}</body></html>")
    assert [paragraph.text[:6] for paragraph in document.paragraphs] == ["各乡镇人民政", "为做好今年的"]


@pytest.mark.parametrize("opened", ["<div>", "<b><i>", "<table><tr><td>", "<table><tr><td>甲<td>乙"])
def test_a_page_deeper_than_any_is_too_much_or_damaged_but_never_empty(opened: str) -> None:
    with pytest.raises(Unreadable) as error:
        read_any(f"<html><body>{opened * 5000}{BODY}".encode(), "a.html")
    assert error.value.code in {"too_much", "damaged", "too_many_cells"}


def test_tables_within_tables_are_read() -> None:
    document = read_any(f"<html><body>{'<table><tr><td>甲</td><td>' * 40}{BODY}".encode(), "a.html")
    assert any("0999-1234567" in cell.text for table in document.tables for cell in table.cells)


def test_pictures_within_the_page_are_no_part_of_it() -> None:
    picture = f'<p><img alt="图" src="data:image/png;base64,{"iVBORw0KGgo+/ab1" * 800_000}"></p>'
    assert texts(picture + BODY) == texts(BODY)
    assert texts("<p>见 data:image/png;base64,abc 一行</p>") == ["见 data:image/png;base64,abc 一行"]


@pytest.mark.parametrize("first", ["<script>{}</script>", "<style>{}</style>", "<title>通知</title><script>{}</script>"])
def test_a_long_script_before_the_page_is_no_text(first: str) -> None:
    document = read_any((first.format("x" * 1_000_000) + BODY).encode(), "a.html")
    assert [paragraph.text[:6] for paragraph in document.paragraphs] == ["各乡镇人民政", "为做好今年的"]


def test_a_page_with_more_text_than_any_notice_is_too_much() -> None:
    with pytest.raises(Unreadable) as error:
        read(f"<p>{'请各单位报送总结，' * 300_000}</p>")
    assert error.value.code == "too_much"


TAGS = [
    "<p>",
    "</p>",
    "<table>",
    "</table>",
    "<tr>",
    "<td rowspan=9 colspan=0>",
    "<td>",
    "<div class=content>",
    "</div>",
    "<a>",
    "<br>",
    "<ol><li>",
    "<b",
    "文字",
]


@given(st.lists(st.sampled_from([*TAGS, "<!--", "-->", "<![CDATA[", "&#0;", "&nbsp;", "<o:p>", "<select>", "<body>", "</html>", "\0"]), max_size=60))
def test_any_soup_is_read_or_refused(pieces: list[str]) -> None:
    code = None
    try:
        assert read("".join(pieces)).blocks
    except Unreadable as error:
        code = error.code
    assert code in {None, "empty", "damaged", "unknown_kind"}


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    code = None
    try:
        assert read_html(content, "a.html").blocks
    except Unreadable as error:
        code = error.code
    assert code in {None, "empty", "damaged", "unknown_kind"}


@pytest.mark.parametrize(
    "piece", ["<div>", "<table><tr><td>", "<p>文", "<a>文</a>", "<b>", "<span class=nav>文", "<tr><td rowspan=1000 colspan=1000>文"]
)
def test_large_pages_take_little_time(piece: str) -> None:
    started = time.process_time()
    code = None
    try:
        read("<html><body>" + piece * 3000)
    except Unreadable as error:
        code = error.code
    assert code in {None, "empty", "too_many_cells", "too_much", "damaged"}
    assert time.process_time() - started < 6
