"""What an item is called, and how well that fits what somebody said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from knowledge.forms.paste.vocabulary import Concept, concepts, ending, filler, filler_english, leading, listed, stems
from knowledge.forms.paste.written import written
from knowledge.language.text import is_han, stem, words

MOST_KEPT = 2048
"""Of so many words is remembered what they are, since a text is looked at several times."""

MOST_SAID = 48
MOST_WORDS = 24
"""Nobody names an item in more Chinese characters or more English words."""

NOT = float("inf")
# What it costs to understand a piece of what was said as the name of an item: the less, the likelier it was meant.
SAME = 0.2
LABEL = 1.0
SYNONYM = 1.2
LETTER = 1.5
GROUP_ALONE = 0.4
GROUP = 1.6
NOTE = 1.6
GROUP_SYNONYM = 1.8
FILLER = 0.05

COMMON = 0.6
"""What stands in the labels or headings of so large a part of the items names none of them."""

FEW = 5
"""In a form with fewer items nothing is common."""

_LONGEST = {"": 24, " ": 4}
"""The longest pieces that are looked at, in characters and in words."""

_LEADING_ON = "是为有共"
"""What leads from a name to its figure."""

_NOTE = re.compile(r"\([^()]*\)")
_LATIN = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*(?:[-'][a-z0-9]+)*")
_OF_WHICH = re.compile(r"^(?:其中|包括)\W*")


@dataclass(frozen=True, slots=True)
class Said:
    """Words without spaces, marks and notes: the Chinese ones in a row, the others as stems."""

    han: str
    latin: tuple[str, ...]


@lru_cache(maxsize=MOST_KEPT)
def said(plain: str) -> Said:
    """Plain text prepared for comparing."""
    bare = _NOTE.sub(" ", plain)
    latin = tuple(stem(word) for found in _LATIN.findall(bare) for word in words(found))
    rest = _LATIN.sub(" ", bare) if latin else bare
    return Said("".join(char for char in rest if is_han(char) or char.isdigit()), latin)


@lru_cache(maxsize=MOST_KEPT)
def is_filler(plain: str) -> bool:
    """Whether words name nothing at all."""
    text = said(plain)
    if len(text.han) > MOST_SAID or not set(text.latin) <= filler_english():
        return False
    known = filler()
    reached = [True] + [False] * len(text.han)
    for start in range(len(text.han)):
        if reached[start]:
            for end in range(start + 1, min(len(text.han), start + 6) + 1):
                reached[end] = reached[end] or text.han[start:end] in known
    return reached[-1]


@lru_cache(maxsize=MOST_KEPT)
def core(han: str) -> str:
    """A name without the words around it that nearly every name has."""
    while len(han) > 2:
        last = ending(han, _edges())
        first = "" if last else leading(han, _edges())
        if not (first or last) or len(first or last) == len(han):
            return han
        han = han.removesuffix(last).removeprefix(first)
    return han


@cache
def _edges() -> frozenset[str]:
    idle = {word for word in filler() if len(word) > 1 or word in "数量"}
    return frozenset(idle - set(listed("talk.sums")) | set(listed("talk.measured")))


@cache
def _filler_chars() -> frozenset[str]:
    return frozenset("".join(filler()))


@dataclass(frozen=True, slots=True)
class Name:
    """What an item (or a heading) is called, what stands over it and in its note, and what other words for it cost."""

    label: str
    core: str
    group: str
    group_core: str
    note: str
    synonyms: Mapping[str, float]
    english: Mapping[str, float]
    english_core: tuple[str, ...]
    chars: frozenset[str]

    def cost(self, piece: str) -> float:
        """What a piece of Chinese costs; NOT where the item is not called so."""
        if piece in (self.group, self.group_core):
            return GROUP_ALONE
        if len(piece) == 1:
            return min(self.synonyms.get(piece, NOT), LETTER if piece in self.label else NOT)
        if piece in self.label:
            return LABEL
        return min(self.synonyms.get(piece, NOT), GROUP if piece in self.group else NOT, NOTE if piece in self.note else NOT)

    @property
    def all_words(self) -> set[str]:
        """Everything short that it is called."""
        return {*grams(self.label, 6), *grams(self.group, 6), *self.synonyms, *self.english}


def name_of(label: str, group: str | None, english: Mapping[str, str]) -> Name:
    """The name that a label under a heading makes, with what people say instead."""
    plain = _OF_WHICH.sub("", written(label).plain)
    text, over = said(plain), said(written(group or "").plain)
    note = "".join(said(found[1:-1]).han for found in _NOTE.findall(plain))
    synonyms: dict[str, float] = {}
    translated: dict[str, float] = {}
    for concept in concepts():
        cost = SYNONYM if prints(concept, text.han) else GROUP_SYNONYM if prints(concept, over.han) else NOT
        if cost < NOT:
            synonyms |= {word: min(cost, synonyms.get(word, NOT)) for word in concept.said}
            translated |= {phrase: min(cost, translated.get(phrase, NOT)) for phrase in concept.english}
    for cost, name, printed in ((GROUP, group, over), (LABEL, label, text)):
        of_name = (*printed.latin, *stems(english.get(name or "", "")).split())
        translated |= {word: min(cost, translated.get(word, NOT)) for word in of_name if word not in filler_english()}
    chars = frozenset(text.han + over.han + note + "".join(synonyms))
    english_core = _without_filler(said(written(english.get(label, "")).plain).latin)
    return Name(text.han, core(text.han), over.han, core(over.han), note, synonyms, translated, english_core, chars)


def _without_filler(latin: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in latin if word not in filler_english())


def prints(concept: Concept, han: str) -> bool:
    """Whether a label has a word of a concept."""
    return any(word in han for word in concept.printed)


def grams(text: str, longest: int) -> Iterator[str]:
    """The pieces of a text of two characters and more."""
    return (text[start : start + length] for length in range(2, longest + 1) for start in range(len(text) - length + 1))


def common_words(names: Collection[Name]) -> frozenset[str]:
    """The words that most names have."""
    if len(names) < FEW:
        return frozenset()
    count = Counter(word for name in names for word in name.all_words)
    return frozenset(word for word, times in count.items() if times >= COMMON * len(names))


@dataclass(frozen=True, slots=True)
class _Piece:
    """[start, end) of what was said; `idle`: it may be filler, `names`: it may name by itself."""

    start: int
    end: int
    text: str
    idle: bool
    names: bool


class Phrase:
    """What was said, cut in every way, to be compared with names. `idle` are longer words that name nothing here."""

    def __init__(self, plain: str, common: frozenset[str], idle: frozenset[str]) -> None:
        self.text = said(plain)
        self.core = core(self.text.han)
        self.english_core = _without_filler(self.text.latin)
        self.is_comparable = bool(self.text.han or self.text.latin) and len(self.text.han) <= MOST_SAID and len(self.text.latin) <= MOST_WORDS
        self._is_common_core = self.core in common
        self._head = next((self.core[at:] for at in range(1, len(self.core) - 1) if self.core[at:] in common and self.core[at:] not in filler()), "")
        self._common, self._idle = common, idle
        self._han: list[_Piece] | None = None
        self._latin: list[_Piece] | None = None

    @property
    def chars(self) -> frozenset[str]:
        """Its Chinese characters but for those of filler."""
        return frozenset(self.text.han) - _filler_chars()

    def cost(self, name: Name) -> float:
        """What it costs to understand all of it as a name; NOT where something else was said."""
        if not self.text.latin and self.text.han.rstrip(_LEADING_ON) == name.label:
            return 0.0
        if not self.text.latin and self.core and self.core == name.core and not self._is_common_core:
            return SAME
        if not self.text.han and self.english_core and self.english_core == name.english_core:
            return SAME
        if self._head and not self._is_of(name):
            return NOT
        if self._han is None or self._latin is None:
            self._han = list(self._pieces(self.text.han, "", filler()))
            self._latin = list(self._pieces(self.text.latin, " ", filler_english()))
        han_named, han_idle = _cheapest(self._han, len(self.text.han), {piece.text: name.cost(piece.text) for piece in self._han})
        latin_named, latin_idle = _cheapest(self._latin, len(self.text.latin), name.english)
        return min(han_named + min(latin_named, latin_idle), han_idle + latin_named)

    def _is_of(self, name: Name) -> bool:
        """Whether words that end in one that most names have (志愿者活动) are a name with it, and not a part of one beside it."""
        before = self.core[: -len(self._head)]
        longer = (self.core[at:] for at in range(len(before)))
        return is_filler(before) or any(piece in name.label or piece in name.group or piece in name.synonyms for piece in longer)

    def _pieces(self, units: str | tuple[str, ...], joint: str, known: frozenset[str]) -> Iterator[_Piece]:
        for start in range(len(units)):
            for end in range(start + 1, min(len(units), start + _LONGEST[joint]) + 1):
                text = joint.join(units[start:end])
                idle = text in known or text in self._idle
                yield _Piece(start, end, text, idle, text not in self._common)


def _cheapest(pieces: list[_Piece], length: int, costs: Mapping[str, float]) -> tuple[float, float]:
    """What it costs to understand everything: with something named, and with nothing named."""
    named = [NOT] * (length + 1)
    idle = [0.0] + [NOT] * length
    for piece in pieces:
        start, end = piece.start, piece.end
        cost = costs.get(piece.text, NOT)
        names = piece.names and cost != LETTER
        step = FILLER if piece.idle else cost
        if step < NOT:
            named[end] = min(named[end], named[start] + step, idle[start] + cost if names else NOT)
            if piece.idle or not names:
                idle[end] = min(idle[end], idle[start] + step)
    return named[-1], idle[-1]
