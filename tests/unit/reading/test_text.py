"""Plain text: lines are paragraphs, and tables are found where they are unmistakable."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import Unreadable
from knowledge.reading.document import Document, Table
from knowledge.reading.text import read_text


def read(text: str, name: str = "a.txt") -> Document:
    return read_text(text.encode(), name)


def shape(table: Table) -> list[list[tuple[str, int, int]]]:
    return [[(cell.text, cell.rows, cell.columns) for cell in table.row(row)] for row in range(table.height)]


def only_table(text: str) -> Table:
    (table,) = read(text).tables
    return table


def test_each_line_is_a_paragraph_at_its_own_number() -> None:
    document = read("\u3000\u3000关于\u200b开展检查的通知 \r\n\r\n\t各乡镇：\u00a0\n请报送。\n")
    assert [(paragraph.line, paragraph.text) for paragraph in document.paragraphs] == [(1, "关于开展检查的通知"), (3, "各乡镇："), (4, "请报送。")]


def test_spaces_inside_of_a_line_stay() -> None:
    assert read("王\u3000一\u00a0 电话").paragraphs[0].text == "王\u3000一  电话"


def test_what_stands_above_a_post_is_its_title_and_date() -> None:
    document = read("title: \"秋季检查通知\"\npublished: '2024-09-01T10:00:00+08:00'\n各乡镇：\n")
    assert (document.title, document.published) == ("秋季检查通知", "2024-09-01T10:00:00+08:00")
    assert [paragraph.line for paragraph in document.paragraphs] == [3]
    fenced = read("---\ntitle: 检查\ntags:\n  - 甲\n---\n正文\n")
    assert (fenced.title, [paragraph.text for paragraph in fenced.paragraphs]) == ("检查", ["正文"])


def test_a_text_about_titles_is_no_head() -> None:
    assert len(read("标题：检查通知\ndate 2024\n---\n正文\n").paragraphs) == 4


def test_tabs_make_columns_and_a_leading_tab_goes_on_with_the_cell_above() -> None:
    table = only_table("表一\n经费（万元）\t市级投入\t\n\t县级投入\t\n人员\t专职\t\n\t兼职\t\n场馆数量\t\t\n")
    assert table.line == 2
    assert shape(table) == [
        [("经费（万元）", 2, 1), ("市级投入", 1, 1), ("", 1, 1)],
        [("县级投入", 1, 1), ("", 1, 1)],
        [("人员", 2, 1), ("专职", 1, 1), ("", 1, 1)],
        [("兼职", 1, 1), ("", 1, 1)],
        [("场馆数量", 1, 2), ("", 1, 1)],
    ]


def test_two_rows_of_headers_are_joined() -> None:
    table = only_table("序号\t单位\t活动\t\t备注\n\t\t场次\t人数\t\n1\t\t\t\t\n2\t\t\t\t\n")
    assert shape(table)[:2] == [[("序号", 2, 1), ("单位", 2, 1), ("活动", 1, 2), ("备注", 2, 1)], [("场次", 1, 1), ("人数", 1, 1)]]


def test_an_example_row_is_not_joined_with_the_header() -> None:
    table = only_table("序号\t名称\t说明\n\t\t（限50字）\n1\t\t\n")
    assert all((cell.rows, cell.columns) == (1, 1) for cell in table.cells)


@pytest.mark.parametrize(
    "text",
    [
        "\t第一段，正文。\n\t第二段，正文。\n\t第三段。\n",
        "\t第一段，正文。\n\n\t第二段，正文。\n",
        "1.\t第一条\n2.\t第二条\n3.\t第三条\n",
        "联系人：王一\t电话：0999-1234567\n联系人：李二\t电话：0999-7654321\n",
        "首页 | 通知 | 正文\n关于检查的通知\n",
        "活动|展览\n",
    ],
)
def test_what_is_no_table_stays_text(text: str) -> None:
    assert not read(text).tables


def test_one_cell_a_line_after_tabs_is_a_table() -> None:
    text = "填报单位：\n\t指标总数\n\t\n\n\t投入\n（万元）\n\t市级\n\t\n\n\t\n\t县级\n\t\n\n\n附件2\n"
    assert shape(only_table(text)) == [
        [("指标总数", 1, 2), ("", 1, 1)],
        [("投入\n（万元）", 2, 1), ("市级", 1, 1), ("", 1, 1)],
        [("县级", 1, 1), ("", 1, 1)],
    ]
    assert [paragraph.text for paragraph in read(text).paragraphs] == ["填报单位：", "附件2"]


def test_bars_make_columns() -> None:
    table = only_table("+----+----+\n| 名 称 | 单位 |\n+----+----+\n| 报告会 | |\n+----+----+\n")
    assert shape(table) == [[("名 称", 1, 1), ("单位", 1, 1)], [("报告会", 1, 1), ("", 1, 1)]]


def test_rows_broken_at_their_bars_are_put_together() -> None:
    table = only_table("区分\n| 名称\n| 单位\n| 数量\n|\n活动\n| 讲座\n| 场\n|\n|\n展览\n| 次\n|\n|\n合计\n| 次\n|\n|\n")
    assert shape(table) == [
        [("区分", 1, 1), ("名称", 1, 1), ("单位", 1, 1), ("数量", 1, 1)],
        [("活动", 2, 1), ("讲座", 1, 1), ("场", 1, 1), ("", 1, 1)],
        [("展览", 1, 1), ("次", 1, 1), ("", 1, 1)],
        [("合计", 1, 2), ("次", 1, 1), ("", 1, 1)],
    ]


def test_box_drawing_is_a_table_with_its_merged_cells() -> None:
    table = only_table("┌──┬──┬──┐\n│类别│指标│数量│\n├──┼──┼──┤\n│活动│场次│　　│\n│情况├──┼──┤\n│　　│人数│　　│\n└──┴──┴──┘\n")
    assert shape(table) == [
        [("类别", 1, 1), ("指标", 1, 1), ("数量", 1, 1)],
        [("活动\n情况", 2, 1), ("场次", 1, 1), ("", 1, 1)],
        [("人数", 1, 1), ("", 1, 1)],
    ]


def test_separated_values_are_one_table() -> None:
    document = read_text('单位,"数\n量"\n青禾局,"1,2"\n'.encode("gbk"), "a.csv")
    assert shape(document.tables[0]) == [[("单位", 1, 1), ("数\n量", 1, 1)], [("青禾局", 1, 1), ("1,2", 1, 1)]]


def test_a_text_file_in_markdown_is_read_as_such() -> None:
    document = read("# 检查通知\n**一、时间**：5月\n")
    assert [paragraph.text for paragraph in document.paragraphs] == ["检查通知", "一、时间：5月"]


@given(
    st.lists(st.sampled_from(["甲", "\t", "|", "│", "─", "├", "┼", "\n", "\n\n", "\n\t", "\n|", "：", "合计", " ", "---", "#", "**"]), max_size=60)
)
def test_every_grid_is_whole(pieces: list[str]) -> None:
    for table in read("".join(pieces)).tables:
        covered = [(c.row + r, c.column + k) for c in table.cells for r in range(c.rows) for k in range(c.columns)]
        assert sorted(covered) == [(row, column) for row in range(table.height) for column in range(table.width)]


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.csv", "a.tsv"]))
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    code = None
    try:
        assert isinstance(read_text(content, name), Document)
    except Unreadable as error:
        code = error.code
    assert code in {None, "unknown_kind"}


@pytest.mark.parametrize("piece", ["\t\n", "|a\n", "a|b|c\n", "│a│\n", "a\n|b\n", "\ta\n\n", "[", "*", "a:b\tc:d\n"])
def test_long_files_take_little_time(piece: str) -> None:
    started = time.process_time()
    read(piece * 10_000)
    assert time.process_time() - started < 5
