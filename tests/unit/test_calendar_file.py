"""The calendar file of deadlines, read back by the library and looked at byte by byte."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component
from icalendar.cal.event import Event

from knowledge.calendar_file import as_ics
from knowledge.deadlines import Deadline
from knowledge.notice import Notice
from knowledge.packaged import shipped_notices
from tests.support.notices import invented

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 5, 25, 9, 0, tzinfo=SHANGHAI)
TRICKY = "逗号, 分号; 反斜杠\\ “引号”\n第二行：" + "很长的一行" * 40


def summary(notice: Notice, deadline: Deadline) -> str:
    return f"{notice.region}：{deadline.deliverable.items[0].name}"


def made(*notices: Notice, since: date = date.min, alarm: bool = True) -> bytes:
    return as_ics(notices, SHANGHAI, now=NOW, name="截止日期", summary=summary, description=lambda *_: TRICKY, since=since, alarm=alarm)


def by_id(notice_id: str) -> Notice:
    return next(one for one in (*shipped_notices(), *invented().notices) if one.id == notice_id)


def events(content: bytes) -> list[Event]:
    return list(Calendar.from_ical(content).events)


def test_the_file_keeps_to_the_standard() -> None:
    content = made(*shipped_notices(), *invented().notices)
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    unfolded = content.decode().replace("\r\n ", "")
    assert unfolded.startswith("BEGIN:VCALENDAR\r\n")
    assert all(line in unfolded.splitlines() for line in ("VERSION:2.0", "PRODID:-//Zhouzhi//Deadlines//ZH", "X-WR-CALNAME:截止日期"))
    for event in events(content):
        assert all(event.get(name) is not None for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION"))


def test_words_come_back_as_they_were() -> None:
    (event,) = events(made(by_id("xinxiang-2026-science-week")))
    assert str(event["SUMMARY"]) == "新乡市：活动总结报告"
    assert str(event["DESCRIPTION"]) == TRICKY
    assert event.DTSTAMP == NOW


def test_a_day_without_a_time_is_a_whole_day() -> None:
    (event,) = events(made(by_id("xinxiang-2026-science-week")))
    assert (event.start, event.end) == (date(2026, 6, 3), date(2026, 6, 4))
    assert alarm_of(event) == timedelta(hours=-15)


def test_a_stated_time_ends_the_event() -> None:
    event = next(one for one in events(made(by_id("linlan-2025-reading-month"))) if "stations" in one["UID"])
    assert event.end == datetime(2025, 4, 8, 18, 0, tzinfo=SHANGHAI)
    assert event.start == datetime(2025, 4, 8, 17, 30, tzinfo=SHANGHAI)
    assert event.end.tzinfo is not None
    assert event["DTEND"].to_ical() == b"20250408T100000Z"
    assert alarm_of(event) == timedelta(days=-1)


def alarm_of(event: Component) -> timedelta:
    (alarm,) = event.walk("VALARM")
    assert alarm["ACTION"] == "DISPLAY"
    assert alarm["DESCRIPTION"]
    trigger: timedelta = alarm["TRIGGER"].dt
    return trigger


def test_a_deadline_that_recurs_is_an_event_each_time() -> None:
    weekly = [one for one in events(made(by_id("qingxiu-2026-safety-month"))) if "weekly" in one["UID"]]
    assert [one.end.astimezone(SHANGHAI).strftime("%m-%dT%H:%M") for one in weekly] == ["06-04T12:00", "06-11T12:00", "06-18T12:00", "06-25T12:00"]
    assert len({one["UID"] for one in weekly}) == 4


def test_every_event_has_its_own_name_which_stays() -> None:
    notices = (*shipped_notices(), *invented().notices)
    first = [event["UID"] for event in events(made(*notices))]
    assert len(set(first)) == len(first) > 20
    later = as_ics(notices, SHANGHAI, now=NOW + timedelta(days=3), name="x", summary=lambda *_: "x", description=lambda *_: "")
    assert [event["UID"] for event in events(later)] == first
    assert {event.DTSTAMP.astimezone(UTC) for event in events(later)} == {NOW + timedelta(days=3)}


def test_past_deadlines_and_alarms_can_be_left_out() -> None:
    content = made(by_id("gansu-2026-science-week"), since=date(2026, 5, 25), alarm=False)
    assert {event.start for event in events(content)} == {date(2026, 6, 20)}
    assert b"VALARM" not in content


def test_no_notices_make_an_empty_calendar() -> None:
    assert events(made()) == []


def test_the_library_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, knowledge.calendar_file; sys.exit('icalendar' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
