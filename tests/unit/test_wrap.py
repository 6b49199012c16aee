"""Lines that fit a window, Chinese characters counting twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wrap import width, wrap


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("总结", 4), ("6月3日", 6), ("e\u0301", 1), ("“好”", 6), ("", 0)])
def test_width_is_counted_in_columns(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("一二三四五六", ["一二三四五", "六"]),
        ("一二三四五，六", ["一二三四", "五，六"]),
        ("一二三四（五六）", ["一二三四", "（五六）"]),
        ("邮箱 ab@c.cn", ["邮箱", "ab@c.cn"]),
        ("the report is due", ["the report", "is due"]),
        ("0123456789abc", ["0123456789", "abc"]),
        ("一\n\n二", ["一", "", "二"]),
        ("", [""]),
    ],
)
def test_lines_break_where_a_reader_expects_it(text: str, lines: list[str]) -> None:
    assert wrap(text, 10) == lines


@given(st.text(), st.integers(2, 60))
def test_no_line_is_too_wide_and_nothing_but_space_is_lost(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert all(width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
