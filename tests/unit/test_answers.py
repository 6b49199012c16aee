"""What is said: facts first, what is missing named, nothing guessed, markup inert."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rendering.render import Renderer
from bot.rendering.words import words
from knowledge.answering.answer import Answer
from knowledge.answering.answerer import answer
from tests.support.notices import NOW, invented, shipped


def ask(question: str) -> tuple[Answer, str]:
    made, _ = answer(shipped(), question, NOW)
    return made, Renderer().answer(made, notices=tuple(shipped().notices))


def test_a_deadline_is_said_with_weekday_days_left_wording_recipient_and_clause() -> None:
    _, said = ask("新乡2026年的总结啥时候交?")
    for part in ("2026年6月3日（周三）", "还有9天", "于6月3日前", "市科技局", "市科协", "四（三）"):
        assert part in said


def test_a_deadline_that_has_passed_is_said_so() -> None:
    assert "已过12天" in ask("甘肃推荐表还能交吗")[1]
    assert "12 days ago" in ask("Is the Gansu recommendation form overdue?")[1]


def test_two_readings_are_both_said() -> None:
    assert "①" in ask("甘肃的总结交给谁")[1]
    assert "②" in ask("甘肃的总结交给谁")[1]


def test_what_is_half_stated_is_said_as_far_as_it_goes() -> None:
    made, said = ask("新乡2026年启动式是哪天")
    assert made.known
    assert "day" in made.missing
    assert "5月底" in said
    assert "没有写具体" in said


@pytest.mark.parametrize(("first", "then"), [("新乡2022统计表有几项", "传真号是多少"), ("Xinxiang 2022 table, how many items?", "fax number?")])
def test_a_number_asked_for_after_a_table_is_not_an_item_of_the_table(first: str, then: str) -> None:
    _, dialogue = answer(shipped(), first, NOW)
    made, _ = answer(shipped(), then, NOW, dialogue)
    assert made.intent == "contact"
    assert not made.known


def test_a_limit_that_is_stated_is_not_said_to_be_missing_with_one_that_is_not() -> None:
    made, said = ask("甘肃推荐表最多报几项")
    assert not made.known
    assert "没有写" in said
    assert "篇幅" not in said
    assert "100字以内" in ask("甘肃推荐表简介多少字")[1]


@pytest.mark.parametrize("question", ["新乡2022统计表里有什么", "What is in the Xinxiang 2022 table?"])
def test_what_is_in_a_table_is_its_items_and_not_its_deadline(question: str) -> None:
    made, said = ask(question)
    assert made.intent == "form"
    assert "20" in said


@pytest.mark.parametrize(
    "question",
    [
        "新乡2026的传真号",
        "沁水的统计表发哪",
        "甘肃通知是哪天发的",
        "2026新乡文号",
        "苗长汀手机号",
        "新乡2026启动式几点开始",
        "What is the prize money in Qinshui?",
    ],
)
def test_what_is_not_stated_is_said_to_be_so(question: str) -> None:
    made, said = ask(question)
    assert not made.known
    assert "没有" in said or "not" in said.lower()


def test_oddities_go_with_the_fact_they_concern() -> None:
    assert "没有区号" in ask("王树林的电话")[1]


def test_the_language_of_the_question_is_the_language_of_the_answer() -> None:
    assert ask("When is the Qinshui summary due?")[1].isascii() is False
    assert "due by June 9, 2025" in ask("When is the Qinshui summary due?")[1]
    assert "最迟2025年6月9日" in ask("沁水总结deadline是哪天")[1]


@pytest.mark.parametrize("question", ["你好", "谢谢", "你是谁", "怎么用", "笨蛋", "hello", "thank you", "help"])
def test_small_talk_gets_a_sensible_reply(question: str) -> None:
    made, said = ask(question)
    assert made.known
    assert made.intent == "talk"
    assert said


@pytest.mark.parametrize("question", ["提醒我6月1号交总结", "帮我写个总结", "remind me before the deadline"])
def test_what_it_cannot_do_yet_is_said_and_not_passed_over(question: str) -> None:
    made, said = ask(question)
    assert made.intent == "talk"
    assert "还不会" in said or "cannot" in said


def test_another_kind_of_units_paper_is_not_asked_of_a_unit() -> None:
    _, said = ask("2022学会要交统计表吗")
    assert "别的单位" in said
    assert "影像资料" in said


def test_what_is_not_understood_gets_examples() -> None:
    made, said = ask("？？？")
    assert not made.known
    assert "总结啥时候交" in said


@pytest.mark.parametrize(
    "hostile",
    [
        "<b>新乡</b>2026主题",
        "{{7*7}}{% for x in y %}",
        "[点我](http://evil.example)",
        "新乡\x1b[31m2026\x07主题",
        "@all 主题",
        "'; DROP TABLE notices; --",
        "洛阳<script>alert(1)</script>的主题",
    ],
)
def test_markup_in_a_question_is_inert(hostile: str) -> None:
    _, said = ask(hostile)
    for live in ("<b>", "<script>", "\x1b", "\x07", "49", "@all", "](http"):
        assert live not in said


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_no_text_makes_answering_fail(text: str) -> None:
    made, _ = answer(shipped(), text, NOW)
    assert Renderer().answer(made, notices=tuple(shipped().notices))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "新乡",
                "甘肃",
                "2026年",
                "2022年",
                "总结",
                "统计表",
                "推荐表",
                "启动式",
                "什么时候",
                "交给谁",
                "邮箱",
                "电话",
                "主题",
                "要求",
                "科协",
                "科技局",
                "苗长汀",
                "呢",
                "那",
                "，",
                "？",
                "几项",
                "在哪",
                "怎么",
                "when",
                "due",
                "who",
                "Gansu",
                "the",
                "report",
            ]
        ),
        max_size=9,
    )
)
def test_any_mixture_of_known_words_is_answered_and_cites_what_exists(pieces: list[str]) -> None:
    made, dialogue = answer(shipped(), "".join(pieces), NOW)
    again, _ = answer(shipped(), "邮箱呢", NOW, dialogue)
    for one in (made, again):
        assert Renderer().answer(one, notices=tuple(shipped().notices))
        for block in one.blocks:
            numbers = {clause.number for clause in block.notice.clauses}
            assert {cited.source.clause for line in block.finding.lines for cited in line.cited} <= numbers


def test_answers_are_the_same_every_time() -> None:
    for question in ("总结啥时候交", "联系人", "甘肃科协邮箱", "沁水任务"):
        assert len({ask(question)[1] for _ in range(3)}) == 1


def test_mobile_numbers_can_be_withheld_in_groups() -> None:
    made, _ = answer(shipped(), "曹忠喆电话", NOW)
    assert "18298701662" in Renderer(hide_mobiles=True).answer(made)
    assert "18298701662" in Renderer().answer(made, in_group=True)
    assert "18298701662" not in Renderer(hide_mobiles=True).answer(made, in_group=True)


OWN_WAYS = {"mark.gloss", "date.day"}
"""Sentences whose languages need other values: names of months, the English of a name."""


def test_both_languages_have_the_same_words_to_fill() -> None:
    zh, en = words("zh").placeholders(), words("en").placeholders()
    assert set(zh) == set(en)
    assert {key for key in zh if zh[key] != en[key]} <= OWN_WAYS


def test_recurring_and_vague_deadlines_are_said_in_their_own_words() -> None:
    renderer = Renderer()
    recurring = renderer.answer(answer(invented(), "澜浦大学志愿服务统计表几号交", NOW)[0])
    assert "每月25日前" in recurring
