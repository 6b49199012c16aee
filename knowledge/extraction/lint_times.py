"""Days that cannot be meant as they are printed: no such day, another weekday, before the notice was issued, not settled yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from knowledge.extraction.draft import Concern
from knowledge.extraction.identity import Identity
from knowledge.extraction.roles import Moment, Role
from knowledge.notice import Notice

_WEEK = 7
_OPENS = re.compile(r"报名|申报|系统|平台|通道|网站|注册|登录|填报|投稿|受理")
_HELD_BEFORE = re.compile(r"已|去年|上年|往年|历年|曾|了")
_PLANNED = re.compile(r"(?<!初)(?:拟|计划)(?:于|在)?[ ]*$")
"""Said of what is settled as well as of what is not."""


def times_odd(notice: Notice, identity: Identity, moments: Sequence[Moment]) -> Iterator[Concern]:
    """What is odd about the times of a notice, each by itself."""
    for moment in moments:
        yield from _impossible(moment)
        yield from _weekday(moment, notice)
        yield from _opening(moment, identity)
        yield from _tentative(moment, notice)


def _nearest(day: date, weekday: int) -> date:
    """The day nearest to one that has a weekday."""
    ahead = (weekday - day.weekday()) % _WEEK
    return day + timedelta(days=ahead if ahead <= _WEEK // 2 else ahead - _WEEK)


def _impossible(moment: Moment) -> Iterator[Concern]:
    """No such day (nobody can keep it), or no such hour."""
    time = moment.time
    if not time.impossible:
        return
    source = moment.placed.source(moment.begin, moment.end)
    if time.start is None and time.end_day is None:
        yield Concern(code="date_impossible", values={"text": time.text}, blocking=True, source=source)
    else:
        yield Concern(code="clock_impossible", values={"text": time.text}, source=source)


def _weekday(moment: Moment, notice: Notice) -> Iterator[Concern]:
    time = moment.time
    for day, weekday in dict.fromkeys(((time.start or time.end_day, time.weekday), (time.end_day, time.end_weekday))):
        if day is None or weekday is None or day.weekday() == weekday or (moment.role is Role.NONE and _HELD_BEFORE.search(moment.sentence)):
            continue
        yield Concern(
            code="weekday_differs",
            values={"text": time.text, "day": day.isoformat(), "other": _nearest(day, weekday).isoformat()},
            about=facts_of(moment, notice),
            source=moment.placed.source(moment.begin, moment.end),
        )


def _opening(moment: Moment, identity: Identity) -> Iterator[Concern]:
    """Something that is to be handed in from a day on that had passed when the notice was issued."""
    time, issued = moment.time, identity.issued_on
    if issued is None or time.start is None or time.end_day is None or time.open_start or moment.role not in (Role.DUE, Role.SPAN):
        return
    if time.start < issued <= time.end_day and time.start != time.end_day and not time.vague and _OPENS.search(moment.sentence):
        yield Concern(
            code="opens_before_issue",
            values={"text": time.text, "issued": issued.isoformat()},
            source=moment.placed.source(moment.begin, moment.end),
        )


def _tentative(moment: Moment, notice: Notice) -> Iterator[Concern]:
    before = moment.sentence[: moment.time.begin]
    if moment.time.tentative and moment.role is not Role.NONE and not _PLANNED.search(before):
        yield Concern(
            code="tentative",
            values={"text": moment.time.text},
            about=facts_of(moment, notice),
            source=moment.placed.source(moment.begin, moment.end),
        )


def facts_of(moment: Moment, notice: Notice) -> tuple[str, ...]:
    """The ids of the facts that were read from a time."""
    text = moment.placed.passage.folded.quote(*moment.at)
    line = moment.placed.passage.line_at(moment.begin)
    periods = [period.id for period in notice.periods if period.when.text == text and period.source.line == line]
    owed = [one.id for one in notice.deliverables if one.due is not None and one.due.text == text and one.source.line == line]
    return tuple(dict.fromkeys((*periods, *owed)))
