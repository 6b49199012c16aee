"""Which part of a notice each passage belongs to: found from the title, the signature and the annexes inwards."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge import packaged
from knowledge.extraction.furniture import is_furniture
from knowledge.extraction.markers import Level, marker_or_none
from knowledge.extraction.outline import Part
from knowledge.extraction.sources import Passage

KINDS = packaged.word_list("kinds_of_document")
"""What official documents call themselves."""

TITLE_END = re.compile(rf"(?:{'|'.join(KINDS)})(?:[（(][^）)]{{1,12}}[）)])?$")
"""How the title of an official document ends (GB/T 9704: issuer + subject + kind)."""

_SALUTES = re.compile(
    r"^(?:[（(]?各|全|有关|相关|市直|县直|省直|区直|市属|省属|驻|在|致|尊敬的|亲爱的|本市|本省|我|机关|局属|校内|校属|院属|中央|国务院|委|直属|所属|下列|以下|附属|新疆"
    r"|[^，。：]{2,40}(?:局|厅|委|办|会|部|校|院|所|中心|公司|单位|部门|政府|企业|人员|老师|同学|同志|选手|大学|成员|队|团|处|科|室|社|市|县|区))"
)
_SALUTES_WEB = re.compile(r"^(?:各位|大家好|同学们|老师们|亲爱的|尊敬的|朋友们|家长|Dear|各)")
_NUMERALS = r"\d一二三四五六七八九十廿"
DATE_LINE = re.compile(
    rf"(?:[（(])?(?:[12二一][\d〇零一二三四五六七八九Oo]{{1,3}}|\d{{4}})年 *(?:[{_NUMERALS}]{{1,3}})? *月 *(?:[{_NUMERALS}]{{1,4}})? *日?(?:[）)])?"
    r"(?:印发|(?= *[（(]此件[^（）]*[）)]$)|$)|\d{4}[-./]\d{1,2}[-./]\d{1,2}$|^20[012]\d(?:0\d|1[0-2])(?:[0-2]\d|3[01])$"
)
OFFICE = re.compile(rf"(?:{'|'.join(packaged.word_list('ends_of_offices'))})(?:[（(]?(?:代章|盖章|章|公章|印章|印)[）)]?)?$")
"""What the name of an office ends with."""

_NUMBER_LINE = re.compile(r"[（(]?[^，。]{1,24}[\[〔【（(]\d{4}[\]〕】）)][^，。]{0,4}\d{1,5}号[）)]?")
_ANNEX_HEAD = re.compile(r"^(?:附[件表录]|《?附件)[ ]*(?:[一二三四五六七八九十]{1,2}|\d{1,2})?(?:[-—－]\d)?[ ]*[:：.、]?$")
_ANNEX_ITEM = re.compile(r"^(?:附[件表录]|附)[ ]*(?:[一二三四五六七八九十]{1,2}|\d{1,2})?[ ]*(?:[:：.、]|[ ]|(?=[《\u4e00-\u9fff]))[ ]*\S")
_MOST_HEAD = 14
_MOST_LINES = 60
_SHORTEST_TITLE = 3
_COLUMN = re.compile(r"通知公告|公告通知|公示公告|公告公示|其他|更多|最新|重要|相关|栏目|校内|学院|部门|文件|资讯|新闻|中心|[报说指令函]")
_SHORT_LINE = 8
"""Lines no longer than this above a title are the menu of a page."""

_OF_ANNEX = re.compile(r"^附件[一二三四五六七八九十\d]{0,2}[:：][ ]*(?=关于)")
"""A notice may itself be attached to another: its number there is no part of its title."""

_BARE = re.compile(
    r"[•·\- ]*[\u4e00-\u9fff]{0,5}(?:通知|公告|公示|通告)[\u4e00-\u9fff]{0,2}|(?:通知|公告|公示)+"
    r"|.{0,3}(?:报告|方案|说明|指南|计划|安排|意见|令|函)|本[\u4e00-\u9fff]+"
)
"""Headings of a page's columns, and words that end like a title and are none."""


