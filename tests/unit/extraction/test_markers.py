"""The numbers that passages begin with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.extraction.markers import Level, marker_or_none, value_of


@pytest.mark.parametrize(
    ("text", "level", "shown", "value", "rest"),
    [
        ("一、活动时间", Level.FIRST, "一", 1, "活动时间"),
        ("十二、其他", Level.FIRST, "十二", 12, "其他"),
        ("　　三、内容", Level.FIRST, "三", 3, "内容"),
        ("二. 主题", Level.FIRST, "二", 2, " 主题"),
        ("（三）讲座", Level.SECOND, "（三）", 3, "讲座"),
        ("(十)其他", Level.SECOND, "（十）", 10, "其他"),
        ("2.申报", Level.THIRD, "2", 2, "申报"),
        ("10、回执", Level.THIRD, "10", 10, "回执"),
        ("3．名单", Level.THIRD, "3", 3, "名单"),
        ("1.2027年度申报", Level.THIRD, "1", 1, "2027年度申报"),
        ("（4）照片", Level.FOURTH, "（4）", 4, "照片"),
        ("5）视频", Level.FOURTH, "（5）", 5, "视频"),
        ("②表格", Level.FIFTH, "②", 2, "表格"),
        ("第三条 申报条件", Level.ARTICLE, "第三条", 3, " 申报条件"),
    ],
)
def test_a_number_is_read(text: str, level: Level, shown: str, value: int, rest: str) -> None:
    marker = marker_or_none(text.replace("\u3000", " "))
    assert marker is not None
    assert (marker.level, marker.shown, marker.value) == (level, shown, value)
    assert text[marker.end :] == rest


@pytest.mark.parametrize(
    "text", ["", "活动时间", "5.20活动", "3.5万元", "一般要求", "2027年5月", "（含云湖县）", "(0999)5550101", "第三条款", "十分重视", "1"]
)
def test_what_is_no_number_of_a_passage_is_none(text: str) -> None:
    assert marker_or_none(text) is None


@given(st.integers(1, 99))
def test_chinese_numerals_count(value: int) -> None:
    tens, ones = divmod(value, 10)
    digits = " 一二三四五六七八九"
    numeral = ("" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十") + (digits[ones] if ones else "")
    assert value_of(numeral) == value_of(str(value)) == value


def test_circled_numbers_count_and_other_characters_do_not() -> None:
    assert [value_of(text) for text in ("⑳", "甲")] == [20, 0]
