"""The kind of value that a question wants, and whether a sentence holds one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from knowledge import packaged
from knowledge.answering.inquiry import Inquiry
from knowledge.answering.view import View

_DATES = re.compile(r"\d{4}年|\d+月(?:\d+日)?|\d+:\d+|第[\d一二三四五六七八九十]+|附件\s*\d+|^\(?\d+[.),]")
"""Numbers that count nothing."""

_FIGURE = r"[\d一二两三四五六七八九十百千万几]\s*(?:多|余)?"
_MEASURE = re.compile(r"(?:几|多少)(?:个(?=[人队]))?([个人名位支项条份套册本张篇件部幅组类种次场集期轮节课级家所天年岁块元分页首])")
_ALIKE: Mapping[str, str] = {
    **dict.fromkeys("人名位", "人名位个"),
    "个": "个名人位项支篇所家",
    **dict.fromkeys("队支", "队支个"),
    **dict.fromkeys("份套册", "份套册本式"),
    "部": "部件篇项个本套",
    "块": "元块",
    "项": "项个",
    "篇": "篇件",
    "件": "件篇幅项",
}
"""The measures that may stand in an answer for the one that is asked with."""

_COUNTED: Mapping[str, str] = {
    "人": r"people|persons?|participants?|members?|students?|teachers?|contestants?|players|winners",
    "支": r"teams?",
    "份": r"copies|sets",
    "部": r"works|entries|books|videos|articles|pieces",
}
_HOW_MANY = re.compile(r"how many (?:\w+ )?(" + "|".join(_COUNTED.values()) + r")\b")
"""What is counted in English, by the measure it has in Chinese."""

_MINUTES = re.compile(r"(?:几|多少)个?(?:分钟|小时)|时长|how many (?:minutes|hours)")
_POSTED = re.compile(r"寄|(?<!e-)(?<!\be )\b(?:mailed|posted|by post)\b")
_SLOTS = ("when", "clock", "where", "phone", "mobile", "email", "fax", "qq", "wechat", "website", "postcode", "address")
_BESIDE_COUNT = frozenset(("where",))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: what shows it, what labels it, which questions want it, the headings that mean it, and whether nothing else beside it."""

    shows: re.Pattern[str]
    label: re.Pattern[str] | None
    asked: re.Pattern[str] | None
    under: re.Pattern[str] | None
    alone: bool


@cache
def kinds() -> Mapping[str, Kind]:
    """All kinds of value, by name."""
    table = tomllib.loads(packaged.text("answering/vocabulary/values.toml"))
    return {name: _kind(entry) for name, entry in table.items()}


def _kind(entry: Mapping[str, object]) -> Kind:
    def pattern(key: str) -> re.Pattern[str] | None:
        return re.compile(str(entry[key])) if key in entry else None

    return Kind(re.compile(str(entry["shows"])), pattern("label"), pattern("asked"), pattern("under"), bool(entry.get("alone")))


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kinds of value wanted; `measure`: the characters one of which must follow a number."""

    kinds: tuple[str, ...]
    measure: str = ""

    @property
    def copies(self) -> bool:
        """Whether it is asked in how many copies."""
        return self.kinds == ("count",) and "式" in self.measure

    def holds(self, text: str, heading: str = "") -> int:
        """How many of the kinds a text holds, or by the heading that it stands under."""
        return sum(self._has(kind, text) or _is_under(kind, heading) for kind in self.kinds)

    def _has(self, kind: str, text: str) -> bool:
        if kind != "count":
            return kinds()[kind].shows.search(text) is not None
        pattern = re.compile(rf"{_FIGURE}[{self.measure}]") if self.measure else kinds()[kind].shows
        return pattern.search(_DATES.sub(" ", text)) is not None

    def without(self, *others: str) -> Wanted:
        """The same without some kinds."""
        return Wanted(tuple(kind for kind in self.kinds if kind not in others), self.measure)

    def nearness(self, text: str, words: Sequence[str]) -> float:
        """How closely a number that is wanted follows one of some words, 1 where it directly does."""
        if "count" not in self.kinds:
            return 0.0
        number = re.compile(rf"{_FIGURE}[{self.measure or '个名人位项支篇份件'}]")
        best = 0.0
        for word in words:
            at = text.find(word)
            found = number.search(text, at + len(word)) if at >= 0 and word else None
            if found is not None:
                best = max(best, 1 - (found.start() - at - len(word)) / 10)
        return best

    def labelled(self, text: str) -> bool:
        """Whether a text says by a label that the value is the one wanted."""
        labels = [kinds()[kind].label for kind in self.kinds]
        return all(label is not None and label.search(text) is not None for label in labels)


def _is_under(kind: str, heading: str) -> bool:
    under = kinds()[kind].under
    return bool(heading) and under is not None and under.search(heading) is not None


def wanted_of(view: View) -> Wanted:
    """The kinds of value that a question wants."""
    inquiry, folded = view.inquiry, view.inquiry.question.folded
    asked = [name for name, kind in kinds().items() if kind.asked is not None and kind.asked.search(folded)]
    costs = "topic.fee" in inquiry.topics and "count" in view.slots
    alone = next((name for name in asked if kinds()[name].alone), "money" if costs else None)
    if alone is not None:
        return Wanted((alone,))
    found = [slot for slot in _SLOTS if slot in view.slots] + [name for name in asked if name in ("email", "duration")]
    if _POSTED.search(folded) and not {"email", "when", "clock"} & set(found):
        found = ["address", *(kind for kind in found if kind != "where")]
    if not {"when", "clock"} & set(found) and (_dated(inquiry) or "when" in asked):
        found.append("when")
    if _MINUTES.search(folded):
        found = ["duration"]
    measure = measure_of(folded)
    found += _of_topics(view, asked, found, counted=bool(measure))
    return Wanted(tuple(dict.fromkeys(found)), _ALIKE.get(measure, measure))


def measure_of(folded: str) -> str:
    """The measure that a question counts with, of what is counted in English; empty where none."""
    measure, counted = _MEASURE.search(folded), _HOW_MANY.search(folded)
    if measure is not None:
        return measure.group(1)
    return next(one for one, words in _COUNTED.items() if re.fullmatch(words, counted.group(1))) if counted is not None else ""


def _of_topics(view: View, asked: Sequence[str], found: Sequence[str], *, counted: bool) -> list[str]:
    """The kind of value that the subject of a question wants, or its asking how many."""
    topics, counts = view.inquiry.topics, "count" in view.slots
    if {"duration", "when", "clock"} & set(found):
        return []
    if not counts and ("topic.fee" in topics or "fee" in asked):
        return ["fee"]
    for topic, kind in (("topic.age", "age"), ("topic.format", "format")):
        if topic in topics:
            return [kind]
    return ["count"] if (counts or counted) and set(found) <= _BESIDE_COUNT else []


def _dated(inquiry: Inquiry) -> bool:
    return bool(inquiry.asking & {"word.deadline", "word.period", "word.issued"}) and not inquiry.asking & {"ask.where", "ask.who"}
