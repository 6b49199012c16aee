"""What the words of a question ask after, as terms that a sentence has or lacks."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from knowledge import packaged
from knowledge.answering.inquiry import Inquiry
from knowledge.answering.lexicon import Entry, Lexicon, Mention, find, gaps
from knowledge.answering.question import WHICH_COUNTED
from knowledge.answering.vocabulary.vocabulary import words
from knowledge.language.phonetics import latin
from knowledge.language.places import short_name
from knowledge.language.text import fold, is_han
from knowledge.language.text import words as stems

OWN, ALIKE, NEAR = 1.0, 0.9, 0.7
"""How far a sentence covers a term: by the word itself, by one that means the same, by one of the same concept."""

STRONG, SINGLE, WEAK = 1.0, 0.45, 0.35
"""The weights of terms: what a question names; a single character; words of every question, where the notice has them."""

_ASKING = ("ask", "talk", "scope", "slot")
_NAMING = ("thing", "topic", "kind", "office")
VALUE_TOPICS = frozenset(f"topic.{topic}" for topic in ("money", "quota", "duration", "words_limit", "precision", "participants"))
"""Topics that ask for a kind of value and name nothing."""

ELECTRONIC = ("电子版", 0.62)
"""What may stand for paper copies where it is asked whether there are any."""

_EACH = re.compile(r"每(?=[班系校院队组人家户村镇科])")

_HANDED_TO = re.compile(r"报到(?=[哪谁何])")
"""To report somewhere, not to arrive."""

LESSER = ("副", "半")
"""What makes of a word a lesser one."""

_FILE_KINDS = frozenset(("pdf", "word", "doc", "jpg", "avi", "ppt", "excel", "app"))
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9][a-z0-9.-]*")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a question names: the words that stand for it, each with how far it covers it; an `optional` one asks for nothing where
    the notice never speaks of it."""

    text: str
    words: tuple[tuple[str, float], ...]
    weight: float
    strong: bool = True
    optional: bool = False

    def cover(self, text: str) -> float:
        """How far a folded text speaks of it, 0 to 1."""
        return max((share for word, share in self.words if word in text and stands_in(word, text)), default=0.0)


def stands_in(word: str, text: str) -> bool:
    """Whether a word that is in a text stands there by itself, not as the end of a lesser one (主任 in 副主任, 决赛 in 半决赛)."""
    return not any(lesser in text and text.count(lesser + word) == text.count(word) for lesser in LESSER)


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Words that mean the same: `lexicon` gives the numbers of their `lines`, of which those from `weak` on name nothing by themselves.
    The stems of `empty` name nothing at all."""

    lexicon: Lexicon
    lines: tuple[tuple[str, ...], ...]
    weak: int
    empty: frozenset[str]
    by_stem: Mapping[str, tuple[int, ...]]


@cache
def synonyms() -> Synonyms:
    """The packaged words that mean the same."""
    table = tomllib.loads(packaged.text("answering/vocabulary/synonyms.toml"))
    lines = tuple(tuple(map(fold, line.split("|"))) for line in (*table["words"], *table["weak"]))
    return Synonyms(Lexicon(_numbered(lines)), lines, len(table["words"]), frozenset(stems(table["empty"])), _by_stem(lines))


def _by_stem(lines: Sequence[Sequence[str]]) -> Mapping[str, tuple[int, ...]]:
    """The lines of each single English word, by its stem."""
    found: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(lines):
        for word in line:
            if word.isascii() and word.isalpha():
                key = stems(word)[0]
                found[key] = (*found.get(key, ()), number)
    return found


def _numbered(lines: Sequence[Sequence[str]]) -> Iterator[tuple[str, Entry]]:
    for number, line in enumerate(lines):
        for word in line:
            entry = Entry("synonym", str(number))
            yield word, entry
            if word.isascii() and word[-1:].isalpha() and not word.endswith("s"):
                yield (word[:-1] + "ies" if word.endswith("y") else word + "s"), entry


@cache
def _vocabulary() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The packaged words of all concepts."""
    return tomllib.loads(packaged.text("answering/vocabulary/zh.toml"))


