"""The slogans of a campaign: under a heading, in a sentence, or in the title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.extraction.outline import Outline, Part, Placed
from knowledge.notice import Theme
from knowledge.source import Source

_QUOTED = r"“(?P<{0}>[^“”]{{4,60}}(?:“[^“”]{{1,20}}”[^“”]{{0,40}})*)”"
_BARE = r"(?P<{0}>[^“”。；！？\n，：][^。；！？\n：]{{3,60}}?)"
_STATED = re.compile(
    r"(?P<which>副|分|子|总|大赛|活动|宣传|年度|本届|今年|本次)?(?:活动|宣传)?(?<!邮件)(?<!邮箱)(?<!文件)主题(?!词)(?:口号)?(?:统一)?"
    r"(?:(?:确定|定|拟定|暂定|为|是|：|:|即|[（(]暂定[）)])+[ ]*(?:为|是|：|:)?[ ]*|(?=“))"
    rf"(?:{_QUOTED.format('quoted')}|{_BARE.format('bare')}(?=[。；！？\n]|，(?:活动|时间|各|请|定|为|围|由|在|从|内容|集中|重点|主要)|[ ]{{2,}}|$))"
)
_AROUND = re.compile(
    rf"(?:以|围绕|紧扣|紧紧围绕|聚焦|突出|按照|根据|依据|结合|把|将|弘扬)(?:着)?(?:{_QUOTED.format('quoted')}|《?(?P<bare>[^“”。；！？，：]{{4,40}}?)》?)"
    r"(?:这一|的|活动|年度|为|宣传|作为|今年|本次|本届|志愿服务|月|周|日|统一)*(?:为)?(?:活动|宣传|年度|统一)?主题"
)
_TITLED = re.compile(rf"{_QUOTED.format('quoted')}[ ]*(?:为)?主题")
_HEADED = re.compile(r"^[\u4e00-\u9fff]{0,6}?主题(?:口号)?$|(?:主题(?:和|与|及|、)|(?:和|与|及|、)(?:活动)?主题)")
_WHOSE = "(?:活动|宣传|大赛|比赛|讲座|会议|培训|论坛|征文|年度)?"
_LABEL = re.compile(rf"^(?:[（(]?[一二三四五六七八九十\d]{{1,2}}[）)、.．]{{1,2}})?[ ]*{_WHOSE}主题(?:口号)?[ ]*[:：][ ]*(?P<bare>.+)$")
_GLUED = re.compile(rf"^[一二三四五六七八九十]{{1,2}}、{_WHOSE}主题[ ]*(?P<bare>[^，。；：和与及、的][^。；：]{{5,60}})$")
_NOT = re.compile(
    r"^(?:鲜明|突出|内容|明确|积极健康|积极向上|健康向上|如下|自拟|不限|自定|另行|自选|教育|党日|团日|班会|活动|实践)|待定|另行通知|详见"
)
_PART_OF = re.compile(r"(?:座谈|研讨|沙龙|讲座|论坛|演讲|报告|征文|班会|团课|党课)$")
"""A theme of something that is only part of the campaign."""

_PLAIN = re.compile(r"(?:围绕|紧扣)[\u4e00-\u9fff]{6,30}(?:为)?主题(?:开展|进行|组织|，)(?<!各)")
_CITED = re.compile(r"去年|上年|上届|历届|往年|例如|比如|如：")
_ENDS = "。；;，,、 "


@dataclass(frozen=True, slots=True)
class _Found:
    text: str
    source: Source
    rank: int
    label: str | None = None
    quoted: bool = False


def themes_of(outline: Outline, title: str | None) -> tuple[Theme, ...]:
    """The themes of the campaign itself. What is stated as the theme counts first; a slogan that something is only arranged
    around counts where the notice states no theme, and only in its opening or its title."""
    found = [one for one in _all(outline, title) if one.text]
    best = min((one.rank for one in found), default=0)
    kept: dict[str, _Found] = {}
    for one in found:
        if one.rank == best:
            kept.setdefault(_plain(one.text), one)
    whole = [one for key, one in kept.items() if not any(key != other and key in other for other in kept)]
    return tuple(
        Theme(id="theme" if number == 1 else f"theme-{number}", text=one.text, label=one.label, source=one.source)
        for number, one in enumerate(whole, start=1)
    )


def _plain(text: str) -> str:
    return re.sub(r"[^\w]", "", text).lower()


def _all(outline: Outline, title: str | None) -> Iterator[_Found]:
    body = [one for one in outline.placed if one.part in (Part.BODY, Part.TAIL)]
    for at, one in enumerate(body):
        yield from _under_heading(body, at)
        if one.part is Part.BODY:
            yield from _in_prose(one)
    for one in (*outline.of(Part.HEAD), *outline.body[:3]):
        for found in _TITLED.finditer(one.text):
            yield _Found(found["quoted"], one.source(*found.span()), 3, quoted=True)


def _under_heading(body: list[Placed], at: int) -> Iterator[_Found]:
    """The lines under a heading that says theme, or the line that is labelled so."""
    one = body[at]
    label = _LABEL.match(one.text.strip()) or _GLUED.match(one.text.strip())
    if label is not None and not _NOT.match(label["bare"].strip("“ ")):
        begin = one.text.index(label["bare"])
        yield from _slogans(one, begin, len(one.text), 1)
        return
    if one.heading is None or not _HEADED.search(one.heading):
        return
    alone = bool(re.search(r"^.{0,8}主题(?:口号)?$", one.heading))
    if not one.is_heading:
        if alone:
            yield from _slogans(one, one.begin, len(one.text), 1)
        return
    if alone and at + 1 < len(body) and body[at + 1].marker is None:
        following = body[at + 1]
        told = _STATED.search(following.text) or _AROUND.search(following.text)
        if not told and len(following.text) <= 80:
            yield from _slogans(following, 0, len(following.text), 1)
        elif not told:
            for quoted in re.finditer(r"“([^“”]{6,60})”", following.text[:120]):
                yield _Found(quoted.group(1), following.source(*quoted.span()), 2, quoted=True)
                break


def _slogans(one: Placed, begin: int, end: int, rank: int) -> Iterator[_Found]:
    """The slogans that a line holds: those in quotation marks, else all of it."""
    text = one.text[begin:end]
    first = re.split(r"[。；]", text.strip(_ENDS))[0].strip(_ENDS)
    if _STATED.search(text):
        return
    whole = re.fullmatch(r"“([^“”]*(?:“[^“”]*”[^“”]*)*)”", first)
    if not whole and re.search(r"(?:要|请|应|把|将)[^“]*“", first):
        return
    several = re.findall(r"“([^“”]{4,60})”", first) if not whole and re.fullmatch(r"(?:“[^“”]+”[、，和及与 ]*)+", first) else []
    for slogan in several or [whole.group(1) if whole else first]:
        place = one.text.find(slogan, begin)
        if 4 <= len(slogan) <= 80 and not _NOT.match(slogan) and place >= 0:
            yield _Found(slogan.strip(_ENDS), one.source(place, place + len(slogan)), rank, quoted=bool(whole or several))


def _in_prose(one: Placed) -> Iterator[_Found]:
    for found in _STATED.finditer(one.text):
        text = (found["quoted"] or found["bare"] or "").strip(_ENDS)
        before = one.text[max(0, found.start() - 12) : found.start()]
        if text and not _NOT.match(text) and not _CITED.search(before) and not re.search(r"围绕$|紧扣$|突出$|结合$", before):
            rank = 2 if _PART_OF.search(before) else 1
            yield _Found(text, one.source(*found.span()), rank, _label(found["which"]), bool(found["quoted"]))
    rank = 3 if len(one.headings) == 0 and (one.marker is None or one.marker.level <= 1) else 4
    for found in _AROUND.finditer(one.text):
        text = found["quoted"] or found["bare"]
        plain = found["bare"] is not None and not re.search(r"[，、 ]", text) and not _PLAIN.match(one.text[found.start() :])
        if text and not plain and not _NOT.match(text):
            yield _Found(text.strip(_ENDS), one.source(*found.span()), rank, quoted=bool(found["quoted"]))


def _label(which: str | None) -> str | None:
    return {"副": "副主题", "分": "分主题", "子": "子主题"}.get(which or "")
