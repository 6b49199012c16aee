"""What is odd about what has to be handed in: by when, to whom, and whether that is stated at all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from knowledge.extraction.draft import Concern
from knowledge.extraction.outline import Outline
from knowledge.language.text import fold
from knowledge.notice import Deliverable, Due, Notice
from knowledge.workdays import day_of

_REPORT = re.compile(r"总结|统计表|情况表|情况汇总|工作情况|活动情况")
_INTERIM = re.compile(r"阶段|中期|半年|季度|月报|周报|每[月周季日]|方案|计划|预")
_SENDS = re.compile(r"报送|上报|提交|递交|报至|报到|发送|发至|寄送|寄至|邮寄|送至|送达|交至|交到|呈报|反馈至")
_PASSED_ON = re.compile(r"(?:方可|方能|并|汇总|统一|再|后|逐级)(?:上报|报送|提交)")
"""What is done with the papers once they have come."""

_MUST_SEND = re.compile(
    r"(?:请|须|应|要|务必)[^。；！？]{0,40}?将[^。；！？]{2,60}?(?:报送|上报|提交|报至|发送至?|发至|送至|交至|反馈至)(?:至|到|给)?[^。；！？]{2,}"
)
_NO_LIMIT = re.compile(r"随时|长期|不限|及时|另行|结束|会后|完成后|后[\d一二三四五六七八九十]+个?(?:工作)?[日天]|\d日|每[月周季年日]|当[天日]|前")
_ANYWHERE = re.compile(r"@|https?://|www\.|扫码|二维码|邮箱|平台|系统|网站|小程序|公众号|传真|[Qq]{2}群|微信")


def dues_odd(notice: Notice, outline: Outline) -> Iterator[Concern]:
    """What is odd about deliverables."""
    yield from _before_issue(notice)
    yield from _on_rest_days(notice)
    yield from _before_end(notice)
    yield from _differing(notice)
    for one in notice.deliverables:
        yield from _vague(one)
        yield from _readings(one)
        yield from _nobody(one, notice)
    if not notice.deliverables:
        yield from _undated(outline)


def _exact(one: Deliverable) -> tuple[Due, date] | None:
    """The limit of a deliverable with its day, where the words name that day."""
    due = one.due
    return (due, due.day) if due is not None and due.day is not None and not due.vague and due.every is None else None


def _before_issue(notice: Notice) -> Iterator[Concern]:
    issued = notice.issued_on
    for one in notice.deliverables:
        limit = _exact(one)
        if limit is not None and issued is not None and limit[1] < issued:
            values = {"text": limit[0].text, "day": limit[1].isoformat(), "issued": issued.isoformat()}
            yield Concern(code="due_before_issue", values=values, about=(one.id,), blocking=True, source=one.source)


def _on_rest_days(notice: Notice) -> Iterator[Concern]:
    """Each rest day once, however much is due on it."""
    found: dict[date, list[Deliverable]] = defaultdict(list)
    for one in notice.deliverables:
        limit = _exact(one)
        if limit is not None and day_of(limit[1]).is_rest:
            found[limit[1]].append(one)
    for day, owed in found.items():
        values = {"day": day.isoformat(), "workday": day_of(day).last_workday.isoformat()}
        yield Concern(code="due_on_rest_day", values=values, about=tuple(one.id for one in owed), source=owed[0].source)


def _before_end(notice: Notice) -> Iterator[Concern]:
    """A report on a campaign that is due while the campaign, and each of its parts, still goes on."""
    ends = [period.when.end for period in notice.periods if not period.cited and period.when.end is not None and not period.when.vague]
    for one in notice.deliverables:
        limit = _exact(one)
        if limit is None or not ends or limit[1] >= min(ends):
            continue
        words = "".join(item.name for item in one.items)
        if _REPORT.search(words) and not _INTERIM.search(words):
            values = {"what": one.items[0].name, "day": limit[1].isoformat(), "end": max(ends).isoformat()}
            yield Concern(code="summary_due_before_end", values=values, about=(one.id,), source=one.source)


def _differing(notice: Notice) -> Iterator[Concern]:
    """The same paper from the same to the same, with another limit in another passage."""
    seen: dict[tuple[object, ...], Deliverable] = {}
    for one in notice.deliverables:
        limit = _exact(one)
        if limit is None or not _is_paper(one):
            continue
        for item in one.items:
            if item.name not in (one.source.quote or ""):
                continue
            key = (fold(item.name), one.by)
            other = seen.setdefault(key, one)
            apart = other.source.quote != one.source.quote and other.due is not None and other.due.day not in (None, limit[1])
            if apart and other.due is not None and not (other.to and one.to and other.to != one.to):
                values = {"what": item.name, "first": other.due.text, "second": limit[0].text}
                yield Concern(code="dues_differ", values=values, about=(other.id, one.id), source=one.source)


def _is_paper(one: Deliverable) -> bool:
    """Whether it names papers, not only an act (报名)."""
    return all(len(item.name) > 3 for item in one.items) and bool(_SENDS.search(one.source.quote or ""))


def _vague(one: Deliverable) -> Iterator[Concern]:
    if one.due is not None and one.due.vague and one.due.day is not None:
        values = {"text": one.due.text, "day": one.due.day.isoformat()}
        yield Concern(code="due_vague", values=values, about=(one.id,), source=one.source)


def _readings(one: Deliverable) -> Iterator[Concern]:
    if len(one.readings) > 1:
        yield Concern(code="two_readings", values={"readings": "；".join(one.readings)}, about=(one.id,), source=one.source)


def _nobody(one: Deliverable, notice: Notice) -> Iterator[Concern]:
    """Something is to be sent, but the words say neither to whom nor where to, nor is there a mailbox or an address."""
    quote = _PASSED_ON.sub("", one.source.quote or "")
    if one.to or one.url or not _SENDS.search(quote) or _ANYWHERE.search(quote):
        return
    if not any(contact.emails or contact.address or contact.faxes for contact in notice.contacts):
        yield Concern(code="no_recipient", values={"what": one.items[0].name if one.items else ""}, about=(one.id,), source=one.source)


def _undated(outline: Outline) -> Iterator[Concern]:
    """The first sentence that asks for papers, in a notice that nowhere says by when."""
    for one in outline.body:
        for begin, end in one.sentences():
            sentence = one.text[begin:end]
            if _MUST_SEND.search(sentence) and not _NO_LIMIT.search(sentence):
                yield Concern(code="no_due", source=one.source(begin, end))
                return
