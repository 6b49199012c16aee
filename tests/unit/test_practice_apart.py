"""Practising touches nothing real, and nothing of a practice is seen outside of it."""

from __future__ import annotations

from datetime import timedelta

from knowledge.practice import is_practice
from tests.support.notices import NOW, shipped
from tests.support.talk import Talk, talk


def begin() -> Talk:
    """Somebody with a real draft."""
    bot = talk(shipped().notices)
    for words in ("填报甘肃的统计表", "甲县科技局", "逐项填", "12", "暂停"):
        bot.say(words)
    return bot


def said(bot: Talk, words: str, who: str = "王") -> str:
    """All that is said because of a message."""
    return "\n".join(one.text for one in bot.say(words, who))


def test_a_real_table_cannot_be_reached_while_practising() -> None:
    bot = begin()
    real = bot.table("甲县科技局")
    said(bot, "练习")
    assert "甲县科技局" not in said(bot, "我的表")
    for words in ("继续", "缺的都记0", "是", "提交"):
        said(bot, words)
    assert bot.table("甲县科技局") == real
    said(bot, "结束练习")
    assert "甲县科技局" in said(bot, "继续")


def test_units_of_a_practice_are_not_offered_to_others() -> None:
    bot = begin()
    for words in ("练习", "填报", "青云县科学技术局", "逐项填", "暂停"):
        said(bot, words)
    for words in ("填报甘肃的统计表", "青云县科技局"):
        answer = said(bot, words, "李")
    assert "很像" not in answer


def test_a_real_reminder_is_neither_seen_nor_cancelled_while_practising() -> None:
    bot = talk(shipped().notices)
    said(bot, "提醒我 甘肃")
    (real,) = bot.memory.tables.subscriptions.values()
    for words in ("练习", "静音", "取消提醒"):
        said(bot, words)
    assert bot.memory.tables.subscriptions[real.id] == real
    said(bot, "结束练习")
    assert "甘肃" in said(bot, "我的提醒")


def test_the_reminder_of_a_practice_comes_though_more_are_asked_for() -> None:
    bot = talk(shipped().notices)
    said(bot, "练习")
    assert "会按时提醒" in said(bot, "提醒我")
    shown = "\n".join(one.text for one in bot.wait(NOW + timedelta(minutes=2)))
    assert "【提醒】" in shown
    assert "练习" in shown


def test_practising_twice_a_day_begins_afresh() -> None:
    bot = talk(shipped().notices)
    for _ in range(3):
        assert "练习开始" in said(bot, "练习")
    assert [one.practice for one in bot.memory.tables.subscriptions.values()] == [True]


def test_a_forwarded_word_does_not_end_a_practice() -> None:
    bot = talk(shipped().notices)
    said(bot, "练习")
    bot.say("结束练习", via="forwarded")
    assert bot.memory.tables.subscriptions
    assert "月澜市" in said(bot, "总结啥时候交")


def test_nothing_of_a_practice_stays() -> None:
    bot = talk(shipped().notices)
    for words in ("练习", "填报", "青云县科学技术局", "逐项填", "3", "暂停", "提醒我", "总结已报送", "结束练习"):
        said(bot, words)
    tables = bot.memory.tables
    assert not tables.subscriptions
    assert not tables.reminders
    assert not [one for one in tables.submissions.values() if is_practice(one.notice)]


def test_a_forgotten_practice_is_over_after_a_few_days() -> None:
    bot = talk(shipped().notices)
    said(bot, "练习")
    bot.now = NOW + timedelta(days=4)
    assert "甘肃" in said(bot, "甘肃总结啥时候交")
    assert not bot.memory.tables.subscriptions
