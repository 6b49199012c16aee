"""Which named things of a notice an inquiry means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import tomllib

from knowledge import packaged
from knowledge.answering.index import Named, NoticeIndex
from knowledge.answering.inquiry import Inquiry
from knowledge.language.text import bigrams, is_han
from knowledge.language.text import words as latin_words

SURE = 0.62
"""From this likeness on a named thing is taken to be meant."""

MANNERS = frozenset(("thing.paper_copy", "thing.e_copy", "thing.online"))
"""Ways to hand something in, not kinds of paper."""


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
        return frozenset(f"link.{kind}" for kind in self.by_kind)


def link(inquiry: Inquiry, index: NoticeIndex) -> Links:
    """Compare an inquiry with every name in a notice."""
    found: dict[str, list[Link]] = {}
    grams = [(piece, bigrams(piece)) for piece in inquiry.pieces]
    blank = bool(inquiry.things - MANNERS)
    for named in index.named:
        score = likeness(inquiry, named, grams)
        if blank and named.kind == "field":
            score = max(score, _likeness_label(inquiry.text, named.names[0]))
        if blank and named.kind == "group" and inquiry.topics & named.concepts:
            score = max(score, 0.66)
        if score >= SURE:
            found.setdefault(named.kind, []).append(Link(named, score))
    return Links({kind: tuple(sorted(links, key=lambda link: -link.score)) for kind, links in found.items()})


def likeness(inquiry: Inquiry, named: Named, grams: list[tuple[str, frozenset[str]]]) -> float:
    """How well an inquiry's words fit the names of a thing."""
    best = 0.0
    for name in named.names:
        if len(name) >= 2 and name in inquiry.text and _whole(name, inquiry.text):
            best = max(best, 0.9 + min(len(name), 20) / 200)
        elif name and is_han(name[0]):
            best = max(best, _likeness_han(name, grams, inquiry.unnamed))
    if inquiry.stems and not inquiry.pieces:
        best = max(best, _likeness_latin(inquiry.stems, named))
    if named.kind == "activity" and inquiry.kinds & named.concepts:
        best = max(best, 0.64 + 0.1 * len(inquiry.kinds & named.concepts))
    if named.kind in ("item", "form"):
        best = max(best, paper_likeness(inquiry.things, named.concepts))
    return best


def _likeness_label(text: str, label: str) -> float:
    """A blank's label, without what stands in brackets, against the whole question."""
    own = bigrams(label.split("(", maxsplit=1)[0])
    return 0.64 if own and 2 <= len(own & bigrams(text)) >= 0.5 * len(own) else 0.0


def _whole(name: str, text: str) -> bool:
    at = text.find(name)
    if not name[0].isascii():
        return True
    before, after = text[at - 1 : at], text[at + len(name) : at + len(name) + 1]
    return not (before.isalnum() and before.isascii()) and not (after.isalnum() and after.isascii() and after != "s")


def _likeness_han(name: str, grams: list[tuple[str, frozenset[str]]], unnamed: frozenset[str]) -> float:
    """The piece that fits best, less where it is a small part of what the question names."""
    best = 0.0
    own = bigrams(name)
    total = sum(map(len, unnamed)) or 1
    for piece, pairs in grams:
        score = 0.0
        if piece in name:
            score = 0.6 + 0.35 * len(piece) / len(name)
        elif pairs:
            score = 0.8 * len(pairs & own) / len(pairs)
        share = len(piece) / total if piece in unnamed and len(unnamed) > 1 else 1.0
        best = max(best, score * (0.6 + 0.4 * share))
    return best


def _likeness_latin(stems: frozenset[str], named: Named) -> float:
    best = 0.0
    for name in named.names:
        own = frozenset(latin_words(name)) - _EMPTY_WORDS
        shared = stems & own
        if own and shared:
            best = max(best, 0.55 * len(shared) / len(stems - _EMPTY_WORDS or stems) + 0.45 * len(shared) / len(own))
    return best


_EMPTY_WORDS = frozenset("the of and for to in on a an at by with from or".split())


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
