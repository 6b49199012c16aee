"""Deadlines as a calendar file (RFC 5545) that phones and mail programs read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, TypeAlias

from knowledge.deadlines import ONE_DAY, Deadline, deadlines
from knowledge.notice import Notice

if TYPE_CHECKING:
    from icalendar import Alarm, Event

SHOWN_BEFORE = timedelta(minutes=30)
"""A deadline with a time is an event that ends with it; calendars show nothing that takes no time."""

_NINE_THE_DAY_BEFORE = -timedelta(hours=15)

Wording: TypeAlias = Callable[[Notice, Deadline], str]
"""The words for a deadline of a notice."""


def as_ics(
    notices: Iterable[Notice],
    zone: tzinfo,
    *,
    now: datetime,
    name: str,
    summary: Wording,
    description: Wording,
    since: date = date.min,
    alarm: bool = True,
) -> bytes:
    """The deadlines of some notices from a day on, an event each; of recurring ones each time.

    `name` is what the calendar is called. An event keeps its identity from file to file, so that it is not there twice
    where a file is opened again. `alarm`: programs that like to remind do so the day before.
    """
    from icalendar import Calendar  # noqa: PLC0415 - slow to load, and seldom needed

    calendar = Calendar()
    calendar.add("prodid", "-//Zhouzhi//Deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for notice in notices:
        for deadline in deadlines(notice, zone, since):
            event = _event(notice, deadline, now)
            event.add("summary", summary(notice, deadline))
            event.add("description", description(notice, deadline))
            if alarm:
                event.add_component(_alarm(deadline, summary(notice, deadline)))
            calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _event(notice: Notice, deadline: Deadline, now: datetime) -> Event:
    """The event without words: the whole day, or where a time is stated the last half hour."""
    from icalendar import Event  # noqa: PLC0415

    event = Event()
    event.add("uid", f"{deadline.key.replace(':', '')}.{deadline.deliverable.id}.{notice.id}@zhouzhi")
    event.add("dtstamp", now.astimezone(UTC))
    if deadline.clock is None:
        event.add("dtstart", deadline.day)
        event.add("dtend", deadline.day + ONE_DAY)
    else:
        event.add("dtstart", deadline.at.astimezone(UTC) - SHOWN_BEFORE)
        event.add("dtend", deadline.at.astimezone(UTC))
    event.add("transp", "TRANSPARENT")
    return event


def _alarm(deadline: Deadline, words: str) -> Alarm:
    from icalendar import Alarm  # noqa: PLC0415

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", _NINE_THE_DAY_BEFORE if deadline.clock is None else -ONE_DAY)
    return alarm
