"""What has no typed fact: the passage of the notice that the words of the question fit best."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import log

from knowledge import packaged
from knowledge.answering.answer import Finding, Line
from knowledge.answering.index import NoticeIndex, Passage
from knowledge.answering.inquiry import Inquiry
from knowledge.answering.link import SURE, paper_likeness
from knowledge.answering.view import View, Words, not_stated
from knowledge.forms.model import Form
from knowledge.language.text import bigrams
from knowledge.notice import Activity, Clause, Deliverable, Requirement, Task
from knowledge.source import Source

DECISIVE = frozenset(
    f"topic.{topic}"
    for topic in (
        "money",
        "bonus",
        "fee",
        "prize",
        "age",
        "stamp",
        "parking",
        "leader",
        "participants",
        "route",
        "words_limit",
        "duration",
        "format",
        "quota",
    )
)
"""Topics without which no passage is an answer, whatever else it has of the question."""

LONGEST_ECHO = 20
"""Of the question's own words at most this much of each is said back."""

ENOUGH = 0.5
"""The share of what was asked that a passage must cover to be an answer."""

_EVERYWHERE = frozenset(packaged.word_list("everywhere"))
_QUANTITY = re.compile(
    r"\d|[一二两三四五六七八九十百千万几]+[个名项条次场份张篇人分家字天年所支件块]|free|one|two|three|four|five|six|seven|eight|nine|ten"
)
_AMOUNT = re.compile(r"\d[\d,.]*\s*万?元|[一二三四五六七八九十百千]+万?元|\d+ yuan")
_FEE = re.compile(r"免费|自理|不收|收费|免交|承担|free|own expense|no fee|\d+元")
_DATED = re.compile(r"\d{4}年|\d+月(\d+日)?|\d+:\d+|第[\d一二三四五六七八九十]+[届个]?|[\"“《][^”\"》]*[\"”》]")
_MEASURED = re.compile(r"(?:几|多少)([个名人位项条次场份张篇分家字天年岁块件支页栏部组类])")
WHICH_PLACE = re.compile(r"在哪(?:几|些)?个?场?([村县市区镇乡校馆园])")
_COUNTED_NOUN = re.compile(r"(?:几|多少)个(?!人)([\u4e00-\u9fff]{2})(?![\u4e00-\u9fff]{3})")
_COUNT = r"(?:\d+|[一二两三四五六七八九十百千万]+)"
_PEOPLE = "名人位个"
_CLOCK = re.compile(r"\d{1,2}(?::\d{2}|[点时])|[上下]午|noon")
_TIME = re.compile(
    r"\d+[月日号点时:]|[上中下]旬|月底|全年|年底|january|february|march|april|may|june|july|august|september|october|november|december|all year"
)
_MONEY_TOPICS = frozenset(("topic.money", "topic.fee", "topic.bonus"))
_PLACE = re.compile(
    r"[县市区园馆厅堂村路楼室院场]|中心|学校|社区|平台|网|school|village|park|hall|museum|venue|county|city|district|street|room|online"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage and the share of the question's words it covers."""

    passage: Passage
    score: float


def search(view: View) -> list[Hit]:
    """The passages that cover the question's words, best first."""
    parts = _parts(view)
    if not parts:
        return []
    total = sum(weight for weight, _ in parts)
    scores: dict[int, float] = {}
    strongest: dict[int, float] = {}
    for weight, covers in parts:
        for at, cover in covers.items():
            scores[at] = scores.get(at, 0.0) + weight * cover
            strongest[at] = max(strongest.get(at, 0.0), cover)
    passages = view.index.passages
    hits = [
        Hit(passages[at], score / total * passages[at].weight - len(passages[at].zh) / 20000)
        for at, score in sorted(scores.items())
        if strongest[at] >= 0.5
    ]
    return sorted(hits, key=lambda hit: -hit.score)


def _parts(view: View) -> list[tuple[float, dict[int, float]]]:
    """For each part of the question: its weight, and how far which passages cover it."""
    inquiry = view.inquiry
    found: list[tuple[float, dict[int, float]]] = []
    for concept in sorted(inquiry.topics | inquiry.things | inquiry.offices):
        weight = 2.4 if concept.startswith("topic.") else 1.4
        found.append((weight, _cover_concept(view.index, concept)))
    for piece in inquiry.pieces:
        pairs = [pair for pair in bigrams(piece) if pair not in _EVERYWHERE]
        if pairs:
            found.append((min(len(piece), 8) * 0.5, _cover_piece(view.index, piece, pairs)))
    if not inquiry.pieces:
        found += [(1.2, _cover_stem(view.index, stem)) for stem in sorted(inquiry.loose)]
    return found


def _cover_concept(index: NoticeIndex, concept: str) -> dict[int, float]:
    found = {}
    for at, passage in enumerate(index.passages):
        if concept in passage.body:
            found[at] = 1.0 if concept in passage.heading else 0.8
        elif concept in passage.heading:
            found[at] = 0.55
    return found


def _cover_stem(index: NoticeIndex, stem: str) -> dict[int, float]:
    return {at: 1.0 for at, passage in enumerate(index.passages) if stem in passage.stems}


def _cover_piece(index: NoticeIndex, piece: str, pairs: list[str]) -> dict[int, float]:
    """Shares of a piece, its rare pairs counting more; pairs found nowhere count most."""
    count = len(index.passages)
    unseen = log(1 + count) + 0.7
    total = 0.0
    found: dict[int, float] = {}
    for pair in pairs:
        numbers = index.postings.get(pair, ())
        worth = log(1 + count / len(numbers)) if numbers else unseen
        total += worth
        for at in numbers:
            found[at] = found.get(at, 0.0) + worth
    return {at: 1.0 if piece in index.passages[at].zh else worth / total for at, worth in found.items()}


def explained(inquiry: Inquiry, index: NoticeIndex) -> float:
    """How much of what the question is about a notice speaks of at all, 0 to 1."""
    if inquiry.pieces:
        total = found = 0.0
        for piece in inquiry.unnamed:
            pairs = bigrams(piece)
            if pairs:
                total += len(piece)
                found += len(piece) * max(_most_shared(pairs, index.postings), _most_shared(pairs, index.name_postings)) / len(pairs)
        return found / total if total else 1.0
    if inquiry.stems:
        return len(inquiry.stems & index.stems) / len(inquiry.stems)
    return 1.0


def _most_shared(pairs: frozenset[str], postings: dict[str, list[int]]) -> int:
    """The most of the pairs that stand together in one text."""
    counts: dict[int, int] = {}
    for pair in pairs:
        for at in postings.get(pair, ()):
            counts[at] = counts.get(at, 0) + 1
    return max(counts.values(), default=0)


def find_passage(view: View) -> Finding:
    """The best passage where it covers enough of the question; else that it is not stated."""
    stamped = _stamp_line(view)
    if stamped is not None:
        return stamped
    hits = [hit for hit in search(view) if _touches_topics(view, hit.passage)]
    if not hits or hits[0].score < ENOUGH:
        near = hits[0].score / 2 if hits else 0.0
        return not_stated("passage", "topic", what=asked_words(view), fit=(0.2 if view.inquiry.topics & DECISIVE else 0.1) + near)
    best = hits[0]
    line = passage_line(view, best.passage)
    lacking = lacks(view, best.passage)
    if lacking:
        said = not_stated("passage", lacking, what=asked_words(view))
        return Finding("passage", (*said.lines, line), known=False, missing=(lacking,), fit=best.score * 0.8)
    lines = [line]
    if len(hits) > 1 and hits[1].score >= best.score - 0.03 and _kin(best.passage, hits[1].passage):
        lines.append(passage_line(view, hits[1].passage))
    return Finding("passage", tuple(lines), fit=best.score)


def _stamp_line(view: View) -> Finding | None:
    """Where a table is to be stamped: the words beside it say so."""
    if "topic.stamp" not in view.inquiry.topics or not view.inquiry.things:
        return None
    for named in view.links.best("form"):
        form = named.thing
        asked = paper_likeness(view.inquiry.things, named.concepts) >= SURE
        if asked and isinstance(form, Form) and any("章" in line for line in form.lines):
            return Finding("form", (Line("form_lines", {"form": form}, (view.cite(form.id, "form", form.title, form.source),)),), fit=0.9)
    return None


def _kin(one: Passage, other: Passage) -> bool:
    """Two passages that stand beside each other under one number are shown together."""
    return isinstance(one.thing, Clause) and isinstance(other.thing, Clause) and one.thing.number == other.thing.number


def _touches_topics(view: View, passage: Passage) -> bool:
    if "topic.leader" in view.inquiry.topics:
        named = view.inquiry.question.words_for(frozenset(("topic.leader",)))
        return any(word in passage.zh for word in named)
    topics = view.inquiry.topics & DECISIVE if view.inquiry.pieces or view.inquiry.loose else view.inquiry.topics
    return not topics or bool(topics & (passage.heading | passage.body))


def lacks(view: View, passage: Passage) -> str | None:
    """What kind of value the question wants that the passage does not hold."""
    asking, text = view.inquiry.asking, f"{passage.zh} {' '.join(passage.stems)}"
    topics = view.inquiry.topics
    if topics & {"topic.money", "topic.bonus"} and ("ask.howmany" in asking or "topic.bonus" in topics) and not _AMOUNT.search(text):
        return "count"
    if "topic.fee" in topics and not _FEE.search(text):
        return "topic"
    if "ask.howmany" in asking and not topics & _MONEY_TOPICS and not _counts(view.inquiry.question.folded, text):
        return "count"
    kind_of_place = WHICH_PLACE.search(view.inquiry.question.folded)
    if kind_of_place and kind_of_place.group(1) not in text.replace(view.notice.region or " ", ""):
        return "where"
    if "ask.where" in asking and not _PLACE.search(text):
        return "where"
    if "ask.clock" in asking and "ask.when" not in asking and not _CLOCK.search(text):
        return "clock"
    if asking & {"ask.when", "ask.clock"} and not _TIME.search(text):
        return "when"
    return None


def asked_words(view: View) -> Words:
    """The words of the question that say what it is about, to be said back."""
    question = view.inquiry.question
    decisive = question.words_for(DECISIVE)
    words = decisive or [*question.pieces] or [*question.named_words, *question.residue]
    return tuple(dict.fromkeys(word[:LONGEST_ECHO] for word in words))[:4]


def _counts(question: str, text: str) -> bool:
    """Whether a text holds a number of what the question counts; dates do not count."""
    measured = _MEASURED.search(question)
    bare = _DATED.sub(" ", text)
    if measured is None:
        return bool(_QUANTITY.search(bare))
    measure = measured.group(1)
    noun = _COUNTED_NOUN.search(question)
    if noun is not None and noun.group(1) not in text:
        return False
    same = f"[{_PEOPLE}]" if measure in _PEOPLE else f"周?{measure}"
    return bool(re.search(f"{_COUNT}多?(?:余)?{same}", bare))


def own_score(view: View, thing: object) -> tuple[float, Passage | None]:
    """How well the passage of a thing itself covers the question."""
    for hit in search(view):
        if hit.passage.thing is thing:
            return hit.score, hit.passage
    return 0.0, None


def passage_line(view: View, passage: Passage) -> Line:
    """The statement of a passage."""
    thing = passage.thing
    if isinstance(thing, Clause):
        return Line("clause", {"clause": thing}, (view.cite(thing.id, "clause", thing.summary, Source(clause=thing.number)),))
    if isinstance(thing, Activity):
        return Line(
            "activity",
            {"activity": thing, "wanted": frozenset(), "all": True, "span": None},
            (view.cite(thing.id, "activity", thing.name, thing.source),),
        )
    if isinstance(thing, Requirement):
        return Line("requirement", {"requirement": thing}, (view.cite(thing.id, "requirement", thing.heading, thing.source),))
    if isinstance(thing, Task):
        return Line("task", {"task": thing}, (view.cite(thing.id, "task", thing.what, thing.source),))
    if isinstance(thing, Deliverable):
        return Line(
            "limits",
            {"deliverable": thing, "items": thing.items},
            (view.cite(thing.id, "deadline", "、".join(item.name for item in thing.items), thing.source),),
        )
    return Line("form_lines", {"form": thing}, (view.cite(thing.id, "form", thing.title, thing.source),))
