"""Filling in: what once went wrong, and must not again."""

from __future__ import annotations

from datetime import UTC

import msgspec
import pytest

from handlers.messages import Edited, Press
from handlers.states import Asking, AtItem, Confirming, Joining, Reviewing, Settling
from knowledge.forms.submission import ONLY, Blank, Status
from tests.support.notices import shipped
from tests.support.talk import Talk, talk

STATISTICS = ("填报", "2", "雁湖县科技局")
LIST = ("填推荐表", "雁湖县科协")


@pytest.fixture
def bot() -> Talk:
    """A bot with the shipped notices."""
    return talk(shipped().notices)


def say(bot: Talk, *texts: str, who: str = "王") -> str:
    """The last words to somebody who says several things."""
    said = ""
    for text in texts:
        said = next(one.text for one in bot.say(text, who) if one.lane.person == who)
    return said


def filed(bot: Talk) -> None:
    """A table that was handed in."""
    say(bot, *STATISTICS, "零报告", "是", "提交")


def test_rows_pasted_at_an_item_become_rows_and_not_its_words(bot: Talk) -> None:
    say(bot, *LIST)
    assert "2行" in say(bot, "进校园\t简介\t5月23日榆中县\t科技局\t张三 13800000000\n大集\t简介\t5月24日榆中县\t科协\t李四 13900000000")
    assert [entry.value for _, entry in bot.table().entries][::5] == ["进校园", "大集"]


def test_an_item_of_a_list_without_rows_cannot_be_gone_to(bot: Talk) -> None:
    say(bot, *LIST, "删除第1行", "是", "第1项", "科普大集")
    assert bot.table().rows == ()
    assert bot.table().entries == ()


def test_words_for_a_list_that_was_left_are_not_acknowledged_and_lost(bot: Talk) -> None:
    say(bot, *LIST, "科普大集", "暂停")
    assert "✓" not in say(bot, "推荐单位：市一中")


def test_a_correction_cannot_cancel_what_was_handed_in(bot: Talk) -> None:
    filed(bot)
    say(bot, "更正", "数错了", "暂停", "取消", "是")
    assert bot.table().status is Status.SUBMITTED
    assert bot.table().filed is not None


def test_a_button_of_an_earlier_table_does_nothing_to_a_later_one(bot: Talk) -> None:
    say(bot, *STATISTICS, "零报告", "是")
    review = bot.heard[-1].id
    say(bot, "暂停", "填报", "2", "沙河县科技局", "零报告", "是", "暂停")
    assert "前面" in bot.say(Press("提交", review))[0].text
    assert all(table.filed is None for table in bot.memory.tables.submissions.values())


def test_the_next_figure_is_no_choice_where_a_question_came_up_by_itself(bot: Talk) -> None:
    say(bot, *STATISTICS, "逐项填")
    said = bot.say("0")[0]
    assert isinstance(bot.state(), Confirming)
    assert not said.numbered
    say(bot, "1", "35")
    assert [entry.value for _, entry in bot.table().entries] == ["0", "1", "35"]


def test_the_words_of_a_confirmed_fill_are_kept(bot: Talk) -> None:
    say(bot, *STATISTICS, "逐项填", "其余都是0", "是")
    assert {entry.raw for _, entry in bot.table().entries} == {"其余都是0"}


def test_what_steers_is_not_written_into_a_text_item(bot: Talk) -> None:
    say(bot, *LIST)
    for text in ("算了", "好的", "我来填", "换单位"):
        assert "没有当作内容" in say(bot, text)
    assert bot.table().entries == ()


def test_after_a_no_the_exact_figure_goes_to_the_item_that_was_doubted(bot: Talk) -> None:
    say(bot, *STATISTICS, "线下约200，线上300多", "不是", "210")
    assert (bot.table().value("f13"), bot.table().value("f14")) == ("210", None)
    state = bot.state()
    assert isinstance(state, Settling)
    assert state.doubts[0].blank == Blank(ONLY, "f14")


def test_a_newer_doubt_about_an_item_replaces_the_older_one(bot: Talk) -> None:
    say(bot, *STATISTICS, "市级32000", "县级32000", "县级42000", "不是", "2", "不是", "3")
    assert (bot.table().value("f05"), bot.table().value("f04")) == ("2", "3")
    assert not isinstance(bot.state(), Settling)


def test_doubts_left_by_going_back_are_named(bot: Talk) -> None:
    say(bot, *STATISTICS, "线下约200，线上300多")
    assert "300多" in say(bot, "上一项")


@pytest.mark.parametrize("text", ["好的", "嗯", "ok", "是"])
def test_a_nod_hands_nothing_in(bot: Talk, text: str) -> None:
    say(bot, *STATISTICS, "零报告", "是")
    assert "请说“提交”" in say(bot, text) or "submit" in bot.heard[-1].text
    assert bot.table().filed is None


def test_a_table_under_correction_can_be_withdrawn(bot: Talk) -> None:
    filed(bot)
    say(bot, "更正", "数错了", "撤回", "是")
    assert bot.table().status is Status.DRAFT
    assert bot.table().filed is None


