"""Where something is held, in the words of a sentence."""

from __future__ import annotations

import re

_STATED = re.compile(r"(?:地[ ]*点|地[ ]*址|会[ ]*场)(?:安排|设)?[:：为是在][ ]*(?P<place>[^，。；：]{2,40})")
_HELD_IN = re.compile(r"(?=[在于](?P<place>[\u4e00-\u9fffA-Za-z\d（）]{2,30}?)(?:举办|举行|召开|开展|进行|集中|启动|开幕|开赛))")
_PLACE = re.compile(r"(?:[省市县区镇乡村园馆厅场院校路楼室所站城]|中心|基地|社区|剧院|酒店|宾馆|饭店|大学|公司|平台|网)(?:（[^（）]*）)?$")
_TIME = re.compile(r"\d[ ]*[年月日时点]|[上中下]旬|期间|以后|之前")
_NO_PLACE = re.compile(r"^(?:全[国省市县区校]|各|本|我|线上|活动|此|这|其|年底|年初|暑期|寒假)")


def place_in(text: str) -> str | None:
    """The place that a text names for what it speaks of; None where it names none."""
    for pattern in (_STATED, _HELD_IN):
        for found in pattern.finditer(text):
            place = found["place"].strip()
            if (pattern is _STATED or _PLACE.search(place)) and not _TIME.search(place) and not _NO_PLACE.search(place):
                return place
    return None
