"""The packaged words with which people name items and write figures."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from knowledge import packaged
from knowledge.language.text import stem, words


@dataclass(frozen=True, slots=True)
class Concept:
    """Where one of `printed` stands in a label, people say one of `said` or `english` (stems) for it."""

    printed: tuple[str, ...]
    said: frozenset[str]
    english: frozenset[str]
    counters: frozenset[str]


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(packaged.text("forms/paste/words.toml"))


@cache
def concepts() -> tuple[Concept, ...]:
    """All concepts, in the order of the list."""
    return tuple(
        Concept(
            printed=tuple(found["printed"].split()),
            said=frozenset(found["said"].split()),
            english=frozenset(map(stems, found["english"])),
            counters=frozenset(found.get("counters", "").split()),
        )
        for found in _table()["concept"].values()
    )


@cache
def listed(name: str) -> tuple[str, ...]:
    """The entries of a list ("talk.filler"), the longest first."""
    group, key = name.split(".")
    found = _table()[group][key]
    return tuple(sorted(found.split() if isinstance(found, str) else found, key=lambda word: (-len(word), word)))


@cache
def filler() -> frozenset[str]:
    """Chinese words that name nothing."""
    return frozenset(listed("talk.filler"))


@cache
def filler_english() -> frozenset[str]:
    """Stems of English words that name nothing."""
    return frozenset(map(stem, listed("talk.filler_english")))


def stems(phrase: str) -> str:
    """The words of an English phrase in their stems."""
    return " ".join(words(phrase))


def leading(text: str, known: frozenset[str], longest: int = 6) -> str:
    """The longest known word that a text begins with; "" where there is none."""
    return next((text[:length] for length in range(min(longest, len(text)), 0, -1) if text[:length] in known), "")


def ending(text: str, known: frozenset[str], longest: int = 6) -> str:
    """The longest known word that a text ends with; "" where there is none."""
    return next((text[-length:] for length in range(min(longest, len(text)), 0, -1) if text[-length:] in known), "")


def any_of(entries: Iterable[str]) -> str:
    """A pattern for one of several words, the longest first; those in Latin letters are whole words."""
    longest = sorted(entries, key=lambda word: (-len(word), word))
    return "|".join(f"(?<![a-z]){re.escape(word)}(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else re.escape(word) for word in longest)


@cache
def finder(*names: str) -> re.Pattern[str]:
    """Finds the words of lists."""
    return re.compile(any_of({word for name in names for word in listed(name)}))
