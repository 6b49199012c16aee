"""How somebody says when they want to be reminded, of what, and for how long not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from handlers.said import LANGUAGES, phrases
from knowledge.figures import Exact, read_figure
from knowledge.language.text import fold
from knowledge.notice import Deliverable, Item, Notice

FOREVER = datetime(9000, 1, 1, tzinfo=UTC)
"""Muted until then is muted until told otherwise."""

LONGEST = 365
"""Days ahead of the longest lead."""

_HAN = "零一二两三四五六七八九十"
_NUMBER = rf"(?P<number>\d{{1,4}}|[{_HAN}半]{{1,4}}|(?<![a-z])(?:an?|one|two|three|four|five|six|seven|ten)(?![a-z]))"
_LEAD = re.compile(
    rf"(?P<several>(?:(?:\d{{1,3}}|[{_HAN}])[、,，和])*){_NUMBER} ?(?:个)?"
    r"(?P<unit>天|(?<=\d)日(?=前|和|、|,|$)|周|星期|小时|钟头|分钟|秒|days?|weeks?|hours?|minutes?|mins?|seconds?|secs?|[dhms](?![a-z]))",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:(?P<month>\d{1,2})月(?:份)?)?(?P<day>\d{1,2})[日号]"
    r"|(?P<month_en>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})\.? (?P<day_en>\d{1,2})"
)
_WEEKDAY = re.compile(r"(?P<next>下)?(?:个)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])|(?P<soon>明天|后天|tomorrow)")
_VAGUE = re.compile(rf"[{_HAN}]{{2}}(?=天|周|小时)")
_UNITS = {"天": "d", "日": "d", "周": "w", "星": "w", "小": "h", "钟": "h", "分": "m", "秒": "s", "d": "d", "w": "w", "h": "h", "m": "m", "s": "s"}
_WORDS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_HALF = {"d": "12h", "h": "30m", "m": "30s"}
_SAME_DAY = re.compile(r"当天|当日|截止那天|same day|on the day|the day itself|due day")
_DAY_BEFORE = re.compile(r"前一天|头一天|the day before")
_CLOCK = re.compile(
    rf"(?P<part>早上|上午|中午|下午|晚上|半夜|凌晨)?(?P<hour>\d{{1,2}}|[{_HAN}]{{1,3}})(?:[:：](?P<minute>\d{{2}})|[点时](?!候|间)(?:(?P<half>半)|(?P<min>\d{{1,2}})分?)?)"
    r"|(?:at )?(?P<hour12>\d{1,2})(?::(?P<minute12>\d{2}))? ?(?P<ampm>am|pm|o'clock)"
)
_INSTEAD = re.compile(r"改成|改为|改到|换成|改(?=\d)|change it to|make it")
_UNWANTED = re.compile(rf"(?:别|不要|不用|不想)(?:提前)?(?:\d+|[{_HAN}]+)(?:天|点|小时)半?[,，、 ]?(?=.*(?:\d|[{_HAN}])(?:天|点|小时))")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NOON = 12
_WEEK = 7
_UNTIL = re.compile(r"到|until|till")
_THIS_WEEK = re.compile(r"这周|本周|this week")
_TODAY = re.compile(r"今天|today")
_A_MONTH = re.compile(r"一个月|a month")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a sentence says about reminders: how long before, at what time of day."""

    lead: tuple[str, ...] | None = None
    at: str | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether it says nothing of that."""
        return self.lead is None and self.at is None


def wish_of(text: str) -> Wish:
    """What a sentence wishes; of what is wished instead of something else only that."""
    plain = _UNWANTED.sub("", fold(text))
    plain = _INSTEAD.split(plain)[-1]
    return Wish(tuple(dict.fromkeys(_leads(plain))) or None, _clock(plain))


def says(text: str, what: str) -> bool:
    """Whether a sentence has one of the words, in any language, that say something about reminders ("only", "many", …)."""
    plain = fold(text)
    return any(word in plain for language in LANGUAGES for word in phrases(language)["reminding"].get(what, ()))


def is_beyond(text: str) -> bool:
    """Whether a sentence wants reminders of a kind that there is not ("每周一提醒", "明天提醒我")."""
    plain = fold(text)
    return any(re.search(pattern, plain) for language in LANGUAGES for pattern in phrases(language)["reminding"]["cannot"])


def is_answer(text: str, what: str) -> bool:
    """Whether a whole message is one of some words ("yes", "no")."""
    plain = fold(text).strip(" .!?,;。！？，；")
    return any(plain in phrases(language)["reminding"][what] for language in LANGUAGES)


def is_pure(text: str) -> bool:
    """Whether a sentence consists of nothing but when to remind ("提前5天、1天", "改到10点")."""
    plain = _UNWANTED.sub(" ", fold(text))
    if wish_of(text).is_nothing or _DATE.search(plain):
        return False
    for pattern in (_LEAD, _CLOCK, _SAME_DAY, _DAY_BEFORE):
        plain = pattern.sub(" ", plain)
    for word in sorted((word for language in LANGUAGES for word in phrases(language)["reminding"]["pure"]), key=len, reverse=True):
        plain = re.sub(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word), " ", plain)
    return not any(map(str.isalnum, plain))


def leads_named(text: str) -> tuple[str, ...]:
    """The leads that a sentence names, whatever it says of them."""
    return tuple(dict.fromkeys(_leads(fold(text))))


def _leads(plain: str) -> Iterator[str]:
    if _VAGUE.search(plain) and not re.search("十", plain):
        return
    plain = _DATE.sub(" ", plain) if "月" in plain else plain
    for found in _LEAD.finditer(plain):
        yield from _spans(found)
    if _DAY_BEFORE.search(plain):
        yield "1d"
    if _SAME_DAY.search(plain):
        yield "0d"


def _spans(found: re.Match[str]) -> Iterator[str]:
    unit = _UNITS[found["unit"][0].lower()]
    if found["number"] == "半":
        yield from (_HALF[unit],) if unit in _HALF else ()
        return
    for text in (*re.findall(rf"\d+|[{_HAN}]", found["several"]), found["number"]):
        number, of = _number(text), unit
        if of == "w":
            number, of = number * _WEEK, "d"
        if number or of == "d":
            yield f"{min(number, LONGEST) if of == 'd' else number}{of}"


def _number(text: str) -> int:
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    read = read_figure(text, whole=True)
    return int(read.value) if isinstance(read, Exact) else 0


def _clock(plain: str) -> str | None:
    found = _CLOCK.search(plain)
    if found is None:
        return None
    hour = _number(found["hour"] or found["hour12"])
    minute = 30 if found["half"] else int(found["minute"] or found["min"] or found["minute12"] or 0)
    afternoon = found["part"] in ("下午", "晚上") or found["ampm"] == "pm" or (found["part"] == "中午" and hour < 3)
    if hour == _NOON and (found["part"] in ("晚上", "半夜") or found["ampm"] == "am"):
        return None
    if hour < _NOON and afternoon:
        hour += _NOON
    return f"{time(hour, minute):%H:%M}" if hour < 24 and minute < 60 else None


def mute_until_or_none(text: str, now: datetime) -> datetime | None:
    """Until when a sentence wants silence: a day it names, so many days or hours from now, else until told otherwise. None
    where it names an end that is not understood."""
    plain = fold(text)
    day = _day_or_none(plain, now.date())
    if day is not None:
        return datetime.combine(day, time(), now.tzinfo)
    if _A_MONTH.search(plain):
        return now + timedelta(days=30)
    if _UNTIL.search(plain):
        return None
    leads = tuple(_leads(plain))
    if not leads:
        return FOREVER
    amount, unit = int(leads[0][:-1]), leads[0][-1]
    return now + timedelta(**{{"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}[unit]: amount})


def _day_or_none(plain: str, today: date) -> date | None:
    """The day from which on a sentence wants to hear again."""
    if _THIS_WEEK.search(plain):
        return today + timedelta(days=_WEEK - today.weekday())
    if _TODAY.search(plain):
        return today + timedelta(days=1)
    if not _UNTIL.search(plain):
        return None
    found = _DATE.search(plain)
    if found is not None:
        return _next_date(found, today)
    weekday = _WEEKDAY.search(plain)
    if weekday is None:
        return None
    if weekday["soon"]:
        return today + timedelta(days=2 if weekday["soon"] == "后天" else 1)
    monday = today - timedelta(days=today.weekday()) + timedelta(days=_WEEK if weekday["next"] else 0)
    day = monday + timedelta(days="一二三四五六日".index(weekday["day"].replace("天", "日")))
    return day if day > today else day + timedelta(days=_WEEK)


def _next_date(found: re.Match[str], today: date) -> date | None:
    """The next day of that name."""
    named = found["month_en"]
    month = _MONTHS.index(named[:3]) + 1 if named else int(found["month"]) if found["month"] else None
    number = int(found["day"] or found["day_en"])
    for ahead in range(366):
        day = today + timedelta(days=ahead)
        if ahead and day.day == number and (month is None or day.month == month):
            return day
    return None


def is_forever(until: datetime) -> bool:
    """Whether silence lasts until told otherwise."""
    return until.year >= FOREVER.year


def papers_named(text: str, notice: Notice) -> tuple[Deliverable, ...]:
    """The deliverables of a notice that a sentence names: those with whose papers' names it has most in common."""
    likeness = {paper.id: max((_likeness(item, notice, text) for item in paper.items), default=0) for paper in notice.deliverables}
    most = max(likeness.values(), default=0)
    return tuple(paper for paper in notice.deliverables if most and likeness[paper.id] == most)


def items_named(text: str, paper: Deliverable, notice: Notice) -> tuple[Item, ...]:
    """The papers of a deliverable that a sentence names."""
    return tuple(item for item in paper.items if _likeness(item, notice, text))


def _likeness(item: Item, notice: Notice, text: str) -> int:
    """How many pairs of characters of a paper's name, or words of its English name, stand in a text; general ones do not count."""
    folded, plain = fold(item.name), fold(text)
    pairs = {folded[at : at + 2] for at in range(len(folded) - 1)} - set(phrases("zh")["reminding"]["general"])
    english = set(re.findall(r"[a-z]{4,}", fold(notice.glossary.get(item.name, "")))) - set(phrases("en")["reminding"]["general"])
    return sum(pair in plain for pair in pairs) + sum(word in plain for word in english)
