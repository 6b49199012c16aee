"""Asking for reminders as people do: what they wish is done, what they do not wish is left alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.messages import Added, JobDone, Press, Removed
from handlers.states import Asking, ConfirmingPlan
from handlers.subscription import Subscription
from tests.support.notices import NOW, shipped
from tests.support.talk import Talk, talk

GANSU, XINXIANG = "gansu-2026-science-week", "xinxiang-2026-science-week"


def bot(*words: str) -> Talk:
    """A bot with an organiser, 王, who has said something."""
    made = talk(shipped().notices, organisers=("console:王",))
    for text in words:
        made.say(text)
    return made


def said(to: Talk, words: str, who: str = "王", group: str | None = None) -> str:
    """All that is said because of a message."""
    return "\n".join(one.text for one in to.say(words, who, group=group))


def only(of: Talk) -> Subscription:
    """The one subscription that there is and has not ended."""
    (found,) = (one for one in of.memory.tables.subscriptions.values() if not one.ended)
    return found


def running(of: Talk) -> list[str | None]:
    """The notices of subscriptions that have not ended."""
    return [one.notice for one in of.memory.tables.subscriptions.values() if not one.ended]


@pytest.mark.parametrize(
    "words",
    [
        "活动当天9点开始",
        "当天9点在广场集合",
        "提前1天到会场报到",
        "提前3天把材料发给科协",
        "提前3天交行不行",
        "通知是提前7天发的吧",
        "我们单位下午3点发材料",
        "5月28日上午8:30发车",
        "the meeting is 2 days before the deadline",
        "谢谢提醒我",
        "我们县领导提醒我说总结要盖章",
        "别人报过了",
        "已报送的单位名单",
        "手机静音了没听见",
        "收到测试消息",
        "不用你提醒我也知道",
    ],
)
def test_sentences_about_something_else_change_no_reminders(words: str) -> None:
    made = bot("提醒我甘肃")
    before = only(made)
    said(made, words)
    assert only(made) == before
    assert not made.memory.tables.reports


WISHES = [
    ("提前5天、1天", ("5d", "1d"), None),
    ("8:30发", None, "08:30"),
    ("改到10点", None, "10:00"),
    ("早上8点提醒太早了改10点", None, "10:00"),
    ("别提前7天，提前3天就行", ("3d",), None),
    ("提前1、3、5天", ("1d", "3d", "5d"), None),
    ("提前1天别提醒", ("7d", "3d", "0d"), None),
    ("当天不提醒", ("7d", "3d", "1d"), None),
]


@pytest.mark.parametrize(("words", "lead", "at"), WISHES)
def test_other_times_are_kept_as_wished(words: str, lead: tuple[str, ...] | None, at: str | None) -> None:
    made = bot("提醒我甘肃", words)
    assert (only(made).lead, only(made).at) == (lead, at)


@pytest.mark.parametrize("words", ["总结不提醒", "别提醒总结", "no reminder of the summary", "不提醒总结"])
def test_reminders_of_one_paper_can_be_left_out_at_any_time(words: str) -> None:
    made = bot("提醒我新乡2026年", words)
    assert list(only(made).own.values()) == [()]


@pytest.mark.parametrize("words", ["取消提醒", "别再提醒我了", "关掉提醒", "提醒取消掉", "取消甘肃的提醒", "退订", "cancel all reminders"])
def test_reminders_end_when_somebody_says_so(words: str) -> None:
    assert not running(bot("提醒我甘肃", words))


@pytest.mark.parametrize("words", ["新乡的取消提醒", "周末别提醒", "别提醒那么多次"])
def test_reminders_do_not_end_for_less(words: str) -> None:
    assert running(bot("提醒我甘肃", words)) == [GANSU]


def test_an_end_of_silence_that_is_not_understood_mutes_nothing() -> None:
    made = bot("提醒我甘肃")
    assert "到哪天" in said(made, "静音到活动结束")
    assert only(made).muted_until is None


@pytest.mark.parametrize("words", ["每周一提醒", "明天提醒我", "提前3个工作日提醒我", "以后有新通知提醒我", "remind me in 10 minutes"])
def test_what_there_is_not_is_said_so(words: str) -> None:
    made = bot("提醒我甘肃")
    before = only(made)
    answer = said(made, words)
    assert "还不会" in answer or "cannot" in answer
    assert only(made) == before


def test_a_notice_whose_deadlines_have_passed_does_not_hide_the_others() -> None:
    made = bot("新乡2023年的总结啥时候交")
    answer = said(made, "提醒我")
    assert "都过了" in answer
    said(made, "甘肃")
    assert running(made) == [GANSU]


def test_part_of_what_is_sent_together_is_not_taken_for_all() -> None:
    made = bot("提醒我甘肃")
    assert "一起" in said(made, "统计表已报送")
    assert not made.memory.tables.reports
    made.say(Press("已报送"))
    assert len(made.memory.tables.reports) == 1
    assert "不再提醒" in said(made, "提前5天")


def test_an_old_button_acts_on_what_it_stood_under() -> None:
    made = bot("提醒我甘肃")
    first = made.pressed("取消提醒", "王")
    said(made, "提醒我新乡2026年")
    made.say(first)
    assert running(made) == [XINXIANG]
    assert "已经取消" in "\n".join(one.text for one in made.say(first))


def test_the_only_reminders_are_changed_where_no_notice_is_named() -> None:
    made = bot("提醒我甘肃", "有哪些通知", "提前三个小时提醒我")
    assert only(made).lead == ("3h",)


def test_two_organisers_do_not_get_into_each_others_way() -> None:
    """Both see a plan; one changes what there is meanwhile; the other's yes counts for what there is then."""
    made = talk(shipped().notices, organisers=("console:王", "console:李"))
    for who, words in (("王", "订阅甘肃"), ("王", "是"), ("李", "订阅甘肃"), ("王", "静音3天"), ("李", "是")):
        said(made, words, who, "群")
    assert running(made) == [GANSU]
    assert not [one for one in made.heard if "处理不了" in one.text]


