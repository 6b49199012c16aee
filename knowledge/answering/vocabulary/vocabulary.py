"""The vocabulary files, compiled once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from knowledge import packaged
from knowledge.answering.lexicon import Entry, Lexicon
from knowledge.language import places
from knowledge.language.text import fold

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Rule:
    """`weight` for an intent where every need is met and nothing in `without` is present.

    A need is a set of concepts of which one must be present; "group.*" stands for a whole group.
    """

    intent: str
    needs: tuple[frozenset[str], ...]
    without: frozenset[str]
    weight: float
    reason: str

    def holds(self, present: frozenset[str]) -> bool:
        """Whether the rule applies to a question with these concepts."""
        for need in self.needs:
            if need.isdisjoint(present):
                return False
        return self.without.isdisjoint(present)


@cache
def words() -> Lexicon:
    """All words of all languages, findable by sound as well."""
    return Lexicon(_entries())


NAMING_GROUPS = ("thing", "topic", "kind", "office")


@cache
def content_words() -> Lexicon:
    """The words that name papers, topics, kinds of activity and offices."""
    return Lexicon((word, entry) for word, entry in _entries() if entry.concept.startswith(NAMING_GROUPS))


@cache
def near_words() -> tuple[str, ...]:
    """English words to compare misspelt ones with."""
    return tuple(words().latin_words())


@cache
def place_names() -> Lexicon:
    """The names of all known divisions, in Chinese."""
    return Lexicon((name, Entry("place", full)) for name, full in places.names())


@cache
def rules() -> tuple[Rule, ...]:
    """What the presence of concepts says about what is asked."""
    table = tomllib.loads(packaged.text("answering/vocabulary/rules.toml"))
    return tuple(_rule(entry) for entry in table["rule"])


def _rule(entry: dict[str, object]) -> Rule:
    needs, without = str(entry["needs"]), str(entry.get("without", ""))
    return Rule(
        intent=str(entry["intent"]),
        needs=tuple(frozenset(need.split("|")) for need in needs.split()),
        without=frozenset(without.split()),
        weight=float(str(entry["weight"])),
        reason=f"{needs}{f' without {without}' if without else ''} +{entry['weight']}",
    )


@cache
def _entries() -> tuple[tuple[str, Entry], ...]:
    return tuple(_read_entries())


def _read_entries() -> Iterator[tuple[str, Entry]]:
    for language in LANGUAGES:
        table = tomllib.loads(packaged.text(f"answering/vocabulary/{language}.toml"))
        for group, concepts in table.items():
            for concept, spellings in concepts.items():
                for spelling in spellings:
                    word = fold(spelling)
                    entry = Entry(f"{group}.{concept}")
                    yield word, entry
                    if word.isascii() and word[-1:].isalpha() and not word.endswith("s") and group != "filler":
                        yield word + "s", entry