@cache
def _of_concept(concept: str) -> tuple[str, ...]:
    """The Chinese words of a concept that are long enough to be looked for."""
    group, _, name = concept.partition(".")
    return tuple(word for word in map(fold, _vocabulary().get(group, {}).get(name, ())) if len(word) > 1 and is_han(word[0]))


def terms_of(inquiry: Inquiry, known: frozenset[str], region: str | None) -> tuple[Term, ...]:
    """The terms of a question about a notice whose text has the pairs of characters `known`."""
    asked = _EACH.sub(" ", inquiry.question.folded)
    asked = _HANDED_TO.sub("报送", WHICH_COUNTED.sub("哪几", asked))
    text = _without_place(f"{asked} {inquiry.text}" if "objects" in inquiry.inherited else asked, region)
    english = inquiry.question.language == "en"
    mentions = [_lesser(text, mention) for mention in _whole(text, find(text, (synonyms().lexicon, words())))]
    found = [term for mention in mentions for term in _terms(mention, known, english=english)]
    for start, end in gaps(text, mentions):
        found += [term for run in _RUN.findall(text[start:end]) for term in _unknown(run, known, english=english)]
    unique = {term.text: term for term in found}
    return tuple(unique.values() if "ask.whether" in inquiry.asking else map(_of_paper_only, unique.values()))


def _of_paper_only(term: Term) -> Term:
    """A term of paper copies without electronic ones, which only say whether there are others; paper is what is meant where nothing is said."""
    return replace(term, words=tuple(pair for pair in term.words if pair != ELECTRONIC), optional=True) if ELECTRONIC in term.words else term


def _lesser(text: str, mention: Mention) -> Mention:
    """A mention with what makes a lesser one of it (副主任)."""
    start = mention.start - 1
    if start < 0 or text[start] not in LESSER or len(mention.text) < 2:
        return mention
    return replace(mention, start=start, text=text[start] + mention.text)


