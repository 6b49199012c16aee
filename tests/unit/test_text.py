"""Text as people type it is compared in one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.phonetics import blur, latin, sound_key
from knowledge.language.text import bigrams, clean, fold, han_share, stem, words


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("１２０ 万", "120万"),
        ("新 乡 市 ２０２６年", "新乡市2026年"),
        ("統計表什麼時候報？", "统计表什么时候报?"),
        ("“科普日”的《总结》", "科普日的总结"),
        ("Science & Technology", "science and technology"),
        ("新科协〔2022〕10号", "新科协[2022]10号"),
        ("", ""),
    ],
)
def test_fold_makes_one_form_of_what_means_the_same(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_clean_text_has_no_control_characters(text: str) -> None:
    assert all(ord(char) >= 32 and ord(char) != 127 for char in clean(text))


def test_escape_sequences_lose_their_escape() -> None:
    assert "\x1b" not in clean("\x1b[31m红\x1b[0m")


def test_grams_are_pairs_of_characters_and_stems_of_words() -> None:
    assert bigrams("统计表 reports") == {"统计", "计表", "report"}
    assert words("the activities, 3 reports") == ("the", "activity", "3", "report")


@pytest.mark.parametrize(("word", "stemmed"), [("activities", "activity"), ("reports", "report"), ("due", "due"), ("press", "press"), ("使", "使")])
def test_stems_take_common_endings_off(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed


def test_the_share_of_chinese_tells_the_language() -> None:
    assert han_share("总结啥时候交") == 1.0
    assert han_share("when is it due") == 0.0
    assert 0 < han_share("deadline是哪天") < 1
    assert han_share("123 ?") == 0.0


def test_characters_that_sound_alike_have_the_same_key() -> None:
    assert sound_key("邮箱") == sound_key("邮相")
    assert sound_key("总结") == sound_key("总洁")
    assert sound_key("电话") != sound_key("邮箱")
    assert sound_key("abc") is None
    assert blur("zheng") == blur("zen")


def test_names_can_be_written_in_pinyin() -> None:
    assert "xinxiang" in latin("新乡")
    assert {"changting", "zhangting"} <= set(latin("长汀"))
