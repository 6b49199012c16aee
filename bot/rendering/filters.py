"""Dates, names and numbers as people read them, in each language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from bot.rendering.words import Words
from knowledge.dates import Countdown
from knowledge.language.places import latin_of
from knowledge.notice import Activity, Item, Notice, Period, When

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"


LONGEST_TITLE = 34
"""Characters of a title that a notice is called by."""

_ABOUT = re.compile(r"^.{0,24}?关于(?:开展|举办|做好|组织开展|组织)?(?=.{6})")
_TITLE_ENDS = re.compile(
    r"(?:通知|公告|通告|函|启事|方案|意见|办法|公示|决定|通报|规则|章程|细则|公报|告知书|倡议书|邀请函|须知|安排|要点|计划|名单)(?:[（(].{1,12}[)）])?$"
)


class Filters:
    """What templates use to write values in one language."""

    def __init__(self, words: Words) -> None:
        self.t = words

    def day(self, value: date) -> str:
        """2026年6月3日（周三） / June 3, 2026 (Wed)."""
        weekdays = self.t("date.weekdays")
        names = weekdays.split() if " " in weekdays else list(weekdays)
        return self.t(
            "date.day", year=value.year, month=value.month, day=value.day,
            month_name=self.t("date.months").split()[value.month - 1], weekday=names[value.weekday()],
        )  # fmt: skip

    def left(self, countdown: Countdown) -> str:
        """还有9天 / 已过12天, in words."""
        if countdown.days < 0:
            return self.t("date.past", days=-countdown.days)
        if countdown.days == 0:
            return self.t("date.today_over" if countdown.over else "date.today")
        if countdown.days == 1:
            return self.t("date.tomorrow")
        return self.t("date.left", days=countdown.days)

    def span(self, when: When, span: dict[str, int | None]) -> str:
        """Where today lies relative to a time: how long until it starts, under way, over."""
        start, end = span.get("to_start"), span.get("to_end")
        if start is None or end is None:
            return ""
        if start > 0:
            return self.t("date.starts_in", days=start) if not when.vague else ""
        return self.t("date.ended") if end < 0 else self.t("date.running")

    def list(self, values: Iterable[str]) -> str:
        """Values in a row."""
        return self.t("mark.list").join(values)

    def slots(self, missing: Iterable[str]) -> str:
        """What is not stated, in words."""
        return self.list(self.t(f"slot.{slot}") for slot in missing)

    def mark(self, number: int) -> str:
        """①, ②, … from 1."""
        return _CIRCLED[number - 1] if number <= len(_CIRCLED) else f"{number}."

    def gloss(self, name: str, notice: Notice) -> str:
        """A printed name; in English with the notice's English for it before."""
        english = notice.glossary.get(name)
        if english is None or self.t.language == "zh":
            return name
        return self.t("mark.gloss", english=english, name=name)

    def glosses(self, names: Iterable[str], notice: Notice) -> str:
        """Printed names in a row, in English with their English."""
        return self.list(self.gloss(name, notice) for name in names)

    def names(self, things: Iterable[Item | Activity], notice: Notice, brief: bool) -> str:
        """The names of papers or activities in a row; `brief`: in English without the printed ones."""
        printed = [thing.name for thing in things]
        return self.english_only(printed, notice, len(printed)) if brief else self.glosses(printed, notice)

    def english_only(self, names: Iterable[str], notice: Notice, most: int = 2) -> str:
        """Printed names in a row; in English only their English, where there is one, and of many the first."""
        if self.t.language == "zh":
            return self.list(names)
        found = [notice.glossary.get(name, name) for name in names]
        return self.list(found[:most] + (["…"] if len(found) > most else []))

    def own(self, zh: str, en: str | None) -> str:
        """Our sentence in the language, where there is one in it."""
        return en if en and self.t.language == "en" else zh

    def regions(self, notices: Iterable[Notice]) -> str:
        """The places that notices are for, each once."""
        return self.list(dict.fromkeys(self.english_only([notice.region], notice) for notice in notices if notice.region))

    def place(self, name: str) -> str:
        """A place's name; in English in pinyin, where it is known."""
        return name if self.t.language == "zh" else latin_of(name) or name

    def label(self, notice: Notice) -> str:
        """What a notice is called in an answer: place, year, event."""
        if not notice.event:
            return self._title(notice)
        english = self.t.language == "en"

        def name(text: str | None) -> str:
            return (notice.glossary.get(text, text) if english else text) if text else ""

        year = self.t("label.year", year=notice.year) if notice.year else ""
        return self.t("label.notice", region=name(notice.region), year=year, event=name(notice.event)).strip()

    def _title(self, notice: Notice) -> str:
        """The title in brackets, shortened; where the notice has none, only that it is one."""
        title = _ABOUT.sub("", notice.title)
        if not _TITLE_ENDS.search(title):
            return self.t("label.notice_plain", year=self.t("label.year", year=notice.year) if notice.year else "").strip()
        short = title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 6]}…{title[-5:]}"
        return self.t("label.notice_untitled", title=short)

    def short_label(self, notice: Notice) -> str:
        """Place and year; with the event where the language is terse enough for it."""
        if self.t.language == "zh" or not notice.region:
            return self.label(notice)
        return f"{notice.glossary.get(notice.region, notice.region)} {notice.year or ''}".strip()

    def exact(self, period: Period) -> str:
        """Our reading of a period's words, where it adds something."""
        when = period.when
        if when.start is None:
            return ""
        start = self.day(when.start)
        if when.end is None:
            return self.t("period.from_day", start=start)
        if when.end == when.start:
            return self.t("period.exact_one", start=start)
        return self.t("period.rough" if when.vague else "period.exact", start=start, end=self.day(when.end))
