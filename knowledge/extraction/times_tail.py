"""What stands before and behind a day and says more of it: weekdays, hours, 前, 起, 暂定."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.extraction.times_clock import clock_at
from knowledge.extraction.times_words import DASH, GAP, WEEKDAY, weekday

_LIMIT = r"之前|以前|前(?!往|来(?![电函信稿])|后|夕|述)|为止|截止|止(?!步)"
LIMIT = re.compile(rf"{GAP}(?:{_LIMIT})")
_PARTS = "上午|下午|早上|早晨|中午|晚上|晚间|傍晚|夜间|午后|上下午|全天"
_TAIL = re.compile(
    rf"{GAP}(?:"
    rf"(?P<closing>[）)])"
    rf"|(?P<tentative>[（(]{GAP}(?:暂定|拟定|初定|暂|拟|待定){GAP}[）)]|暂定|初定)"
    rf"|(?P<included>[（(]含[^（()）]{{0,4}}[）)]|[（(][^（()）]{{0,14}}为准[）)])"
    rf"|(?P<opening>[（(])(?={GAP}(?:[本这]?(?:周|星期|礼拜)|上午|下午|晚|[0-9]{{1,2}}[:：时点]))"
    rf"|(?:[，,]{GAP})?{WEEKDAY}(?:{GAP}{DASH}{GAP}(?:周|星期|礼拜)?(?P<till>[一二三四五六日天]))?"
    rf"|(?P<around>前后|左右|上下(?!午))"
    rf"|(?P<office>下班(?:时间)?之?前|工作日结束前)"
    rf"|(?P<limit>{_LIMIT})"
    rf"|(?P<onward>(?:起(?!草|点|源|步|来)|开始|以来|以后|之后|后(?![续勤台期备]))(?!{GAP}[，,]?{GAP}{DASH}))"
    rf"|(?P<same>期间|(?<![ \t])(?:当天|当日)|之间|[（(]{GAP}北京时间{GAP}[）)]|的(?=(?:{_PARTS}|[0-9]{{1,2}}[:：])))"
    rf"|(?P<comma>[，,])(?={GAP}(?:{_PARTS}){GAP}[0-9]|{GAP}[0-9]{{1,2}}[:：][0-9])"
    rf"|(?P<zone>(?<=[0-9]{{2}})(?:\+[0-9]{{2}}:?[0-9]{{2}}|Z)(?![0-9A-Za-z]))"
    rf"|(?P<part>{_PARTS})(?!{GAP}[0-9一二两三四五六七八九十]))"
)
_TO_THE_END = re.compile(rf"{GAP}(?:至|到|—+|-+){GAP}(?:今|(?:本次|整个)?(?:活动|展览|工作|比赛|项目)?(?:全部)?结束|完成|长期)")
_BEFORE_LIMIT = re.compile(
    r"(?:截至|截止(?:日期|时间|日|期限)?|最[迟晚](?:不得?[晚迟]于)?|不得?[晚迟]于|(?:延长|延期|推迟|顺延|延至)|(?:报送|提交|上报|完成|办理)(?:时限|期限))"
    r"[\s:：为是于在到至]*$"
)
_BEFORE_TENTATIVE = re.compile(
    r"(?:拟定?|初步?定|暂定?|(?:预定|预计|计划)(?=[于在从自]))(?:时间|日期)?[于在为从自]?[\s:：]*$|[（(](?:暂定|拟定|初定)[）)][\s:：为]*$"
)
_BEFORE_UNTIL = re.compile(r"(?:持续|一直|延续|开放|保留|有效期?)[到至]\s*$")
_LOOK_BACK = 16
_LONGEST = 60
"""Characters behind a point that can still belong to it."""


@dataclass(slots=True)
class Tail:
    """What the words behind a point say; `end` is where they end."""

    end: int
    clock: str | None = None
    clock_words: str | None = None
    weekday: int | None = None
    last_weekday: int | None = None
    """The second of two: 周六至周日."""
    before: bool = False
    onward: bool = False
    around: bool = False
    tentative: bool = False
    impossible: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """What the words before a point say."""

    before: bool
    tentative: bool
    until: bool


def head_of(text: str, place: int) -> Head:
    """What is said right before a place."""
    words = text[max(0, place - _LOOK_BACK) : place]
    return Head(bool(_BEFORE_LIMIT.search(words)), bool(_BEFORE_TENTATIVE.search(words)), bool(_BEFORE_UNTIL.search(words)))


def tail_of(text: str, place: int, clock: str | None = None) -> Tail:
    """What is said right behind a point, with its hour perhaps, that ends at a place."""
    tail, opened = Tail(place, clock), False
    while tail.end - place < _LONGEST:
        if _take_clock(text, tail):
            continue
        found = _TAIL.match(text, tail.end)
        if found is None or (found["closing"] and not opened):
            return tail
        if found["comma"] and tail.clock is not None:
            return tail
        opened = found["opening"] is not None or (opened and not found["closing"])
        if found["opening"] and not _closes(text, found.end()):
            return tail
        if (found["limit"] or found["office"] or found["onward"]) and not _take_limit(tail, found):
            return tail
        tail.end = found.end()
        _take(tail, found)
    return tail


def goes_on_to_the_end(text: str, place: int) -> int | None:
    """Where words like 至今 or 至活动结束 end that begin at a place."""
    found = _TO_THE_END.match(text, place)
    return found.end() if found else None


def _closes(text: str, place: int) -> bool:
    """Whether a bracket that opened before a place holds nothing but what belongs to a day: (周三下午3点)."""
    inner = Tail(place)
    while inner.end - place < _LONGEST:
        if _take_clock(text, inner):
            continue
        found = _TAIL.match(text, inner.end)
        if found is None or found["opening"]:
            return False
        if found["closing"]:
            return True
        inner.end = found.end()
    return False


def _take_clock(text: str, tail: Tail) -> bool:
    if tail.clock is not None or tail.impossible:
        return False
    place = tail.end
    while place < len(text) and text[place] in " \t\u3000\u00a0" and place < tail.end + 4:
        place += 1
    if text[place : place + 1] == "T" and text[place - 1].isdigit():
        place += 1
    clock = clock_at(text, place)
    if clock is None:
        return False
    tail.end, tail.clock, tail.impossible = clock.end, clock.value, clock.value is None
    return True


def _take_limit(tail: Tail, found: re.Match[str]) -> bool:
    """Whether 前 or 起 may stand here: each of them once, but for the second 前 of 15日前18:00前."""
    return not tail.onward and not (tail.before and found["onward"])


def _take(tail: Tail, found: re.Match[str]) -> None:
    if found["weekday"]:
        tail.weekday, tail.last_weekday = weekday(found["weekday"]), weekday(found["till"]) if found["till"] else None
    tail.tentative |= found["tentative"] is not None
    tail.around |= found["around"] is not None
    tail.before |= found["limit"] is not None or found["office"] is not None
    tail.onward |= found["onward"] is not None
    tail.clock_words = found["office"] or found["part"] or tail.clock_words