def _whole(text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions without single characters that are cut out of an unknown word (the 费 of 消费)."""
    loose = {at for start, end in gaps(text, mentions) for at in range(start, end) if is_han(text[at])}
    return [one for one in mentions if len(one.text) > 1 or not is_han(one.text) or not {one.start - 1, one.end} & loose or _is_particle(one)]


def _is_particle(mention: Mention) -> bool:
    return mention.text in packaged.word_list("particles")[0]


def _without_place(text: str, region: str | None) -> str:
    if region is None:
        return text
    for name in (fold(region), fold(short_name(region))):
        text = text.replace(name, " ")
    for name in latin(short_name(region)):
        text = re.sub(rf"\b{name}\b", " ", text)
    return text


def _terms(mention: Mention, known: frozenset[str], *, english: bool) -> Iterator[Term]:
    """The terms of a known word; of one that is made of several (网上申报), those of its parts."""
    if len(mention.text) >= 4 and is_han(mention.text[0]) and all(entry.concept != "synonym" for entry in mention.entries):
        parts = find(mention.text, (synonyms().lexicon,))
        if len(parts) > 1 and sum(len(part.text) for part in parts) == len(mention.text):
            for part in parts:
                yield _of_lines(part.text, [int(entry.value) for entry in part.entries])
            return
    if mention.text[0] in LESSER and len(mention.text) > mention.end - mention.start - 1 > 1 and not synonyms().lexicon.get(mention.text):
        yield Term(mention.text, ((mention.text, OWN),), STRONG)
        return
    term = _term(mention, known, english=english)
    if term is not None:
        yield term


def _of_lines(text: str, numbers: Sequence[int], *, weak: bool = False) -> Term:
    """The term of a word that others mean the same as."""
    weak = weak or all(number >= synonyms().weak for number in numbers)
    lines = [synonyms().lines[number] for number in numbers]
    return _weighed(text, _alternatives(text, lines), WEAK if weak else STRONG, strong=not weak)


def _term(mention: Mention, known: frozenset[str], *, english: bool) -> Term | None:
    """The term of a known word; None where it asks or says nothing."""
    groups = {entry.concept.split(".")[0].split(":")[0] for entry in mention.entries}
    numbers = [int(entry.value) for entry in mention.entries if entry.concept == "synonym"]
    if numbers:
        if "filler" in groups and (english or len(mention.text) < 2):
            return None
        return _of_lines(mention.text, numbers, weak="event" in groups)
    if groups & set(_NAMING):
        if any(entry.concept in VALUE_TOPICS for entry in mention.entries):
            return None
        concepts = [entry.concept for entry in mention.entries if entry.concept.split(".")[0] in _NAMING]
        share = ALIKE if english else NEAR
        others = tuple((word, share) for concept in concepts for word in _of_concept(concept))
        return _weighed(mention.text, ((mention.text, OWN), *others, *_contained(mention.text)), STRONG)
    if english or groups & set(_ASKING) or len(mention.text) < 2 or not is_known(mention.text, known):
        return None
    return Term(mention.text, ((mention.text, OWN),), WEAK, strong=False)


def _contained(text: str) -> tuple[tuple[str, float], ...]:
    """What means the same as the longest part of a Chinese word, where it is most of it (纸质 of 纸质的)."""
    parts = find(text, (synonyms().lexicon,)) if is_han(text[0]) else []
    longest = max(parts, key=lambda part: len(part.text), default=None)
    if longest is None or len(longest.text) < 2 or 2 * len(longest.text) <= len(text):
        return ()
    return tuple(
        (word, share * ALIKE) for word, share in _alternatives(longest.text, [synonyms().lines[int(entry.value)] for entry in longest.entries])
    )


def _alternatives(text: str, lines: Sequence[Sequence[str]]) -> tuple[tuple[str, float], ...]:
    found = dict([ELECTRONIC]) if "纸质版" in lines[0] else {}
    found |= {word: ALIKE for line in lines for word in line if is_han(word[0]) or not word.isalpha() or word in _FILE_KINDS}
    return (*((word, share) for word, share in found.items() if word != text), (text, OWN))


def _weighed(text: str, alternatives: tuple[tuple[str, float], ...], weight: float, *, strong: bool = True) -> Term:
    return Term(text, alternatives, weight if len(text) > 1 else min(weight, SINGLE), strong)


def is_known(text: str, known: frozenset[str]) -> bool:
    """Whether all pairs of characters of a word stand in the notice."""
    return all(text[at : at + 2] in known for at in range(len(text) - 1))


def _unknown(run: str, known: frozenset[str], *, english: bool) -> Iterator[Term]:
    """The terms of a run that no known word explains: its pairs of characters."""
    if not is_han(run[0]):
        for stem in sorted(set(stems(run)) - synonyms().empty):
            numbers = synonyms().by_stem.get(stem)
            yield _of_lines(stem, numbers) if numbers else Term(stem, ((stem, OWN),), 0.5 if english else STRONG)
    elif len(run) == 1:
        yield Term(run, ((run, OWN),), SINGLE * 0.6)
    elif is_known(run, known):
        yield Term(run, ((run, OWN), *((run[at : at + 2], 0.5) for at in range(len(run) - 1))), STRONG)
    else:
        seen = [run[at : at + 2] in known for at in range(len(run) - 1)]
        for at, pair in enumerate(run[at : at + 2] for at in range(len(run) - 1)):
            beside = not seen[at] and (seen[max(at - 1, 0)] or seen[min(at + 1, len(seen) - 1)])
            yield Term(pair, ((pair, OWN),), (SINGLE * 0.6 if beside else STRONG) / len(seen) ** 0.5, strong=not beside)
