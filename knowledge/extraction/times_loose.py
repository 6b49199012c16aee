"""Times that are no fixed days: what comes again and again, what is counted from an event, weekdays, parts of this year."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from knowledge.extraction.times_model import TimeFound, TimeKind
from knowledge.extraction.times_tail import Tail, tail_of
from knowledge.extraction.times_words import DASH, GAP, SEPARATOR, SMALL, WEEKDAY, number, weekday
from knowledge.workdays import is_workday

_ONE_DAY = timedelta(days=1)
_MONTH_PART = r"[上中下]旬|月?[底末初]"
_MONTHS = rf"(?:{SMALL}{GAP}月?份?{GAP}(?:{DASH}|{SEPARATOR}){GAP}){{0,11}}{SMALL}{GAP}月份?"
_DAYS = rf"(?:{SMALL}{GAP}[日号]?{GAP}(?:{DASH}|{SEPARATOR}){GAP}){{0,5}}{SMALL}{GAP}[日号]"
_EVERY = re.compile(
    rf"每逢?{GAP}(?:(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])(?:(?:{DASH}|{SEPARATOR})(?:周|星期|礼拜)?[一二三四五六日天])*"
    rf"|(?:{SMALL}|两|半)?个?(?:工作日|年度?|季度?|月|旬|周|星期|礼拜|日|天|学期|学年)(?!优鲜|期|报|刊)"
    rf"(?:的)?(?:结束后的?)?(?:{GAP}(?:{SMALL}{GAP}个?(?:工作)?[日天]之?以?内|{_MONTHS}的?(?:{GAP}(?:{_DAYS}|{_MONTH_PART}))?|(?:首月|末月|次月|下个?月|第[一二三]个月)?的?(?:{_DAYS}|{_MONTH_PART})"
    rf"|第?[一1]个工作日|最后一个?(?:工作日|天)|(?:{_MONTH_PART})|[周底末初](?!到)))?"
    rf"|隔{GAP}(?:日|天|周|月))|(?:次月|季度?末(?:月|当月)?)的?{_DAYS}|逐[日周旬月季年](?!渐)|按(?:日|周|旬|月|季度?|年度?)(?=报|填|上报|提交|统计|汇总|调度|通报|前|[，。,.]|$)"
)
_WEEKLY = re.compile(rf"(?:工作日|{WEEKDAY}{GAP}(?:{DASH}|、){GAP}(?:周|星期|礼拜)?[一二三四五六日天])[^，。；、\n0-9]{{0,4}}(?=[0-9上下]|早)")
_WEEKDAY = re.compile(rf"(?P<which>本|这个?|下个?|上个?)?{WEEKDAY}(?![至到-])")
_LENGTH = re.compile(
    rf"(?P<count>{SMALL}|两|半|[0-9]{{1,3}}){GAP}(?:个)?{GAP}(?P<unit>工作日|自然日|小时|星期|礼拜|学期|日历日|日|天|周|月|年)(?:的?时间)?(?P<inside>之?以?内|内)"
)
_AHEAD = re.compile(
    rf"(?:提前|(?:[赛会]|活动|开赛|开幕|举办|开展|开始|启动|比赛|考试|报到|开考|正式)前){GAP}(?:至少)?"
    rf"(?P<count>{SMALL}|两|半){GAP}个?{GAP}(?P<unit>工作日|小时|星期|日|天|周|月)(?!一[次报])"
)
_SOON_AFTER = re.compile(r"后(?=及时|立即|尽快|马上|第一时间)")
_NEXT_DAY = re.compile(r"(?:[次翌]日|第二天)(?!韩)|(?:当[日天])(?=前|内|之内|下班|[0-9上下晚]|报|上报|提交|完成|将)")
_ANCHOR = re.compile(
    r"(?:自|从)?(?P<event>[^，。；;、,：:\s（()）“”]{1,24}?(?:之日起|日起|之后|以后|后|之日|起))(?:的|[，,])?(?:第?)?(?:原则上|必须|应当?|须|至少|最[迟晚]|的)?$"
)
_ANCHOR_WORD = re.compile(r".*(?:请|应当?|必须|须|需|并|可|在|于|各单位|将)(?=.{3})")
_EVENT_END = re.compile(r"[^，。；;、,：:\s（()）“”]{0,16}(?:结束|完成|闭幕|印发|收到.{0,6}|发生|确定|举办|开展)$")
_ISSUE = re.compile(r"(?:通知|文件|方案|公告|本文|办法)?(?:印发|发布|下发|发文|公布)之?日起?$")
_PERIOD = re.compile(
    r"(?:(?P<all>(?:贯穿)?全年)|(?P<end>(?<![年0-9])年[底末])|(?P<inside>(?<![0-9一二三四五六七八九十两半几数百年])年内)|(?P<first>上半年)|(?P<second>下半年)"
    rf"|第?(?:(?P<since>[一二三四1-4])(?:{DASH}|(?<=第[一二三四1-4])[、和])第?)?(?P<quarter>[一二三四1-4])季度|[Qq](?P<q>[1-4])(?![0-9A-Za-z]))(?P<part>末|底)?"
)
_MONTH_END = re.compile(r"(?:本|当)?月底(?:之?前)")
_LOOK_BACK = 40
_UNIT_DAYS = {"日": 1, "天": 1, "自然日": 1, "日历日": 1, "工作日": 1, "周": 7, "星期": 7, "礼拜": 7}
_OUTER_UNITS = frozenset({"年", "小时", "月", "学期"})
"""Lengths in these are times only where an event is named: 三年内 is a plan."""


def recurring_at(text: str, place: int) -> TimeFound | None:
    """每月25日前, 每周四12:00前, 周一至周五9:00-18:00."""
    found = _EVERY.match(text, place)
    if found is None and text[max(0, place - 1) : place] != "每":
        found = _WEEKLY.match(text, place)
    if found is None:
        return None
    tail = tail_of(text, found.end())
    if found.re is _WEEKLY and tail.clock is None:
        return None
    words = text[place : tail.end]
    day = weekday(found["weekday"]) if found["weekday"] else None
    return TimeFound(
        place, tail.end, words, TimeKind.RECURRING, clock=tail.clock, clock_words=tail.clock_words,
        before=tail.before or words.endswith("内"), every=words, weekday=day, impossible=tail.impossible,
    )  # fmt: skip


def relative_at(text: str, place: int, issued: date | None, free: int) -> TimeFound | None:
    """活动结束后10个工作日内, 提前3天, 活动结束后及时; `free` is where the words may begin that name the event."""
    length = _LENGTH.match(text, place)
    if length is not None:
        return _counted(text, length, issued, free)
    ahead = _AHEAD.match(text, place)
    if ahead is not None:
        days = _days(ahead)
        event = ahead[0][: ahead.start("count") - place].strip()
        return _relative(text, place, tail_of(text, ahead.end()), event, -days if days is not None else None, ahead["unit"] == "工作日")
    soon = _SOON_AFTER.match(text, place)
    if soon is not None:
        return _soon_after(text, soon, free)
    return _next_day(text, place)


def weekday_at(text: str, place: int, issued: date | None) -> TimeFound | None:
    """下周三, 本周五前; a weekday alone only with an hour or a limit."""
    found = _WEEKDAY.match(text, place)
    if found is None or text[max(0, place - 1) : place] == "每":
        return None
    tail = tail_of(text, found.end())
    if not found["which"] and tail.clock is None and not tail.before:
        return None
    day, on = weekday(found["weekday"]), None
    if found["which"] and issued is not None:
        weeks = {"本": 0, "这": 0, "下": 1, "上": -1}[found["which"][0]]
        on = issued + timedelta(days=day - issued.weekday() + 7 * weeks)
    return TimeFound(
        place, tail.end, text[place : tail.end], TimeKind.RELATIVE, on, on, tail.clock, tail.clock_words,
        vague=on is None, before=tail.before, weekday=day,
        impossible=tail.impossible,
    )  # fmt: skip


def period_at(text: str, place: int, year: int | None) -> TimeFound | None:
    """全年, 年底前, 上半年: parts of the year of the notice."""
    month = _MONTH_END.match(text, place)
    if month is not None:
        return TimeFound(place, month.end(), month[0], TimeKind.RELATIVE, vague=True, before=True)
    found = _PERIOD.match(text, place)
    if found is None:
        return None
    tail = tail_of(text, found.end())
    before, vague = tail.before or found["inside"] is not None, found["end"] is not None or found["part"] is not None or tail.before
    first, last = _months(found)
    start = date(year, first, 1) if year is not None else None
    end = (date(year + last // 12, last % 12 + 1, 1) - _ONE_DAY) if year is not None else None
    kind = TimeKind.VAGUE if found["end"] or found["part"] else TimeKind.YEAR if last - first == 11 else TimeKind.MONTH
    return TimeFound(place, tail.end, text[place : tail.end], kind, start, end, vague=vague, before=before)


def _months(found: re.Match[str]) -> tuple[int, int]:
    """The first and last month of a part of a year."""
    quarter = found["quarter"] or found["q"]
    if quarter:
        last = number(quarter) * 3
        first = number(found["since"] or quarter) * 3 - 2
        return (last if found["part"] else min(first, last)), last
    if found["end"]:
        return 12, 12
    if found["first"] or found["second"]:
        first, last = (1, 6) if found["first"] else (7, 12)
        return (last if found["part"] else first), last
    return 1, 12


def _counted(text: str, length: re.Match[str], issued: date | None, free: int) -> TimeFound | None:
    place = length.start()
    low = max(free, place - _LOOK_BACK)
    anchor = _ANCHOR.search(text[low:place])
    long = length["unit"] in _OUTER_UNITS and length["count"] != "半"
    if anchor is None and (long or text[max(0, place - 1) : place] in ("近", "第", "前", "这")):
        return None
    event, begin = "", place
    if anchor is not None:
        event = _trimmed(anchor[0].rstrip("，,"))
        begin = place - len(anchor[0]) + anchor[0].index(event)
    days, working = _days(length), length["unit"] == "工作日"
    tail = tail_of(text, length.end())
    found = _relative(text, begin, tail, event, days, working)
    if anchor is None or issued is None or days is None or not _ISSUE.search(event):
        return found
    return TimeFound(
        found.begin,
        found.end,
        found.text,
        found.kind,
        issued,
        _counted_from(issued, days, working),
        before=True,
        after=event,
        days=days,
        working_days=working,
    )


def _soon_after(text: str, soon: re.Match[str], free: int) -> TimeFound | None:
    event = _EVENT_END.search(text[max(free, soon.start() - _LOOK_BACK) : soon.start()])
    if event is None:
        return None
    begin = soon.start() - len(_trimmed(event[0]))
    return replace(_relative(text, begin, Tail(soon.end()), text[begin : soon.end()]), vague=True)


def _next_day(text: str, place: int) -> TimeFound | None:
    """次日, 当日: a day after an event that the words before name."""
    day = _NEXT_DAY.match(text, place)
    if day is None:
        return None
    tail = tail_of(text, day.end())
    return replace(_relative(text, place, tail, "", int(day[0][0] != "当")), before=tail.before)


def _trimmed(event: str) -> str:
    """The words of an event without 请, 应在 and the like before them."""
    starts = max(event.rfind("自"), event.rfind("从"))
    if starts > 0:
        return event[starts:]
    lead = _ANCHOR_WORD.match(event)
    return event[lead.end() :] if lead else event


def _days(length: re.Match[str]) -> int | None:
    unit, count = _UNIT_DAYS.get(length["unit"]), length["count"]
    if unit is None or count == "半":
        return None
    return number(count) * unit


def _counted_from(day: date, days: int, working: bool) -> date:
    if not working:
        return day + timedelta(days=days)
    while days > 0:
        day += _ONE_DAY
        days -= is_workday(day)
    return day


def _relative(text: str, begin: int, tail: Tail, event: str, days: int | None = None, working: bool = False) -> TimeFound:
    return TimeFound(
        begin, tail.end, text[begin : tail.end], TimeKind.RELATIVE, clock=tail.clock, clock_words=tail.clock_words,
        before=True, after=event or None, days=days, working_days=working, impossible=tail.impossible,
    )  # fmt: skip