def parts_of(passages: Sequence[Passage]) -> list[tuple[Passage, Part]]:
    """Every passage of a notice with its part."""
    parts: list[Part | None] = [Part.FURNITURE if is_furniture(passage.text) else None for passage in passages]
    body = _head(passages, parts)
    annex = _annexes(passages, parts, body)
    signed = _signature(passages, parts, body, annex)
    _annex_lists(passages, parts, body, annex)
    after = Part.BODY if _is_text([passage for passage, part in zip(passages[signed:], parts[signed:], strict=True) if part is None]) else Part.TAIL
    for at, part in enumerate(parts):
        if part is None:
            parts[at] = Part.BODY if at < signed else after
    return [(passage, part) for passage, part in zip(passages, parts, strict=True) if part is not None]


def _is_text(passages: Sequence[Passage]) -> bool:
    """Whether what follows a signature is the document that was issued with the notice: long, and in numbered parts."""
    numbered = sum(1 for passage in passages if (marker := marker_or_none(passage.text)) is not None and marker.level is Level.FIRST)
    return numbered >= 2 and sum(len(passage.text) for passage in passages) > 200


def title_span(passages: Sequence[Passage], parts: Sequence[Part | None]) -> tuple[int, int] | None:
    """The passages that the title stands in (the issuers' lines before it apart): of several like it the last one before those
    addressed or before the text, since a page names the notice first."""
    found: tuple[int, int] | None = None
    bare: tuple[int, int] | None = None
    seen = 0
    for at, passage in enumerate(passages):
        if parts[at] in (Part.FURNITURE, Part.SALUTATION):
            continue
        text = passage.text.strip().strip("*#《》 ")
        text = _OF_ANNEX.sub("", text) if not seen else text
        marker = marker_or_none(text)
        seen += len(text) > _SHORT_LINE
        if (
            seen > _MOST_HEAD
            or at > _MOST_LINES
            or len(text) > 140
            or is_salutation(text)
            or text.startswith("附")
            or (marker and marker.level is Level.FIRST)
        ):
            break
        if TITLE_END.search(text) and len(text) <= 120 and "。" not in text:
            begin = _begin_of_title(passages, parts, at)
            if begin == at and _BARE.fullmatch(text):
                bare = (at, at + 1) if len(text) > _SHORTEST_TITLE and not _COLUMN.search(text) else bare
                continue
            if found is None or "关于" in passages[begin].text or "关于" not in passages[found[0]].text:
                found = begin, at + 1
    return found or bare


def _begin_of_title(passages: Sequence[Passage], parts: Sequence[Part | None], last: int) -> int:
    """The first line of a title of several lines: the nearest one before its last that has 关于, where all between are short."""
    if "关于" in passages[last].text:
        return last
    for at in range(last - 1, max(-1, last - 4), -1):
        text = passages[at].text.strip()
        if parts[at] is Part.FURNITURE or len(text) > 60 or text.endswith(("。", "号")):
            break
        if "关于" in text:
            return at
    return last


def is_salutation(text: str) -> bool:
    """Whether a line names those addressed (主送机关): it ends with a colon and has no sentence in it."""
    text = text.rstrip()
    if len(text) > 600 or text[-1:] not in "：:" or re.search(r"[。；！？]", text):
        return False
    if re.search(r"请(?!示)|前[^，。：]*发|报送|\d[日号前]", text):
        return False
    if re.search(r"(?:如下|通知|以下|公告|事项|要求|内容|时间|地点|主题|方式|联系人|附件|电话|邮箱|名单|材料|对象|条件)[:：]$", text):
        return False
    return bool(_SALUTES.search(text) or _SALUTES_WEB.search(text)) and marker_or_none(text) is None


