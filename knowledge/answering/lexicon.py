"""Known words and names, and finding them in a folded text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from knowledge.language.phonetics import sound_key
from knowledge.language.text import is_han


class Entry(NamedTuple):
    """What a word stands for: a concept of the vocabulary, or a name and whose it is."""

    concept: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A known word found in a text at [start, end); `how`: exact or spelling."""

    start: int
    end: int
    text: str
    entries: tuple[Entry, ...]
    how: str = "exact"

    def values(self, concept: str) -> tuple[str, ...]:
        """The values that this mention has for a concept."""
        return tuple(entry.value for entry in self.entries if entry.concept == concept)


class Lexicon:
    """Words with their entries, findable by spelling and by sound. Words are folded text."""

    def __init__(self, entries: Iterable[tuple[str, Entry]]) -> None:
        self._entries: dict[str, tuple[Entry, ...]] = {}
        lengths: dict[str, set[int]] = {}
        for word, entry in entries:
            if not word:
                continue
            known = self._entries.get(word, ())
            if entry not in known:
                self._entries[word] = (*known, entry)
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    @cached_property
    def _sounds(self) -> dict[str, str]:
        """The Chinese words worth guessing by how they sound; made when the first one is misspelt."""
        found: dict[str, str] = {}
        for word in self._entries:
            if len(word) >= 2 and all(map(is_han, word)) and not self._only_talk(word):
                key = sound_key(word)
                if key is not None:
                    found.setdefault(key, word)
        return found

    def _only_talk(self, word: str) -> bool:
        """Particles and small talk are not worth guessing."""
        return all(entry.concept.startswith(("filler", "talk", "scope")) for entry in self._entries[word])

    def __contains__(self, word: str) -> bool:
        return word in self._entries

    def get(self, word: str) -> tuple[Entry, ...]:
        """The entries of a word; none where it is unknown."""
        return self._entries.get(word, ())

    def latin_words(self) -> list[str]:
        """Single words in Latin letters that are long enough to be misspelt recognisably."""
        return [word for word in self._entries if len(word) >= 5 and word.isascii() and word.isalpha()]

    def at(self, text: str, start: int, inside: Sequence[bool]) -> Iterable[tuple[int, tuple[Entry, ...]]]:
        """Every known word that begins at `start`, as (end, entries), longest first. `inside` are
        the places of the text within a Latin word or number, where no known word begins or ends."""
        if inside[start]:
            return
        for length in self._lengths.get(text[start], ()):
            end = start + length
            if end < len(inside) and not inside[end]:
                entries = self._entries.get(text[start:end])
                if entries:
                    yield end, entries

    def concepts(self, text: str) -> frozenset[str]:
        """The concepts of the known words of a text, read from left to right, longest first. A word
        of one character counts at the end only: 表 names a table in 任务表, not in 代表队."""
        found: set[str] = set()
        inside = _inside(text)
        at = 0
        while at < len(text):
            end, entries = next(iter(self.at(text, at, inside)), (at + 1, ()))
            if end - at > 1 or end == len(text):
                found.update(entry.concept for entry in entries)
            at = end
        return frozenset(found)

    def like_sound(self, text: str) -> str | None:
        """A known word that sounds like `text`, as long as it, with at least half its characters."""
        key = sound_key(text)
        word = self._sounds.get(key) if key is not None else None
        if word is None or word == text:
            return None
        same = sum(one == other for one, other in zip(word, text, strict=True))
        return word if same * 2 >= len(word) else None


def _inside(text: str) -> list[bool]:
    """For each place of a text, and its end: whether Latin letters or digits stand on both sides."""
    latin = [char.isascii() and char.isalnum() for char in text]
    return [False, *(one and other for one, other in pairwise(latin)), False]


def find(text: str, lexicons: Sequence[Lexicon]) -> list[Mention]:
    """The known words of a folded text that cover it best: longer words before shorter ones."""
    best: list[tuple[int, Mention | None]] = [(0, None)] * (len(text) + 1)
    inside = _inside(text)
    for start in range(len(text) - 1, -1, -1):
        best[start] = (best[start + 1][0], None)
        found: dict[int, tuple[Entry, ...]] = {}
        for lexicon in lexicons:
            for end, entries in lexicon.at(text, start, inside):
                found[end] = found.get(end, ()) + entries
        for end, entries in found.items():
            score = (end - start) ** 2 + best[end][0]
            if score > best[start][0]:
                best[start] = (score, Mention(start, end, text[start:end], entries))
    mentions = []
    at = 0
    while at < len(text):
        mention = best[at][1]
        if mention is None:
            at += 1
        else:
            mentions.append(mention)
            at = mention.end
    return mentions


def gaps(text: str, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """The stretches of a text between its mentions."""
    found, at = [], 0
    for mention in mentions:
        if mention.start > at:
            found.append((at, mention.start))
        at = mention.end
    if at < len(text):
        found.append((at, len(text)))
    return found


def find_misspelt(text: str, mentions: Sequence[Mention], lexicon: Lexicon, near: Sequence[str]) -> list[Mention]:
    """More mentions in what was left over: English words a letter or two off one of `near`."""
    return [found for start, end in gaps(text, mentions) for found in _misspelt_words(text, start, end, lexicon, near)]


def respell(text: str, mentions: Sequence[Mention], lexicons: Sequence[Lexicon]) -> str:
    """The text with homophones of known words written as these (啥时侯 → 啥时候), as long as it was.

    Only stretches with a character that no known word explains are looked at, each with up to
    two characters around it.
    """
    for start, end in gaps(text, mentions):
        for at, length in _windows(text, start, end):
            piece = text[at : at + length]
            word = next((found for lexicon in lexicons if (found := lexicon.like_sound(piece))), None)
            if word is not None and not any(piece in lexicon for lexicon in lexicons):
                text = text[:at] + word + text[at + length :]
                break
    return text


def _windows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches of Chinese characters of two to five that touch [start, end), longest first."""
    for length in range(5, 1, -1):
        for at in range(max(0, start - 2), min(len(text), end + 2) - length + 1):
            touches = at < end and at + length > start
            if touches and all(map(is_han, text[at : at + length])):
                yield at, length


def _misspelt_words(text: str, start: int, end: int, lexicon: Lexicon, near: Sequence[str]) -> list[Mention]:
    found = []
    at = start
    while at < end:
        stop = at
        while stop < end and text[stop].isascii() and text[stop].isalpha():
            stop += 1
        if stop - at >= 5:
            word = nearest(text[at:stop], near)
            if word is not None:
                found.append(Mention(at, stop, word, lexicon.get(word), "spelling"))
        at = stop + 1
    return found


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate within one slip of the pen (two from eight letters on), nearest first."""
    most = 2 if len(word) >= 8 else 1
    best: str | None = None
    for candidate in candidates:
        if abs(len(candidate) - len(word)) > most or candidate[0] != word[0]:
            continue
        slips = _slips(word, candidate, most)
        if slips <= most:
            best, most = candidate, slips - 1
            if most < 1:
                break
    return best


def _slips(one: str, other: str, most: int) -> int:
    """Letters to add, drop, change or swap (optimal string alignment); gives up above `most`."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]
