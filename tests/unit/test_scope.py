"""The notice is chosen before the answer, and what fits none is said."""

from __future__ import annotations

import pytest

from knowledge.answering.answer import Answer
from knowledge.answering.answerer import answer
from knowledge.answering.catalogue import Catalogue
from tests.support.notices import NOW, invented, shipped


def ask(*turns: str, catalogue: Catalogue | None = None, unit: str | None = None) -> Answer:
    """The answer to the last of several messages of one conversation."""
    dialogue = None
    for turn in turns:
        made, dialogue = answer(catalogue or shipped(), turn, NOW, dialogue, unit)
    return made


def notices(made: Answer) -> list[str]:
    return [block.notice.id for block in made.blocks]


@pytest.mark.parametrize(
    ("question", "notice"),
    [
        ("新乡2026年的总结啥时候交", "xinxiang-2026-science-week"),
        ("新乡市22年总结", "xinxiang-2022-science-week"),
        ("甘肃的统计表几号交", "gansu-2026-science-week"),
        ("沁水县谁联系", "qinshui-2025-science-week"),
        ("科普日主题", "xinxiang-2023-science-day"),
        ("When is the Qinshui summary due?", "qinshui-2025-science-week"),
        ("王树林电话", "qinshui-2025-science-week"),
        ("新科协〔2022〕10号 是哪天发的", "xinxiang-2022-science-week"),
        ("0931-8882788是谁的电话", "gansu-2026-science-week"),
        ("新鄉市２０２６年總結啥時候交", "xinxiang-2026-science-week"),
        ("Miao Changting 2022 phone", "xinxiang-2022-science-week"),
    ],
)
def test_place_year_event_person_and_number_say_which_notice(question: str, notice: str) -> None:
    made = ask(question)
    assert made.known
    assert notices(made) == [notice]


@pytest.mark.parametrize(
    "question",
    [
        "洛阳的总结啥时候交",
        "新乡2024年的总结",
        "郑州市联系人",
        "Deadline of the Luoyang notice?",
        "读书日主题",
        "沁水2026年主题",
        "明霞县的表交给谁",
        "Hexi City deadline",
    ],
)
def test_a_scope_that_matches_nothing_is_said_and_not_replaced(question: str) -> None:
    made = ask(question)
    assert not made.known
    assert made.intent == "scope"
    assert not made.blocks


def test_a_larger_place_offers_what_lies_in_it_without_answering_for_it() -> None:
    made = ask("晋城市的总结哪天交")
    assert not made.known
    assert [notice.id for notice in made.choices] == ["qinshui-2025-science-week"]


def test_a_county_of_the_city_is_answered_from_the_citys_notice_and_told_so() -> None:
    made = ask("卫辉市2026年的总结啥时候交")
    assert notices(made) == ["xinxiang-2026-science-week"]
    assert made.blocks[0].via == "卫辉市"


def test_where_several_fit_this_years_answer_apart_and_the_others_are_offered() -> None:
    made = ask("总结啥时候交?")
    assert notices(made) == ["xinxiang-2026-science-week", "gansu-2026-science-week"]
    assert {notice.year for notice in made.choices} == {2022, 2023, 2025}


def test_a_notice_that_amends_another_speaks_for_it() -> None:
    made = ask("云泽科普讲解大赛报名几号截止", catalogue=invented())
    assert notices(made) == ["yunze-2024-science-talk-extended"]


@pytest.mark.parametrize(
    ("turns", "notice", "says"),
    [
        (("甘肃总结啥时候交", "推荐表呢"), "gansu-2026-science-week", "2026-05-13"),
        (("新乡2022年总结哪天截止", "2026年呢"), "xinxiang-2026-science-week", "2026-06-03"),
        (("2026年新乡科协电话", "邮箱呢", "科技局的呢"), "xinxiang-2026-science-week", "kjhdz2023@163.com"),
        (("科普日找谁", "电话"), "xinxiang-2023-science-day", "0373-3661812"),
        (("Gansu theme?", "and Qinshui?"), "qinshui-2025-science-week", "矢志创新发展"),
        (("洛阳的总结啥时候交", "那新乡2026年呢"), "xinxiang-2026-science-week", "2026-06-03"),
    ],
)
def test_a_question_may_leave_out_what_was_said_before(turns: tuple[str, ...], notice: str, says: str) -> None:
    made = ask(*turns)
    assert notices(made) == [notice]
    assert any(says in cited.value for cited in made.cited)


def test_the_askers_unit_decides_where_nothing_else_does() -> None:
    assert notices(ask("总结啥时候交", unit="甘肃省兰州市科技局")) == ["gansu-2026-science-week"]


@pytest.mark.parametrize(
    "question", ["我是获嘉县科技局的，总结交哪 2026", "卫辉科协2026总结报哪", "酒泉科协推荐表报哪", "兰州市科技局的统计表交给谁"]
)
def test_the_askers_own_office_is_not_taken_for_the_recipient(question: str) -> None:
    for line in ask(question).blocks[0].finding.lines:
        assert len(line.values["recipients"]) == 2


def test_a_recipient_asked_after_alone_is_answered_alone() -> None:
    made = ask("新乡2026总结交给谁", "科协那边呢")
    assert [recipient.office for recipient, _ in made.blocks[0].finding.lines[0].values["recipients"]] == ["市科协"]


def test_a_day_in_the_question_says_what_is_due_on_it() -> None:
    assert notices(ask("6月9号交什么")) == ["qinshui-2025-science-week"]


def test_facts_of_two_notices_never_stand_in_one_block() -> None:
    for question in ("总结啥时候交", "联系人是谁", "主题是什么", "统计表有哪些项", "有什么要求"):
        for block in ask(question).blocks:
            assert {cited.notice for line in block.finding.lines for cited in line.cited} <= {block.notice.id}