def _head(passages: Sequence[Passage], parts: list[Part | None]) -> int:
    """Mark the head and the salutation; where the body begins."""
    title = title_span(passages, parts)
    begin = title[1] if title else _untitled(passages, parts)
    for at in range(begin):
        parts[at] = parts[at] or Part.HEAD
    for at in range(begin, min(begin + 8, len(passages))):
        if parts[at] is not None:
            continue
        text = passages[at].text.strip()
        if is_salutation(text):
            for before in range(begin, at):
                parts[before] = parts[before] or Part.HEAD
            parts[at] = Part.SALUTATION
            return at + 1
        if len(text) > 60 or (marker_or_none(text) is not None and not text.startswith(("（", "("))):
            break
        if title is not None and _is_head_line(text):
            continue
    at = begin
    while title is not None and at < len(passages) and (parts[at] is not None or _is_head_line(passages[at].text.strip())):
        parts[at] = parts[at] or Part.HEAD
        at += 1
    return at


_PLAIN_TITLE = re.compile(r"(?=(?:.*[\u4e00-\u9fff]){6})[^。；：:，、]{6,40}[!！]?")


def _untitled(passages: Sequence[Passage], parts: Sequence[Part | None]) -> int:
    """Where the text begins whose title names no kind of document: after a first line that can only be a title."""
    first = next((at for at, part in enumerate(parts) if part is None), 0)
    if first + 1 >= len(passages):
        return 0
    text, following = passages[first].text.strip(), passages[first + 1].text.strip()
    plain = _PLAIN_TITLE.fullmatch(text) and not re.search(r"\d{4}-\d|^\d", text) and not OFFICE.search(text) and marker_or_none(text) is None
    return first + 1 if plain and (is_salutation(following) or re.search(r"[。，]", following)) else 0


def _is_head_line(text: str) -> bool:
    """Whether a short line between title and text is of the head: a number, a date, the issuers."""
    if len(text) > 60 or text[-1:] in "。；：:":
        return False
    return bool(_NUMBER_LINE.fullmatch(text) or DATE_LINE.fullmatch(text) or OFFICE.search(text))


def _annexes(passages: Sequence[Passage], parts: list[Part | None], body: int) -> int:
    """Mark what is attached; where it begins. An annex begins with a line that is nothing but its number, after the text."""
    for at in range(max(body, 1), len(passages)):
        text = passages[at].text.strip()
        if parts[at] is not None or not _ANNEX_HEAD.match(text):
            continue
        following = passages[at + 1].text.strip() if at + 1 < len(passages) else ""
        listed = _ANNEX_NAMED.search(following) or ((marker := marker_or_none(following)) is not None and marker.level >= Level.THIRD)
        if text[-1] in "：:" and listed and len(following) < 80 and not _begins_annex(passages, at):
            continue
        for after in range(at, len(passages)):
            parts[after] = parts[after] or Part.ANNEX
        return at
    return len(passages)


_ANNEX_NAMED = re.compile(
    r"^(?:\d{1,2}[.、．]|《)?.{2,60}(?:[表书单案函知册则录程式法点求南明向]|材料|模板|格式|须知|汇总|名额|\.(?:pdf|docx?|xlsx?|zip|rar|wps))》?[。；]?$",
    re.I,
)


def _begins_annex(passages: Sequence[Passage], at: int) -> bool:
    """Whether a signature stands before: then 附件： alone begins what is attached, else it begins the list of names."""
    return any(DATE_LINE.search(passage.text.strip()) and len(passage.text.strip()) < 50 for passage in passages[max(0, at - 8) : at])


def _signature(passages: Sequence[Passage], parts: list[Part | None], body: int, annex: int) -> int:
    """Mark who signed and when; where the signature begins (the end of the text where nobody signed)."""
    for at in range(annex - 1, body, -1):
        text = passages[at].text.strip()
        if parts[at] is not None or len(text) > 60 or not DATE_LINE.search(text) or re.search(r"[:：]\S*\d{4}|前$", text):
            continue
        if not _is_signature_date(passages, at) or _goes_on(passages, at, annex):
            continue
        begin = at
        while begin - 1 > body and parts[begin - 1] is None and _signs(passages[begin - 1].text.strip()):
            begin -= 1
        first = _earlier_signature(passages, parts, body, begin)
        for inside in range(begin, at + 1):
            parts[inside] = parts[inside] or Part.SIGNATURE
        return min(begin, first)
    return _unsigned(passages, parts, body, annex)


