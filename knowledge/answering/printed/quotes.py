"""Answers in the notice's own words: the sentence that speaks of what is asked and holds the kind of value wanted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from knowledge.answering.answer import Finding, Line
from knowledge.answering.index import NoticeIndex
from knowledge.answering.printed.search import Hit, Search, search_in
from knowledge.answering.printed.sentences import LONGEST, Sentence
from knowledge.answering.printed.wanted import Wanted, wanted_of
from knowledge.answering.view import View, not_stated
from knowledge.extraction.moments import Calendar
from knowledge.language.text import fold
from knowledge.source import Source

_FOLLOWS = re.compile(r"以下|如下|下列")
OPENING = 40
"""Characters of a sentence that only announces what follows."""

_ATTACHED = re.compile(r"\W{0,4}附[件表]\s*[\d一二三四五六七八九十]")
_ENDS = re.compile(r"[\d日号天旬底时点午末周内月)]之?前|截|止|期限|-\d|至[^,.;]{0,5}(?:\d|月|年|底)|到[^,.;]{0,4}\d")
_LAST = re.compile(r"\d(?:日|号|时|点|:\d+|午)?,?(?:之)?前|截止|截至|截稿|日止|(?:报名|投稿|征集|征稿|申报|受理|报送|提交|填报)(?:日期|时间)")
"""What shows that a time has an end, and that it is the last for handing something in."""

_LIMIT = re.compile(r"前,?(?:将|报|提交|发|交|完成|送|寄|上报|反馈|登录|填)|截止|截至|截稿|(?:报送|上报|提交|报名)时间")
"""What shows that a day is the last for handing something in."""

ENOUGH = 0.56
"""The share of what is asked that a sentence must cover."""

ATTACHED = "附件"
"""The number of the list of what is attached."""

SURE = 0.75
"""The same where the question names nothing of its own, but in words of every question."""

LENGTHY = 0.0004
"""What each character of a sentence takes from its worth."""

NEAR = 0.08
"""What a number that directly follows the words asked for adds."""

WIDE = frozenset(("format", "url", "why"))
"""Kinds of value that the sentences after the first may state more of."""

MOST_READ = 4
"""Times of a sentence that are read out."""


def find_quote(view: View, wanted: Wanted | None = None) -> Finding:
    """The sentences that answer; else that the notice does not state it."""
    wanted = wanted or wanted_of(view)
    search = search_in(view)
    hits = [hit for hit in search.hits() if hit.score >= ENOUGH - 0.12 and _able(search, hit, wanted)]
    if not search.strong:
        hits = [hit for hit in hits if hit.score >= SURE and wanted.kinds]
        labelled = _labelled(view, wanted)
        if labelled.known and "count" not in wanted.kinds:
            return labelled
    chosen = _chosen(search, hits, wanted)
    if not chosen and (not search.strong or wanted.kinds == ("form",)):
        return _labelled(view, wanted)
    if not chosen:
        best = hits[0].score if hits else 0.0
        return not_stated("passage", "topic", what=_asked(search), fit=best / 2)
    lines = tuple(_line(view, search.sentences, hit, wanted) for hit in chosen)
    return Finding("passage", lines, fit=search.score(chosen[0].at))


def _asked(search: Search) -> tuple[str, ...]:
    return tuple(term.text[:20] for term, _ in search.terms if term.strong)[:4]


def _able(search: Search, hit: Hit, wanted: Wanted) -> bool:
    """Whether the sentence or its own heading speaks of something that the question names, or states the value under its label; the list
    of what is attached states no values."""
    if (hit.sentence.clause.number == ATTACHED or _ATTACHED.match(hit.sentence.text)) and set(wanted.kinds) - {"form"}:
        return False
    if "when" in wanted.kinds and search.ending and not (_ENDS if search.strong else _LAST).search(hit.sentence.text + hit.sentence.headings):
        return False
    if "when" in wanted.kinds and not search.submitting and _LIMIT.search(hit.sentence.text):
        return False
    text = f"{hit.sentence.text} {hit.sentence.headings}"
    return any((term.strong or not search.strong) and term.cover(text) >= 0.5 for term, _ in search.terms) or bool(
        wanted.kinds and wanted.labelled(text)
    )


def _chosen(search: Search, hits: Sequence[Hit], wanted: Wanted) -> list[Hit]:
    """The best sentence that holds all that is wanted; where none does, one for each kind of it."""
    kinds = wanted.kinds

    def best(asked: Wanted) -> Hit | None:
        able = [
            _rated(search, hit, asked)
            for hit in hits
            if asked.holds(_bare(search, _said(search.sentences, hit.at, asked), asked), fold(hit.sentence.clause.heading or "")) == len(asked.kinds)
        ]
        top = max(able, key=lambda hit: hit.score, default=None)
        return top if top is not None and top.score >= ENOUGH else None

    whole = best(wanted)
    if whole is not None or len(kinds) < 2 or not set(kinds) <= {"when", "clock", "where"}:
        return [whole] if whole is not None else []
    apart = [best(Wanted((kind,), wanted.measure)) for kind in kinds]
    return list({hit.at: hit for hit in apart if hit is not None}.values())


def _bare(search: Search, text: str, wanted: Wanted) -> str:
    """A text without the places that the question itself names (会场在哪)."""
    if "where" in wanted.kinds:
        for term, _ in search.terms:
            text = text.replace(term.text, " ")
    return text


def _rated(search: Search, hit: Hit, wanted: Wanted) -> Hit:
    """Of sentences that speak of it alike, one that holds the value by itself, and says so by a label, is the better answer; and a short one."""
    bonus = -len(hit.sentence.text) * LENGTHY
    if wanted.kinds:
        bonus += 0.06 if wanted.holds(hit.sentence.text) == len(wanted.kinds) else -0.04
        bonus += NEAR * wanted.nearness(hit.sentence.text, [word for term, _ in search.terms if term.strong for word, _ in term.words])
        bonus += 0.08 if wanted.labelled(f"{hit.sentence.headings} {hit.sentence.text}") else 0.0
    return Hit(hit.at, hit.sentence, hit.score + bonus)


@lru_cache(maxsize=64)
def _stating(index: NoticeIndex, wanted: Wanted) -> tuple[int, ...]:
    """The sentences that state the value under its label."""
    return tuple(
        at
        for at, one in enumerate(index.sentences)
        if wanted.kinds and wanted.holds(one.text) == len(wanted.kinds) and wanted.labelled(f"{one.headings} {one.text}")
    )


def _labelled(view: View, wanted: Wanted) -> Finding:
    """Where the question names nothing: the first sentence that states the value under its label."""
    search = search_in(view)
    hits = (Hit(at, view.index.sentences[at], 0.7) for at in _stating(view.index, wanted))
    able = [hit for hit in hits if _able(search, hit, wanted)]
    if able and (len(able) == 1 or wanted.kinds != ("form",)):
        return Finding("passage", (_line(view, view.index.sentences, able[0], wanted),), fit=0.7)
    return not_stated("passage", "topic", fit=0.1)


def _said(sentences: Sequence[Sentence], at: int, wanted: Wanted) -> str:
    """The folded words of an answer that begins with a sentence."""
    return " ".join(one.text for one in _together(sentences, at, wanted))


def _together(sentences: Sequence[Sentence], at: int, wanted: Wanted) -> list[Sentence]:
    """A sentence with those after it that belong to it: all under a heading, what an opening colon announces, the rest of a short passage."""
    first = sentences[at]
    opens = first.is_heading or first.printed.endswith(("：", ":")) or (len(first.printed) <= OPENING and _FOLLOWS.search(first.printed) is not None)
    if not opens and set(wanted.kinds) - WIDE:
        return [first]
    found, length = [first], len(first.printed)
    for one in sentences[at + 1 : at + 12]:
        inside = one.clause.number == first.clause.number or (opens and one.clause.number.startswith(first.clause.number))
        if not inside or length + len(one.printed) > LONGEST:
            break
        found.append(one)
        length += len(one.printed)
    return found


def _line(view: View, sentences: Sequence[Sentence], hit: Hit, wanted: Wanted) -> Line:
    together = _together(sentences, hit.at, wanted)
    text = "\n".join(_joined(together))[: LONGEST + 140]
    clause = hit.sentence.clause
    days = _days(view, together) if {"when", "clock", "left"} & set(wanted.kinds) else ()
    return Line("quote", {"text": text, "days": days}, (view.cite(clause.id, "clause", text, Source(clause=clause.number)),))


def _joined(together: Sequence[Sentence]) -> list[str]:
    """The words of sentences, each passage on a line of its own."""
    found: list[str] = []
    clause = None
    for one in together:
        if one.clause is clause and found:
            found[-1] += one.printed
        else:
            found.append(one.spoken)
        clause = one.clause
    return found


def _days(view: View, together: Sequence[Sentence]) -> tuple[date, ...]:
    """The days of sentences whose year is not printed, as read."""
    calendar = Calendar(view.notice.year, view.notice.issued_on)
    found: list[date] = []
    for one in together:
        for time in calendar.times(one.printed):
            if not time.year_stated and not time.vague:
                found += [day for day in (time.start, time.end_day) if day is not None]
    return tuple(dict.fromkeys(found))[:MOST_READ]
