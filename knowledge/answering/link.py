"""Which named things of a notice an inquiry means."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from knowledge import packaged
from knowledge.answering.index import Name, Named, NoticeIndex
from knowledge.answering.inquiry import Inquiry
from knowledge.language.text import bigrams, is_han
from knowledge.notice import Activity

SURE = 0.62
"""From this likeness on a named thing is taken to be meant."""

MANNERS = frozenset(("thing.paper_copy", "thing.e_copy", "thing.online"))
"""Ways to hand something in, not kinds of paper."""

_EMPTY_WORDS = frozenset(packaged.word_list("empty"))


@cache
def parents() -> Mapping[str, str]:
    """Kinds of paper that are a kind of another one."""
    table = tomllib.loads(packaged.text("answering/vocabulary/rules.toml"))
    return dict(table["parents"])


@dataclass(frozen=True, slots=True)
class Link:
    """A named thing with its likeness to what was asked, 0 to 1."""

    named: Named
    score: float


@dataclass(frozen=True, slots=True)
class Links:
    """The named things an inquiry means, likeliest first, by kind."""

    by_kind: Mapping[str, tuple[Link, ...]]

    def best(self, kind: str) -> tuple[Named, ...]:
        """The things of a kind that are meant: the likeliest, with those as likely."""
        found = self.by_kind.get(kind, ())
        return tuple(link.named for link in found if link.score >= found[0].score - 0.08)

    @property
    def concepts(self) -> frozenset[str]:
        """ "link.KIND" for every kind of thing that is meant."""
        site = {"link.website"} if any(isinstance(named.thing, Activity) and named.thing.url for named in self.best("activity")) else set()
        return frozenset(f"link.{kind}" for kind in self.by_kind) | site


def link(inquiry: Inquiry, index: NoticeIndex) -> Links:
    """Compare an inquiry with the names in a notice."""
    scores: dict[int, float] = defaultdict(float)
    for at, score in (*_by_words(inquiry, index), *_by_concepts(inquiry, index), *_by_label(inquiry, index)):
        scores[at] = max(scores[at], score)
    found: dict[str, list[Link]] = {}
    for at in sorted(scores):
        if scores[at] >= SURE:
            named = index.named[at]
            found.setdefault(named.kind, []).append(Link(named, scores[at]))
    return Links({kind: tuple(sorted(links, key=lambda link: -link.score)) for kind, links in found.items()})


def _by_words(inquiry: Inquiry, index: NoticeIndex) -> Iterator[tuple[int, float]]:
    """Names that share characters or words with the question."""
    pieces = [(piece, bigrams(piece)) for piece in inquiry.pieces]
    unnamed = inquiry.unnamed
    total = sum(map(len, unnamed)) or 1
    weights = {piece: 0.6 + 0.4 * (len(piece) / total if piece in unnamed and len(unnamed) > 1 else 1.0) for piece in inquiry.pieces}
    stems = inquiry.stems - _EMPTY_WORDS if not inquiry.pieces else frozenset()
    near = {number for gram in (inquiry.text_grams | inquiry.grams) - _EMPTY_WORDS for number in index.name_postings.get(gram, ())}
    for number in near:
        name = index.names[number]
        best = 0.0
        if len(name.text) >= 2 and name.text in inquiry.text and _whole(name.text, inquiry.text):
            best = 0.9 + min(len(name.text), 20) / 400
        elif len(unnamed) > 1 and all(piece in name.text for piece in unnamed):
            best = 0.97
        elif is_han(name.text[0]):
            best = max((_likeness_han(name, piece, pairs) * weights[piece] for piece, pairs in pieces), default=0.0)
        elif stems and name.grams & stems:
            shared = len(stems & name.grams)
            best = 0.55 * shared / len(stems) + 0.45 * shared / len(name.grams - _EMPTY_WORDS or name.grams)
        yield name.whose, best


def _whole(name: str, text: str) -> bool:
    """A Latin name must not be cut out of a longer word."""
    if not name[0].isascii():
        return True
    at = text.find(name)
    before, after = text[at - 1 : at], text[at + len(name) : at + len(name) + 1]
    return not (before.isalnum() and before.isascii()) and not (after.isalnum() and after.isascii() and after != "s")


def _likeness_han(name: Name, piece: str, pairs: frozenset[str]) -> float:
    if piece in name.text:
        return 0.6 + 0.35 * len(piece) / len(name.text)
    return 0.8 * len(pairs & name.grams) / len(pairs) if pairs else 0.0


def _by_concepts(inquiry: Inquiry, index: NoticeIndex) -> Iterator[tuple[int, float]]:
    """Papers of the kinds named, and activities of the kinds named."""
    blank = bool(inquiry.things - MANNERS)
    if blank:
        for at in (*index.numbers("item"), *index.numbers("form")):
            yield at, paper_likeness(inquiry.things, index.named[at].concepts)
    for at in index.numbers("activity") if inquiry.kinds else ():
        shared = inquiry.kinds & index.named[at].concepts
        yield at, 0.64 + 0.1 * len(shared) if shared else 0.0
    for at in index.numbers("group") if blank and inquiry.topics else ():
        yield at, 0.66 if inquiry.topics & index.named[at].concepts else 0.0


def _by_label(inquiry: Inquiry, index: NoticeIndex) -> Iterator[tuple[int, float]]:
    """Where a table is asked about: a blank's label, without its brackets, against the whole question."""
    if not inquiry.things - MANNERS:
        return
    for at in index.numbers("field"):
        own = bigrams(index.named[at].names[0].split("(", maxsplit=1)[0])
        if own and 2 <= len(own & inquiry.text_grams) >= 0.5 * len(own):
            yield at, 0.64


def paper_likeness(asked: frozenset[str], concepts: frozenset[str]) -> float:
    """How well a kind of paper asked for fits the kinds a thing is."""
    wider = parents()
    best = 0.0
    for concept in asked - MANNERS:
        if concept in concepts:
            best = max(best, 0.95)
        elif any(wider.get(own) == concept for own in concepts):
            best = max(best, 0.9)
        elif wider.get(concept) in concepts:
            best = max(best, 0.7)
    return best
