"""The sentences of a notice that speak of what a question names, and the facts that stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from knowledge.answering.index import NoticeIndex
from knowledge.answering.inquiry import Inquiry
from knowledge.answering.printed.sentences import Sentence
from knowledge.answering.printed.terms import Term, terms_of
from knowledge.answering.view import View
from knowledge.language.text import fold
from knowledge.source import Source

HEADED, BEFORE, TITLED = 0.8, 0.6, 0.7
"""What a heading, the sentences before in the same clause, and the title of all count for against the sentence itself."""


LABELLED, SHORT_HEADING = 0.95, 14
"""The same of a heading that is as short as a label (讲座时间), and the characters it may have."""

_DAY = re.compile(r"\d+月\d+|\d+日")
_PART = re.compile(r"[,，;；.。]")
_HANDED = re.compile(r"[交报投收寄送]")

SUBMITTING = frozenset(("verb.submit", "verb.fill", "word.deadline", "word.material", "word.recipient", "ask.left"))
"""What asks of something handed in."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence (its place among all) and the share of the question's terms that it covers, 0 to 1."""

    at: int
    sentence: Sentence
    score: float


def search_in(view: View) -> Search:
    """The question of a view held against its notice."""
    return _search(view.index, view.inquiry)


@lru_cache(maxsize=8)
def _search(index: NoticeIndex, inquiry: Inquiry) -> Search:
    return Search(index, inquiry)


def _headed(term: Term, sentence: Sentence) -> float:
    """How far the headings of a sentence cover a term; a short heading of its own counts nearly as its words do."""
    own = sentence.clause.heading or ""
    if 1 < len(own) <= SHORT_HEADING and (share := term.cover(fold(own))):
        return LABELLED * share
    return HEADED * term.cover(sentence.headings)


class Search:
    """The terms of one question held against the sentences of one notice."""

    def __init__(self, index: NoticeIndex, inquiry: Inquiry) -> None:
        self.sentences: Sequence[Sentence] = index.sentences
        self._title = fold(index.notice.title)
        self.ending = "word.deadline" in inquiry.asking
        self.submitting = bool(inquiry.asking & SUBMITTING or inquiry.things or _HANDED.search(inquiry.question.folded))
        terms = terms_of(inquiry, index.sentence_pairs, index.notice.region)
        covers = [(term, self._cover(index.sentence_postings, term)) for term in terms]
        self.terms = tuple((term, found) for term, found in covers if term.strong or any(share >= 0.5 for share in found.values()))
        self._weights = tuple(self._weight(term, found) for term, found in self.terms)
        self._total = sum(self._weights)

    @property
    def strong(self) -> bool:
        """Whether the question names anything of its own."""
        return any(term.strong for term, _ in self.terms)

    def everywhere(self) -> bool:
        """Whether the notice speaks of all that the question names, though not in one sentence."""
        return all(any(share >= 0.5 for share in found.values()) for term, found in self.terms if term.strong)

    def hits(self) -> list[Hit]:
        """The sentences that cover some of it, best first."""
        if not self._total:
            return []
        places = sorted({at for _, found in self.terms for at in found})
        scored = [Hit(at, self.sentences[at], self.score(at)) for at in places]
        return sorted(scored, key=lambda hit: (-hit.score, len(hit.sentence.text)))

    def score(self, at: int, names: str = "") -> float:
        """The share of the terms that a sentence covers, or the folded names of a fact in it."""
        if not self._total:
            return 0.0
        shares = (max(found.get(at, 0.0), term.cover(names) if names else 0.0) for term, found in self.terms)
        return sum(weight * share for weight, share in zip(self._weights, shares, strict=True)) / self._total

    def of_fact(self, source: Source, names: Iterable[str], time: str = "") -> float:
        """The same for a fact by the sentence it stands in, among several the one with its time."""
        folded, time = fold(" ".join(names)), fold(time)
        places = self._places(source)
        places = [at for at in places if time and time in self.sentences[at].text] or places
        best = max((self._near(at, folded, time) for at in places), default=self._of_names(folded))
        return best + 0.04 * self._of_names(folded)

    def _near(self, at: int, names: str, time: str) -> float:
        """The score of a sentence; of one with several days, what stands beside the time counts more."""
        text, whole = self.sentences[at].text, self.score(at, names)
        if not time or time not in text or len(_DAY.findall(text)) < 2:
            return whole
        before, _, after = text.partition(time)
        part = re.split(_PART, before)[-1] + re.split(_PART, after, maxsplit=1 + (len(after.split(",")[0]) < 4))[0]
        return 0.6 * whole + 0.4 * max(self._of_names(f"{names} {part}"), self._of_headings(at))

    def _of_headings(self, at: int) -> float:
        """The share of the terms that the headings of a sentence, or the title, cover."""
        headings = self.sentences[at].headings
        if not self._total:
            return 0.0
        shares = (max(HEADED * term.cover(headings), TITLED * term.cover(self._title)) for term, _ in self.terms)
        return sum(weight * share for weight, share in zip(self._weights, shares, strict=True)) / self._total

    def _of_names(self, folded: str) -> float:
        if not self._total:
            return 0.0
        return sum(weight * term.cover(folded) for weight, (term, _) in zip(self._weights, self.terms, strict=True)) / self._total

    def _places(self, source: Source) -> list[int]:
        quote = fold(source.quote or "")
        return [
            at
            for at, one in enumerate(self.sentences)
            if one.clause.number == source.clause
            and (not quote or one.text in quote or quote in one.text or (len(quote) > 12 and quote[:12] in one.text))
        ]

    def _weight(self, term: Term, found: dict[int, float]) -> float:
        """What is said in few sentences tells more; what the notice never says counts most."""
        count = sum(share >= HEADED for share in found.values())
        if not count:
            return term.weight
        rare = log(1 + len(self.sentences) / count) / log(1 + len(self.sentences)) if len(self.sentences) > 1 else 1.0
        return term.weight * (0.35 + 0.65 * rare)

    def _cover(self, postings: dict[str, list[int]], term: Term) -> dict[int, float]:
        """How far which sentences cover a term, by their own words, their headings and those before them."""
        found: dict[int, float] = {}
        for word, share in term.words:
            near = postings.get(word[:2], ()) if len(word) > 1 and word[:2].isalpha() and not word.isascii() else range(len(self.sentences))
            for at in near:
                if share > found.get(at, 0.0) and word in self.sentences[at].text:
                    found[at] = share
        own = dict(found)
        headings: dict[str, float] = {}
        titled = TITLED * term.cover(self._title)
        number, last = None, 0.0
        for at, one in enumerate(self.sentences):
            if one.headings not in headings:
                headings[one.headings] = _headed(term, one) if one.headings else 0.0
            if one.clause.number != number:
                number, last = one.clause.number, 0.0
            share = max(own.get(at, 0.0), headings[one.headings], BEFORE * last, titled)
            if share:
                found[at] = share
            last = max(own.get(at, 0.0), last * 0.7)
        return found
