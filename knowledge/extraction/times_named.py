"""Days with a name: festivals, and campaigns named by their day (6·16)."""

from __future__ import annotations

import re
from datetime import date, timedelta

from knowledge.extraction.times_model import TimeFound, TimeKind
from knowledge.extraction.times_tail import head_of
from knowledge.extraction.times_words import GAP

_FESTIVALS = {
    "元旦": (1, 1), "妇女节": (3, 8), "三八": (3, 8), "植树节": (3, 12), "劳动节": (5, 1), "五一": (5, 1), "青年节": (5, 4), "五四": (5, 4),
    "儿童节": (6, 1), "六一": (6, 1), "建党节": (7, 1), "七一": (7, 1), "建军节": (8, 1), "八一": (8, 1), "教师节": (9, 10), "国庆": (10, 1),
    "十一": (10, 1), "春节": None, "元宵": None, "清明": None, "端午": None, "中秋": None, "重阳": None, "除夕": None, "腊八": None,
}  # fmt: skip
"""Month and day; None where the lunar calendar decides."""
_FESTIVAL = re.compile(
    rf"(?:(?P<year>(?:19|20)[0-9]{{2}}){GAP}年{GAP})?[“\"‘']?(?P<name>{'|'.join(_FESTIVALS)})[”\"’']?(?:国际)?(?:劳动|妇女|儿童|青年|建党|建军|佳|双)?(?:节|长假|小长假|假期|黄金周|假日)?{GAP}"
    r"(?P<tail>前夕|前后|(?P<before>之前|以前|前(?!往|来|后|夕))|期间|之后|以后|后(?!续|勤)|当[天日]|来临之际|到来之际|假期(?:期间)?|放假期间)"
)
_CAMPAIGN = re.compile(
    r"[“\"‘']?(?P<month>[0-9]{1,2})(?:(?P<mark>[·•・‧∙])|\.)(?P<day>[0-9]{1,2})(?![0-9.])[”\"’']?(?P<name>[\u4e00-\u9fff“”\"]{0,14}?(?:日|节|周(?![年边围末])|月)(?![前起至到]))?"
)
_EVENT = re.compile(r"[”\"’']? ?[^，。；、\s]{0,6}?(?:事故|事件|暴雨|地震|灾|案|惨案|火灾|爆炸|专案)")
_NUMBER_BEFORE = re.compile(r"[0-9A-Za-z.·/_-]$")
_LUNAR = re.compile(
    r"(?:农历|阴历)[正冬腊一二三四五六七八九十]{1,2}月(?:初?[一二三四五六七八九十廿]{1,3}日?)?(?:至初?[一二三四五六七八九十廿]{1,3})?(?P<before>之?前(?!后))?"
)
_SOON = re.compile(r"近期(?!目标|规划|工作)")
FAR_BACK = timedelta(days=180)
"""A limit so long before the notice was issued is one of the next year."""
_ONE_DAY = timedelta(days=1)


def festival_at(text: str, place: int, year: int | None, issued: date | None) -> TimeFound | None:
    """A time named by a festival (国庆节前); the name alone (国庆节) is no time."""
    found = _FESTIVAL.match(text, place)
    if found is None:
        return None
    known = _FESTIVALS[found["name"]]
    year = int(found["year"]) if found["year"] else year
    day = date(year, *known) if known is not None and year is not None else None
    before = found["before"] is not None
    if before and day is not None and issued is not None and not found["year"] and day < issued - FAR_BACK:
        day = day.replace(year=day.year + 1)
    exact = found["tail"] in ("当天", "当日")
    start, end_day = (None, day - _ONE_DAY if day else None) if before else (day, day) if exact else (None, None)
    return TimeFound(
        place,
        found.end(),
        found[0],
        TimeKind.HOLIDAY,
        start,
        end_day,
        vague=not exact or day is None,
        year_stated=found["year"] is not None,
        before=before,
    )


def lunar_at(text: str, place: int) -> TimeFound | None:
    """A day of the lunar calendar (农历八月十五), which we do not work out."""
    found = _LUNAR.match(text, place)
    return TimeFound(place, found.end(), found[0], TimeKind.HOLIDAY, vague=True, before=found["before"] is not None) if found else None


def campaign_at(text: str, place: int, year: int | None) -> TimeFound | None:
    """The day in the name of a campaign: 6·16安全宣传咨询日, 12.4宪法日."""
    found = _CAMPAIGN.match(text, place)
    if found is None or _NUMBER_BEFORE.search(text[max(0, place - 1) : place]) or (not found["name"] and _EVENT.match(text, found.end("day"))):
        return None
    quoted = found["day"] and text[place - 1 : place] in ("“", '"') and text[found.end("day") : found.end("day") + 1] in ("”", '"')
    if not (found["mark"] or found["name"]) or (not found["mark"] and not _names(found["name"], bool(quoted))):
        return None
    month, day = int(found["month"]), int(found["day"])
    if not _is_day(month, day):
        return None
    on = date(year, month, day) if year is not None and _is_day(month, day, year) else None
    end = found.end("name") if found["name"] else found.end()
    tentative = head_of(text, place).tentative
    return TimeFound(place, end, text[place:end], TimeKind.DAY, on, on, campaign_name=True, tentative=tentative)


def soon_at(text: str, place: int) -> TimeFound | None:
    """近期, which names no days at all."""
    found = _SOON.match(text, place)
    return TimeFound(place, found.end(), found[0], TimeKind.VAGUE, vague=True) if found else None


def _names(name: str | None, quoted: bool) -> bool:
    """Whether words name a day: after a full point (12.4) it must be long, for 3.5日 is none."""
    return name is not None and (quoted or (len(name) >= 3 and name.endswith(("日", "节"))))


def _is_day(month: int, day: int, year: int = 2024) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
