"""Where a notice is for, and what campaign it is about: from the names of its issuers and from its title."""

from __future__ import annotations

import re

from knowledge.extraction.outline import Outline, Part
from knowledge.language.places import gazetteer

_PREFIX = re.compile(r"^(?:中共|共青团|中国共产党|中国共产主义青年团|国家税务总局)")
_KIND = re.compile(
    r"(?:的|之)?(?:补充|紧急|预|有关事项的|相关事宜的)*(?:通知|通告|公告|函|方案|启事|通报|决定|倡议书?|公示|邀请函|意见|报告|请示|办法|细则|规程|简章)+(?:书)?(?:[（(][^）)]*[）)])?$"
)
_DOING = re.compile(
    r"^(?:请|组织|认真|切实|扎实|做好|开展|举办|召开|参加|参与|申报|报送|征集|推荐|印发|转发|下发|遴选|评选|启动|实施|推进|加强|进一步|继续|联合|共同|集中|深入|广泛|积极|全面|配合|填报|上报|收集|选拔|选派"
    r"|承办|协办|发布|公布|调整|延长|延期|推迟|变更|更正|补充|取消|举行|的|好|对|和|及|与|并|在|全[国省市县区校院]|我[国省市县区校院]|本[省市县区校院]|关于|通知|20\d{2}[-—至]20\d{2}年度?|(?:19|20)\d{2}年?度?|年度)+"
)
_ORDINAL = re.compile(r"^第[一二三四五六七八九十百\d]+[届次个]")
_TAIL = re.compile(r"(?:(?:系列)?(?:主题)?(?:宣传)?活动)?(?:工作|事宜|有关事项|相关事项|的?有关工作|情况|相关工作|有关事宜|安排)*$")
_MOST = 30
_FOLLOWED = re.compile(r"《([^《》]*关于[^《》]{4,60}(?:通知|函|方案))》")
_CAMPAIGN = re.compile(r"“([^“”]{2,16}(?:[周月日节]|行动|大赛|工程|计划))”")
"""A campaign in quotation marks: “安全生产月”."""


def region_of(issuers: tuple[str, ...], title: str | None, outline: Outline) -> str | None:
    """The division of the first issuer that names one, else that of the title, else the one that the first lines name."""
    for text in (*issuers, title or "", *(one.text for one in outline.of(Part.SALUTATION)[:1])):
        found = _division_or_none(text)
        if found is not None:
            return found
    return None


def _division_or_none(text: str) -> str | None:
    """The division that a text begins with or names first: 成都市新都区新经济和科技局 → 成都市新都区."""
    plain = _PREFIX.sub("", text)
    known = gazetteer()
    for begin in range(min(len(plain), 40)):
        parts: list[str] = []
        at = begin
        while (name := _name_at(plain, at, known)) is not None:
            parts.append(name)
            at += len(name)
        if parts:
            return parts[-1] if len(parts) > 1 and parts[-1][-1] in "市县" else "".join(parts[-2:])
    return None


def _name_at(text: str, at: int, known: dict[str, object] | object) -> str | None:
    for length in range(min(12, len(text) - at), 2, -1):
        name = text[at : at + length]
        if name in known:  # type: ignore[operator]
            return name
    return None


def event_of(title: str | None, outline: Outline) -> str | None:
    """What a title says the notice is about, without who, where, which year, and without the words of office language; where there
    is no title, what the notice says it follows."""
    named = title or next((found.group(1) for one in outline.body[:2] if (found := _FOLLOWED.search(one.text))), None)
    if named is None:
        return None
    text = named.partition("关于")[2] or named
    quoted = re.search(r"《([^《》]*关于[^《》]*)》", text)
    if quoted is not None:
        text = quoted.group(1).partition("关于")[2]
    text = _KIND.sub("", text.strip("《》 "))
    campaign = _CAMPAIGN.search(text)
    if campaign is not None:
        return campaign.group(1)
    text = re.sub(r"[“”‘’《》]", "", _shortened(text)).strip(" —-－~")
    return text if 2 <= len(text) <= _MOST else None


def _shortened(text: str) -> str:
    known = gazetteer()
    while True:
        before = text
        text = _ORDINAL.sub("", _DOING.sub("", text)).strip(" “”")
        place = next((text[:length] for length in range(min(10, len(text)), 2, -1) if text[:length] in known), None)
        if place is not None:
            text = text[len(place) :]
        if text == before:
            break
    return _TAIL.sub("", text).strip(" “”") or text
