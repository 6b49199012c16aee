"""What people say to steer a conversation, and that every button says something that is understood."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.rendering.words import words
from handlers.said import (
    LANGUAGES,
    Meaning,
    RowDeed,
    bare_number_or_none,
    cell_or_none,
    is_change,
    is_question,
    item_or_none,
    language_or_none,
    leaves,
    meaning_or_none,
    opens_table,
    phrases,
    row_or_none,
)
from knowledge.figures import NotKnown, read_figure

EXAMPLES = [(language, meaning, text) for language in LANGUAGES for meaning in Meaning for text in phrases(language)[meaning]["examples"]]


@pytest.mark.parametrize(("language", "meaning", "text"), EXAMPLES)
def test_examples_are_understood_in_their_language(language: str, meaning: Meaning, text: str) -> None:
    assert (meaning_or_none(text), language_or_none(text)) == (meaning, language)


OTHERS = [(language, meaning, text) for language in LANGUAGES for meaning in Meaning for text in phrases(language)[meaning].get("others", ())]


@pytest.mark.parametrize(("language", "meaning", "text"), OTHERS)
def test_what_only_talks_about_it_is_not_taken_for_it(language: str, meaning: Meaning, text: str) -> None:
    assert meaning_or_none(text) is not meaning


def test_no_words_mean_two_things() -> None:
    said = [word.lower() for language in LANGUAGES for meaning in Meaning for word in phrases(language)[meaning]["words"]]
    assert len(said) == len(set(said))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_says_what_it_does(language: str) -> None:
    t = words(language)
    for key in t.keys("button."):
        name = key.removeprefix("button.")
        if name == "unknown":
            assert isinstance(read_figure(t(key)), NotKnown)
        else:
            assert meaning_or_none(t(key)) == Meaning(name), key


def test_every_word_on_a_button_is_on_one() -> None:
    flows = Path("handlers/flows")
    code = "\n".join(path.read_text(encoding="utf-8") for path in flows.rglob("*.py"))
    for key in words("zh").keys("button."):
        assert f"Meaning.{key.removeprefix('button.').upper()}" in code or key == "button.unknown", key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_that_asks_for_a_table_is_no_question(language: str) -> None:
    opening = phrases(language)["opening"]
    assert all(opens_table(text) for text in opening["examples"])
    assert not any(opens_table(text) for text in opening["others"])
    assert all(is_question(text) for text in phrases(language)["question"]["examples"])
    assert all(is_change(text) for text in phrases(language)["changing"]["examples"])


@pytest.mark.parametrize("text", ["120", "1.2万", "没有", "未掌握", "活动很成功", "线下3000", "雁湖县科技局", "", "是" * 100, "提交" * 1000])
def test_answers_steer_nothing(text: str) -> None:
    assert meaning_or_none(text) is None


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("第5项", 5),
        ("第五项", 5),
        ("改第12项", 12),
        ("回到第３项", 3),
        ("item 5", 5),
        ("go to item 12", 12),
        ("5", None),
        ("第5项改成30", None),
        ("十二项", 12),
        ("5项", 5),
    ],
)
def test_an_item_can_be_gone_to(text: str, item: int | None) -> None:
    assert item_or_none(text) == item


@pytest.mark.parametrize(
    ("text", "deed"),
    [
        ("删除第2行", (RowDeed.DELETE, 2)),
        ("复制第一行", (RowDeed.COPY, 1)),
        ("看第3行", (RowDeed.SHOW, 3)),
        ("第3行", (RowDeed.SHOW, 3)),
        ("delete row 2", (RowDeed.DELETE, 2)),
        ("copy row 1", (RowDeed.COPY, 1)),
        ("row 4", (RowDeed.SHOW, 4)),
        ("加一行", None),
        ("第2行推荐单位改成市一中", None),
    ],
)
def test_something_can_be_done_with_a_row(text: str, deed: tuple[RowDeed, int] | None) -> None:
    assert row_or_none(text) == deed


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("第2行推荐单位改成市一中", (2, "推荐单位", "市一中")),
        ("把第二行的活动名称改为“科普 Night”", (2, "活动名称", "“科普 Night”")),
        ("第1行联系人：张三 13800000000", (1, "联系人", "张三 13800000000")),
        ("row 2 name: Science Night", (2, "name", "Science Night")),
        ("change row 3 name to X", (3, "name", "X")),
        ("第2行", None),
        ("线下3000", None),
    ],
)
def test_a_cell_can_be_changed(text: str, cell: tuple[int, str, str] | None) -> None:
    assert cell_or_none(text) == cell


def test_leaving_and_small_numbers() -> None:
    for language in LANGUAGES:
        assert all(map(leaves, phrases(language)["leave"]["examples"]))
    assert [bare_number_or_none(text) for text in ("2", "[3]", "１２", "2.", "两", "2000", "2个")] == [2, 3, 12, 2, None, None, None]


def test_long_texts_are_looked_at_quickly_and_mean_nothing() -> None:
    for text in ("请" * 10_000, "第" * 10_000, "row " * 5_000, "第2行" + "改" * 10_000):
        assert meaning_or_none(text) is None
        assert item_or_none(text) is None
        assert not re.search("x", str(cell_or_none(text)))
