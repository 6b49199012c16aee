"""One spelling for what is spelt in many ways, and the way back to the printed words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.extraction.folding import fold

_PRINTED = st.text(
    st.one_of(
        st.sampled_from(
            "请于五月前报送，。：；、！？,.:;!?()（）[]【】〔〕“”「」『』《》-—－～〜　 \t"
            "年月日时第届号联系人電話學技術０１２ａＢ○◯〇·•@\u200b\ufeff\xad\x07"
        ),
        st.characters(),
    ),
    max_size=60,
)
"""What stands in notices, and anything else."""


@given(_PRINTED)
def test_the_whole_folded_text_quotes_what_is_printed(printed: str) -> None:
    """Characters before the first and after the last one that is kept do not count."""
    folded = fold(printed)
    quoted = folded.quote()
    assert quoted in printed
    assert "".join(fold(quoted).text.split()) == "".join(folded.text.split())


@given(st.text(st.sampled_from("请于五月前报送，。：；、（）“”《》12abc "), max_size=60))
def test_where_nothing_is_respelt_the_quote_is_the_printed_text(printed: str) -> None:
    folded = fold(printed)
    if folded.text == printed:
        assert folded.quote() == printed.strip()
        assert folded.at == tuple(range(len(printed) + 1))


@given(_PRINTED)
def test_folding_twice_is_folding_once(printed: str) -> None:
    once = fold(printed).text
    assert fold(once).text == once


@given(_PRINTED, st.data())
def test_a_part_of_the_text_quotes_a_part_of_what_is_printed(printed: str, data: st.DataObject) -> None:
    folded = fold(printed)
    begin = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(begin, len(folded.text)))
    assert folded.quote(begin, end) in printed
    assert len(folded.at) == len(folded.text) + 1
    assert list(folded.at) == sorted(folded.at)


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("２０２７年５月２０日", "2027年5月20日"),
        ("2027 年 5 月 20 日", "2027年5月20日"),
        ("二○二七年", "二〇二七年"),
        ("联 系 人：柳青", "联系人：柳青"),
        ("聯係電話", "联系电话"),
        ("科學(xué)技術(shù)協(xié)會(huì)", "科学技术协会"),
        ("青禾市(含云湖县),请报送:", "青禾市（含云湖县），请报送："),
        ("Word 2016 (docx)", "Word 2016 (docx)"),
        ("截止，，请注意。。", "截止，请注意。"),
        ("「科学」『生活』", "“科学”‘生活’"),
        ("18：00", "18:00"),
        ("a@example.com,b@example.com", "a@example.com,b@example.com"),
        ("零\u200b宽\ufeff字\xad符", "零宽字符"),
        ("（一)活动", "（一）活动"),
        ("第 十 届", "第 十 届"),
        ("第 3 届青禾科技节", "第3届青禾科技节"),
    ],
)
def test_many_spellings_become_one(printed: str, text: str) -> None:
    assert fold(printed).text == text


def test_a_quote_has_the_printed_spelling() -> None:
    folded = fold("　請於２０２７年 ５ 月前,報送(一式兩份)。")
    begin = folded.text.index("2027年")
    assert folded.quote(begin, begin + len("2027年5月前")) == "２０２７年 ５ 月前"
    assert folded.quote(begin, begin) == ""


def test_a_reading_is_dropped_from_the_text_and_kept_in_the_quote() -> None:
    folded = fold("協(xié)會(huì)通知")
    assert folded.text == "协会通知"
    assert re.sub(r"\s", "", folded.quote(0, 2)).startswith("協(xié)會")
