"""What is held in the campaign: the numbered passages under a heading that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.extraction.clauses import LONGEST
from knowledge.extraction.outline import Outline, Placed
from knowledge.extraction.places import place_in
from knowledge.extraction.requirements import names_body
from knowledge.extraction.roles import Moment, Role
from knowledge.notice import Activity, When

_SECTION = re.compile(r"活动(?:内容|安排|形式|项目|板块|设置)|(?:主要|重点|系列|特色|主题|专项)(?:活动|行动|内容)|赛事安排|会议安排|内容安排")
_HELD = re.compile(
    r"活动|大赛|比赛|竞赛|展|讲|启动|仪式|论坛|培训|开放|咨询|行动|演练|巡|体验|征集|评选|演出|沙龙|座谈|参观|慰问|志愿|[日周月节赛会]$"
)
_NONE = re.compile(r"要求|领导|保障|总结|报送|联系|时间|主题|地点|对象|方式|原则|目标|意义")
_HOSTS = re.compile(r"由(?P<hosts>[^，。；]{3,80}?)(?:共同|联合)?(?:主办|举办|承办|组织)|(?:主办|承办)单位[:：](?P<listed>[^。；]{3,80})")
_LONGEST_NAME = 40
_MOST = 60


def activities_of(outline: Outline, moments: Sequence[Moment]) -> tuple[Activity, ...]:
    """The activities, in the order of the text, each with when and where its own passage says."""
    found: list[Activity] = []
    for one, text in _named(outline):
        if len(found) == _MOST:
            break
        found.append(_activity(len(found) + 1, one, text, moments))
    return tuple(found)


def _named(outline: Outline) -> Iterator[tuple[Placed, Placed]]:
    """Numbered passages with a heading that names something held, each with the passage of its text."""
    body = outline.body
    for at, one in enumerate(body):
        if one.heading is None or one.marker is None or not one.headings or not _SECTION.search(" ".join(one.headings)):
            continue
        if len(one.heading) > _LONGEST_NAME or names_body(one.heading) or not _HELD.search(one.heading) or _NONE.search(one.heading):
            continue
        following = body[at + 1] if at + 1 < len(body) and body[at + 1].marker is None and one.is_heading else one
        yield one, following


def _activity(number: int, one: Placed, text: Placed, moments: Sequence[Moment]) -> Activity:
    words = text.text[text.begin :].strip() or (one.heading or "")
    when = next((moment for moment in moments if moment.placed in (one, text) and moment.role in (Role.PERIOD, Role.SPAN)), None)
    hosts = _HOSTS.search(words)
    return Activity(
        id=f"activity-{number}",
        name=re.sub(r"^“([^“”]+)”$", r"\1", one.heading or ""),
        summary=words[:LONGEST].rsplit("。", 1)[0] if len(words) > LONGEST else words.rstrip("。"),
        when=_when(when) if when is not None else None,
        where=place_in(words),
        hosts=tuple(name for name in re.split(r"[、，和]", hosts["hosts"] or hosts["listed"]) if len(name) > 1) if hosts is not None else (),
        source=one.source(),
    )


def _when(moment: Moment) -> When:
    time = moment.time
    return When(
        text=moment.placed.passage.folded.quote(*moment.at),
        start=time.start,
        end=None if time.open_end else time.end_day,
        vague=time.vague,
        tentative=time.tentative,
        clock=time.clock,
    )
