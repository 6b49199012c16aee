"""What is demanded of those addressed, and what named bodies are told to do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.extraction.clauses import LONGEST
from knowledge.extraction.outline import Outline, Placed
from knowledge.notice import Requirement, Task

_HEADS = re.compile(r"要求|注意事项|有关事项|保障|须知|组织实施|工作措施")
_BODY = r"(?:[局委部处科室办院社站队馆镇乡联]|中心|协会|学会|委员会|科协|公司|大学|学校|政府|单位|部门|街道|机构|组织|企业|工会)"
_LAST = "[局委部处科室办院社站队馆镇乡联心会协司校府位门道构织业]"
"""The last characters of bodies' names: what is joined to anything else by 和 is one name."""

_TASK = re.compile(rf"^(?P<who>[\u4e00-\u9fff、（）()]{{2,30}}?{_BODY}(?:等(?:单位|部门))?)[:：](?P<what>.{{6,}})$")
_TOLD = re.compile(
    rf"^(?P<who>[\u4e00-\u9fff、（）()]{{2,40}}?{_BODY})(?:要|应|须|需|负责|牵头|组织(?=[\u4e00-\u9fff]{{4}})|安排)(?P<what>[^。]{{6,}})"
)
_EVERYBODY = re.compile(r"^(?:各|全|有关|相关|所有)")
_DEMAND = re.compile(r"不得|务必|必须|应当|须|要(?!求|点|闻|素)|请各|严禁|严格")
_LABELS = re.compile(r"主办|承办|协办|指导单位|支持单位|组织单位|联系|电话|邮箱|地址|时间|地点|主题|传真|附件|报名|对象")


def requirements_of(outline: Outline) -> tuple[Requirement, ...]:
    """The demands: the numbered passages under a heading that says so; without any, sentences that demand."""
    demands = list(_demands(outline)) or list(_demanding(outline))
    return tuple(_requirement(number, one, text) for number, (one, text) in enumerate(demands, start=1))


def _demands(outline: Outline) -> Iterator[tuple[Placed, str]]:
    body = outline.body
    for at, one in enumerate(body):
        under = one.headings and _HEADS.search(one.headings[-1])
        if not under or one.heading is None or one.marker is None or names_body(one.heading):
            continue
        rest = one.text[one.begin :].strip()
        if not rest:
            following = [other for other in body[at + 1 : at + 3] if other.marker is None and other.clause == one.clause]
            rest = following[0].text if following else ""
        yield one, rest


def _demanding(outline: Outline) -> Iterator[tuple[Placed, str]]:
    """The numbered passages with a heading that demand something, where no heading announces demands."""
    for one in outline.body:
        text = one.text[one.begin :].strip() or (one.heading or "")
        if one.marker is not None and one.heading and not names_body(one.heading) and _DEMAND.search(text) and not _LABELS.search(one.heading):
            yield one, text


def _requirement(number: int, one: Placed, text: str) -> Requirement:
    summary = text[:LONGEST].rsplit("。", 1)[0] if len(text) > LONGEST else text
    return Requirement(id=f"req-{number}", heading=one.heading or "", summary=summary.strip() or (one.heading or ""), source=one.source())


def names_body(text: str) -> bool:
    """Whether words tell one body by its name to do something: 区教育局要组织…."""
    found = _TOLD.match(text.strip())
    return found is not None and _EVERYBODY.match(found["who"]) is None


def tasks_of(outline: Outline) -> tuple[Task, ...]:
    """What bodies are told by name."""
    found: list[Task] = []
    for one in outline.body:
        text = one.text[one.marker.end if one.marker is not None else one.begin :].strip()
        told = _TOLD.match(text) if one.heading is None or names_body(text) else None
        match = _TASK.match(one.text[one.begin :].strip()) or told
        if match is None or _LABELS.search(match["who"]):
            continue
        who = tuple(part for part in re.split(rf"、|(?<={_LAST})和", match["who"]) if len(part) > 1)
        what = match["what"].strip()[:LONGEST].rstrip("；;。")
        found.append(Task(id=f"task-{len(found) + 1}", who=who, what=what, source=one.source()))
    return tuple(found)
