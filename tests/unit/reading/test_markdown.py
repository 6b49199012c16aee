"""Markdown: what its marks mean is kept, the marks are not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import Unreadable
from knowledge.reading.document import Document
from knowledge.reading.markdown import read_markdown


def texts(text: str) -> list[str]:
    return [paragraph.text for paragraph in read_markdown(text.encode(), "a.md").paragraphs]


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("**关于检查的通知**", "关于检查的通知"),
        ("请**务必**于5月前报送", "请务必于5月前报送"),
        ("见 [网站](https://a.example.com/x_y_z)", "见 网站（https://a.example.com/x_y_z）"),
        ("[https://a.example.com](https://a.example.com/)", "https://a.example.com"),
        ("[附件](./a.docx)", "附件"),
        ("邮箱：<a_b_c@example.com>", "邮箱：a_b_c@example.com"),
        ("[a_b@example.com](mailto:a_b@example.com)", "a_b@example.com"),
        ("> 各乡镇：", "各乡镇："),
        ("- 第一项", "第一项"),
        ("1. 第一条", "1. 第一条"),
        ("姓名*、电话*", "姓名*、电话*"),
        ("2*3*4=24", "2*3*4=24"),
        ("甲&nbsp;乙&lt;丙&gt;", "甲 乙<丙>"),
        (r"\*注：必填", "*注：必填"),
        ("`a_b_c`", "a_b_c"),
        ("第一行<br>第二行", "第一行 第二行"),
    ],
)
def test_a_line_says_what_a_reader_sees(written: str, printed: str) -> None:
    assert texts(written) == [printed]


def test_headings_have_levels_in_both_ways_of_writing() -> None:
    document = read_markdown("# 通知\n\n时间\n----\n\n### **要求** ###\n".encode(), "a.md")
    assert [(p.text, p.level, p.line) for p in document.paragraphs] == [("通知", 1, 1), ("时间", 2, 3), ("要求", 3, 6)]


def test_a_table_of_bars_is_a_table() -> None:
    document = read_markdown("|名称|**单位**|\n|:-|-:|\n|讲座<br>（场）|场|\n\n姓名 | 电话\n--- | ---\n王一 | 0999-1234567\n".encode("gbk"), "a.md")
    first, second = document.tables
    assert [(cell.text, cell.bold) for cell in first.cells] == [("名称", False), ("单位", True), ("讲座\n（场）", False), ("场", False)]
    assert [cell.text for cell in second.cells] == ["姓名", "电话", "王一", "0999-1234567"]


def test_fences_and_rules_are_dropped_and_code_stands_as_written() -> None:
    assert texts("```\n**甲**\n```\n\n***\n乙\n") == ["**甲**", "乙"]


@given(st.text(st.sampled_from("甲a*_`[]()<>!#|-\\\n &;:~1. "), max_size=120))
def test_any_text_is_read(text: str) -> None:
    document = read_markdown(text.encode(), "a.md")
    assert all(paragraph.text.strip() for paragraph in document.paragraphs)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    code = None
    try:
        assert isinstance(read_markdown(content, "a.md"), Document)
    except Unreadable as error:
        code = error.code
    assert code in {None, "unknown_kind"}


@pytest.mark.parametrize("piece", ["*", "[", "_a", "`", "![](", "<b ", "**a", "[a](", "~~", "|\n", "<!--"])
def test_long_lines_take_little_time(piece: str) -> None:
    started = time.process_time()
    read_markdown((piece * 5000).encode(), "a.md")
    assert time.process_time() - started < 5