def _goes_on(passages: Sequence[Passage], at: int, annex: int) -> bool:
    """Whether numbers of the text before a line are continued after it."""
    before = [marker.value for one in passages[:at] if (marker := marker_or_none(one.text)) is not None and marker.level is Level.FIRST]
    after = [marker.value for one in passages[at + 1 : annex] if (marker := marker_or_none(one.text)) is not None and marker.level is Level.FIRST]
    return bool(before and after) and after[0] == before[-1] + 1


def _earlier_signature(passages: Sequence[Passage], parts: list[Part | None], body: int, begin: int) -> int:
    """A line of printing (XX办公室 …年…月…日印发) may follow the signature proper: that one begins the end then."""
    for at in range(begin - 1, max(body, begin - 12), -1):
        text = passages[at].text.strip()
        if parts[at] is None and len(text) <= 60 and DATE_LINE.search(text) and _is_signature_date(passages, at):
            while at - 1 > body and parts[at - 1] is None and _signs(passages[at - 1].text.strip()):
                at -= 1  # noqa: PLW2901 - walks back to the first of the offices
            for inside in range(at, begin):
                if DATE_LINE.search(passages[inside].text.strip()) or _signs(passages[inside].text.strip()):
                    parts[inside] = parts[inside] or Part.SIGNATURE
            return at
    return begin


def _is_signature_date(passages: Sequence[Passage], at: int) -> bool:
    text = passages[at].text.strip()
    if at and re.search(r"(?:时间|日期|期限|截止)[:：]?$", passages[at - 1].text.strip()):
        return False
    text = re.sub(r"[（(]此件[^（）]*[）)]$", "", text).strip()
    alone = DATE_LINE.fullmatch(text.replace(" ", "")) is not None
    head = DATE_LINE.sub("", text).strip(" ，,")
    return alone or bool(OFFICE.search(head)) or text.endswith("印发")


def _signs(text: str) -> bool:
    """Whether a line is nothing but the names of offices."""
    if len(text) > 120 or re.search(r"[，。；：:!！？]|\d{3,}|@", text) or marker_or_none(text) is not None:
        return False
    return all(OFFICE.search(name) or len(name) <= 6 for name in text.split()) and any(OFFICE.search(name) for name in text.split())


def _unsigned(passages: Sequence[Passage], parts: list[Part | None], body: int, annex: int) -> int:
    """Where nobody wrote a date: an office alone at the very end."""
    at = annex - 1
    while at > body and parts[at] is not None:
        at -= 1
    if at > body and _signs(passages[at].text.strip()) and len(passages[at].text.strip()) <= 30:
        parts[at] = Part.SIGNATURE
        return at
    return annex


def _annex_lists(passages: Sequence[Passage], parts: list[Part | None], body: int, annex: int) -> None:
    """Mark the names of what is attached: 附件：1.… and the numbered lines after it."""
    at = body
    while at < annex:
        text = passages[at].text.strip()
        names = _ANNEX_ITEM.match(text) and len(text) <= 200 and not _is_sentence(text)
        if parts[at] is None and (names or (_ANNEX_HEAD.match(text) and text[-1] in "：:")):
            parts[at] = Part.ANNEX_LIST
            at = _rest_of_list(passages, parts, at + 1, annex)
        else:
            at += 1


def _rest_of_list(passages: Sequence[Passage], parts: list[Part | None], at: int, annex: int) -> int:
    while at < annex and parts[at] is None:
        text = passages[at].text.strip()
        marker = marker_or_none(text)
        if not ((marker is not None and marker.level >= Level.THIRD) or text.startswith("http") or (_ANNEX_NAMED.search(text) and len(text) < 60)):
            break
        if len(text) > 120 or _is_sentence(text):
            break
        parts[at] = Part.ANNEX_LIST
        at += 1
    return at


def _is_sentence(text: str) -> bool:
    return bool(re.search(r"[。！？](?!$)|请于|报送至", text))