def test_the_history_shows_the_clock_of_the_product_and_no_change_that_is_none(bot: Talk) -> None:
    say(bot, *STATISTICS, "逐项填", "12", "第1项改成12")
    changes = bot.memory.tables.changes
    for name, lines in changes.items():
        changes[name] = [msgspec.structs.replace(line, at=line.at.astimezone(UTC)) for line in lines]
    told = say(bot, "修改记录")
    assert told.count("活动开展次数：") == 1
    assert "09:00 王 活动开展次数：12" in told


def test_what_is_exported_during_a_correction_is_what_was_handed_in(bot: Talk) -> None:
    filed(bot)
    say(bot, "更正", "数错了", "第1项改成13", "导出")
    ((_, kept),) = bot.heard[-1].files
    content = bot.memory.tables.files[kept].decode("utf-8-sig")
    assert "-1\r\n" in content
    assert "13" not in [line.split(",")[4] for line in content.splitlines() if line.startswith("1,")]


def test_a_question_is_no_reason(bot: Talk) -> None:
    filed(bot)
    say(bot, "更正", "为什么要说原因？")
    assert bot.table().correcting is None
    say(bot, "是的")
    assert bot.table().correcting is None


def test_somebody_who_waited_cannot_take_over_what_was_handed_in_meanwhile(bot: Talk) -> None:
    say(bot, *STATISTICS, "零报告", "是")
    say(bot, *STATISTICS, who="李")
    say(bot, "提交")
    assert "已经提交" in say(bot, "接手填", who="李")
    assert bot.table().holder == "console:王"


def test_a_colleague_may_withdraw_and_the_other_is_told(bot: Talk) -> None:
    filed(bot)
    say(bot, *STATISTICS, who="李")
    told = bot.say("撤回", "李")
    assert [one.lane.person for one in told] == ["李", "王"]
    say(bot, "是", who="李")
    assert bot.table().filed is None


def test_looking_at_a_table_that_was_handed_over_does_not_take_it_back(bot: Talk) -> None:
    say(bot, *STATISTICS, "逐项填", "12", "交给同事", "查看", "已填")
    assert bot.table().holder is None


def test_correcting_needs_something_that_was_handed_in(bot: Talk) -> None:
    say(bot, *STATISTICS, "逐项填", "12")
    say(bot, *STATISTICS, "更正", who="李")
    assert isinstance(bot.state("李"), Joining)
    assert bot.table().holder == "console:王"


def test_a_correction_of_ones_own_is_gone_on_with(bot: Talk) -> None:
    filed(bot)
    say(bot, "更正", "数错了", "第1项改成12", "暂停")
    say(bot, *STATISTICS)
    assert isinstance(bot.state(), Reviewing)


def test_an_edited_message_counts_again_and_again_once_confirmed(bot: Talk) -> None:
    say(bot, *STATISTICS, "逐项填")
    bot.say("第5项3", message="mine")
    for text, value in (("第5项4", "4"), ("5", "5")):
        bot.say(Edited("mine", text))
        say(bot, "是")
        assert bot.table().value("f05") == value
    bot.say("线下300，线上400", message="both")
    assert "好几项" in bot.say(Edited("both", "线下301，线上400"))[0].text


def test_an_edited_question_is_answered(bot: Talk) -> None:
    bot.say("甘肃的总结啥时候叫", message="q")
    assert "6月20日" in bot.say(Edited("q", "甘肃的总结啥时候交"))[0].text


def test_the_table_is_named_where_the_unit_is_asked_for_and_no_table_is_a_unit(bot: Talk) -> None:
    assert "推荐表" in say(bot, "填推荐表")
    assert "统计表" in say(bot, "甘肃统计表")
    assert not bot.memory.tables.submissions


def test_another_table_can_be_begun_and_the_first_gone_on_with(bot: Talk) -> None:
    say(bot, *STATISTICS, "逐项填", "12", "换一张表", "1", "雁湖县科协", "暂停", "填报")
    assert "哪一张" in say(bot, "继续")
    say(bot, "2")
    assert isinstance(bot.state(), AtItem)
    assert bot.table("雁湖县科技局").holder == "console:王"


def test_a_question_about_the_item_is_answered_by_the_item(bot: Talk) -> None:
    said = say(bot, *STATISTICS, "逐项填", "12", "单位是什么？")
    assert "没有附表" not in said
    assert "万元" in said
    assert bot.table().value("f02") is None


def test_an_item_can_be_emptied(bot: Talk) -> None:
    say(bot, *STATISTICS, "逐项填", "12", "0", "第1项清空")
    assert bot.table().value("f01") is None
    assert Blank(ONLY, "f01") in bot.table().open


def test_one_english_word_does_not_change_the_language(bot: Talk) -> None:
    assert "活动经费" in say(bot, *STATISTICS, "逐项填", "next")


def test_handing_in_twice_says_so(bot: Talk) -> None:
    filed(bot)
    assert "已经提交过了" in say(bot, "提交")
    assert isinstance(bot.state(), Asking)


def test_a_mark_alone_is_no_question(bot: Talk) -> None:
    assert "0931" not in say(bot, *STATISTICS, "逐项填", "？")
