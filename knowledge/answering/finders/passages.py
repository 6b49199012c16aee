"""What has no typed fact: the passage of the notice that the words of the question fit best."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import log

from knowledge.answering.answer import Finding, Line
from knowledge.answering.index import Passage
from knowledge.answering.view import View, not_stated
from knowledge.forms.model import Form
from knowledge.language.text import bigrams
from knowledge.notice import Activity, Clause, Deliverable, Requirement, Task
from knowledge.source import Source

ENOUGH = 0.5
"""The share of what was asked that a passage must cover to be an answer."""

_GENERIC = frozenset("活动 通知 科技 科普 工作 单位 组织 开展 举办 有关 情况 内容 主要".split())
_QUANTITY = re.compile(r"\d|[一二两三四五六七八九十百千万几]+[个名项条次场份张篇人分家字天年所支件块]|free|one|two|three|four|five|six|seven|eight|nine|ten")
_AMOUNT = re.compile(r"\d[\d,.]*\s*万?元|[一二三四五六七八九十百千]+万?元|\d+ yuan")
_FEE = re.compile(r"免费|自理|不收|收费|免交|承担|free|own expense|no fee|\d+元")
_DATED = re.compile(r"\d+年|\d+月(\d+日)?|\d+:\d+|第[\d一二三四五六七八九十]+[届个]?|[\"“《][^”\"》]*[\"”》]")
_MEASURED = re.compile(r"(?:几|多少)([个名人位项条次场份张篇分家字天年岁块件支页栏部组类])")
_COUNT = r"(?:\d+|[一二两三四五六七八九十百千万]+)"
_PEOPLE = "名人位个"
_TIME = re.compile(r"\d+[月日号点时:]|[上中下]旬|月底|全年|年底|january|february|march|april|may|june|july|august|september|october|november|december|all year")
_MONEY_TOPICS = frozenset(("topic.money", "topic.fee"))
_PLACE = re.compile(r"[县市区园馆厅堂村路楼室院场]|中心|学校|社区|平台|网|school|village|park|hall|museum|venue|county|city|district|street|room|online")


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
    hits = []
    for at, passage in enumerate(view.index.passages):
        score = sum(weight * covers[at] for weight, covers in parts) / total
        if score > 0 and max(covers[at] for _, covers in parts) >= 0.5:
            hits.append(Hit(passage, score * passage.weight - len(passage.zh) / 20000))
    return sorted(hits, key=lambda hit: -hit.score)


def _parts(view: View) -> list[tuple[float, list[float]]]:
    """For each part of the question: its weight, and how far each passage covers it."""
    passages, inquiry = view.index.passages, view.inquiry
    found: list[tuple[float, list[float]]] = []
    for concept in sorted(inquiry.topics | inquiry.things | inquiry.offices):
        weight = 2.4 if concept.startswith("topic.") else 1.4
        found.append((weight, [_covers_concept(passage, concept) for passage in passages]))
    unseen = log(1 + len(passages)) + 0.7
    for piece in inquiry.pieces:
        pairs = [pair for pair in bigrams(piece) if pair not in _GENERIC]
        if pairs:
            worth = [_rarity(view, pair, unseen) for pair in pairs]
            found.append((min(len(piece), 8) * 0.5, [_covers_piece(passage, piece, pairs, worth) for passage in passages]))
    if not inquiry.pieces:
        found += [(1.2, [float(stem in passage.stems) for passage in passages]) for stem in sorted(inquiry.stems)]
    return found


def _covers_concept(passage: Passage, concept: str) -> float:
    if concept in passage.body:
        return 1.0 if concept in passage.heading else 0.8
    return 0.55 if concept in passage.heading else 0.0


def _covers_piece(passage: Passage, piece: str, pairs: list[str], worth: list[float]) -> float:
    if piece in passage.zh:
        return 1.0
    return sum(w for w, pair in zip(worth, pairs, strict=True) if pair in passage.grams) / sum(worth)


def _rarity(view: View, pair: str, unseen: float) -> float:
    """How telling a pair of characters is in this notice: rare ones more, absent ones most."""
    count = view.index.gram_counts.get(pair)
    return log(1 + len(view.index.passages) / count) if count else unseen


def explained(view: View) -> float:
    """How much of what the question is about this notice speaks of at all, 0 to 1."""
    inquiry = view.inquiry
    if inquiry.pieces:
        shares = []
        for piece in inquiry.unnamed:
            pairs = bigrams(piece)
            if pairs:
                shares.append((len(piece), max(len(pairs & passage.grams) for passage in (*view.index.passages, *view.index.named)) / len(pairs)))
        total = sum(length for length, _ in shares)
        return sum(length * share for length, share in shares) / total if total else 1.0
    if inquiry.stems:
        return len(inquiry.stems & view.index.stems) / len(inquiry.stems)
    return 1.0


def find_passage(view: View) -> Finding:
    """The best passage where it covers enough of the question; else that it is not stated."""
    stamped = _stamp_line(view)
    if stamped is not None:
        return stamped
    hits = [hit for hit in search(view) if _touches_topics(view, hit.passage)]
    if not hits or hits[0].score < ENOUGH:
        near = hits[0].score / 2 if hits else 0.0
        return not_stated("passage", "topic", what=asked_words(view), fit=0.1 + near)
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
        if isinstance(form, Form) and any("章" in line for line in form.lines):
            return Finding("form", (Line("form_lines", {"form": form}, (view.cite(form.id, "form", form.title, form.source),)),), fit=0.9)
    return None


def _kin(one: Passage, other: Passage) -> bool:
    """Two passages that stand beside each other under one number are shown together."""
    return isinstance(one.thing, Clause) and isinstance(other.thing, Clause) and one.thing.number == other.thing.number


def _touches_topics(view: View, passage: Passage) -> bool:
    topics = view.inquiry.topics
    return not topics or bool(topics & (passage.heading | passage.body))


def lacks(view: View, passage: Passage) -> str | None:
    """What kind of value the question wants that the passage does not hold."""
    asking, text = view.inquiry.asking, f"{passage.zh} {' '.join(passage.stems)}"
    topics = view.inquiry.topics
    if "topic.money" in topics and "ask.howmany" in asking and not _AMOUNT.search(text):
        return "limit"
    if "topic.fee" in topics and not _FEE.search(text):
        return "topic"
    if "ask.howmany" in asking and not topics & _MONEY_TOPICS and not _counts(view.inquiry.question.folded, text):
        return "limit"
    if "ask.where" in asking and not _PLACE.search(text):
        return "where"
    if asking & {"ask.when", "ask.clock"} and not _TIME.search(text):
        return "when"
    return None


def asked_words(view: View) -> str:
    """The words of the question that say what it is about, to be said back."""
    question = view.inquiry.question
    words = [*question.pieces] or [*question.named_words, *question.residue]
    return "、".join(dict.fromkeys(words))[:40]


def _counts(question: str, text: str) -> bool:
    """Whether a text holds a number of what the question counts; dates do not count."""
    measured = _MEASURED.search(question)
    bare = _DATED.sub(" ", text)
    if measured is None:
        return bool(_QUANTITY.search(bare))
    measure = measured.group(1)
    same = f"[{_PEOPLE}]" if measure in _PEOPLE else measure
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
        return Line("activity", {"activity": thing, "wanted": frozenset(), "all": True, "span": None}, (view.cite(thing.id, "activity", thing.name, thing.source),))
    if isinstance(thing, Requirement):
        return Line("requirement", {"requirement": thing}, (view.cite(thing.id, "requirement", thing.heading, thing.source),))
    if isinstance(thing, Task):
        return Line("task", {"task": thing}, (view.cite(thing.id, "task", thing.what, thing.source),))
    if isinstance(thing, Deliverable):
        return Line("limits", {"deliverable": thing, "items": thing.items}, (view.cite(thing.id, "deadline", "、".join(item.name for item in thing.items), thing.source),))
    return Line("form_lines", {"form": thing}, (view.cite(thing.id, "form", thing.title, thing.source),))
