"""How people say when they want to be reminded."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from handlers.flows.remind.wishes import Wish, is_forever, is_pure, mute_until_or_none, papers_named, wish_of
from tests.support.notices import NOW, invented

SAID = [
    ("提前5天、2天和当天提醒", ("5d", "2d", "0d"), None),
    ("提前三天", ("3d",), None),
    ("提前两个小时叫我", ("2h",), None),
    ("提前一周和前一天", ("7d", "1d"), None),
    ("提前半小时", ("30m",), None),
    ("提前30分钟、10秒", ("30m", "10s"), None),
    ("改成提前１０天", ("10d",), None),
    ("每次早上8点半发", None, "08:30"),
    ("8:30发", None, "08:30"),
    ("下午3点提醒", None, "15:00"),
    ("提前3天，上午10点", ("3d",), "10:00"),
    ("5 days and 1 day before", ("5d", "1d"), None),
    ("a week before and on the day", ("7d", "0d"), None),
    ("two hours before", ("2h",), None),
    ("at 9:15", None, "09:15"),
    ("at 3 pm", None, "15:00"),
    ("提前1、3、5天", ("1d", "3d", "5d"), None),
    ("别提前7天，提前3天就行", ("3d",), None),
    ("提前7天改成提前5天", ("5d",), None),
    ("不要9点要10点提醒", None, "10:00"),
    ("早上8点提醒太早了改10点", None, "10:00"),
    ("十点半提醒我", None, "10:30"),
    ("上午九点", None, "09:00"),
    ("下午两点提醒", None, "14:00"),
    ("中午1点", None, "13:00"),
    ("晚上12点提醒", None, None),
    ("提前两三天", None, None),
    ("5月28日上午8:30发车", None, "08:30"),
    ("提前十五天", ("15d",), None),
    ("提醒我交总结", None, None),
    ("6月3日前提醒我", None, None),
]


@pytest.mark.parametrize(("text", "lead", "at"), SAID)
def test_what_is_wished_is_read(text: str, lead: tuple[str, ...] | None, at: str | None) -> None:
    assert wish_of(text) == Wish(lead, at)


@pytest.mark.parametrize(("text", "days"), [("静音3天", 3), ("暂停提醒一周", 7), ("mute for 2 days", 2)])
def test_silence_lasts_as_long_as_said(text: str, days: int) -> None:
    assert mute_until_or_none(text, NOW) == NOW + timedelta(days=days)


UNTIL = [
    ("静音到6月20日", (6, 20)),
    ("静音到6月15号", (6, 15)),
    ("静音到19号", (6, 19)),
    ("静音到周五", (5, 29)),
    ("静音到下周一", (6, 1)),
    ("今天别提醒", (5, 26)),
    ("这周先别提醒", (6, 1)),
    ("mute until June 10", (6, 10)),
]


@pytest.mark.parametrize(("text", "day"), UNTIL)
def test_silence_ends_on_the_day_that_is_named(text: str, day: tuple[int, int]) -> None:
    until = mute_until_or_none(text, NOW)
    assert until is not None
    assert (until.month, until.day, until.hour) == (*day, 0)


def test_an_end_that_is_not_understood_is_none() -> None:
    assert mute_until_or_none("静音到活动结束", NOW) is None
    assert mute_until_or_none("静音一个月", NOW) == NOW + timedelta(days=30)


@pytest.mark.parametrize(
    "text", ["提前5天、1天", "改到10点", "9点半", "8:30发", "提前3天和当天，8:30发", "5 days and 1 day before", "make it 10 o'clock"]
)
def test_a_mere_wish_is_known(text: str) -> None:
    assert is_pure(text)


@pytest.mark.parametrize(
    "text",
    [
        "活动当天9点开始",
        "提前1天到会场报到",
        "提前3天把材料发给科协",
        "我们单位下午3点发材料",
        "5月28日上午8:30发车",
        "the meeting is 2 days before the deadline",
        "通知是提前7天发出的",
    ],
)
def test_a_sentence_about_something_else_is_no_mere_wish(text: str) -> None:
    assert not is_pure(text)


def test_silence_without_an_end_lasts_until_told_otherwise() -> None:
    assert is_forever(mute_until_or_none("静音", NOW))
    assert mute_until_or_none("静音", NOW) > datetime(2100, 1, 1, tzinfo=NOW.tzinfo)


def test_papers_are_named_by_the_end_of_their_names() -> None:
    notice = next(notice for notice in invented().notices if notice.id == "qingxiu-2026-safety-month")
    every = {paper.id for paper in notice.deliverables}
    named = {paper.id for paper in papers_named("总结不用提醒", notice)}
    assert named
    assert named < every or len(every) == 1