def test_a_second_organiser_may_subscribe_a_group_again_from_private() -> None:
    made = talk(shipped().notices, organisers=("console:王", "console:李"))
    for who, words, group in (("王", "订阅甘肃", "群"), ("王", "是", "群"), ("李", "订阅甘肃", None), ("李", "1", None), ("李", "是", None)):
        said(made, words, who, group)
    assert running(made) == [GANSU]


def test_an_organiser_without_own_reminders_is_asked_before_a_groups_are_changed() -> None:
    made = bot()
    for words in ("订阅甘肃", "是"):
        said(made, words, group="群")
    before = only(made)
    assert "哪一个" in said(made, "静音")
    assert only(made) == before


def test_a_chat_that_was_lost_is_reminded_again_once_it_is_heard_of() -> None:
    made = bot("提醒我甘肃")
    made.say(Removed())
    assert only(made).held
    said(made, "我的提醒")
    assert not only(made).held


def test_added_again_a_group_is_reminded_again() -> None:
    made = bot()
    for words in ("订阅甘肃", "是"):
        said(made, words, group="群")
    made.say(Removed(), group="群")
    assert only(made).held
    made.say(Added(), group="群")
    assert not only(made).held


def test_a_file_that_is_done_is_delivered_though_a_plan_waits() -> None:
    made = bot()
    said(made, "订阅甘肃", group="群")
    assert isinstance(made.state(), ConfirmingPlan | Asking | None)
    sent = made.say(JobDone("j", "表.csv", "abc", work="export"), group="群")
    assert [one.files for one in sent] == [(("表.csv", "abc"),)]


@pytest.mark.parametrize("words", ["/help", "OK", "/foo"])
def test_a_command_does_not_change_the_language(words: str) -> None:
    made = bot("提醒我甘肃")
    assert all(one.language == "zh" for one in made.say(words))


@pytest.mark.parametrize("words", ["/remind", "/reminders", "/fill", "/mine"])
def test_a_command_is_answered_in_the_language_spoken(words: str) -> None:
    made = bot("when is the Gansu summary due")
    assert all(one.language == "en" for one in made.say(words))


def test_what_is_listed_is_what_is_said() -> None:
    made = bot("提醒我甘肃", "静音10天", "我的提醒")
    assert "下一次" not in made.heard[-1].text or "6月12日" in made.heard[-1].text
    assert not made.wait(NOW + timedelta(days=9))


@pytest.mark.parametrize("words", ["总结已报送", "统计表已报送", "推荐表和总结还差着，统计表报了"])
def test_naming_one_of_several_papers_marks_none_of_the_others_as_sent(words: str) -> None:
    made = bot("提醒我甘肃")
    said(made, words)
    assert not made.memory.tables.reports


def test_a_time_changed_on_the_day_itself_is_kept_though_the_day_was_reminded_of() -> None:
    made = bot("提醒我甘肃")
    at_nine = NOW.replace(month=6, day=17)
    assert made.wait(at_nine)
    shown = said(made, "提前3天提醒，下午4点发")
    assert "6月17日（周三） 16:00" in shown
    assert made.wait(at_nine.replace(hour=16))
    assert not made.wait(at_nine.replace(hour=17))


def test_colleagues_of_one_unit_count_once_in_a_group() -> None:
    made = bot()
    for who in ("李", "赵"):
        for words in ("填报甘肃的统计表", "甲县科技局", "接手填", "暂停"):
            said(made, words, who)
    for words in ("订阅甘肃", "是"):
        said(made, words, group="群")
    made.wait(NOW.replace(month=6, day=12))
    for who in ("李", "赵"):
        made.say(made.pressed("已报送", who), who, group="群")
    later = made.wait(NOW.replace(month=6, day=17))
    assert "这里已有1家" in later[0].text
