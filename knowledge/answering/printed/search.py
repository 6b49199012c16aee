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
from knowledge.answering.printed.terms import Term, stands_in, terms_of
from knowledge.answering.view import View
from knowledge.language.text import fold
from knowledge.source import Source

HEADED, BEFORE, TITLED = 0.8, 0.6, 0.7
"""What a heading, the sentences before in the same clause, and the title of all count for against the sentence itself."""


FADING, FARTHEST = 0.7, 12
"""What a sentence before counts for with each sentence between, and how many of these there may be."""

LABELLED, SHORT_HEADING = 0.95, 14
"""The same of a heading that is as short as a label (讲座时间), and the characters it may have."""

_DAY = re.compile(r"\d+月\d+|\d+日|另行通知|待定")
_PART = re.compile(r"[,，;；.。]")
_HANDED = re.compile(r"[交报投收寄送]")

_ANY_DAY = "(?:哪一?[天日]|几[号月日]|何时|什么时候|啥时候)"
_SPAN = re.compile(rf"{_ANY_DAY}.{{0,3}}[到至].{{0,3}}{_ANY_DAY}|开始.{{0,10}}结束|起止|哪[几两三]天|from when (?:to|until)|start and end|\bdates\b")
"""What asks from when to when."""

_CLOSING = re.compile(r"截止|截至|截稿|\b(?:clos(?:e|es|ing)|deadline)\b")
_BEFORE = re.compile(r"(?:之前|以前|[号日天点]前)[^,.;?]{0,6}[交报送寄发填]|最[晚迟]")

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
    return _search(view.index, _Same(view.inquiry))


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """An inquiry that equals only itself, which is found quickly."""

    inquiry: Inquiry

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.inquiry is self.inquiry

    def __hash__(self) -> int:
        return id(self.inquiry)


@lru_cache(maxsize=8)
def _search(index: NoticeIndex, same: _Same) -> Search:
    return Search(index, same.inquiry)


def _headed(term: Term, headings: str, own: str) -> float:
    """How far headings cover a term; a short heading of its own counts nearly as the words of a sentence do."""
    if 1 < len(own) <= SHORT_HEADING and (share := term.cover(own)):
        return LABELLED * share
    return HEADED * term.cover(headings) if headings else 0.0


class Search:
    """The terms of one question held against the sentences of one notice."""

    def __init__(self, index: NoticeIndex, inquiry: Inquiry) -> None:
        self._index = index
        self.sentences: Sequence[Sentence] = index.sentences
        self._title = fold(index.notice.title)
        self.span = _SPAN.search(inquiry.question.folded) is not None
        self.ending = not self.span and ("word.deadline" in inquiry.asking or _BEFORE.search(inquiry.question.folded) is not None)
        self.closing = _CLOSING.search(inquiry.question.folded) is not None
        self.submitting = bool(inquiry.asking & SUBMITTING or inquiry.things or _HANDED.search(inquiry.question.folded))
        terms = terms_of(inquiry, index.sentence_pairs, index.notice.region)
        covers = [(term, self._cover(term)) for term in terms]
        self.terms = tuple(
            (term, found) for term, found in covers if (term.strong and not term.optional) or any(share >= 0.5 for share in found.values())
        )
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
        sums: dict[int, float] = {}
        for weight, (_, found) in zip(self._weights, self.terms, strict=True):
            for at, share in found.items():
                sums[at] = sums.get(at, 0.0) + weight * share
        scored = [Hit(at, self.sentences[at], total / self._total) for at, total in sorted(sums.items())]
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
        best = max((self._near(at, folded, time) for at in places), default=self.of_names(folded))
        return best + 0.04 * self.of_names(folded)

    def _near(self, at: int, names: str, time: str) -> float:
        """The score of a sentence; of one with several days, what stands beside the time counts more."""
        text, whole = self.sentences[at].text, self.score(at, names)
        if not time or time not in text or len(_DAY.findall(text)) < 2:
            return whole
        before, _, after = text.partition(time)
        part = re.split(_PART, before)[-1] + re.split(_PART, after, maxsplit=1 + (len(after.split(",")[0]) < 4))[0]
        return 0.6 * whole + 0.4 * max(self.of_names(f"{names} {part}"), self._of_headings(at))

    def _of_headings(self, at: int) -> float:
        """The share of the terms that the headings of a sentence, or the title, cover."""
        headings = self.sentences[at].headings
        if not self._total:
            return 0.0
        shares = (max(HEADED * term.cover(headings), TITLED * term.cover(self._title)) for term, _ in self.terms)
        return sum(weight * share for weight, share in zip(self._weights, shares, strict=True)) / self._total

    def of_names(self, folded: str) -> float:
        """The share of the terms that the folded names of a fact cover by themselves."""
        if not self._total:
            return 0.0
        return sum(weight * term.cover(folded) for weight, (term, _) in zip(self._weights, self.terms, strict=True)) / self._total

    def _places(self, source: Source) -> list[int]:
        quote = fold(source.quote or "")
        return [at for at in self._index.by_clause.get(source.clause, ()) if not quote or _of_quote(self.sentences[at].text, quote)]

    def _weight(self, term: Term, found: dict[int, float]) -> float:
        """What is said in few sentences tells more; what the notice never says counts most."""
        count = sum(share >= HEADED for share in found.values())
        if not count:
            return term.weight
        rare = log(1 + len(self.sentences) / count) / log(1 + len(self.sentences)) if len(self.sentences) > 1 else 1.0
        return term.weight * (0.35 + 0.65 * rare)

    def _cover(self, term: Term) -> dict[int, float]:
        """How far which sentences cover a term, by their own words, their headings and those before them."""
        own = self._own(term)
        titled = TITLED * term.cover(self._title)
        found = dict.fromkeys(range(len(self.sentences)), titled) if titled else {}
        for (headings, heading), places in self._index.by_headings.items():
            if share := _headed(term, headings, heading):
                found |= {at: share for at in places if share > found.get(at, 0.0)}
        for at, share in own.items():
            found[at] = max(share, found.get(at, 0.0))
            self._spread(found, at, share)
        return found

    def _own(self, term: Term) -> dict[int, float]:
        """How far sentences cover a term by their own words."""
        found: dict[int, float] = {}
        for word, share in term.words:
            if word not in self._index.words:
                continue
            paired = len(word) > 1 and word[:2].isalpha() and not word.isascii()
            for at in self._index.sentence_postings.get(word[:2], ()) if paired else range(len(self.sentences)):
                if share > found.get(at, 0.0) and word in (text := self.sentences[at].text) and stands_in(word, text):
                    found[at] = share
        return found

    def _spread(self, found: dict[int, float], at: int, last: float) -> None:
        """What a sentence speaks of, those after it in its clause may speak of too, the farther the less."""
        number = self.sentences[at].clause.number
        for after in range(at + 1, min(at + FARTHEST, len(self.sentences))):
            if self.sentences[after].clause.number != number:
                return
            found[after] = max(BEFORE * last, found.get(after, 0.0))
            last *= FADING


def _of_quote(text: str, quote: str) -> bool:
    """Whether a folded sentence and the folded quote of a fact are of the same words."""
    return text in quote or quote in text or (len(quote) > 12 and quote[:12] in text)
