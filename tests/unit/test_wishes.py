"""How people say when they want to be reminded."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from handlers.flows.remind.wishes import Wish, is_forever, mute_until, papers_named, wish_of
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
    ("提醒我交总结", None, None),
    ("6月3日前提醒我", None, None),
]


@pytest.mark.parametrize(("text", "lead", "at"), SAID)
def test_what_is_wished_is_read(text: str, lead: tuple[str, ...] | None, at: str | None) -> None:
    assert wish_of(text) == Wish(lead, at)


@pytest.mark.parametrize(("text", "days"), [("静音3天", 3), ("暂停提醒一周", 7), ("mute for 2 days", 2)])
def test_silence_lasts_as_long_as_said(text: str, days: int) -> None:
    assert mute_until(text, NOW) == NOW + timedelta(days=days)


def test_silence_without_an_end_lasts_until_told_otherwise() -> None:
    assert is_forever(mute_until("静音", NOW))
    assert mute_until("静音", NOW) > datetime(2100, 1, 1, tzinfo=NOW.tzinfo)


def test_papers_are_named_by_the_end_of_their_names() -> None:
    notice = next(notice for notice in invented().notices if notice.id == "qingxiu-2026-safety-month")
    every = {paper.id for paper in notice.deliverables}
    named = {paper.id for paper in papers_named("总结不用提醒", notice)}
    assert named
    assert named < every or len(every) == 1
